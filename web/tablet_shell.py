"""What the tablet's page is made of, for the script that opens it without us."""

import hashlib
import json
import re
from functools import cache
from pathlib import Path

from web.pages import STATIC
from web.settings import ROOT

MARK = "x-tablet-shell"
"""Only the tablet's own page carries it: the script keeps no other page in its place."""
_WORKER = STATIC / "js" / "tablet" / "sw.js"
_TEMPLATES = ROOT / "web" / "templates"
_PARTS = (
    "css/base.css",
    "css/tablet.css",
    "css/tablet_doors.css",
    "css/tablet_voice.css",
    "font/atkinson-hyperlegible-next-latin-wght-normal.woff2",
    "img/icon.svg",
    "img/pictos.svg",
    "img/pictures.svg",
    "js/chat/http.js",
    "js/chat/ids.js",
    "js/chat/patience.js",
    "js/tablet.js",
)
_IMPORTED = re.compile(r'^import .* from "(\.[^"]+)";$', re.MULTILINE)


@cache
def modules() -> list[str]:
    """The addresses of every script that the page needs at the start, so that none waits for another."""
    found = [STATIC / "js" / "tablet.js"]
    for script in found:  # grows on the way
        imported = _IMPORTED.findall(script.read_text(encoding="utf-8"))
        needed = [(script.parent / name).resolve() for name in imported]
        found += [each for each in dict.fromkeys(needed) if each not in found]
    return [_address(script) for script in found[1:]]


@cache
def shell() -> tuple[str, list[str]]:
    """A version that changes with anything in it, and the addresses of its parts."""
    files = [STATIC / name for name in _PARTS] + [each for each in _scripts() if each != _WORKER]
    pages = [_TEMPLATES / name for name in ("base.html", "icons.html", "tablet.html")]
    digest = hashlib.sha256()
    for file in [*files, *pages, _WORKER]:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16], [_address(file) for file in files]


def worker() -> str:
    """The script, with version and addresses put before it."""
    version, addresses = shell()
    facts = f"const VERSION = {json.dumps(version)};\nconst SHELL = {json.dumps(addresses)};\n"
    return facts + _WORKER.read_text(encoding="utf-8")


def _address(file: Path) -> str:
    return f"/static/{file.relative_to(STATIC).as_posix()}"


def _scripts() -> list[Path]:
    return [each for folder in ("tablet", "voice") for each in sorted((STATIC / "js" / folder).rglob("*.js"))]

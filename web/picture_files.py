"""Files of pictures that a home brings along: what they really are, and what must not be in them."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

from web.errors import WebError

MOST_BYTES = 2 * 1024 * 1024
SVG = "image/svg+xml"

_BEGINNINGS = {
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/webp": re.compile(rb"RIFF.{4}WEBP", re.DOTALL),
}
_SVG_ROOT = "{http://www.w3.org/2000/svg}svg"
_ACTIVE = ("script", "handler", "foreignobject", "iframe", "object", "embed", "audio", "video", "set", "anim")
"""The beginnings of the names of parts that run, move or bring in other documents."""
_INSIDE = re.compile(r"\s*(#|data:image/(png|jpeg|webp)[;,])", re.IGNORECASE)
_ELSEWHERE = re.compile(r"@import|url\(\s*['\"]?\s*(?!['\"#\s])", re.IGNORECASE)
_OTHER_LETTERS = re.compile(r"""<\?xml[^>]*encoding\s*=\s*["'](?!utf-8["'])""", re.IGNORECASE)


def read_picture(file: Path) -> tuple[str, bytes]:
    """(content type, content) of a picture file. Raises WebError("bad_picture") with what to do."""
    try:
        if file.stat().st_size > MOST_BYTES:
            raise WebError("bad_picture", "It is larger than 2 MB. Save it smaller.")
        content = file.read_bytes()
    except OSError as error:
        raise WebError("bad_picture", f"It cannot be read: {error.strerror}. Look at its rights.") from None
    return picture_type(content), content


def picture_type(content: bytes) -> str:
    """The content type, told from the content and not from the name: PNG, JPEG, WebP, or SVG that only draws.

    Raises WebError("bad_picture") with what to do.
    """
    for name, beginning in _BEGINNINGS.items():
        if beginning.match(content):
            return name
    for part in _svg(content).iter():
        _refuse_active(part)
    return SVG


def _svg(content: bytes) -> ET.Element:
    try:
        text = content.decode("utf-8-sig")
        if "<!ENTITY" in text or "<?xml-stylesheet" in text or _OTHER_LETTERS.search(text):
            raise _refused("it holds more than a drawing")
        root = ET.fromstring(text)  # noqa: S314 (entities, the danger in it, were refused)
    except (UnicodeDecodeError, ET.ParseError):
        raise _refused("it is no PNG, JPEG, WebP or SVG") from None
    if root.tag != _SVG_ROOT:
        raise _refused("it is no SVG")
    return root


def _refuse_active(part: ET.Element) -> None:
    name = _local(part.tag)
    if name.startswith(_ACTIVE):
        raise _refused(f"it holds <{name}>")
    if name == "style" and _ELSEWHERE.search(part.text or ""):
        raise _refused("it fetches something from elsewhere")
    for attribute, value in part.attrib.items():
        _refuse_attribute(_local(attribute), value)


def _refuse_attribute(name: str, value: str) -> None:
    if name.startswith("on"):
        raise _refused(f"it holds {name}=")
    if (name in ("href", "src") and not _INSIDE.match(value)) or _ELSEWHERE.search(value):
        raise _refused("it fetches something from elsewhere")


def _local(name: str) -> str:
    return name.rpartition("}")[2].lower()


def _refused(why: str) -> WebError:
    return WebError("bad_picture", f"It cannot be used: {why}. Save it as a PNG.")

"""A page with the doors of the tablet and nothing else of it: made by the test, under our own policy."""

import hashlib
import io
import math
import struct
import wave
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Route, ViewportSize

from tests.browser.visits import TABLET, Visits
from web.pins import hash_pin
from web.security import HEADERS
from web.settings import ROOT

PATH = "/tablet/doors-alone"
PIN = "2468"
CARD = "ABCDEFGH2345"
LISA, OMAR = "Lisa Brown", "Omar Shah"
QUESTION = "What would make today better?"
BEATS = (200, 700, 1200, 1700, 2200)
"""When each word of the question is heard, in ms: there a tone begins."""
SPEAKS_FOR = 2700

_HERE = Path(__file__).parent
_READY = (_HERE / "doors.js").read_text(encoding="utf-8")
_SHEETS = [
    name
    for name in ("base.css", "tablet.css", "tablet_doors.css")
    if (ROOT / "web" / "static" / "css" / name).exists()
]
_PAGE = (
    (_HERE / "doors.html")
    .read_text(encoding="utf-8")
    .replace(
        "<!-- styles -->", "".join(f'<link rel="stylesheet" href="/static/css/{name}">' for name in _SHEETS)
    )
)


def open_doors(
    visits: Visits, size: ViewportSize = TABLET, *, clock: bool = False, fragment: str = "", **options: Any
) -> Page:
    """The page, with nothing on it yet; with `clock` time stands still until the test lets it run."""
    page = visits.profile(viewport=size, **options).new_page()
    page.route(
        f"**{PATH}*", lambda route: route.fulfill(body=_PAGE, content_type="text/html", headers=HEADERS)
    )
    page.route("**/tablet/spoken/*.wav", _speak)
    if clock:
        page.clock.install()
    page.goto(f"{visits.site.url}{PATH}{fragment}")
    ready(page)
    if clock:
        page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 1)
    return page


def ready(page: Page) -> None:
    """Give the page its doors, at first or after a reload; none of them is open."""
    page.evaluate(_READY)


def happened(page: Page) -> list[Any]:
    """What was pressed and what the doors told, in order."""
    found: list[Any] = page.evaluate("doors.happened")
    return found


def pack(**more: Any) -> dict[str, Any]:
    """What the tablet carries with it, as the doors need it."""
    card = hashlib.sha256(CARD.encode()).hexdigest()
    names = [LISA, OMAR, *(f"Person {number}" for number in range(3, 12))]
    people: list[dict[str, Any]] = [
        {"id": f"p{at}", "name": name, "card": card if at == 0 else None, "profile": {}}
        for at, name in enumerate(names)
    ]
    return {
        "device": {"id": "d", "name": "Lavender", "pin": hash_pin(PIN)},
        "people": people,
        "spoken": {QUESTION: {"100": _spoken("slow"), "150": _spoken("fast")}},
        "suggestions": ["the", "and", "tea", "time", "to", "today", "together", "talk", "Monday"],
        "idle_seconds": 90,
        **more,
    }


def _spoken(name: str) -> dict[str, Any]:
    at = 0
    words = []
    for beat, word in zip(BEATS, QUESTION.split(), strict=True):
        words.append({"t": beat, "at": at, "len": len(word.rstrip("?"))})
        at += len(word) + 1
    return {"wav": f"/tablet/spoken/{name}.wav", "ms": SPEAKS_FOR, "words": words}


def sound() -> bytes:
    """A tone of 200 ms at each beat, silence between: what is heard when is known."""
    rate = 16_000
    heard = [any(beat <= ms < beat + 200 for beat in BEATS) for ms in range(SPEAKS_FOR)]
    samples = (
        int(9_000 * math.sin(at / rate * 440 * 2 * math.pi)) if heard[at * 1000 // rate] else 0
        for at in range(rate * SPEAKS_FOR // 1000)
    )
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return file.getvalue()


_SOUND = sound()


def _speak(route: Route) -> None:
    if "broken" in route.request.url:
        route.fulfill(status=404, body="")
    else:
        route.fulfill(body=_SOUND, content_type="audio/wav", headers={"accept-ranges": "bytes"})


def type_with_keys(page: Page, keys: str) -> None:
    """Press one big key after another; a space is the space key."""
    for key in keys:
        page.locator(f'[data-key="{"space" if key == " " else key}"]').click()

"""A page that carries the tablet's doors without the rest of the tablet: served by the test, with our own policy."""

import hashlib
import io
import math
import struct
import wave
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

_OURS = (ROOT / "web" / "static" / "css").glob("*.css")
_SHEETS = "".join(
    f'<link rel="stylesheet" href="/static/css/{sheet.name}">'
    for sheet in sorted(_OURS)
    if sheet.name in {"base.css", "tablet.css", "tablet_doors.css"}
)


def _button(act: str, order: int, words: str, kind: str = "wide") -> str:
    return f'<button type="button" class="{kind}" data-act="{act}" data-scan-order="{order}"><span>{words}</span></button>'


PAGE = f"""<!doctype html>
<html lang="en-GB" class="tablet"><head><meta charset="utf-8"><title>Doors</title>
<meta name="viewport" content="width=device-width, initial-scale=1">{_SHEETS}</head><body>
<header class="top"><p class="steps">Question 2 of 4</p>
<div class="always">{_button("pause", 90, "Pause", "quiet")}{_button("stop", 91, "Stop", "quiet stop")}</div></header>
<main>
<section class="question"><span class="plate"></span>
<div><h1 id="question" tabindex="-1">{QUESTION}</h1>{_button("read", 70, "Read it to me", "read")}</div></section>
<section class="view" data-view="door"></section>
</main>
<footer class="foot">{_button("help", 80, "Ask someone to help me", "link")}
{_button("skip", 81, "Skip this question", "link end")}</footer>
<dialog class="calm-page" data-dialog="pause"><h2 tabindex="-1">Paused</h2>
{_button("carry-on", 20, "Carry on")}{_button("finish", 21, "Finish for today")}</dialog>
</body></html>"""

READY = """() => {
  window.pressed = [];
  const acts = {
    pause: () => document.querySelector('dialog').showModal(),
    'carry-on': () => document.querySelector('dialog').close(),
  };
  addEventListener('click', (event) => {
    const button = event.target.closest('[data-act]');
    if (!button) return;
    window.pressed.push(button.dataset.act);
    acts[button.dataset.act]?.();
  });
  window.door = document.querySelector('[data-view="door"]');
  window.tiles = (count) => door.replaceChildren(...Array.from({length: count}, (_, at) => {
    const tile = document.createElement('button');
    tile.className = 'tile';
    tile.dataset.act = `answer-${at + 1}`;
    tile.dataset.scanOrder = 20 + at;
    tile.textContent = `Answer ${at + 1}`;
    return tile;
  }));
}"""


def open_doors(visits: Visits, size: ViewportSize = TABLET, *, clock: bool = False, **options: Any) -> Page:
    """The page, with nothing on it yet; with `clock` time stands still until the test lets it run."""
    context = visits.profile(viewport=size, **options)
    page = context.new_page()
    page.route(
        f"**{PATH}*", lambda route: route.fulfill(body=PAGE, content_type="text/html", headers=_headers())
    )
    page.route("**/tablet/spoken/*.wav", _speak)
    if clock:
        page.clock.install()
    page.goto(f"{visits.site.url}{PATH}")
    page.evaluate(READY)
    if clock:
        page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    return page


def pack(**more: Any) -> dict[str, Any]:
    """What the tablet carries with it, as the doors need it."""
    card = hashlib.sha256(CARD.encode()).hexdigest()
    names = [LISA, OMAR, *(f"Person {number}" for number in range(3, 12))]
    people = [
        {"id": f"p{at}", "name": name, "card": card if at == 0 else None, "profile": {}}
        for at, name in enumerate(names)
    ]
    return {
        "device": {"id": "d", "name": "Lavender", "pin": hash_pin(PIN)},
        "people": people,
        "spoken": {QUESTION: {"100": _spoken("slow"), "150": _spoken("fast")}},
        "suggestions": "the and tea time to today together talk friends".split(),
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


def _headers() -> dict[str, str]:
    return dict(HEADERS)

"""How long after speaking is the first sound of the reply heard, with Rasa, recogniser and browser all real?

The whole program with Rasa and the recogniser that it chooses here, and Chromium with a stand-in for the
microphone into which recordings of real people are played. "Finished" is pressed a second and a half after
the last word, as people do, or at once; the reply is heard when the page's own sound begins. Then the same
with two tablets that are talked to at the same time, and the memory of every process.
"""

import base64
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from bench.figures import Findings, Goal, latencies
from bench.ours import SETTINGS
from bench.pair import bench_folder, trained_models
from bench.processes import resident_mb
from bench.recordings import folder as recordings_folder
from bench.recordings import recorded, recordings
from bench.side import WrongError
from storage.kinds import Audience
from storage.profiles import Profile
from storage.records import NewQuestion
from storage.search import Filter
from storage.store import Store
from tests.at_rest import kept_in
from tests.browser.chromium import MISSING, arguments, find
from tests.browser.tablets import FINGERS, MOUTH, pair
from tests.program import Program, running_program

SPEAKS_WITHIN = 9.0
"""Seconds that an answer may last: what people say to a question is short."""
QUESTIONS = 6
PAUSE_MS = {"a moment later": 1_500, "at once": 0}
"""After the last word, until "I have finished" is pressed."""
LIKES = Profile(read_aloud=True)
LISTENS_TO_SOUNDS = """
window.heard = { pressed: 0, sounded: 0, shown: 0 };
addEventListener("click", (event) => {
  if (!event.target.closest?.('[data-act="finished"]')) return;
  Object.assign(heard, { pressed: performance.now(), sounded: 0, shown: 0 });
  const looks = () => {
    if (document.querySelector('[data-view="check"]').checkVisibility()) heard.shown = performance.now();
    else requestAnimationFrame(looks);
  };
  requestAnimationFrame(looks);
}, true);
const play = HTMLMediaElement.prototype.play;
HTMLMediaElement.prototype.play = function () {
  this.addEventListener("playing", () => {
    if (heard.pressed && !heard.sounded && !this.muted) heard.sounded = performance.now();
  }, { once: true });
  return play.call(this);
};
"""
REPLIED = """
heard.sounded && heard.shown ? [heard.sounded - heard.pressed, heard.shown - heard.pressed] : null
"""
LONGEST = 60_000
"""Milliseconds after which something is wrong."""


class Reply(NamedTuple):
    """Seconds from "I have finished" until ..."""

    heard: float
    """... the first sound, be it "One moment."."""
    shown: float
    """... the words that were made out stand on the screen, and Rasa has taken the answer."""


@dataclass(slots=True)
class Tablet:
    """Somebody at a tablet, between two answers."""

    page: Page

    def begins(self, code: str, url: str) -> None:
        """Show the card, read the first pages, and say that the voice may be kept."""
        self.page.goto(f"{url}/tablet#card={code}")
        for act in ("readers", "alone", "talk", "keep-voice", "hello-enough"):
            self.press(act)

    def press(self, act: str) -> None:
        """Press a control that can be seen."""
        self.page.locator(f'[data-act="{act}"]:visible').first.click(timeout=LONGEST)

    def listens(self) -> None:
        """Wait until it records."""
        self.page.locator('[data-view="listening"]:visible').wait_for(timeout=LONGEST)
        self.page.wait_for_function("() => mouth.open", timeout=LONGEST)
        self.page.wait_for_timeout(500)  # nobody speaks in the same moment

    def says(self, sound: str) -> None:
        """Begin to speak."""
        self.page.evaluate("wav => { window.saying = mouth.say(wav); }", sound)

    def reply(self, pause: int) -> Reply:
        """Finish, and wait for the reply."""
        self.page.evaluate("() => window.saying")
        self.page.wait_for_timeout(pause)
        self.press("finished")
        for _ in range(LONGEST // 20):
            if found := self.page.evaluate(REPLIED):
                return Reply(*(ms / 1000 for ms in found))
            self.page.wait_for_timeout(20)
        raise WrongError("No reply was heard.")

    def agrees(self) -> None:
        """Yes, that is right; the next question is answered by voice as well."""
        self.page.locator('[data-view="check"]:visible').wait_for(timeout=LONGEST)
        self.press("yes")

    def goes_on(self) -> None:
        """Answer the next question by voice, too."""
        self.press("talk")
        self.listens()


def run(*, quick: bool) -> Findings:
    """Measure in a browser of its own. Raises WrongError without a browser or recordings."""
    if (chromium := find()) is None:
        raise WrongError(MISSING)
    if not (recordings_folder() / "manifest.jsonl").exists():
        raise WrongError(f"No recordings in {recordings_folder()}. Name theirs in WHATMATTERS_SPEECH_DIR.")
    models, _ = trained_models()
    with (
        bench_folder() as folder,
        running_program(folder / "voice", models, **SETTINGS) as program,
        _store(folder / "voice") as store,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments())
        found = _measured(browser, program, store, talks=1 if quick else 4)
        browser.close()
    return found


@contextmanager
def _store(folder: Path) -> Iterator[Store]:
    store = kept_in(folder)
    asked = [
        NewQuestion(key=f"q{at}", text=f"What about thing {at}?", simple=f"And thing {at}?")
        for at in range(QUESTIONS)
    ]
    store.questions.add_version(Audience.RESIDENT, "en", tuple(asked))
    try:
        yield store
    finally:
        store.close()


def _measured(browser: Browser, program: Program, store: Store, talks: int) -> Findings:
    site = SimpleNamespace(store=store, url=str(program.http.base_url).rstrip("/"))
    alone = {name: _talks(browser, site, [pause], talks) for name, pause in PAUSE_MS.items()}
    both = _talks(browser, site, [1_500, 1_500], max(1, talks // 2))
    memory = _memory(program)
    _check(store, talks * 2 + 2 * max(1, talks // 2))
    figures = {
        "answers": {name: len(each) for name, each in alone.items()},
        "reply": {name: _latencies(each) for name, each in alone.items()},
        "two_tablets": _latencies(both),
        "memory_mb": memory,
        "each_s": {**alone, "two tablets": both},
    }
    return Findings(figures, _lines(figures), _goals(figures))


def _talks(browser: Browser, site: Any, pauses: Sequence[int], talks: int) -> list[Reply]:
    """Whole talks on as many tablets as there are pauses, and every reply."""
    found: list[Reply] = []
    for talk in range(talks):
        tablets = [_tablet(browser, site) for _ in pauses]
        for at in range(QUESTIONS):
            for beside, tablet in enumerate(tablets):
                tablet.goes_on() if at else tablet.listens()
                tablet.says(_speech(talk * QUESTIONS + at + 3 * beside))
            found += [each.reply(pause) for each, pause in zip(tablets, pauses, strict=True)]
            for tablet in tablets:
                tablet.agrees()
        for tablet in tablets:
            tablet.page.locator('[data-view="finish"]:visible').wait_for(timeout=LONGEST)
            tablet.page.context.close()
    return found


def _tablet(browser: Browser, site: Any) -> Tablet:
    context = browser.new_context(locale="en-GB", **FINGERS)
    context.add_init_script(MOUTH)
    context.add_init_script(LISTENS_TO_SOUNDS)
    pair(site, context)
    somebody = site.store.people.add(site.store.services.get().id, "Joan", LIKES)
    tablet = Tablet(context.new_page())
    tablet.begins(site.store.people.new_card(site.store.services.ids(), somebody.id), site.url)
    return tablet


@cache
def _sentences() -> tuple[str, ...]:
    short = [each for each in recordings() if each.file.startswith("open/") and each.seconds < SPEAKS_WITHIN]
    return tuple(base64.b64encode(recorded(each).wav()).decode() for each in short)


def _speech(number: int) -> str:
    return _sentences()[number % len(_sentences())]


def _check(store: Store, talks: int) -> None:
    """Whether every answer is kept and agreed to, with its recording. Raises WrongError."""
    found = [
        each for talk in _conversations(store) for each in store.review.answers(store.services.ids(), talk)
    ]
    agreed = sum(each.answer.state == "agreed" for each in found)
    whole = sum(
        each.state == "whole"
        for talk in _conversations(store)
        for each in store.recordings.of_conversation(store.services.ids(), talk)
    )
    if (agreed, whole) != (talks * QUESTIONS, talks * QUESTIONS):
        raise WrongError(f"Of {talks * QUESTIONS} answers {agreed} are agreed to, {whole} recordings whole.")


def _conversations(store: Store) -> list[Any]:
    page = store.search.page(store.services.ids(), Filter(), size=500)
    return [each.conversation.id for each in page.items]


def _latencies(replies: Sequence[Reply]) -> dict[str, dict[str, float]]:
    return {name: latencies([getattr(each, name) for each in replies]) for name in Reply._fields}


def _memory(program: Program) -> dict[str, float]:
    """Each process of the program, in MB; those that listen and speak by what they were started for."""
    found = {"web": resident_mb(program.process.pid), "rasa": resident_mb(program.rasa_pid)}
    for pid, command in _below(program.process.pid):
        for name in ("voice.hearer", "voice.worker"):
            if name in command:
                found[f"{name} {pid}"] = resident_mb(pid)
    return found


def _below(pid: int) -> Iterator[tuple[int, str]]:
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, file.read_text().split()):
            yield child, Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            yield from _below(child)


def _lines(figures: dict[str, Any]) -> list[str]:
    replies = {**figures["reply"], "on two tablets": figures["two_tablets"]}
    return [
        *(
            f"{name}: {what} after {each[what]['median_ms']:.0f} ms, p95 {each[what]['p95_ms']:.0f} ms"
            for name, each in replies.items()
            for what in Reply._fields
        ),
        "memory: " + ", ".join(f"{name} {mb:.0f} MB" for name, mb in figures["memory_mb"].items()),
    ]


def _goals(figures: dict[str, Any]) -> list[Goal]:
    usual = figures["reply"]["a moment later"]["heard"]
    return [
        Goal("ms from finishing to the first sound, median", usual["median_ms"], 1_000),
        Goal("ms from finishing to the first sound, p95", usual["p95_ms"], 2_000),
    ]

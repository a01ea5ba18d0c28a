"""Is the tablet's page there in two seconds on a poor line, and does a press ever have to wait?

The real application with a stand-in for Rasa, and Chromium made slow: 400 kbit/s, 300 ms to answer, a
processor four times slower. Each round is a browser that was never here: it opens the page, talks with
pictures and in writing, has both read back, and opens the page again.
"""

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from bench.figures import Findings, Goal
from bench.pair import bench_folder
from bench.screenplay import SERVICE
from bench.side import WrongError
from storage.store import Store
from tests.browser.chromium import MISSING, arguments, find
from tests.browser.speaking import MarkingTagger, SpeakingRasa
from tests.browser.tablets import FINGERS, QUESTIONS, Sitter, ask_these, heard, pair
from tests.program import wait_until
from tests.site import Served, served

LINE = {"offline": False, "latency": 300, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""400 kbit/s each way, in bytes a second."""
SLOWER = 4
"""So many times slower is the processor."""
SAID = ("Music and a hot drink.", "Priya listens to me.")
"""What has to have reached us in the end; the first was chosen with pictures."""
WATCHING = """
window.seen = { shift: 0, presses: [] };
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) seen.shift += one.value;
}).observe({ type: "layout-shift", buffered: true });
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) {
    if (!one.interactionId) continue;
    const what = one.target?.closest?.("[data-act]")?.dataset.act ?? one.target?.id ?? "";
    seen.presses.push({
      what: `${one.name} ${what}`.trim(),
      ms: one.duration,
      waited: Math.round(one.processingStart - one.startTime),
      worked: Math.round(one.processingEnd - one.processingStart),
    });
  }
}).observe({ type: "event", durationThreshold: 16, buffered: true });
"""
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"


@dataclass(frozen=True, slots=True)
class Opened:
    """How the page came."""

    first_paint_ms: float
    """Until the first words could be seen."""
    usable_ms: float
    """Until "Start" could be pressed."""
    kb: float
    """What travelled to the page, compressed as it was; 1 KB is 1024 bytes."""
    kb_with_heads: float
    """The same with the head of each answer."""


@dataclass(frozen=True, slots=True)
class Round:
    """One browser, from its first visit to its second."""

    cold: Opened
    warm: Opened
    shift: float
    """How much jumped by itself, over all of it (cumulative layout shift)."""
    presses: list[dict[str, Any]]
    """Each press that took longer than one frame: what, and milliseconds until the screen showed it."""

    @property
    def slowest(self) -> dict[str, Any]:
        """The press that took longest."""
        quick = {"what": "none took longer than a frame", "ms": 16, "waited": 0, "worked": 0}
        return max(self.presses, key=lambda press: float(press["ms"]), default=quick)


def run(*, quick: bool) -> Findings:
    """Measure in a browser of its own. Raises WrongError if there is none."""
    chromium = find()
    if chromium is None:
        raise WrongError(MISSING)
    with bench_folder() as folder, sync_playwright() as playwright:
        store = Store(f"sqlite:///{folder / 'tablet.db'}")
        store.migrate()
        store.services.set_up(SERVICE["service"], SERVICE["readers"], SERVICE["phone"])
        with served(store, SpeakingRasa(store, MarkingTagger())) as site:
            browser = playwright.chromium.launch(executable_path=chromium, args=arguments())
            found = measured(browser, site, 1 if quick else 5)
            browser.close()
        store.close()
    return found


def measured(browser: Browser, site: Served, rounds: int) -> Findings:
    """So many rounds. Raises WrongError if something that was said did not reach us."""
    ask_these(site.store)
    found = [_round(browser, site, number) for number in range(1, rounds + 1)]
    told = heard(site.store)
    if any(told.count(words) != rounds for words in SAID):
        raise WrongError(f"Not all that was said on the tablet has reached us once: {told}")
    figures = _figures(found)
    return Findings({**figures, "rounds": [asdict(each) for each in found]}, _lines(figures), _goals(figures))


def _round(browser: Browser, site: Served, number: int) -> Round:
    context = browser.new_context(locale="en-GB", **FINGERS)
    context.add_init_script(WATCHING)
    pair(site, context)
    page, cold = _open(context, site)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    _talk(Sitter(page))
    wait_until(lambda: heard(site.store).count(SAID[1]) == number)
    page.wait_for_timeout(300)  # what was seen of the last press is told a little later
    seen = page.evaluate("window.seen")
    page.close()
    again, warm = _open(context, site)
    shift = seen["shift"] + again.evaluate("window.seen.shift")
    context.close()
    return Round(cold, warm, round(shift, 4), seen["presses"])


def _open(context: BrowserContext, site: Served) -> tuple[Page, Opened]:
    """Open the page on the slow line, and wait until it can be used."""
    page = context.new_page()
    page.set_default_timeout(60_000)
    line = context.new_cdp_session(page)
    bodies = _weigh(line, "Network.dataReceived")
    whole = _weigh(line, "Network.loadingFinished")
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", LINE)
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(f"{site.url}/tablet", wait_until="commit")
    page.locator("main > [data-view]:not([hidden]) button").first.wait_for()
    usable = page.evaluate("performance.now()")
    page.wait_for_load_state("networkidle")
    painted = page.evaluate(PAINTED)
    return page, Opened(round(painted), round(usable), _kb(bodies), _kb(whole))


def _weigh(line: CDPSession, event: str) -> list[int]:
    """Bytes as they travelled, of each such event; grows while answers come in."""
    brought: list[int] = []
    line.on(event, lambda found: brought.append(found["encodedDataLength"]))
    return brought


def _kb(brought: Sequence[int]) -> float:
    return round(sum(brought) / 1024, 1)


def _talk(sitter: Sitter) -> None:
    """A question answered with pictures and one in writing; each read back and agreed to."""
    sitter.starts()
    sitter.presses("Choose pictures", "Music", "More pictures", "A hot drink", "I have chosen")
    sitter.sees("check")
    sitter.agrees()
    sitter.presses("Write")
    sitter.page.locator("#words").type(SAID[1])
    sitter.presses("I have finished")
    sitter.sees("check")
    sitter.agrees()
    sitter.page.get_by_role("heading", name=QUESTIONS[2].text).wait_for()


def _figures(found: Sequence[Round]) -> dict[str, Any]:
    """Medians over the rounds; of each round its slowest press, and of all the slowest."""
    opened = {
        f"{name}_{field}": round(statistics.median(getattr(getattr(each, name), field) for each in found), 1)
        for name in ("cold", "warm")
        for field in ("first_paint_ms", "usable_ms", "kb", "kb_with_heads")
    }
    return {
        **opened,
        "shift": max(each.shift for each in found),
        "slowest_press_ms": statistics.median(each.slowest["ms"] for each in found),
        "slowest_of_all": max((each.slowest for each in found), key=lambda press: float(press["ms"])),
    }


def _lines(figures: dict[str, Any]) -> list[str]:
    slowest = figures["slowest_of_all"]
    return [
        *(
            f"{name}: first paint {figures[f'{name}_first_paint_ms']:.0f} ms,"
            f" usable {figures[f'{name}_usable_ms']:.0f} ms, {figures[f'{name}_kb']} KB"
            f" ({figures[f'{name}_kb_with_heads']} with the heads of the answers)"
            for name in ("cold", "warm")
        ),
        f"slowest press of a talk: {figures['slowest_press_ms']:.0f} ms",
        (
            f"the slowest of all: {slowest['what']}, {slowest['ms']:.0f} ms:"
            f" {slowest['waited']} before its work began, {slowest['worked']} of work"
        ),
        f"layout shift: {figures['shift']:.3f}",
    ]


def _goals(figures: dict[str, Any]) -> list[Goal]:
    return [
        Goal("ms to the first paint, never here before", figures["cold_first_paint_ms"], 2_000),
        Goal("ms to the first paint, here before", figures["warm_first_paint_ms"], 2_000),
        Goal("ms of the slowest press", figures["slowest_press_ms"], 100),
        Goal("KB of the first visit", figures["cold_kb"], 80),
        Goal("layout shift", figures["shift"], 0.02),
    ]

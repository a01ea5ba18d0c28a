"""How much a page may weigh, and that nothing on it jumps about while it loads. Nothing here is timed."""

import gzip
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, Route, ViewportSize

from storage.listing import later
from tests.browser.telling import told
from tests.browser.visits import PHONE, WIDE, Visits
from tests.saying import begin, tell
from tests.spoken import speak

pytestmark = pytest.mark.slow

COLD, WARM = 80 * 1024, 10 * 1024
"""Bytes as they travel when they are compressed: on the first visit, and once everything is in the cache."""
MOST_SHIFT = 0.02
"""Cumulative layout shift, as browsers measure it."""

SHIFT = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


def long_talk(visits: Visits) -> str:
    """The path of a conversation of more turns than a page shows."""
    path = visits.begin()
    visits.talk(path, *(f"{number}. " + "I would like somebody to listen. " * 5 for number in range(31)))
    return path


def long_list(visits: Visits) -> str:
    """The path of a list of 500 conversations."""
    with later():
        for _ in range(500):
            told(visits.site.store)
    visits.site.store.search.rebuild()
    return "/review"


def long_transcript(visits: Visits) -> str:
    """The path of a conversation of 200 turns."""
    conversation = begin(visits.site.store)
    for number in range(100):
        tell(visits.site.store, conversation, f"{number}. " + "I would like somebody to listen. " * 5)
    return f"/review/{conversation}"


def spoken_transcript(visits: Visits) -> str:
    """The path of a conversation of six spoken answers."""
    conversation = begin(visits.site.store)
    for _ in range(6):
        speak(visits.site.store, conversation, "i would like somebody to listen to me " * 5, unsure="listen")
    return f"/review/{conversation}"


PAGES: dict[str, Callable[[Visits], str]] = {
    "index": lambda _: "/",
    "start": lambda _: "/chat",
    "chat": lambda visits: visits.begin(),
    "long chat": long_talk,
    "login": lambda _: "/review/login",
    "long list": long_list,
    "long transcript": long_transcript,
    "spoken transcript": spoken_transcript,
}


def weight(page: Page, path: str) -> int:
    """Bytes of everything that a visit brings, compressed unless it is already."""
    finished: list[Request] = []

    def note(request: Request) -> None:
        finished.append(request)

    page.on("requestfinished", note)
    arrive(page, path)
    page.remove_listener("requestfinished", note)
    return sum(_weight(request) for request in finished)


def _weight(request: Request) -> int:
    response = request.response()
    if response is None or not request.sizes()["responseBodySize"]:  # the cache still had it
        return 0
    body = response.body()
    return min(len(body), len(gzip.compress(body)))


def arrive(page: Page, path: str) -> None:
    """Open a page, and let its font and its scripts do what they do at the start."""
    page.goto(path)
    page.evaluate("document.fonts.ready.then(() => true)")
    page.wait_for_timeout(300)


@pytest.mark.parametrize("name", PAGES)
def test_a_visit_is_light(visits: Visits, name: str) -> None:
    page, path = visits.signed_in("/health"), visits.site.url + PAGES[name](visits)
    cold, warm = weight(page, path), weight(page, path)
    assert 10_000 < cold <= COLD
    assert 500 < warm <= WARM


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_jumps_while_a_page_loads(visits: Visits, name: str, viewport: ViewportSize) -> None:
    page = visits.signed_in("/health", viewport=viewport)
    page.add_init_script(SHIFT)
    arrive(page, visits.site.url + PAGES[name](visits))
    assert page.evaluate("window.shifted") <= MOST_SHIFT


@pytest.mark.parametrize("name", ["index", "start", "long list", "spoken transcript"])
def test_letters_that_come_late_move_hardly_anything(visits: Visits, name: str) -> None:
    page = visits.signed_in("/health", viewport=PHONE)
    page.add_init_script(SHIFT)
    path = PAGES[name](visits)

    def late(route: Route) -> None:
        page.wait_for_timeout(1_000)
        route.continue_()

    page.route("**/*.woff2", late)
    arrive(page, visits.site.url + path)
    assert page.evaluate("document.fonts.check('1em Hyperlegible')")
    assert page.evaluate("window.shifted") <= MOST_SHIFT


def test_a_page_that_jumps_is_noticed(visits: Visits) -> None:
    page = visits.page("/health")
    page.add_init_script(SHIFT)
    arrive(page, f"{visits.site.url}/chat")
    page.evaluate("document.body.insertAdjacentHTML('afterbegin', '<p>late</p>'.repeat(9))")
    page.wait_for_timeout(300)
    assert page.evaluate("window.shifted") > MOST_SHIFT

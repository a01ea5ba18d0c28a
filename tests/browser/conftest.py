"""A real browser on the real application: one browser for all of these tests, a fresh profile for each."""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from storage.errors import StorageError
from storage.store import Store
from tests.browser.chromium import MISSING, arguments, find
from tests.browser.mouth import Script, Talker, ears_of
from tests.browser.speaking import MarkingTagger, SpeakingRasa
from tests.browser.tablets import FINGERS, Sitter, ask_these, sit_down
from tests.browser.visits import Visits
from tests.browser.writer import Writer
from tests.site import Served, served

expect.set_options(timeout=20_000)


@pytest.fixture(scope="package")
def chromium() -> str:
    """The path of Chromium."""
    found = find()
    if found:
        return found
    if os.environ.get("CI") == "true":
        pytest.fail(MISSING)
    pytest.skip(MISSING)


# For the package, not the session: while it is open no other test of this thread can have an event loop.
@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    """The browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments())
        yield browser
        browser.close()


@pytest.fixture
def script() -> Script:
    """What the recogniser makes of each sound; nothing, unless a test writes it down."""
    return Script()


@pytest.fixture
def site(sqlite_store: Store, script: Script) -> Iterator[Served]:
    """The application with a database of its own."""
    rasa = SpeakingRasa(sqlite_store, MarkingTagger())
    with served(sqlite_store, rasa, lambda: ears_of(sqlite_store, script)) as site:
        yield site


@pytest.fixture
def talker(visits: Visits, site: Served, script: Script) -> Talker:
    """Somebody before a paired tablet that rests, who will talk to it."""
    ask_these(site.store)
    return Talker(visits.profile(**FINGERS), site, script)


@pytest.fixture
def visits(browser: Browser, site: Served) -> Iterator[Visits]:
    """Opens pages; in the end nothing may have gone wrong on any of them."""
    with Visits(browser, site).watched() as visits:
        yield visits


@pytest.fixture
def writer(visits: Visits) -> Writer:
    """A family member with a mouse and a keyboard, before the first question."""
    return visits.writer()


@pytest.fixture
def sitter(visits: Visits, site: Served) -> Sitter:
    """Somebody before a paired tablet that rests."""
    ask_these(site.store)
    return sit_down(site, visits.profile)


@pytest.fixture
def keeping(site: Served, monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Switches between a database that keeps what is said and one that cannot."""
    keep = site.store.turns.keep

    def refuse(*_: object, **__: object) -> None:
        raise StorageError("full", "The disk is full.")

    def switch(works: bool) -> None:
        monkeypatch.setattr(site.store.turns, "keep", keep if works else refuse)

    return switch

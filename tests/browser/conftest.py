"""A real browser on the real application: one browser for all of these tests, a fresh profile for each."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from storage.store import Store
from tests.browser.speaking import MarkingTagger, SpeakingRasa
from tests.browser.visits import Visits
from tests.browser.writer import Writer
from tests.site import Served, served

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = "There is no Chromium. Install Debian's chromium to run the tests in a browser."
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A name as a home's own network gives it: no lock in the address bar, so the browser allows less.
    "--host-resolver-rules=MAP home.test 127.0.0.1",
)
"""A browser that asks nobody on the internet for anything."""

expect.set_options(timeout=20_000)


def arguments() -> list[str]:
    """How Chromium is started; its sandbox refuses to work for root."""
    return [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


@pytest.fixture(scope="package")
def chromium() -> str:
    """Where Chromium is: CHROMIUM in the environment, else the first of its names that can be run."""
    names = (os.environ.get("CHROMIUM", ""), *NAMES)
    found = next(filter(None, map(shutil.which, filter(None, names))), None)
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
def site(sqlite_store: Store) -> Iterator[Served]:
    """The application with a database of its own."""
    with served(sqlite_store, SpeakingRasa(sqlite_store, MarkingTagger())) as site:
        yield site


@pytest.fixture
def visits(browser: Browser, site: Served) -> Iterator[Visits]:
    """Opens pages; in the end nothing may have gone wrong on any of them."""
    with Visits(browser, site).watched() as visits:
        yield visits


@pytest.fixture
def writer(visits: Visits) -> Writer:
    """A family member with a mouse and a keyboard, before the first question."""
    return visits.writer()

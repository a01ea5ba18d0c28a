"""People who come to the application with a browser, and what must not happen to any of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import httpx2
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, ViewportSize

from tests.browser.writer import Writer
from tests.site import Served

WIDE: ViewportSize = {"width": 1440, "height": 900}
TABLET: ViewportSize = {"width": 1024, "height": 768}
PHONE: ViewportSize = {"width": 390, "height": 844}
SIZES = {"wide": WIDE, "tablet": TABLET, "phone": PHONE}

TOUCH: dict[str, Any] = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
NO_SCRIPT: dict[str, Any] = {"java_script_enabled": False}

HARMLESS = (
    "The Cross-Origin-Opener-Policy header has been ignored",  # over plain http, where it has no effect
    "An SSL certificate error occurred when fetching the script",  # where a warning is passed over
    'The specified value "yesterday" does not conform',  # a date typed into the address bar is not filled in
)
"""What the browser says and need not worry anybody."""
UNANSWERED = ("Failed to load resource", "WebSocket connection to")
"""What it says of every answer that is an error, and of every one that never came."""


class Visits:
    """Opens pages of a site, each in a profile of its own, and notes what went wrong on them."""

    def __init__(self, browser: Browser, site: Served) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self.site = site
        self.wrong: list[str] = []
        """Errors of scripts, breaches of the content policy, calls to other hosts."""
        self.failed: list[str] = []
        """Requests that were answered with an error: expected where a test is about errors."""

    @contextmanager
    def watched(self) -> Iterator["Visits"]:
        """Close everything in the end; raises AssertionError if anything went wrong."""
        try:
            yield self
        finally:
            for context in self._contexts:
                context.close()
        assert self.wrong == []

    def profile(self, **options: Any) -> BrowserContext:
        """A browser that was never here before; `options` as Playwright has them."""
        context = self._browser.new_context(**{"viewport": WIDE, "locale": "en-GB", **options})
        self._contexts.append(context)
        context.on("console", self._note)
        context.on(
            "weberror", lambda error: self.wrong.append(f"{error.page and error.page.url}: {error.error}")
        )
        context.on("request", self._follow)
        return context

    def page(self, path: str = "/", **options: Any) -> Page:
        """A page of the site."""
        page = self.profile(**options).new_page()
        page.goto(f"{self.site.url}{path}")
        return page

    def begin(self, audience: str = "carer") -> str:
        """Begin a conversation as the start page does; returns the path of its private link."""
        started = httpx2.post(f"{self.site.url}/chat", data={"audience": audience})
        assert started.status_code == 303, started.text
        return started.headers["location"]

    def talk(self, path: str, *said: str) -> None:
        """Say things in a conversation as a page does, one after the other."""
        for words in said:
            message = {"id": str(uuid4()), "text": words}
            kept = httpx2.post(f"{self.site.url}{path}/turns", params={"wait": "true"}, json=message)
            assert kept.status_code == 201, kept.text

    def writer(self, path: str = "", audience: str = "carer", **options: Any) -> Writer:
        """Somebody at the page of a conversation: the one at `path`, else a new one."""
        return Writer(self.page(path or self.begin(audience), **options))

    def signed_in(self, path: str = "/review", **options: Any) -> Page:
        """A page for staff, as somebody sees it who has signed in."""
        staff = self.site.store.staff.credentials("priya")
        if staff is None:
            self.site.add_staff()
            staff = self.site.store.staff.credentials("priya")
        assert staff is not None
        context = self.profile(**options)
        secret = self.site.store.staff.sign_in(staff[0].id)
        context.add_cookies(
            [{"name": "whatmatters_staff", "value": secret, "url": f"{self.site.url}/review"}]
        )
        page = context.new_page()
        page.goto(f"{self.site.url}{path}")
        return page

    def _note(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"} or message.text.startswith(HARMLESS):
            return
        kind = self.failed if message.text.startswith(UNANSWERED) else self.wrong
        kind.append(f"{message.page and message.page.url}: {message.text}")

    def _follow(self, request: Request) -> None:
        if not request.url.startswith((self.site.url, "data:", "blob:", "http://home.test")):
            self.wrong.append(f"a call to {request.url}")


def texts(page: Page, selector: str) -> list[str]:
    """The text of each element, exactly as it is in the page."""
    found: list[str] = page.eval_on_selector_all(selector, "all => all.map(one => one.textContent)")
    return found

"""Measures a page: axe, and what axe cannot see."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from tests.browser.visits import SIZES
from web.settings import ROOT

SCREENSHOTS = ROOT / "var" / "screenshots"

_LOOKING = (Path(__file__).parent / "looking.js").read_text(encoding="utf-8").rstrip()
_AXE: str = Axe().axe_script
_LEVELS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_OPTIONS = {
    "runOnly": {"type": "tag", "values": _LEVELS},
    # Beyond AA: 7:1 for words. Off by default though AA: targets of 24 pixels.
    "rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}

MORE_SPACE = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
p { margin-bottom: 2em !important }
"""
"""What WCAG 1.4.12 asks a page to bear."""


def axe(page: Page) -> list[str]:
    """What axe finds: the rule and where."""
    page.wait_for_load_state()
    if page.evaluate("typeof window.axe") == "undefined":
        page.evaluate(_AXE)
    found: dict[str, Any] = page.evaluate("options => axe.run(options)", _OPTIONS)
    return [f"{each['id']}: {node['target']}" for each in found["violations"] for node in each["nodes"]]


def look(page: Page, what: str) -> Any:
    """One of the functions in looking.js."""
    page.wait_for_load_state()  # without its styles a page measures differently
    return page.evaluate(f"(window.looking ??= {_LOOKING}).{what}()")


def at_every_size(page: Page, *more: ViewportSize) -> Iterator[str]:
    """Give the window each size in turn; in the end the one it had."""
    before = page.viewport_size
    for size in (*SIZES.values(), *more):
        page.set_viewport_size(size)
        yield f"{size['width']} x {size['height']}"
    if before:
        page.set_viewport_size(before)


def spread_out(page: Page) -> None:
    """Put more space between lines, words and letters, as people who read with difficulty do."""
    # Not as a style element: our own content policy would refuse it.
    page.evaluate(
        """css => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(css);
          document.adoptedStyleSheets = [sheet];
        }""",
        MORE_SPACE,
    )


def pull_together(page: Page) -> None:
    """Take that space away again."""
    page.evaluate("document.adoptedStyleSheets = []")


def shoot(page: Page, name: str) -> None:
    """Take a picture at each size, for a person to look at."""
    page.wait_for_load_state()
    before = page.viewport_size
    for size, viewport in SIZES.items():
        page.set_viewport_size(viewport)
        page.screenshot(path=SCREENSHOTS / f"{name}-{size}.png")
    if before:
        page.set_viewport_size(before)

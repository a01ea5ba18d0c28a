"""Somebody who chooses with switches; time runs only when a test lets it."""

from typing import Any

from playwright.sync_api import Page

from tests.browser.doors import open_doors
from tests.browser.visits import Visits

AROUND = ["Read it to me", "I need someone now", "Skip this question", "Pause", "Stop"]
"""The controls around two answers: seven stops in all."""


def scanning(visits: Visits, answers: int = 2, access: str = "one_switch", **profile: Any) -> Page:
    """A page with some answers; the light is on its first stop."""
    page = open_doors(visits, clock=True, has_touch=True)
    page.evaluate("count => doors.tiles(count)", answers)
    page.evaluate("profile => doors.scan(profile)", {"access": access, **profile})
    return page


def lit(page: Page) -> list[str]:
    """What the light is on: one stop, or all stops of a group."""
    return page.locator(".scan-on").all_inner_texts()


def wait(page: Page, milliseconds: int) -> None:
    """Let time run."""
    page.clock.run_for(milliseconds)


def press(page: Page, key: str = " ", held: int = 50, after: int = 500) -> None:
    """Press a switch, and let the time pass in which another press would be tremor."""
    page.keyboard.down(key)
    wait(page, held)
    page.keyboard.up(key)
    wait(page, after)


def choose(page: Page, words: str) -> None:
    """Wait for the light with one switch, first for the group if there are groups."""
    for _ in range(40):
        if words in (found := lit(page)):
            press(page)
            if len(found) == 1:
                return
        else:
            wait(page, 1000)
    raise AssertionError(f"the light never came to {words}")


def rounds(page: Page, stops: int) -> list[list[str]]:
    """Where the light is, second by second."""
    found = []
    for _ in range(stops):
        found.append(lit(page))
        wait(page, 1000)
    return found

"""A pointer that rests on a control presses it."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.doors import happened, open_doors
from tests.browser.switching import wait
from tests.browser.visits import Visits

pytestmark = pytest.mark.slow


def resting(visits: Visits, **profile: Any) -> Page:
    """A page with two answers; the pointer is far away."""
    page = open_doors(visits, clock=True)
    page.evaluate("doors.tiles(2)")
    page.evaluate("profile => doors.dwell(profile)", profile)
    page.mouse.move(5, 300)
    return page


def test_a_pointer_that_rests_presses_once(visits: Visits) -> None:
    page = resting(visits)
    page.hover('[data-act="answer-1"]')
    wait(page, 500)
    shown = page.evaluate("document.querySelector('.dwelling').style.getPropertyValue('--dwell')")
    assert 0.4 < float(shown) < 0.6
    wait(page, 5000)
    assert happened(page) == ["answer-1"]
    page.mouse.move(5, 300)
    page.hover('[data-act="answer-1"]')
    wait(page, 1100)
    assert happened(page) == ["answer-1", "answer-1"]


def test_a_pointer_that_goes_on_presses_nothing(visits: Visits) -> None:
    page = resting(visits)
    page.hover('[data-act="answer-1"]')
    wait(page, 900)
    page.hover('[data-act="answer-2"]')
    wait(page, 900)
    page.mouse.move(5, 300)
    wait(page, 2000)
    assert happened(page) == []
    expect(page.locator(".dwelling")).to_have_count(0)


def test_what_comes_up_under_a_resting_pointer_is_not_pressed(visits: Visits) -> None:
    page = resting(visits)
    page.hover('[data-act="answer-1"]')
    wait(page, 1100)
    page.evaluate("doors.tiles(2)")
    at = page.locator('[data-act="answer-1"]').bounding_box()
    assert at is not None
    page.mouse.move(at["x"] + at["width"] / 2 + 3, at["y"] + at["height"] / 2)
    wait(page, 3000)
    assert happened(page) == ["answer-1"]

"""What the tablet's page may weigh, that nothing on it jumps, and that a press is answered at once."""

import pytest

from tests.browser.tablets import FINGERS, Sitter, ask_these, pair, sit_down
from tests.browser.test_budgets import COLD, MOST_SHIFT, SHIFT, WARM, arrive, weight
from tests.browser.visits import Visits
from tests.site import Served

pytestmark = pytest.mark.slow

SLOWEST_PRESS = 200
"""Milliseconds a press may keep the page busy, as browsers measure it; over 100 would already be felt."""
PRESSES = """
window.slowest = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.slowest = Math.max(window.slowest, entry.duration);
}).observe({ type: "event", durationThreshold: 16, buffered: true });
"""


def test_a_visit_is_light(visits: Visits, site: Served) -> None:
    ask_these(site.store)
    # Without its worker, which would answer the second visit without asking us.
    context = visits.profile(**FINGERS, service_workers="block")
    pair(site, context)
    page = context.new_page()
    cold = weight(page, f"{site.url}/tablet")
    warm = weight(page, f"{site.url}/tablet")
    assert 10_000 < cold <= COLD
    assert warm <= WARM
    assert all("blocked by Playwright" in each for each in visits.wrong)
    visits.wrong.clear()


def test_nothing_jumps_while_it_loads_or_goes_on(visits: Visits, site: Served) -> None:
    ask_these(site.store)
    context = visits.profile(**FINGERS)
    pair(site, context)
    page = context.new_page()
    page.add_init_script(SHIFT)
    arrive(page, f"{site.url}/tablet")
    sitter = Sitter(page)
    sitter.starts()
    page.reload()
    sitter.sees("ask")
    page.wait_for_timeout(300)
    assert page.evaluate("window.shifted") <= MOST_SHIFT


def test_a_press_is_answered_at_once(visits: Visits, site: Served) -> None:
    ask_these(site.store)
    sitter = sit_down(site, visits.profile)
    sitter.page.evaluate(PRESSES)
    sitter.starts()
    sitter.presses("Choose pictures", "Music", "More pictures", "A hot drink", "I have chosen")
    sitter.agrees()
    sitter.page.wait_for_timeout(100)
    assert sitter.page.evaluate("window.slowest") <= SLOWEST_PRESS


def test_nobody_else_is_asked(sitter: Sitter, visits: Visits) -> None:
    sitter.starts()
    sitter.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    assert visits.wrong == []

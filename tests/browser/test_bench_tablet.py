"""The measurement of the tablet's page measures what it says; how long anything takes is not judged here."""

import pytest
from playwright.sync_api import Browser

from bench.tablet import SAID, measured
from storage.store import Store
from tests.browser.speaking import MarkingTagger, SpeakingRasa
from tests.browser.tablets import answers
from tests.site import served

pytestmark = pytest.mark.slow


def test_a_whole_talk_on_a_slow_line_is_measured(browser: Browser, sqlite_store: Store) -> None:
    with served(sqlite_store, SpeakingRasa(sqlite_store, MarkingTagger())) as site:
        found = measured(browser, site, 1)
    assert answers(sqlite_store) == [("agreed", words) for words in SAID]
    figures = found.figures
    for visit in ("cold", "warm"):
        assert 0 < figures[f"{visit}_first_paint_ms"] <= figures[f"{visit}_usable_ms"]
    assert figures["warm_kb"] < 2
    assert 20 < figures["cold_kb"] < figures["cold_kb_with_heads"]
    assert figures["slowest_press_ms"] >= 16
    untimed = [goal for goal in found.goals if not goal.what.startswith("ms")]
    assert [goal.what for goal in untimed if not goal.met] == []

"""A tablet without us: it opens, asks and keeps; what was said is delivered once and in order."""

import contextlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, expect

from tests.browser.chromium import arguments
from tests.browser.killing import kill_everything_of, running
from tests.browser.tablets import FINGERS, YES, Sitter, answers, ask_these, heard, pair, talks
from tests.program import wait_until
from tests.site import Served

pytestmark = pytest.mark.slow

FIRST, SECOND, THIRD = (
    "The people in the garden.",
    "My daughter, and Ahmed too.",
    "Sun, and nobody in a hurry.",
)
AGREED = [("agreed", FIRST), ("agreed", SECOND), ("agreed", THIRD)]
SAID = [FIRST, YES, SECOND, YES, THIRD, YES]


def waits(sitter: Sitter) -> int:
    """How much waits on the tablet."""
    found: int = sitter.page.evaluate(
        """() => new Promise((resolve) => {
          const open = indexedDB.open("what-matters-tablet");
          open.onsuccess = () => {
            const all = open.result.transaction("items").objectStore("items").getAll();
            all.onsuccess = () => { open.result.close(); resolve(all.result.length); };
          };
        })"""
    )
    return found


def is_delivered(sitter: Sitter, site: Served, said: list[str]) -> None:
    """Wait until nothing waits any more; then each was delivered once, in order."""
    wait_until(lambda: waits(sitter) == 0)
    assert heard(site.store) == said


def test_a_talk_goes_on_without_a_network_and_is_delivered_once_and_in_order(
    sitter: Sitter, site: Served
) -> None:
    sitter.starts()
    sitter.answers(FIRST)
    sitter.loses_the_network()
    sitter.answers(SECOND)
    expect(sitter.status).to_have_text("Thank you. I have kept your words.")
    sitter.answers(THIRD)
    sitter.sees("finish")
    expect(sitter.page.locator(".kept q")).to_have_text([FIRST, SECOND, THIRD])
    assert (waits(sitter), heard(site.store)) == (4, SAID[:2])
    sitter.page.context.set_offline(False)
    is_delivered(sitter, site, SAID)
    assert answers(site.store) == AGREED


def test_words_that_were_read_back_without_us_are_an_answer_whatever_they_say(
    sitter: Sitter, site: Served
) -> None:
    sitter.starts()
    sitter.loses_the_network()
    sitter.answers("stop")
    sitter.page.context.set_offline(False)
    is_delivered(sitter, site, ["stop", YES])
    assert answers(site.store) == [("agreed", "stop")]


def test_it_opens_asks_and_keeps_with_the_server_away(sitter: Sitter, site: Served) -> None:
    sitter.has_everything()
    site.stop()
    sitter.page.reload()
    sitter.starts()
    sitter.presses("Choose pictures", "Music", "I have chosen")
    sitter.agrees()
    sitter.page.reload()
    expect(sitter.question).to_have_text("Who listens to you here?")
    assert sitter.page.evaluate("document.fonts.check('20px Hyperlegible')")
    site.start()
    sitter.page.evaluate("dispatchEvent(new Event('online'))")
    is_delivered(sitter, site, ["Music.", YES])
    assert answers(site.store) == [("agreed", "Music.")]


def test_several_talks_wait_for_a_week(sitter: Sitter, site: Served) -> None:
    sitter.has_everything()
    site.stop()
    for words in (FIRST, SECOND):
        sitter.starts()
        sitter.answers(words)
        sitter.presses("Stop", "Yes, stop", "I have finished")
    later = sitter.page.context.new_page()
    later.clock.install(time=datetime.now(UTC) + timedelta(days=8))
    later.goto(sitter.page.url)
    sitter.page.close()
    site.start()
    later.clock.fast_forward(70_000)
    is_delivered(Sitter(later), site, [FIRST, YES, "Yes, stop", SECOND, YES, "Yes, stop"])
    assert len(talks(site.store)) == 2
    later.clock.fast_forward(70_000)
    wait_until(lambda: site.store.devices.all(site.store.services.ids())[0].waiting == 0)


def test_half_made_answers_survive_a_reload(sitter: Sitter) -> None:
    sitter.starts()
    sitter.presses("Choose pictures", "Music", "More pictures", "A hot drink")
    sitter.page.reload()
    expect(sitter.button("A hot drink")).to_have_attribute("aria-pressed", "true")
    sitter.presses("Go back")
    expect(sitter.button("Music")).to_have_attribute("aria-pressed", "true")
    sitter.presses("Something else")
    expect(sitter.page.locator("#words")).to_have_value("Music and a hot drink.")
    sitter.page.locator("#words").press_sequentially(" And more")
    sitter.page.reload()
    expect(sitter.page.locator("#words")).to_have_value("Music and a hot drink. And more")


def test_the_engine_leads_again_when_it_is_back(sitter: Sitter, site: Served) -> None:
    sitter.starts()
    site.rasa.there = False
    sitter.writes_more("stop")
    sitter.sees("check")
    site.rasa.there = True
    sitter.sees("finish")


def test_nothing_is_pulled_away_from_under_somebodys_fingers(sitter: Sitter, site: Served) -> None:
    sitter.starts()
    site.rasa.there = False
    sitter.writes_more("stop")
    sitter.presses("Change it")
    sitter.page.locator("#words").fill("I do not want to say stop.")
    site.rasa.there = True
    sitter.page.wait_for_timeout(2500)
    expect(sitter.page.locator("#words")).to_have_value("I do not want to say stop.")
    sitter.presses("I have finished")
    expect(sitter.said).to_have_text("I do not want to say stop.")


def test_words_survive_a_browser_that_is_killed(
    browser: Browser, chromium: str, site: Served, tmp_path: Path
) -> None:
    ask_these(site.store)
    folder = tmp_path / "profile"

    def launch() -> BrowserContext:
        start = browser.browser_type.launch_persistent_context
        options: dict[str, Any] = {"executable_path": chromium, "args": arguments(), **FINGERS}
        return start(str(folder), **options)

    context = launch()
    pair(site, context)
    sitter = Sitter(context.new_page())
    sitter.page.goto(f"{site.url}/tablet")
    sitter.starts()
    sitter.has_everything()
    site.stop()
    sitter.answers(FIRST)
    sitter.presses("Write")
    sitter.page.locator("#words").fill("Half a tho")
    sitter.page.wait_for_timeout(50)
    cookies: Any = context.cookies()
    kill_everything_of(folder)
    wait_until(lambda: not running(folder))
    with contextlib.suppress(Error):  # it may have noticed already that there is nothing to close
        context.close()
    for lock in folder.glob("Singleton*"):
        lock.unlink()

    context = launch()
    context.add_cookies(cookies)  # a browser writes them down every half minute only
    sitter = Sitter(context.new_page())
    sitter.page.goto(f"{site.url}/tablet")
    expect(sitter.question).to_have_text("Who listens to you here?")
    expect(sitter.page.locator("#words")).to_have_value("Half a tho")
    site.start()
    sitter.page.evaluate("dispatchEvent(new Event('online'))")
    is_delivered(sitter, site, [FIRST, YES])
    context.close()


def test_a_revoked_tablet_shows_nothing_and_delivers_when_it_is_paired_again(
    sitter: Sitter, site: Served
) -> None:
    site.store.people.add(site.store.services.get().id, "Joan")
    sitter.page.reload()
    sitter.starts()
    sitter.answers(FIRST)
    sitter.loses_the_network()
    sitter.answers(SECOND)
    site.store.devices.revoke(
        site.store.services.ids(), site.store.devices.all(site.store.services.ids())[0].id
    )
    sitter.page.context.set_offline(False)
    sitter.sees("locked-out")
    assert not any(words in sitter.page.content() for words in (FIRST, SECOND, "Joan"))
    assert waits(sitter) == 2
    sitter.page.get_by_role("link", name="Pair it again").click()
    expect(sitter.page.get_by_role("heading", name="Pair this tablet")).to_be_visible()

    staff = site.store.staff.everyone()[0]
    _, code = site.store.devices.add(site.store.services.get().id, "Lavender wing", "a pin", staff.id)
    sitter.page.get_by_label("Code").fill(f"{code[:4].lower()} {code[4:]}")
    sitter.page.get_by_role("button", name="Pair this tablet").click()
    sitter.sees("rest")
    is_delivered(sitter, site, [FIRST, YES, SECOND, YES])
    assert sorted(answers(site.store)) == sorted(AGREED[:2])


def test_the_page_where_a_code_is_typed_is_never_kept_as_the_tablets_own(
    sitter: Sitter, site: Served
) -> None:
    sitter.has_everything()
    sitter.page.context.clear_cookies()
    sitter.page.reload()
    expect(sitter.page.get_by_role("heading", name="Pair this tablet")).to_be_visible()
    site.stop()
    sitter.page.reload()
    sitter.sees("rest")

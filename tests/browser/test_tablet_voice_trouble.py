"""Talking to the tablet when something fails: the network, the microphone, whoever listens, the browser."""

import contextlib
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, expect

from tests.browser.chromium import arguments
from tests.browser.doors import type_with_keys
from tests.browser.killing import kill_everything_of, running
from tests.browser.mouth import GARDEN, Script, Talker, answer_records, recordings, spoken
from tests.browser.tablets import FINGERS, Sitter, ask_these, talks, turns
from tests.program import wait_until
from tests.site import Served
from voice.errors import VoiceError

pytestmark = pytest.mark.slow

KEPT = "I have kept your voice. Somebody will listen."


def sounds(talker: Sitter) -> int:
    """How many seconds of sound are on the tablet."""
    found: int = talker.page.evaluate(
        """() => new Promise((resolve) => {
          const open = indexedDB.open("what-matters-sound");
          open.onsuccess = () => {
            const all = open.result.transaction("chunks").objectStore("chunks").count();
            all.onsuccess = () => { open.result.close(); resolve(all.result); };
          };
        })"""
    )
    return found


# The network --------------------------------------------------------------------------------------


def test_a_voice_waits_on_the_tablet_and_is_delivered_whole(talker: Talker, site: Served) -> None:
    talker.begins()
    talker.loses_the_network()
    site.stop()
    talker.says(GARDEN)
    talker.presses("I have finished")
    expect(talker.page.locator(".kept-voice")).to_have_text(KEPT)
    talker.presses("Hear your own voice")
    talker.presses("Just keep my voice")
    expect(talker.question).to_have_text("Who listens to you here?")
    assert sounds(talker) > 0
    site.start()
    talker.page.context.set_offline(False)
    talker.page.evaluate("dispatchEvent(new Event('online'))")
    wait_until(lambda: sounds(talker) == 0)
    wait_until(lambda: [each.spoken for each in answer_records(site)] == ["listen"])
    assert [(each.state, each.keep) for each in recordings(site)] == [("whole", True)]


def test_a_network_that_is_cut_in_the_middle_of_a_sentence_loses_nothing(
    talker: Talker, site: Served, script: Script
) -> None:
    talker.begins()
    talker.page.evaluate("wav => { mouth.said = mouth.say(wav) }", spoken(GARDEN))
    talker.page.wait_for_timeout(1_000)
    site.stop()
    talker.page.wait_for_timeout(1_500)
    site.start()
    talker.page.evaluate("mouth.said")
    script.words.append(GARDEN)
    talker.presses("I have finished")
    talker.sees("check")
    wait_until(lambda: [each.state for each in recordings(site)] == ["whole"], 30)
    assert recordings(site)[0].ms > 2_000


def test_it_is_said_again_without_a_network(talker: Talker, site: Served) -> None:
    talker.begins()
    talker.loses_the_network()
    site.stop()
    talker.says("Something else.")
    talker.presses("I have finished")
    expect(talker.page.locator(".kept-voice")).to_have_text(KEPT)
    talker.presses("Say it again")
    talker.sees("listening")
    assert sounds(talker) <= 1
    talker.says(GARDEN)
    talker.presses("I have finished")
    expect(talker.page.locator(".kept-voice")).to_have_text(KEPT)
    talker.presses("Just keep my voice")
    site.start()
    talker.page.context.set_offline(False)
    talker.page.evaluate("dispatchEvent(new Event('online'))")
    wait_until(lambda: sounds(talker) == 0)
    wait_until(lambda: [each.state for each in recordings(site)].count("whole") == 1)
    wait_until(lambda: [each.spoken for each in answer_records(site)] == ["listen"])


# Whoever listens ----------------------------------------------------------------------------------


def test_a_recogniser_that_dies_costs_no_words(
    talker: Talker, site: Served, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(_: object) -> None:
        raise VoiceError("died", "It ended. It is started again.")

    monkeypatch.setattr(script, "hear", die)
    talker.begins()
    talker.says(GARDEN)
    talker.presses("I have finished")
    expect(talker.page.locator(".kept-voice")).to_have_text(KEPT)
    talker.presses("Just keep my voice")
    expect(talker.question).to_have_text("Who listens to you here?")
    assert [each.state for each in recordings(site)] == ["whole"]
    assert [each.spoken for each in answer_records(site)] == ["listen"]


# The microphone -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("NotAllowedError", "I may not listen here. Please ask someone to help."),
        ("NotFoundError", "I have no microphone."),
        ("NotReadableError", "Something else uses the microphone."),
    ],
)
def test_without_a_microphone_that_is_said_kindly_and_the_rest_works(
    talker: Talker, error: str, words: str
) -> None:
    talker.page.evaluate("error => { mouth.trouble = error }", error)
    talker.starts()
    talker.presses("Talk", "Yes, keep my voice")
    talker.sees("no-mic")
    expect(talker.page.locator("#no-mic-title")).to_have_text(words)
    talker.presses("Other ways to answer")
    talker.answers("The people in the garden.")
    talker.page.evaluate("mouth.trouble = null")
    talker.presses("Talk")
    talker.sees("listening")


def test_a_microphone_that_is_lost_in_the_middle_loses_nothing(talker: Talker, site: Served) -> None:
    talker.begins()
    talker.says(GARDEN, GARDEN)
    talker.page.evaluate("mouth.lose()")
    talker.sees("check")
    expect(talker.said).to_have_text(GARDEN)
    expect(talker.status).to_have_text("I cannot hear any more. Your voice is kept.")
    talker.agrees()
    assert [each.state for each in recordings(site)] == ["whole"]


# Pages that lie on top ----------------------------------------------------------------------------


def test_nobody_is_recorded_while_help_or_a_pause_is_on_the_screen(talker: Talker, site: Served) -> None:
    talker.begins()
    talker.says("I like the garden.", "I like the garden. And the birds.")
    talker.presses("I need someone now")
    wait_until(lambda: not talker.page.evaluate("mouth.open"))
    talker.presses("Carry on")
    talker.page.wait_for_function("() => mouth.open")
    talker.presses("Pause")
    wait_until(lambda: not talker.page.evaluate("mouth.open"))
    talker.presses("Carry on")
    talker.page.wait_for_function("() => mouth.open")
    talker.says("And the birds.")  # what was not recorded leaves no gap: both are heard as one
    talker.presses("I have finished")
    talker.sees("check")
    expect(talker.said).to_have_text("I like the garden. And the birds.")
    assert len(recordings(site)) == 1


def test_who_stops_in_the_middle_of_a_sentence_has_said_it(talker: Talker, site: Served) -> None:
    talker.begins()
    talker.says(GARDEN)
    talker.presses("Stop", "Yes, stop")
    talker.sees("finish")
    expect(talker.page.locator(".kept q")).to_have_text(["Your own voice"])
    talker.presses("I have finished")
    talker.sees("rest")
    wait_until(lambda: [each.state for each in recordings(site)] == ["whole"])
    assert sounds(talker) == 0
    said = turns(site.store, talks(site.store)[0])
    assert [turn.mode for turn in said] == ["voice", "button"]


def test_the_next_person_hears_and_sees_nothing_of_the_last(talker: Talker) -> None:
    talker.begins()
    talker.finishes(GARDEN)
    talker.presses("Hear your own voice")
    talker.presses("Stop", "Yes, stop", "I have finished")
    talker.sees("rest")
    assert "garden" not in talker.page.content()
    assert not talker.page.evaluate("mouth.open")
    talker.starts()
    talker.presses("Talk")
    talker.sees("consent")  # the next one is asked anew


# The browser --------------------------------------------------------------------------------------


def test_a_browser_that_is_killed_in_the_middle_of_a_sentence_keeps_what_was_said(
    browser: Browser, chromium: str, site: Served, script: Script, tmp_path: Path
) -> None:
    ask_these(site.store)
    folder = tmp_path / "profile"

    def launch() -> BrowserContext:
        start = browser.browser_type.launch_persistent_context
        options: dict[str, Any] = {"executable_path": chromium, "args": arguments(), **FINGERS}
        return start(str(folder), **options)

    context = launch()
    talker = Talker(context, site, script)
    talker.has_everything()
    talker.begins()
    talker.says(GARDEN)
    site.stop()
    talker.says("And then")
    cookies: Any = context.cookies()
    kill_everything_of(folder)
    wait_until(lambda: not running(folder))
    with contextlib.suppress(Error):
        context.close()
    for lock in folder.glob("Singleton*"):
        lock.unlink()

    context = launch()
    context.add_cookies(cookies)
    sitter = Sitter(context.new_page())
    sitter.page.goto(f"{site.url}/tablet")
    sitter.sees("check")
    expect(sitter.page.locator(".kept-voice")).to_have_text(KEPT)
    site.start()
    sitter.page.evaluate("dispatchEvent(new Event('online'))")
    wait_until(lambda: sounds(sitter) == 0, 30)
    wait_until(lambda: [each.state for each in recordings(site)] == ["whole"])
    assert recordings(site)[0].ms >= 2_000
    sitter.presses("Just keep my voice")
    expect(sitter.question).to_have_text("Who listens to you here?")
    wait_until(lambda: [each.spoken for each in answer_records(site)] == ["listen"])
    context.close()


def test_a_talk_that_is_put_away_keeps_what_was_being_said(talker: Talker, site: Served) -> None:
    talker.begins()
    talker.says(GARDEN)
    code = site.store.people.new_card(
        site.store.services.ids(), site.store.people.add(site.store.services.get().id, "Joan").id
    )
    talker.page.evaluate("code => { location.hash = `card=${code}` }", code)
    talker.sees("about")
    wait_until(lambda: [each.state for each in recordings(site)] == ["whole"])
    assert not talker.page.evaluate("mouth.open")
    talker.presses("Stop", "Yes, stop")
    talker.sees("rest")
    talker.presses("Staff")
    type_with_keys(talker.page, "2468")
    talker.presses("Enter", "Carry on the last talk")
    talker.sees("check")
    expect(talker.page.locator(".kept-voice")).to_have_text(KEPT)

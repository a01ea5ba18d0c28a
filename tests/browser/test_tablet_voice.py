"""Talking to the tablet: answers by voice, with everything that can come in between."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.mouth import GARDEN, LISTENING, Talker, answer_records, recordings
from tests.browser.tablets import YES, answers, talks, turns
from tests.program import wait_until
from tests.site import Served

pytestmark = pytest.mark.slow


def test_an_answer_is_spoken_read_back_and_agreed_to(talker: Talker, site: Served) -> None:
    talker.begins()
    talker.finishes(GARDEN)
    expect(talker.said).to_have_text(GARDEN)
    expect(talker.page.get_by_role("heading", name="I heard")).to_be_visible()
    talker.presses(YES)
    expect(talker.status).to_have_text("Thank you. I have kept your words.")
    expect(talker.question).to_have_text("Who listens to you here?")
    said = turns(site.store, talks(site.store)[0])
    assert [turn.mode for turn in said] == ["voice", "button"]
    assert answers(site.store) == [("agreed", GARDEN)]


def test_the_microphone_is_tried_first_and_nothing_of_that_is_kept(talker: Talker, site: Served) -> None:
    talker.starts()
    talker.presses("Talk", "Yes, keep my voice")
    talker.says("Hello.")
    talker.sees("isme")
    talker.presses("No, try again")
    talker.sees("hello")
    talker.says("Hello there.")
    talker.sees("isme")
    talker.presses("Yes, that was me")
    talker.listens()
    talker.finishes(GARDEN)
    assert [each.ms > 0 for each in recordings(site)] == [True]
    talker.agrees()
    talker.presses("Talk")  # nothing of that is asked a second time
    talker.listens()


def test_it_can_be_said_again_and_the_first_way_is_gone(talker: Talker, site: Served) -> None:
    talker.begins()
    talker.finishes("Something else.", "some thing else or other")
    talker.presses("Say it again")
    talker.listens()
    talker.says("Well, let me see.")
    talker.presses("Start again")
    talker.listens()
    talker.finishes(GARDEN)
    talker.agrees()
    wait_until(lambda: [each.state for each in recordings(site)].count("whole") == 1)
    assert sorted(each.state for each in recordings(site)) == ["gone", "gone", "whole"]
    assert answers(site.store) == [("agreed", GARDEN)]


def test_a_voice_counts_whose_words_nobody_could_make_out(talker: Talker, site: Served) -> None:
    talker.begins()
    talker.finishes("Mumble.", "")
    expect(talker.page.locator(".kept-voice")).to_have_text("I have kept your voice. Somebody will listen.")
    talker.presses("Just keep my voice")
    expect(talker.question).to_have_text("Who listens to you here?")
    [only] = answer_records(site)
    assert (only.text, only.spoken) == ("", "listen")


def test_words_that_were_heard_wrongly_are_put_right_in_writing_and_both_are_kept(
    talker: Talker, site: Served
) -> None:
    talker.begins()
    talker.finishes("I love my cat.", "I love my hat.")
    talker.presses("Change it")
    box = talker.page.locator("#words")
    expect(box).to_have_value("I love my hat.")
    box.fill("I love my cat.")
    talker.presses("I have finished")
    expect(talker.said).to_have_text("I love my cat.")
    talker.agrees()
    [only] = answer_records(site)
    assert (only.text, only.spoken, only.state) == ("I love my cat.", "confirmed", "agreed")
    said = turns(site.store, talks(site.store)[0])
    assert [turn.text for turn in said] == ["I love my hat.", "Change it", "I love my cat.", YES]
    assert said[2].details
    assert said[2].details["heard"] == "I love my hat."


def test_somebody_hears_their_own_voice_and_what_was_made_of_it(talker: Talker) -> None:
    talker.begins()
    talker.finishes(GARDEN)
    with talker.page.expect_response("**/recordings/*.wav") as own:
        talker.presses("Hear your own voice")
    assert own.value.ok
    talker.presses("Hear it back")


# Silence ------------------------------------------------------------------------------------------


def test_silence_never_ends_it_and_talking_on_is_the_same_answer(talker: Talker, site: Served) -> None:
    talker.begins()
    talker.says("I like the garden.", "I like the garden.")
    expect(talker.prompt).to_have_text("Take your time. Tap when you have finished.")
    talker.says("And the birds in it.", "And the birds in it.")
    expect(talker.prompt).to_have_text(LISTENING)
    expect(talker.prompt).to_have_text("Shall we leave it there?", timeout=40_000)
    talker.presses("Carry on talking")
    expect(talker.prompt).to_have_text(LISTENING)
    talker.presses("I have finished")
    expect(talker.said).to_have_text("I like the garden. And the birds in it.")
    assert len(recordings(site)) == 1


def test_nobody_is_hurried_who_has_not_spoken_yet(talker: Talker, site: Served) -> None:
    talker.begins()
    expect(talker.prompt).to_have_text("Take your time. Tap when you have finished.")
    talker.presses("I have finished")
    expect(talker.status).to_have_text("I did not hear you. Please try again.")
    talker.sees("listening")
    talker.presses("Go back")
    talker.sees("ask")
    talker.presses("Choose pictures", "Music", "I have chosen")
    expect(talker.said).to_have_text("Music.")
    wait_until(lambda: [each.state for each in recordings(site)] == ["gone"])


def test_question_pause_and_stop_stay_where_they_are_while_somebody_talks(talker: Talker) -> None:
    def places() -> list[Any]:
        shown = (talker.question, talker.button("Pause"), talker.button("Stop"))
        return [each.bounding_box() for each in shown]

    talker.starts()
    # Nothing is read aloud in this home; where something is, the button stands below the question.
    talker.page.evaluate("document.querySelector('[data-act=read]').hidden = false")
    first = [pytest.approx(each, abs=2) for each in places()]
    talker.presses("Talk", "Yes, keep my voice", "Leave this out")
    talker.listens()
    expect(talker.page.locator("[data-act=read]")).to_be_hidden()
    assert places() == first
    talker.finishes(GARDEN)
    assert places() == first

"""Talking to the tablet without touching it: spoken yes, no and stop, and a whole talk by voice alone."""

import pytest
from playwright.sync_api import expect

from storage.kinds import Audience
from storage.profiles import Profile
from storage.records import NewQuestion
from storage.store import Store
from tests.browser.mouth import GARDEN, LISTENING, Script, Talker, answer_records, recordings, spoken
from tests.browser.tablets import FINGERS, YES, answers, ask_these, talks, turns
from tests.browser.visits import Visits
from tests.site import Served

pytestmark = pytest.mark.slow

FREE = Profile(hands_free=True, wait_seconds=2.0)
SIX = (
    "I like to sit in the garden.",
    "My daughter listens to me.",
    "A good day has sun in it.",
    "The tea is always cold here.",
    "I would like to help in the kitchen.",
    "There is nothing else to say.",
)


def ask_six(store: Store) -> None:
    """Six open questions, one after the other."""
    asked = (
        NewQuestion(key=f"q{at}", text=f"What about thing {at}?", simple=f"And thing {at}?")
        for at in range(1, 7)
    )
    store.questions.add_version(Audience.RESIDENT, "en", tuple(asked))


def shows_card(talker: Talker, site: Served, profile: Profile) -> None:
    """Joan's card opens the page, and she reads the first pages."""
    joan = site.store.people.add(site.store.services.get().id, "Joan", profile)
    code = site.store.people.new_card(site.store.services.ids(), joan.id)
    talker.page.goto("about:blank")
    talker.page.goto(f"{site.url}/tablet#card={code}")
    for view in ("about", "readers"):
        talker.sees(view)
        talker.presses("Carry on")


def hears(talker: Talker, view: str) -> None:
    """Wait until this screen listens for one of a few words."""
    talker.sees(view)
    talker.page.wait_for_function("() => mouth.open")
    talker.page.wait_for_timeout(300)


def answers_by_voice(talker: Talker, words: str) -> None:
    """Say it, be asked whether that is all, say yes; then yes again to what was heard."""
    talker.listens()
    talker.says(words, words)
    expect(talker.prompt).to_have_text("Have you finished?")
    talker.page.wait_for_timeout(300)
    talker.says("Yes.", chosen="yes")
    talker.sees("check")
    expect(talker.said).to_have_text(words)
    hears(talker, "check")
    talker.says("Yes.", chosen="yes")
    expect(talker.page.locator(".by-voice")).to_be_visible()


def test_a_whole_talk_of_six_questions_by_voice_alone(talker: Talker, site: Served) -> None:
    ask_six(site.store)
    talker.page.reload()
    shows_card(talker, site, FREE)
    hears(talker, "consent")
    talker.says("Yes.", chosen="yes")
    talker.sees("hello")
    talker.page.wait_for_function("() => mouth.open")
    talker.says("Hello.")
    hears(talker, "isme")
    talker.says("Yes.", chosen="yes")
    for at, words in enumerate(SIX, start=1):
        expect(talker.question).to_have_text(f"What about thing {at}?")
        answers_by_voice(talker, words)
    talker.sees("finish")
    assert answers(site.store) == [("agreed", words) for words in SIX]
    said = turns(site.store, talks(site.store)[0])
    assert [turn.mode for turn in said] == ["voice"] * 12
    assert {each.state for each in recordings(site)} == {"whole"}


SOON = 4
"""Seconds after which somebody who does nothing is asked whether they are there."""
HASTE = f"""
const read = Response.prototype.json;
Response.prototype.json = async function () {{
  const found = await read.call(this);
  return found?.idle_seconds ? {{ ...found, idle_seconds: {SOON} }} : found;
}};
"""

# One screen ---------------------------------------------------------------------------------------


def test_a_spoken_yes_is_a_choice_that_can_be_undone(talker: Talker, site: Served) -> None:
    talker.begins()
    talker.finishes(GARDEN)
    expect(talker.page.locator(".can-say")).to_be_visible()
    hears(talker, "check")
    talker.says("Yes.", chosen="yes")
    expect(talker.button(YES)).to_have_class("wide main chosen-by-voice")
    talker.presses("Undo")
    expect(talker.status).to_have_text("That is undone. Please tap, or say it again.")
    talker.page.wait_for_timeout(3_500)
    talker.sees("check")
    assert [state for state, _ in answers(site.store)] == ["read_back"]
    hears(talker, "check")
    talker.says("No.", chosen="no")
    talker.listens()


def test_something_else_is_never_a_yes(talker: Talker, site: Served) -> None:
    talker.begins()
    talker.finishes(GARDEN)
    hears(talker, "check")
    talker.says("Pass me the biscuits.", chosen="")
    expect(talker.status).to_have_text("Please tap, or say it again.")
    expect(talker.page.locator(".by-voice")).to_be_hidden()
    talker.agrees()
    assert [state for state, _ in answers(site.store)] == ["agreed"]


def test_a_spoken_stop_asks_first(talker: Talker, site: Served) -> None:
    talker.begins()
    talker.finishes(GARDEN)
    hears(talker, "check")
    talker.says("Stop.", chosen="stop")
    expect(talker.page.get_by_role("heading", name="Shall we stop?")).to_be_visible()
    talker.presses("Yes, stop")
    talker.sees("finish")
    assert [each.state for each in answer_records(site)] == ["read_back"]


def test_who_has_not_finished_goes_on(talker: Talker, site: Served) -> None:
    shows_card(talker, site, FREE)
    talker.sees("consent")
    talker.presses("Yes, keep my voice", "Leave this out")
    talker.listens()
    talker.says("I like the garden.", "I like the garden.")
    expect(talker.prompt).to_have_text("Have you finished?")
    talker.page.wait_for_timeout(300)
    talker.says("No.", chosen="no")
    expect(talker.page.locator(".by-voice")).to_be_visible()
    expect(talker.page.locator(".by-voice")).to_be_hidden()
    expect(talker.prompt).to_have_text(LISTENING)
    talker.says("And the birds.", "And the birds.")
    expect(talker.prompt).to_have_text("Have you finished?")
    talker.presses("I have finished")
    expect(talker.said).to_have_text("I like the garden. And the birds.")


# A room that is not quiet -------------------------------------------------------------------------


def test_a_television_ends_nothing(talker: Talker, site: Served) -> None:
    talker.begins()
    talker.page.evaluate("wav => mouth.say(wav, true)", spoken("And now the news. It will rain in the west."))
    talker.page.wait_for_timeout(12_000)
    talker.sees("listening")
    expect(talker.page.get_by_role("dialog")).to_be_hidden()
    talker.script.words += ["and now the news for today"] * 20
    talker.presses("I have finished")
    talker.sees("check")


def test_nobody_is_asked_whether_they_are_there_while_they_speak(
    visits: Visits, site: Served, script: Script
) -> None:
    ask_these(site.store)
    context = visits.profile(**FINGERS)
    context.add_init_script(HASTE)
    talker = Talker(context, site, script)
    talker.begins()
    asked = talker.page.get_by_role("dialog")
    expect(asked).to_contain_text("Are you still there?")  # nobody has spoken yet
    talker.presses("Yes, carry on")
    talker.page.evaluate("wav => mouth.say(wav, true)", spoken("And then, you see, we went to the sea."))
    talker.page.wait_for_timeout(3_000 * SOON)
    expect(asked).to_be_hidden()
    talker.sees("listening")

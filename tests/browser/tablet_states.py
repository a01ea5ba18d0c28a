"""Every screen of the tablet: each is shown by its function, for whoever looks or measures."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.doors import type_with_keys
from tests.browser.mouth import say
from tests.browser.tablets import FACES, QUESTIONS, YES, Sitter


def rest(sitter: Sitter) -> None:
    """Nobody is here."""


def about(sitter: Sitter) -> None:
    """What this is."""
    sitter.presses("Start")
    sitter.sees("about")


def readers(sitter: Sitter) -> None:
    """Who reads it."""
    about(sitter)
    sitter.presses("Carry on")
    sitter.sees("readers")


def helper(sitter: Sitter) -> None:
    """Whether somebody helps."""
    readers(sitter)
    sitter.presses("Somebody helps me")
    sitter.sees("helper")


def ask(sitter: Sitter) -> None:
    """A question with two ways to answer."""
    sitter.starts()


def pictures(sitter: Sitter) -> None:
    """Some pictures are chosen."""
    ask(sitter)
    sitter.presses("Choose pictures", "Music")
    expect(sitter.button("Music")).to_have_attribute("aria-pressed", "true")


def last_pictures(sitter: Sitter) -> None:
    """The last page of pictures."""
    pictures(sitter)
    sitter.presses("More pictures")
    expect(sitter.button("None of these")).to_be_visible()


def check(sitter: Sitter) -> None:
    """Read back."""
    pictures(sitter)
    sitter.presses("I have chosen")
    sitter.sees("check")


def adding(sitter: Sitter) -> None:
    """Something is to be added."""
    check(sitter)
    sitter.presses("Add something")
    sitter.sees("ask")


def remove(sitter: Sitter) -> None:
    """Shall it be taken out?"""
    check(sitter)
    sitter.presses("Do not keep it")
    sitter.sees("remove")


def ask_three(sitter: Sitter) -> None:
    """A question with three ways to answer, and news beside it."""
    check(sitter)
    sitter.agrees()
    expect(sitter.status).not_to_be_empty()


def faces(sitter: Sitter) -> None:
    """Three faces."""
    ask_three(sitter)
    sitter.presses("Choose a face")
    sitter.sees("faces")


def probing(sitter: Sitter) -> None:
    """A little more, please."""
    ask(sitter)
    sitter.writes_more("tea")
    expect(sitter.button("That is all")).to_be_visible()


def finish(sitter: Sitter) -> None:
    """What was kept."""
    faces(sitter)
    sitter.presses(FACES[0])
    sitter.agrees()
    sitter.presses("Stop", "Yes, stop")
    sitter.sees("finish")


def pause(sitter: Sitter) -> None:
    """A break."""
    ask(sitter)
    sitter.presses("Pause")
    expect(sitter.page.get_by_role("dialog")).to_be_visible()


def stop(sitter: Sitter) -> None:
    """Shall we stop?"""
    ask(sitter)
    sitter.presses("Stop")
    expect(sitter.page.get_by_role("dialog")).to_be_visible()


def help_called(sitter: Sitter) -> None:
    """Help is asked for."""
    sitter.presses("I need someone now")
    expect(sitter.page.locator("#help-title")).to_have_text("I have told the staff.")


def writing(sitter: Sitter) -> None:
    """Big keys, and words to complete."""
    ask(sitter)
    sitter.presses("Write")
    expect(sitter.page.locator("#words")).to_be_visible()


def card(sitter: Sitter) -> None:
    """The letters of a card, one of them wrong."""
    sitter.presses("I have a card")
    type_with_keys(sitter.page, "ABCD")
    sitter.presses("This is my card")
    expect(sitter.page.locator(".pad-news")).not_to_be_empty()


def pin(sitter: Sitter) -> None:
    """What only staff know."""
    sitter.presses("Staff")
    expect(sitter.page.get_by_label("PIN", exact=True)).to_be_visible()


def names(sitter: Sitter) -> None:
    """Who is going to talk."""
    pin(sitter)
    type_with_keys(sitter.page, "2468")
    sitter.presses("Enter")
    expect(sitter.button("Nobody in particular")).to_be_visible()


def idle(sitter: Sitter) -> None:
    """Nobody has touched it for a while."""
    sitter.page.clock.install()
    sitter.page.reload()
    ask(sitter)
    sitter.page.clock.run_for(95_000)
    expect(sitter.page.get_by_role("heading", name="Are you still there?")).to_be_visible()


def agreement(sitter: Sitter) -> None:
    """Are these your words?"""
    helper(sitter)
    sitter.presses("Family or a friend")
    sitter.presses("They press for me")
    sitter.sees("ask")
    sitter.writes("More time outside in the garden.")
    sitter.presses(YES)
    expect(sitter.page.get_by_role("dialog")).to_be_visible()


def consent(sitter: Sitter) -> None:
    """May the voice be kept?"""
    ask(sitter)
    sitter.presses("Talk")
    sitter.sees("consent")


def hello(sitter: Sitter) -> None:
    """The microphone is tried."""
    consent(sitter)
    sitter.presses("Yes, keep my voice")
    sitter.page.wait_for_function("() => mouth.open")


def isme(sitter: Sitter) -> None:
    """Was that you?"""
    hello(sitter)
    say(sitter.page, "Hello.")
    sitter.sees("isme")


def listening(sitter: Sitter) -> None:
    """Somebody is listened to."""
    hello(sitter)
    sitter.presses("Leave this out")
    sitter.sees("listening")
    sitter.page.wait_for_function("() => mouth.open")


def listening_offer(sitter: Sitter) -> None:
    """They have been silent for long."""
    listening(sitter)
    say(sitter.page, "I like the garden.")
    expect(sitter.button("Carry on talking")).to_be_visible(timeout=40_000)


def no_mic(sitter: Sitter) -> None:
    """There is no microphone."""
    sitter.page.evaluate("() => { mouth.trouble = 'NotFoundError' }")
    consent(sitter)
    sitter.presses("Yes, keep my voice")
    sitter.sees("no-mic")


def spoken_check(sitter: Sitter) -> None:
    """What was heard."""
    listening(sitter)
    say(sitter.page, "I would like to sit in the garden.")
    sitter.presses("I have finished")
    expect(sitter.page.get_by_role("heading", name="I heard")).to_be_visible()


def voice_check(sitter: Sitter) -> None:
    """A voice whose words nobody could make out."""
    spoken_check(sitter)
    sitter.presses("Say it again")
    sitter.sees("listening")
    sitter.page.wait_for_function("() => mouth.open")
    say(sitter.page, "Mumble mumble.")
    sitter.presses("I have finished")
    expect(sitter.page.locator(".kept-voice")).to_be_visible()


def complaint(sitter: Sitter) -> None:
    """Shall it be passed on as a complaint?"""
    ask(sitter)
    sitter.writes("I am fed up with cold toast every day.")
    sitter.agrees()
    sitter.sees("complaint")


def care(sitter: Sitter) -> None:
    """Somebody may be unsafe: nothing is asked."""
    ask(sitter)
    sitter.writes_more("He hit me last night, he hit me.")
    sitter.sees("care")


def agree(sitter: Sitter) -> None:
    """May our words be used in reports?"""
    ask(sitter)
    for question in QUESTIONS:
        expect(sitter.question).to_have_text(question.text)
        sitter.presses("Skip this question")
    sitter.sees("agree")


def agree_share(sitter: Sitter) -> None:
    """Who may see what they say?"""
    pause(sitter)
    sitter.presses("Who may see my words")
    sitter.sees("agree")


STATES: dict[str, Callable[[Sitter], None]] = {
    each.__name__: each
    for each in (
        rest, about, readers, helper, ask, pictures, last_pictures, check, adding, remove, ask_three, faces,
        probing, finish, pause, stop, help_called, writing, card, pin, names, idle, agreement,
        consent, hello, isme, listening, listening_offer, no_mic, spoken_check, voice_check,
        complaint, care, agree, agree_share,
    )
}  # fmt: skip

"""Every screen of the tablet: each is shown by its function, for whoever looks or measures."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.tablets import FACES, Sitter


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
    sitter.presses("Ask someone to help me")
    expect(sitter.page.locator("#help-title")).to_have_text("I have told the staff.")


STATES: dict[str, Callable[[Sitter], None]] = {
    each.__name__: each
    for each in (
        rest, about, readers, helper, ask, pictures, last_pictures, check, adding, remove, ask_three, faces,
        probing, finish, pause, stop, help_called,
    )
}  # fmt: skip

"""A tablet in a browser: how it is paired, what it is asked, and somebody who uses it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from playwright.sync_api import BrowserContext, Locator, Page, expect

from storage.kinds import Audience, Mode, Speaker
from storage.records import NewQuestion, TurnRecord
from storage.store import Store
from tests.browser.visits import TABLET
from tests.saying import everything
from tests.site import Served
from web.pins import hash_pin
from web.tablet_door import COOKIE

FINGERS: dict[str, Any] = {"viewport": TABLET, "has_touch": True}
FACES = ("Staff listen to me.", "Sometimes staff listen.", "Nobody listens to me.")
QUESTIONS = (
    NewQuestion(
        key="matters",
        text="What matters to you?",
        simple="What do you care about?",
        follow_up="Can you say more about that?",
        hint="It may be a person, a thing or a place.",
        picture="tea",
        pictures=("outside", "music", "friends", "family", "food", "tea"),
    ),
    NewQuestion(
        key="listens",
        text="Who listens to you here?",
        simple="Who do you talk to?",
        closed="Do staff listen to you?",
        faces=FACES,
        picture="friends",
        pictures=("friends", "family"),
    ),
    NewQuestion(key="good_day", text="What makes a good day?", simple="What is a good day for you?"),
)
YES = "Yes, that’s right"
MOUTH = (Path(__file__).parent / "mouth.js").read_text(encoding="utf-8")
"""A microphone that hears what a test says into it."""
IN_CHARGE = """() => new Promise((resolve) => {
  const { serviceWorker } = navigator;
  if (serviceWorker.controller) return resolve(true);
  serviceWorker.addEventListener("controllerchange", () => resolve(true), { once: true });
})"""
"""The page is served by its worker, which has all copies by then."""


def ask_these(store: Store) -> None:
    """Residents are asked questions of every kind."""
    store.questions.add_version(Audience.RESIDENT, "en", QUESTIONS)


def pair(site: Served, context: BrowserContext, name: str = "Lavender wing") -> UUID:
    """Make this browser a paired tablet; returns the device."""
    staff = site.store.staff.add(f"staff-{uuid4().hex[:6]}", "Priya", "no password")
    device, code = site.store.devices.add(site.store.services.get().id, name, hash_pin("2468"), staff.id)
    secret = site.store.devices.pair(code)
    assert secret is not None
    context.add_cookies([{"name": COOKIE, "value": secret, "domain": "127.0.0.1", "path": "/tablet"}])
    return device.id


class Sitter:
    """Somebody who sits at the tablet."""

    def __init__(self, page: Page, *, touch: bool = True) -> None:
        self.page = page
        self._touch = touch
        self.question = page.locator("#question")
        self.said = page.locator("[data-view=check] blockquote")
        self.status = page.locator("main > .status")

    def button(self, words: str) -> Locator:
        """The control with these words on it that can be seen."""
        return self.page.get_by_role("button", name=words, exact=True).filter(visible=True)

    def presses(self, *all_words: str) -> None:
        """Press one control after the other, with a finger."""
        for words in all_words:
            one = self.button(words)
            one.tap() if self._touch else one.click()

    def has_everything(self) -> None:
        """Wait until the tablet holds, and takes from there, all that it needs without us."""
        assert self.page.evaluate(IN_CHARGE)

    def loses_the_network(self) -> None:
        """Nothing comes through any more; what the tablet needs it has."""
        self.has_everything()
        self.page.context.set_offline(True)

    def sees(self, view: str) -> None:
        """Wait until this screen is shown."""
        expect(self.page.locator(f"main > [data-view={view}]")).to_be_visible()

    def starts(self) -> None:
        """Go to the first question, alone."""
        for view, words in (
            ("rest", "Start"),
            ("about", "Carry on"),
            ("readers", "Carry on"),
        ):
            self.sees(view)
            self.presses(words)
        self.sees("ask")

    def writes(self, words: str) -> None:
        """Answer in writing, and have it read back."""
        self.writes_more(words)
        self.sees("check")
        expect(self.said).to_have_text(words)

    def writes_more(self, words: str) -> None:
        """Write something, whatever becomes of it."""
        self.presses("Write")
        self.page.locator("#words").fill(words)
        self.presses("I have finished")

    def agrees(self) -> None:
        """Yes, that is right; wait until the next screen is there."""
        self.presses(YES)
        expect(self.page.locator("main > [data-view=check]")).to_be_hidden()

    def answers(self, words: str) -> None:
        """Answer in writing, and agree to it."""
        self.writes(words)
        self.agrees()


def sit_down(site: Served, profile: Callable[..., BrowserContext], **options: Any) -> Sitter:
    """Somebody before a paired tablet that rests."""
    context = profile(**{**FINGERS, **options})
    context.add_init_script(MOUTH)
    pair(site, context)
    page = context.new_page()
    page.goto(f"{site.url}/tablet")
    sitter = Sitter(page, touch=bool(options.get("has_touch", True)))
    sitter.sees("rest")
    return sitter


def talks(store: Store) -> list[UUID]:
    """The conversations that reached us, oldest first."""
    found = everything(store)
    return [each.conversation.id for each in reversed(found)]


def turns(store: Store, conversation: UUID) -> list[TurnRecord]:
    """What a person said in a conversation, in order."""
    found = store.turns.since(conversation, 0)
    return [turn for turn in found if turn.speaker == Speaker.PERSON and turn.mode != Mode.OPENED]


def heard(store: Store) -> list[str]:
    """All that was said on tablets and reached us, in order."""
    return [turn.text for talk in talks(store) for turn in turns(store, talk)]


def answers(store: Store) -> list[tuple[str, str]]:
    """What is kept as answers: (state, words)."""
    found = [
        each.answer for talk in talks(store) for each in store.review.answers(store.services.ids(), talk)
    ]
    return [(each.state, each.text) for each in found if each.text]

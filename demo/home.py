"""An invented home to try everything out with: people, three months of talks, what staff did about them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from actions.tagging import TagsMany, tag_waiting
from demo.loop import Loop
from demo.plan import DAYS, Plan
from demo.remembering import Remembering
from demo.residents import Resident, residents
from demo.staffing import Staffing
from demo.stories import Stories
from demo.talking import Around, Held, Talking
from demo.voices import Voices
from demo.worries import Worries
from storage.base import at
from storage.grants import Post
from storage.kinds import Audience
from storage.listing import later
from storage.records import QuestionSetRecord
from storage.rights import Role
from storage.store import Store
from voice.speaking import Speaker

NAME, READERS, PHONE = "Willow Bank (invented)", "Sarah and Ahmed", "01632 960 018"
SEED = 1
SOUND_DAYS = 28
"""Older voices would have gone by now."""
UNKNOWN_TABLET = "Hall, not set up yet"
TEAM = (
    ("sarah", "Sarah Whitlock", (Role.MANAGER, Role.ADMINISTRATOR)),
    ("ahmed", "Ahmed Rahman", (Role.SAFEGUARDING,)),
    ("priya", "Priya Nair", (Role.REVIEWER,)),
    ("tom", "Tom Adeyemi", (Role.REVIEWER,)),
    ("grace", "Grace Bell", (Role.READER,)),
    ("ines", "Ines Duarte", (Role.ADMINISTRATOR,)),
    ("maya", "Maya Roth", (Role.MANAGER,)),
)
"""Who signs in, and what they are at this home; Maya manages every home of the group."""
GROUP = "maya"
LEADS = ("ahmed", "sarah", "maya")
"""Who sees to concerns; the next one where the words name the one before."""
REVIEWERS = ("sarah", "ahmed", "priya", "tom")

type Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Given:
    """What the home needs and cannot make itself."""

    store: Store
    """Empty but for the service and its questions."""
    tagger: TagsMany
    speaker: Speaker
    password: str
    """As it is kept, for all of the staff."""
    pin: str
    """As it is kept, for all tablets."""
    phrases: Mapping[str, str]
    """What each picture says inside a sentence."""
    tell: Tell


@dataclass(frozen=True, slots=True)
class Built:
    """What there is now."""

    people: int
    conversations: int
    answers: int
    changes: int


def build(given: Given, today: datetime, seed: int = SEED, people: Sequence[Resident] | None = None) -> Built:
    """Make the home, as if its three months ended at `today`. The same seed and day give the same words.

    `people`: who lives there; all of them, if nothing else is told.
    """
    chance, store = Random(seed), given.store  # noqa: S311 (nothing secret)
    people = people or residents()
    staff = _staff(given)
    asked = _asked(store)
    talks = Plan(people, asked, chance).talks(today)
    tagger = Remembering(given.tagger)
    tagger.read(answer.text for talk in talks for answer in talk.answers)
    voices = Voices(store, given.speaker, chance, given.tell)
    around = Around(
        store, Loop(store, tagger), voices, chance, asked,
        people=_people(store, people, today), tablets=_tablets(given, people, staff, today),
        phrases=given.phrases, sound_since=today - timedelta(days=SOUND_DAYS),
    )  # fmt: skip
    worries = Worries(store, [staff[name] for name in LEADS], today)
    with at(today - timedelta(days=DAYS + 7)):
        worries.write_down_who_is_on_duty()
    given.tell(f"{len(talks)} conversations ...")
    with later():  # a list that is made once in the end takes half of the time
        held = [Talking(around, talk).hold() for talk in talks]
        changes = _see_to(given, held, staff, tagger, worries, today)
    store.recordings.purge(today, SOUND_DAYS)
    store.search.rebuild()
    store.heard.upkeep.rebuild()
    return Built(len(people), len(held), sum(len(each.answers) for each in held), changes)


def _see_to(  # noqa: PLR0913, PLR0917 (who does what about which talks)
    given: Given,
    held: Sequence[Held],
    staff: Mapping[str, UUID],
    tagger: Remembering,
    worries: Worries,
    today: datetime,
) -> int:
    """What staff do about all that was said; returns how many changes came of it."""
    store, chance = given.store, Random(len(held))  # noqa: S311 (nothing secret)
    store.wordings.put_away(today)
    reviewers = [staff[name] for name in REVIEWERS]
    team = Staffing(store, reviewers, chance, today)
    for each in held:
        team.look_through(each)
    _read_what_was_left(store, tagger, today)
    worries.see_to()
    return Stories(store, reviewers, chance, today).tell(held)


def _read_what_was_left(store: Store, tagger: Remembering, today: datetime) -> None:
    """The program reads words that nobody came back to some hours later, all through the three months."""
    for hours in range((DAYS + 1) * 24, -1, -12):
        then = today - timedelta(hours=hours)
        with at(then):
            while tag_waiting(store, tagger, then):
                pass


def _staff(given: Given) -> dict[str, UUID]:
    here = given.store.services.get().id
    return {
        name: given.store.staff.add(
            name, full, given.password, [Post(role, None if name == GROUP else here) for role in roles]
        ).id
        for name, full, roles in TEAM
    }


def _asked(store: Store) -> dict[Audience, QuestionSetRecord]:
    found = {audience: store.questions.newest(audience) for audience in Audience}
    return {audience: asked for audience, asked in found.items() if asked}


def _people(store: Store, people: Sequence[Resident], today: datetime) -> dict[str, UUID]:
    here = store.services.get().id
    with at(today - timedelta(days=DAYS + 9)):
        return {each.name: store.people.add(here, each.name, each.profile).id for each in people}


def _tablets(
    given: Given, people: Sequence[Resident], staff: Mapping[str, UUID], today: datetime
) -> dict[str, UUID]:
    """One in each wing; and one that nobody has set up yet."""
    devices, here, found = given.store.devices, given.store.services.get().id, {}
    with at(today - timedelta(days=DAYS + 8)):
        for wing in sorted({each.wing for each in people}):
            device, code = devices.add(here, f"{wing} wing", given.pin, staff["priya"])
            devices.pair(code)
            found[wing] = device.id
    with at(today - timedelta(minutes=2)):
        for device_id in found.values():
            devices.heard_of(device_id, 0, None)
    devices.add(here, UNKNOWN_TABLET, given.pin, staff["priya"])
    return found

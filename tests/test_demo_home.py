"""The invented home: plausible, the same again for the same day, and made by the verbs that all use."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import uuid4

import pytest

from demo.home import TEAM, Given, build
from demo.plan import DAYS, Plan, Talk
from demo.residents import residents
from demo.yaml_files import read
from storage.kinds import Audience, ChangeState, Group, Part
from storage.question_files import shipped_sets
from storage.records import QuestionRecord, QuestionSetRecord
from storage.rights import Role
from storage.store import Store
from tests.fakes import WordTagger
from voice.speaking import Speaker
from web.pictures import load_pictures

TODAY = datetime(2026, 11, 27, 15, tzinfo=UTC)


def asked() -> dict[Audience, QuestionSetRecord]:
    """The shipped questions as they are read out of a store."""
    found = {}
    for shipped in shipped_sets():
        questions = tuple(
            QuestionRecord(
                id=None,  # type: ignore[arg-type]
                position=place,
                **{each.name: getattr(question, each.name) for each in fields(question)},
            )
            for place, question in enumerate(shipped.questions)
        )
        found[shipped.audience] = QuestionSetRecord(
            None, shipped.audience, "en", 1, TODAY, questions  # type: ignore[arg-type]
        )  # fmt: skip
    return found


def planned(seed: int = 1) -> list[Talk]:
    return Plan(residents(), asked(), Random(seed)).talks(TODAY)


@pytest.fixture(scope="module")
def talks() -> list[Talk]:
    return planned()


def test_forty_people_live_there_and_each_has_a_name_and_a_way_of_their_own() -> None:
    people = residents()
    assert len(people) == len({each.name for each in people}) == 40
    assert len({each.profile for each in people}) > 30
    assert sum(not each.talks for each in people) == 5


def test_the_same_seed_and_day_give_the_same_words_and_another_seed_others(talks: list[Talk]) -> None:
    assert planned() == talks
    assert planned(2) != talks


def test_what_they_say_is_whole_and_hardly_ever_the_same(talks: list[Talk]) -> None:
    said = [answer.text for talk in talks for answer in talk.answers if answer.text and not answer.face]
    assert not [text for text in said if "{" in text or "  " in text or text != text.strip()]
    assert len(set(said)) > 0.9 * len(said) > 400


def test_they_talk_over_three_months_and_never_tomorrow(talks: list[Talk]) -> None:
    days = [(TODAY - talk.at) / timedelta(days=1) for talk in talks]
    assert min(days) > 0
    assert DAYS - 5 < max(days) < DAYS + 1
    assert {talk.audience for talk in talks} == set(Audience)


def test_every_story_asks_and_draws_what_there_is() -> None:
    keys = {audience: {each.key for each in found.questions} for audience, found in asked().items()}
    pictures = load_pictures()
    for story in read("stories"):
        for audience in Audience:
            assert not story[audience] or story["question"] in keys[audience], story["key"]
        assert not story["change"]["picture"] or story["change"]["picture"] in pictures
        assert story["change"]["reach"] in set(ChangeState)
        assert all(Part(part) and Group(who) for part, who, _ in story["parts"])


def test_every_role_has_somebody_who_can_sign_in() -> None:
    assert {role for _, _, roles in TEAM for role in roles} == set(Role)


def test_a_home_is_built_by_the_verbs_that_everybody_uses(empty: Store) -> None:
    with Speaker() as speaker:
        given = Given(
            store=empty,
            tagger=WordTagger(),
            speaker=speaker,
            password="none",
            pin="none",
            phrases={key: picture.phrase for key, picture in load_pictures().items()},
            tell=lambda _: None,
        )
        built = build(given, TODAY, people=residents()[:3])
    assert built.people == len(empty.people.everyone(empty.services.ids())) == 3
    assert built.conversations > 15
    assert built.answers > 30
    assert built.changes > 0
    everywhere = empty.services.ids()
    assert len(empty.staff.everyone()) == len(TEAM)
    assert any(empty.work.mine(everywhere, each.id) for each in empty.staff.everyone())
    assert empty.turns.conversations_waiting() == []
    assert {each.at > TODAY - timedelta(days=1) for each in empty.concerns.open(everywhere)} <= {True}
    done = empty.alarms.lately(everywhere, uuid4(), everywhere)
    assert {each.taken_by for each in done} <= {"Ahmed Rahman", "Sarah Whitlock", "Maya Roth"}
    assert 0 < sum(each.told_at is None for each in done) < len(done)


@pytest.fixture
def empty(store: Store) -> Store:
    """A store with the shipped questions, newer than those of the tests."""
    for shipped in shipped_sets():
        store.questions.add_version(shipped.audience, shipped.language, shipped.questions)
    return store

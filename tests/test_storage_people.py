"""The people who use the service: their names, their cards, and what stays when they leave."""

import json
from collections.abc import Callable
from uuid import uuid4

import pytest
from sqlalchemy import text

from storage.conversations import hash_secret
from storage.errors import StorageError
from storage.kinds import Audience
from storage.people import CARD_LETTERS, CODE_LETTERS, PersonRecord, typed_code
from storage.profiles import Profile
from storage.store import Store


@pytest.fixture
def joan(store: Store) -> PersonRecord:
    return store.people.add(store.services.get().id, "Joan")


def has_card(store: Store, person: PersonRecord) -> bool:
    found = store.people.get(store.services.ids(), person.id)
    assert found
    return found.has_card


def keep_profile(store: Store, person: PersonRecord, kept: dict[str, object]) -> None:
    """Let a profile stand in the database as another version of the program wrote it."""
    with store._engine.begin() as connection:
        connection.execute(
            text("UPDATE person SET profile = :profile WHERE name = :name"),
            {"profile": json.dumps(kept), "name": person.name},
        )


# Written down ---------------------------------------------------------------------------------


def test_somebody_new_can_begin_at_once(store: Store, joan: PersonRecord) -> None:
    assert (joan.name, joan.kind, joan.profile, joan.has_card) == ("Joan", "resident", Profile(), False)
    assert store.people.get(store.services.ids(), joan.id) == joan
    assert store.people.cards(store.services.ids()) == {}


def test_everyone_comes_by_name(store: Store, joan: PersonRecord) -> None:
    ahmed = store.people.add(store.services.get().id, "Ahmed", kind=Audience.CARER)
    assert store.people.everyone(store.services.ids()) == [ahmed, joan]


def test_two_may_be_called_the_same(store: Store, joan: PersonRecord) -> None:
    other = store.people.add(store.services.get().id, "Joan")
    assert {person.id for person in store.people.everyone(store.services.ids())} == {joan.id, other.id}


def test_name_and_ways_can_be_written_anew(store: Store, joan: PersonRecord) -> None:
    changed = store.people.change(
        store.services.ids(), joan.id, " Joanie ", Profile(text_size="huge", needs=("deaf",))
    )
    assert store.people.get(store.services.ids(), joan.id) == changed
    assert (changed.name, changed.profile.text_size, changed.profile.needs) == ("Joanie", "huge", ("deaf",))
    assert changed.updated_at > joan.updated_at


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (" Joan \n Smith ", "Joan Smith"),
        ("Joan\x00", "Joan"),
        ("\x1bJoan\u202e", "Joan"),
        ("J" * 60, "J" * 60),
    ],
)
def test_a_name_is_kept_on_one_line_that_can_be_read(store: Store, given: str, kept: str) -> None:
    person = store.people.add(store.services.get().id, given)
    assert person.name == store.people.names(store.services.ids())[person.id] == kept


@pytest.mark.parametrize("given", ["", " ", "\x00\x07", "\u200b", "J" * 61])
def test_a_name_that_cannot_be_read_is_refused_and_changes_nothing(
    store: Store, joan: PersonRecord, given: str
) -> None:
    writes: list[Callable[[], object]] = [
        lambda: store.people.add(store.services.get().id, given),
        lambda: store.people.change(store.services.ids(), joan.id, given, Profile()),
    ]
    for write in writes:
        with pytest.raises(StorageError, match="how to call them, in 1 to 60 letters") as refused:
            write()
        assert refused.value.code == "bad_name"
    assert store.people.everyone(store.services.ids()) == [joan]


def test_somebody_who_is_not_there_is_told(store: Store) -> None:
    assert store.people.get(store.services.ids(), uuid4()) is None
    for verb in (
        lambda: store.people.change(store.services.ids(), uuid4(), "Joan", Profile()),
        lambda: store.people.new_card(store.services.ids(), uuid4()),
        lambda: store.people.leave(store.services.ids(), uuid4()),
    ):
        with pytest.raises(StorageError, match="no such person") as refused:
            verb()
        assert refused.value.code == "unknown"


# Cards ----------------------------------------------------------------------------------------


def test_a_card_is_known_by_its_hash_and_the_code_is_not_kept(store: Store, joan: PersonRecord) -> None:
    code = store.people.new_card(store.services.ids(), joan.id)
    assert len(code) == CARD_LETTERS
    assert set(code) <= set(CODE_LETTERS)
    assert has_card(store, joan)
    assert store.people.cards(store.services.ids()) == {joan.id: hash_secret(code)}
    with store._engine.connect() as connection:
        assert code not in repr(connection.execute(text("SELECT * FROM person")).all())


def test_a_new_card_ends_the_one_before(store: Store, joan: PersonRecord) -> None:
    before = store.people.new_card(store.services.ids(), joan.id)
    after = store.people.new_card(store.services.ids(), joan.id)
    assert before != after
    assert store.people.cards(store.services.ids()) == {joan.id: hash_secret(after)}


def test_a_new_card_is_a_change_that_tablets_hear_of(store: Store, joan: PersonRecord) -> None:
    store.people.new_card(store.services.ids(), joan.id)
    found = store.people.get(store.services.ids(), joan.id)
    assert found
    assert found.updated_at > joan.updated_at


def test_a_code_is_the_same_however_it_is_typed() -> None:
    assert typed_code(" abcd-efgh\njk lm ") == "ABCDEFGHJKLM"
    assert typed_code("0 1 i o") == ""


# Leaving --------------------------------------------------------------------------------------


def test_who_left_is_on_no_list_and_their_card_has_ended(store: Store, joan: PersonRecord) -> None:
    store.people.new_card(store.services.ids(), joan.id)
    store.people.leave(store.services.ids(), joan.id)
    store.people.leave(store.services.ids(), joan.id)
    assert store.people.everyone(store.services.ids()) == []
    assert store.people.cards(store.services.ids()) == {}
    assert not has_card(store, joan)


def test_who_left_is_still_called_by_their_name_beside_their_words(store: Store, joan: PersonRecord) -> None:
    store.people.leave(store.services.ids(), joan.id)
    assert store.people.names(store.services.ids()) == {joan.id: "Joan"}
    found = store.people.get(store.services.ids(), joan.id)
    assert found
    assert (found.name, found.profile) == (joan.name, joan.profile)


def test_who_left_gets_no_new_card(store: Store, joan: PersonRecord) -> None:
    store.people.leave(store.services.ids(), joan.id)
    with pytest.raises(StorageError, match="not here any more") as refused:
        store.people.new_card(store.services.ids(), joan.id)
    assert refused.value.code == "unknown"
    assert not has_card(store, joan)


# Profiles in the database ---------------------------------------------------------------------


def test_a_whole_profile_comes_back_as_it_was_kept(store: Store) -> None:
    ways = Profile(
        doors=("writing", "pictures"), choices=6, rate=100, needs=("blind", "aphasia"), share=False,
        own_words="Cariad, say “hello” first 🌸\x00", scan_seconds=3.5, review_on="2027-03-01",
    )  # fmt: skip
    person = store.people.add(store.services.get().id, "Joan", ways)
    found = store.people.get(store.services.ids(), person.id)
    assert found
    assert found.profile.own_words == "Cariad, say “hello” first 🌸\ufffd"
    assert found.profile.doors == ways.doors
    assert (found.profile.share, found.profile.review_on) == (False, "2027-03-01")


def test_what_another_version_kept_takes_away_neither_the_page_nor_the_rest(
    store: Store, joan: PersonRecord
) -> None:
    ahmed = store.people.add(store.services.get().id, "Ahmed")
    keep_profile(
        store, joan, {"text_size": "enormous", "eye_colour": "green", "choices": 6, "needs": ["deaf", "x"]}
    )
    everyone = store.people.everyone(store.services.ids())
    assert [person.name for person in everyone] == ["Ahmed", "Joan"]
    assert everyone[0] == ahmed
    assert everyone[1].profile == Profile(choices=6, needs=("deaf",))
    store.people.change(store.services.ids(), joan.id, "Joan", everyone[1].profile)
    found = store.people.get(store.services.ids(), joan.id)
    assert found
    assert found.profile == everyone[1].profile

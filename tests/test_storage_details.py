"""How something was said on a tablet: kept beside the words, and gone with them."""

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from storage.details import Details, Helper, read_details, write_details
from storage.kinds import Access, Face, Help, Mode, Phase
from storage.records import AnswerRecord, Outcome
from storage.store import Store
from tests.saying import begin, erase

SECRET = "zebrafinch"
"""Stands in the details alone, never in the words."""
ALL = Details(
    question_id=UUID(int=7),
    screen=Phase.ASKING,
    pictures=("outside", "music"),
    face=Face.SO_SO,
    by=Access.ONE_SWITCH,
    helper=Helper("Priya", Help.PRESSES, agreed=False),
    recording_id=UUID(int=9),
    heard="",
    voice_only=False,
    keep_voice=True,
)


@pytest.fixture
def conversation_id(store: Store) -> UUID:
    return begin(store)


def answer_with_help(store: Store, conversation_id: UUID, details: Details) -> AnswerRecord:
    """An answer to the next question, said so."""
    turn = store.turns.keep(conversation_id, uuid4(), "tea", Mode.PICTURES, details=details)
    with store.sheet(conversation_id, turn.id) as sheet:
        question = sheet.next_question()
        assert question
        answer = sheet.hear(question)
        sheet.settle(answer)
        sheet.finish(Outcome(()), answer)
    store.turns.answered(turn.id, [])
    return answer


# Written and read -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "details",
    [
        Details(),
        ALL,
        Details(helper=Helper("my daughter", Help.SPEAKS)),
        Details(helper=Helper("Omar", Help.READS, agreed=True), pictures=("tea",)),
        Details(question_id=UUID(int=1)),
        Details(recording_id=UUID(int=2), heard="eye lick tree", voice_only=True),
    ],
)
def test_details_come_back_as_they_were_also_through_json(details: Details) -> None:
    assert read_details(json.loads(json.dumps(write_details(details)))) == details


def test_of_nothing_nothing_is_written() -> None:
    assert write_details(Details()) == {}
    assert read_details(None) == read_details({}) == Details()


def test_what_only_a_newer_program_knows_is_left_out() -> None:
    kept = {
        **write_details(ALL),
        "loudness": "loud",
        "helper": {"who": "Priya", "how": "presses", "hand": "left"},
    }
    assert read_details(kept).helper == Helper("Priya", Help.PRESSES)
    assert read_details(kept).pictures == ALL.pictures


# Kept with a turn -----------------------------------------------------------------------------


def test_how_a_turn_was_said_is_kept_beside_its_words(store: Store, conversation_id: UUID) -> None:
    turn = store.turns.keep(conversation_id, uuid4(), "tea", Mode.PICTURES, details=ALL)
    (found,) = store.turns.since(conversation_id, 0)
    assert found == turn
    assert read_details(found.details) == ALL
    with store.sheet(conversation_id, turn.id) as sheet:
        assert sheet.details == ALL


def test_a_turn_of_no_tablet_has_none(store: Store, conversation_id: UUID) -> None:
    turn = store.turns.keep(conversation_id, uuid4(), "tea", Mode.TYPED)
    assert (turn.details, turn.said_at) == (None, None)
    with store.sheet(conversation_id, turn.id) as sheet:
        assert sheet.details == Details()


def test_the_same_turn_again_keeps_the_details_it_had(store: Store, conversation_id: UUID) -> None:
    turn = store.turns.keep(conversation_id, uuid4(), "tea", Mode.PICTURES, details=ALL)
    again = store.turns.keep(conversation_id, turn.id, "tea", Mode.PICTURES, details=Details(by="touch"))
    assert again == turn


def test_when_something_was_said_is_kept_in_utc(store: Store, conversation_id: UUID) -> None:
    at = datetime(2026, 7, 1, 0, 30, 15, 250_000, tzinfo=timezone(timedelta(hours=2)))
    kept = store.turns.keep(conversation_id, uuid4(), "tea", Mode.TYPED, said_at=at)
    (found,) = store.turns.since(conversation_id, 0)
    for turn in (kept, found):
        assert turn.said_at is not None
        assert turn.said_at.isoformat() == "2026-06-30T22:30:15.250000+00:00"
    assert found.at > datetime(2026, 7, 1, tzinfo=UTC)


def test_a_moment_without_a_zone_is_refused(store: Store, conversation_id: UUID) -> None:
    with pytest.raises(Exception, match="without a zone"):
        store.turns.keep(
            conversation_id,
            uuid4(),
            "tea",
            Mode.TYPED,
            said_at=datetime(2026, 7, 1),  # noqa: DTZ001 (that is what is refused)
        )
    assert store.turns.since(conversation_id, 0) == []


# Erased ---------------------------------------------------------------------------------------


def hidden() -> Details:
    return Details(pictures=(SECRET,), helper=Helper(SECRET, Help.SPEAKS, agreed=True), screen=Phase.ASKING)


def test_details_go_when_the_words_are_erased(store: Store, conversation_id: UUID) -> None:
    answer = answer_with_help(store, conversation_id, hidden())
    other = answer_with_help(store, conversation_id, ALL)
    erase(store, conversation_id, answer)
    said = [turn for turn in store.turns.since(conversation_id, 0) if turn.mode == Mode.PICTURES]
    assert [(turn.text, turn.details is None, turn.answer_id) for turn in said] == [
        ("", True, answer.id),
        ("tea", False, other.id),
    ]
    with store._engine.connect() as connection:
        assert SECRET not in repr(connection.execute(text("SELECT * FROM turn")).all())


def test_no_byte_of_them_is_left_in_sqlites_files(sqlite_store: Store, sqlite_address: str) -> None:
    folder = Path(sqlite_address.removeprefix("sqlite:///")).parent

    def found() -> list[str]:
        return [file.name for file in folder.iterdir() if SECRET.encode() in file.read_bytes()]

    conversation_id = begin(sqlite_store)
    answers = [
        answer_with_help(sqlite_store, conversation_id, Details(pictures=(SECRET,) * many))
        for many in (1, 20, 2_000)
    ]
    assert found()
    for answer in answers:
        erase(sqlite_store, conversation_id, answer)
    assert found() == []

"""What a person takes out is gone: from every table, and from SQLite's files."""

import contextlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import create_engine, text

from storage.errors import StorageError
from storage.kinds import AnswerState, RecordingState
from storage.records import AnswerRecord, Outcome, Reply
from storage.store import Store
from tests.conftest import TABLES
from tests.saying import begin, erase, record, say, say_yes, sound_of, tag, tags, tell, tell_aloud

SECRET = "zebrafinch"
"""Stands in every word that is taken out, and nowhere else."""


@pytest.fixture
def conversation_id(store: Store) -> UUID:
    return begin(store)


def everything(address: str) -> str:
    """All that stands in every table."""
    engine = create_engine(address.replace("postgresql:", "postgresql+psycopg:"))
    rows: list[object] = []
    with engine.connect() as connection:
        for table in TABLES:
            rows += connection.execute(text(f"SELECT * FROM {table}")).all()
    engine.dispose()
    return repr(rows)


def tell_a_secret(store: Store, conversation_id: UUID) -> AnswerRecord:
    """An answer with tags and topics, made of two turns, read back twice."""
    found = tags(tag(), topics=(SECRET,))
    answer = tell(store, conversation_id, f"my {SECRET} sings", found)
    turn_id = say(store, conversation_id, f"the {SECRET} is blue")
    with store.sheet(conversation_id, turn_id) as sheet:
        answer = sheet.extend(answer)
        sheet.tag(answer, found)
        sheet.settle(answer)
        sheet.finish(Outcome((("utter_read_back", {"said": answer.text}),)), answer)
    store.turns.answered(turn_id, [Reply(f"You said: {answer.text}", [{"title": SECRET, "text": SECRET}])])
    return answer


def test_the_words_go_from_every_table(store: Store, conversation_id: UUID, address: str) -> None:
    answer = tell_a_secret(store, conversation_id)
    assert everything(address).count(SECRET) > 8
    erase(store, conversation_id, answer)
    assert SECRET not in everything(address)


def test_that_something_was_there_is_still_seen(store: Store, conversation_id: UUID) -> None:
    erase(store, conversation_id, tell_a_secret(store, conversation_id))
    (seen,) = store.review.answers(store.services.ids(), conversation_id)
    assert (seen.answer.state, seen.answer.text, seen.answer.settled) == (AnswerState.DELETED, "", True)
    assert (seen.stance, seen.tags, seen.topics) == (None, (), ())
    turns = store.turns.since(conversation_id, 0)
    assert [(turn.text, turn.erased) for turn in turns] == [
        *[("", True)] * 4,
        ("take it out please", False),
        ("It is gone.", False),
    ]


def test_a_question_that_quotes_the_words_loses_them_too(
    store: Store, conversation_id: UUID, address: str
) -> None:
    answer = tell_a_secret(store, conversation_id)
    asked = say(store, conversation_id, f"forget the {SECRET}")
    with store.sheet(conversation_id, asked) as sheet:
        sheet.finish(Outcome((("utter_delete_check", {"said": answer.text}),)), answer)
    store.turns.answered(asked, [Reply(f"Shall I take this out? {answer.text}")])
    erase(store, conversation_id, answer)
    assert SECRET not in everything(address)


def test_other_answers_and_other_people_keep_theirs(store: Store, conversation_id: UUID) -> None:
    answer = tell_a_secret(store, conversation_id)
    tell(store, conversation_id, "A walk", tags(tag("equality"), topics=("walks",)))
    other = begin(store)
    tell(store, other, "I like tea", tags(tag("assets"), topics=("food",)))
    erase(store, conversation_id, answer)
    kept = [
        store.review.answers(store.services.ids(), conversation_id)[1],
        store.review.answers(store.services.ids(), other)[0],
    ]
    assert [(each.answer.text, each.tags[0].key, each.topics) for each in kept] == [
        ("A walk", "equality", ("walks",)),
        ("I like tea", "assets", ("food",)),
    ]


def test_corrections_by_staff_go_with_the_words(store: Store, conversation_id: UUID, address: str) -> None:
    answer = tell_a_secret(store, conversation_id)
    staff = store.staff.add("sarah", "Sarah", "hash")
    (seen,) = store.review.answers(store.services.ids(), conversation_id)
    store.corrections.change(store.services.ids(), seen.tags[0].id, staff.id, tag("equality"))
    store.corrections.add(store.services.ids(), answer.id, staff.id, tag("assets"))
    assert "assets" in everything(address)
    erase(store, conversation_id, answer)
    assert store.review.answers(store.services.ids(), conversation_id)[0].tags == ()
    assert list(store.corrections.corrected()) == []
    assert "assets" not in everything(address)


def speak_a_secret(store: Store, conversation_id: UUID) -> AnswerRecord:
    """A spoken answer, kept by consent, heard wrongly, put right by the person and by staff."""
    recording_id = record(store, conversation_id)
    words = [(SECRET, 0.9, 0), ("sings", None, None)]
    store.recordings.heard(recording_id, f"a {SECRET} sinks", "sphinx", sure=False, words=words)
    how = {"recording_id": recording_id, "keep_voice": True, "heard": f"a {SECRET} sinks"}
    answer = tell_aloud(store, conversation_id, f"my {SECRET} sings", **how)
    say_yes(store, conversation_id, answer)
    staff = store.staff.add(f"staff-{recording_id}", "Priya", "hash")
    return store.wordings.correct(store.services.ids(), answer.id, f"our {SECRET} sings", staff.id)


def test_recordings_and_all_ways_to_write_them_down_go_too(
    store: Store, conversation_id: UUID, address: str
) -> None:
    answer = speak_a_secret(store, conversation_id)
    assert everything(address).count(SECRET) > 8
    erase(store, conversation_id, answer)
    assert SECRET not in everything(address)
    assert count(address, "recording_chunk") == count(address, "wording") == 0
    (gone,) = store.recordings.of_conversation(store.services.ids(), conversation_id)
    assert (gone.state, gone.heard, gone.words) == (RecordingState.GONE, None, ())
    (seen,) = store.review.answers(store.services.ids(), conversation_id)
    assert (seen.answer.spoken, seen.answer.voice_counts, seen.wordings) == (None, False, ())
    with pytest.raises(StorageError, match="taken out"):
        store.recordings.sound(gone.id)


def test_sound_that_comes_after_it_was_taken_out_is_not_kept(store: Store, conversation_id: UUID) -> None:
    recording_id = uuid4()
    erase(store, conversation_id, tell_aloud(store, conversation_id, "", recording_id=recording_id))
    store.recordings.begin(recording_id, conversation_id)
    with pytest.raises(StorageError) as refused:
        store.recordings.add(recording_id, 0, sound_of(0))
    assert refused.value.code == "gone"


def test_what_was_said_to_the_question_and_never_sent_goes_too_and_nothing_else(
    store: Store, conversation_id: UUID
) -> None:
    answer = tell_aloud(store, conversation_id, "tea")
    other = begin(store)
    unsent, elsewhere = (
        store.recordings.begin(uuid4(), each, question_id=answer.question_id).id
        for each in (conversation_id, other)
    )
    of_no_question = record(store, conversation_id)
    erase(store, conversation_id, answer)
    found = [store.recordings.get(each) for each in (unsent, elsewhere, of_no_question)]
    assert [each and each.state for each in found] == ["gone", "open", "whole"]
    with store.sheet(conversation_id, say(store, conversation_id, "thank the cook")) as sheet:
        note = sheet.note()
    erase(store, conversation_id, note)
    assert store.recordings.sound(of_no_question)


def count(address: str, table: str) -> int:
    engine = create_engine(address.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        rows = connection.scalar(text(f"SELECT count(*) FROM {table}"))
    engine.dispose()
    return rows or 0


def test_the_same_question_can_be_answered_again(store: Store, conversation_id: UUID) -> None:
    erase(store, conversation_id, tell_a_secret(store, conversation_id))
    with store.sheet(conversation_id, say(store, conversation_id, "I like tea")) as sheet:
        question = sheet.question_before(sheet.next_question())
        assert question is not None
        assert sheet.kept() == 0
        assert sheet.hear(question).text == "I like tea"
        assert sheet.kept() == 1


def test_erasing_correcting_and_replying_at_once_never_wait_in_a_ring(
    store: Store, conversation_id: UUID
) -> None:
    staff = store.staff.add("sarah", "Sarah", "hash")

    def be_busy(_: int) -> None:
        answer = tell_a_secret(store, conversation_id)
        for seen in store.review.answers(store.services.ids(), conversation_id):
            for each in seen.tags:
                with contextlib.suppress(StorageError):  # it may be gone by now
                    store.corrections.change(store.services.ids(), each.id, staff.id, tag("equality"))
        erase(store, conversation_id, answer)

    with ThreadPoolExecutor(6) as people:
        list(people.map(be_busy, range(12)))
    assert SECRET not in "".join(turn.text for turn in store.turns.since(conversation_id, 0))
    assert store.turns.next_waiting(conversation_id) is None


class TestSQLiteFiles:
    """Looks for the words in the bytes of the database and of the files beside it."""

    @pytest.fixture
    def folder(self, sqlite_address: str) -> Path:
        return Path(sqlite_address.removeprefix("sqlite:///")).parent

    @pytest.fixture
    def told(self, sqlite_store: Store, folder: Path) -> tuple[UUID, list[AnswerRecord]]:
        """Secrets of all lengths among other words, on many pages."""
        conversations = [begin(sqlite_store) for _ in range(4)]
        answers = []
        for length in (1, 30, 300, 3000):
            for each in conversations:
                tell(sqlite_store, each, "tea and cake " * length)
            answers.append(tell(sqlite_store, conversations[0], f"{SECRET} " * length))
        assert self.found(folder)
        return conversations[0], answers

    def found(self, folder: Path) -> list[str]:
        files = [file for file in folder.iterdir() if file.is_file()]
        return [file.name for file in files if SECRET.encode() in file.read_bytes()]

    def test_no_byte_of_them_is_left_while_the_program_runs(
        self, sqlite_store: Store, told: tuple[UUID, list[AnswerRecord]], folder: Path
    ) -> None:
        conversation_id, answers = told
        for answer in answers:
            erase(sqlite_store, conversation_id, answer)
        assert self.found(folder) == []

    def test_somebody_who_reads_just_then_delays_it_to_the_next_start(
        self, sqlite_store: Store, told: tuple[UUID, list[AnswerRecord]], folder: Path
    ) -> None:
        conversation_id, answers = told
        for answer in answers[:-1]:
            erase(sqlite_store, conversation_id, answer)
        with sqlite_store._engine.connect() as reader:
            reader.execute(text("SELECT text FROM turn")).first()
            erase(sqlite_store, conversation_id, answers[-1])
            assert self.found(folder) != []
        sqlite_store.migrate()
        assert self.found(folder) == []

    def test_no_byte_of_what_was_heard_is_left_nor_of_the_sealed_sound(
        self, sqlite_store: Store, folder: Path
    ) -> None:
        conversation_id = begin(sqlite_store)
        answers = [speak_a_secret(sqlite_store, conversation_id) for _ in range(3)]
        with sqlite_store._engine.connect() as connection:
            sealed = [bytes(row[0]) for row in connection.execute(text("SELECT sealed FROM recording_chunk"))]
        assert len(sealed) == 6
        assert self.found(folder)
        assert any(self.holds(folder, each) for each in sealed)
        for answer in answers:
            erase(sqlite_store, conversation_id, answer)
        assert self.found(folder) == []
        assert not any(self.holds(folder, each) for each in sealed)

    def test_no_byte_is_left_of_what_was_said_again_or_had_its_time(
        self, sqlite_store: Store, folder: Path
    ) -> None:
        conversation_id = begin(sqlite_store)
        again, left = (record(sqlite_store, conversation_id) for _ in range(2))
        for each in (again, left):
            sqlite_store.recordings.heard(each, SECRET, "sphinx", sure=False, words=[(SECRET, None, None)])
        sqlite_store.recordings.discard(again)
        assert self.found(folder)
        sqlite_store.recordings.purge(datetime.now(UTC) + timedelta(days=2), 30)
        assert self.found(folder) == []

    def holds(self, folder: Path, sealed: bytes) -> bool:
        """Whether a file holds any 64 bytes of it, wherever the database cut it."""
        parts = [sealed[at : at + 64] for at in range(0, len(sealed) - 64, 500)]
        content = b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())
        return any(part in content for part in parts)

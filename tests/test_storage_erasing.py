"""What a person takes out is gone: from every table, and from SQLite's files."""

import contextlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import create_engine, text

from storage.errors import StorageError
from storage.kinds import AnswerState
from storage.records import AnswerRecord, Outcome, Reply
from storage.store import Store
from tests.saying import begin, erase, say, tag, tags, tell

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
        for table in ("answer", "turn", "tag", "topic", "correction", "conversation", "audit_event"):
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
    (seen,) = store.review.answers(conversation_id)
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
    kept = [store.review.answers(conversation_id)[1], store.review.answers(other)[0]]
    assert [(each.answer.text, each.tags[0].key, each.topics) for each in kept] == [
        ("A walk", "equality", ("walks",)),
        ("I like tea", "assets", ("food",)),
    ]


def test_corrections_by_staff_go_with_the_words(store: Store, conversation_id: UUID, address: str) -> None:
    answer = tell_a_secret(store, conversation_id)
    staff = store.staff.add("sarah", "Sarah", "hash")
    (seen,) = store.review.answers(conversation_id)
    store.corrections.change(seen.tags[0].id, staff.id, tag("equality"))
    store.corrections.add(answer.id, staff.id, tag("assets"))
    assert "assets" in everything(address)
    erase(store, conversation_id, answer)
    assert store.review.answers(conversation_id)[0].tags == ()
    assert list(store.corrections.corrected()) == []
    assert "assets" not in everything(address)


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
        for seen in store.review.answers(conversation_id):
            for each in seen.tags:
                with contextlib.suppress(StorageError):  # it may be gone by now
                    store.corrections.change(each.id, staff.id, tag("equality"))
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
        return [file.name for file in folder.iterdir() if SECRET.encode() in file.read_bytes()]

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

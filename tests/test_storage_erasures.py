"""A person goes: no word, voice or name of theirs is in any table, nor in a byte of SQLite's files."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from storage.alarm_records import Deed
from storage.concern_records import NewConcern
from storage.errors import StorageError
from storage.keeping_records import ErasedKind
from storage.kinds import AnswerState, Audience, Channel
from storage.search import Filter
from storage.store import Store
from tests.conftest import TABLES
from tests.keeping import NAME, NOW, SECRET, Told, somebody
from tests.saying import begin, erase, everything, listed, say, tag, tags, tell
from tests.test_storage_apart import tell_apart


@pytest.fixture
def told(store: Store) -> Told:
    return somebody(store)


def by_table(address: str) -> dict[str, str]:
    """All that stands in every table, and in the index beside them."""
    engine = create_engine(address.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        found = {
            table: repr(connection.execute(text(f"SELECT * FROM {table}")).all())
            for table in (*TABLES, "listed_words")
        }
    engine.dispose()
    return found


def rows(address: str) -> str:
    """The same as one text."""
    return "".join(by_table(address).values())


def test_it_is_counted_first_and_nothing_goes_by_that(store: Store, told: Told, address: str) -> None:
    before = rows(address)
    plan = store.erasures.plan(store.services.ids(), told.person_id)
    assert plan
    assert plan.name == NAME
    assert {name: count for name, count in plan.counts.items() if not count} == {}
    assert (plan.counts["conversations"], plan.counts["answers"], plan.counts["recordings"]) == (1, 2, 1)
    assert rows(address) == before


def test_no_word_and_no_name_is_left_in_any_table(store: Store, told: Told, address: str) -> None:
    assert rows(address).count(SECRET) > 15
    assert rows(address).count(NAME) == 4
    store.erasures.person(store.services.ids(), told.person_id)
    left = rows(address)
    for gone in (SECRET, NAME, "Marigold"):
        assert gone not in left
    assert store.audit.verify().found == ()


def test_of_complaints_alarms_and_agreements_the_fact_stays_without_words(store: Store, told: Told) -> None:
    here, reader = store.services.ids(), store.staff.add("reader", "Bea", "x").id
    store.erasures.person(here, told.person_id)
    complaints = store.complaints.everything(here, reader)
    assert [(each.words, each.who, each.state) for each in complaints] == [("", None, "withdrawn")] * 2
    (alarm,) = store.alarms.lately(here, reader)
    assert [each.deed for each in alarm.log][-1] == Deed.EMPTIED
    assert {each.note for each in alarm.log} == {""}
    with store._engine.connect() as connection:
        kept = connection.execute(text("SELECT use, representative, note, turn_id FROM consent")).all()
        assert {each.use for each in kept} >= {"family", "share_unnamed"}
        assert {each[1:] for each in kept} == {(None, "", None)}
        for table in ("consent_today", "sharing", "kept_apart", "complaint_ask"):
            assert connection.execute(text(f"SELECT * FROM {table}")).all() == [], table


def test_what_staff_read_without_a_name_goes_with_whoever_said_it(store: Store, address: str) -> None:
    told = somebody(store)
    for _ in range(5):
        say(store, begin(store))
    assert store.apart.release(datetime.now(UTC) + timedelta(days=8)) == 1
    assert "said apart" in repr(everything(store))
    store.erasures.person(store.services.ids(), told.person_id)
    assert "said apart" not in rows(address)
    assert everything(store) == ()


def test_what_was_set_apart_is_not_taken_for_erased_at_the_next_start(store: Store) -> None:
    talk = begin(store)
    concern = NewConcern("neglect", "soon", 0.9, ((0, 3),))
    tell_apart(store, talk, concern=concern)
    (answer,) = store.erasures.since()
    assert answer.kind == ErasedKind.ANSWER
    assert store.erasures.replay([answer]) == 0
    (mine,) = store.apart.own(talk)
    assert mine.words == f"my {SECRET} sings"
    with store._engine.connect() as connection:
        assert connection.scalar(text("SELECT words FROM concern")) == f"my {SECRET} sings"


def test_that_something_was_said_stays_without_leading_to_anybody(store: Store, told: Told) -> None:
    store.erasures.person(store.services.ids(), told.person_id)
    here = store.services.ids()
    assert store.people.get(here, told.person_id) is None
    seen = store.review.answers(here, told.conversation_id)
    assert {each.answer.state for each in seen} == {AnswerState.DELETED}
    talk = store.conversations.get(here, told.conversation_id)
    assert talk
    assert (talk.person_id, talk.device_id) == (None, None)
    assert everything(store) == ()
    (concern,) = store.concerns.of(here, told.conversation_id)
    assert (concern.words, concern.category) == ("", "neglect")
    assert store.erasures.plan(here, told.person_id) is None


def test_what_was_written_elsewhere_is_listed_for_people(store: Store, told: Told) -> None:
    plan = store.erasures.person(store.services.ids(), told.person_id)
    assert [(each.what, each.who) for each in plan.outside] == [("change", ""), ("exported_words", "Priya")]
    assert plan.outside[0].id == told.change_id
    assert plan.outside[0].told == "Birds are looked after."


def test_others_keep_all_of_theirs(store: Store, told: Told, address: str) -> None:
    other = somebody(store, "Ahmed Lark", "wagtail")
    before = rows(address).count("wagtail")
    store.erasures.person(store.services.ids(), told.person_id)
    assert rows(address).count("wagtail") == before
    assert store.people.get(store.services.ids(), other.person_id)
    (found,) = listed(store, Filter(words="wagtail")).items
    assert found.conversation.id == other.conversation_id


def test_elsewhere_they_are_not_there(store: Store, told: Told) -> None:
    there = {store.services.add("Elm House", "Bo", "01632").id}
    assert store.erasures.plan(there, told.person_id) is None
    with pytest.raises(StorageError) as refused:
        store.erasures.person(there, told.person_id)
    assert refused.value.code == "unknown"
    with pytest.raises(StorageError) as refused:
        store.erasures.conversation(there, told.conversation_id)
    assert refused.value.code == "unknown"


@pytest.mark.parametrize("which", ["person_id", "conversation_id"])
def test_what_is_held_is_not_erased_until_the_hold_is_lifted(store: Store, told: Told, which: str) -> None:
    here = store.services.ids()
    hold = store.holds.place(here, told.staff_id, "A court asked.", **{which: getattr(told, which)})
    for verb, subject in (("person", told.person_id), ("conversation", told.conversation_id)):
        with pytest.raises(StorageError, match="legal hold") as refused:
            getattr(store.erasures, verb)(here, subject)
        assert refused.value.code == "held"
    plan = store.erasures.plan(here, told.person_id)
    assert plan
    assert [each.why for each in plan.holds] == ["A court asked."]
    store.holds.lift(here, hold, told.staff_id)
    store.erasures.person(here, told.person_id)


def test_what_the_person_says_themselves_is_stronger_than_a_hold(
    store: Store, told: Told, address: str
) -> None:
    store.holds.place(store.services.ids(), told.staff_id, "A court asked.", person_id=told.person_id)
    store.erasures.forget(told.conversation_id)
    assert "sings" not in rows(address)


def test_nothing_comes_back_into_a_conversation_that_was_erased(store: Store) -> None:
    begun = store.conversations.begin(Audience.CARER, Channel.WEB)
    waiting = say(store, begun.id, f"my {SECRET}")
    store.erasures.conversation(store.services.ids(), begun.id)
    assert store.conversations.by_secret(begun.secret) is None
    assert store.turns.next_waiting(begun.id) is None
    store.turns.answered(waiting, [])
    assert SECRET not in "".join(turn.text for turn in store.turns.since(begun.id, 0))


class TestReplay:
    """What was erased is erased again in a database that was put back from an older copy."""

    @pytest.fixture
    def before(self, sqlite_store: Store, sqlite_address: str, tmp_path: Path) -> Iterator[Store]:
        """A copy of the database, taken before anything was erased."""
        self.told = somebody(sqlite_store)
        self.other = begin(sqlite_store)
        self.answer = tell(sqlite_store, self.other, f"a {SECRET} too", tags(tag()))
        copy = tmp_path / "copy" / "whatmatters.db"
        copy.parent.mkdir()
        connection = sqlite3.connect(sqlite_address.removeprefix("sqlite:///"))
        connection.execute("VACUUM INTO ?", (str(copy),))
        connection.close()
        store = Store(f"sqlite:///{copy}")
        yield store
        store.close()

    def test_people_conversations_and_answers_go_again(self, sqlite_store: Store, before: Store) -> None:
        sqlite_store.erasures.person(sqlite_store.services.ids(), self.told.person_id)
        erase(sqlite_store, self.other, self.answer)
        erased = sqlite_store.erasures.since()
        assert {each.kind for each in erased} == {"person", "conversation", "answer"}
        assert before.erasures.replay(erased) == 3
        assert SECRET not in rows(str(before._engine.url))
        assert before.erasures.since() == erased
        assert before.erasures.replay(erased) == 0

    def test_no_byte_of_them_is_left_in_the_copy(self, sqlite_store: Store, before: Store) -> None:
        sqlite_store.erasures.person(sqlite_store.services.ids(), self.told.person_id)
        erase(sqlite_store, self.other, self.answer)
        before.erasures.replay(sqlite_store.erasures.since())
        folder = Path(before._engine.url.database or "").parent
        assert [file.name for file in folder.iterdir() if SECRET.encode() in file.read_bytes()] == []

    def test_what_was_answered_anew_afterwards_stays(self, sqlite_store: Store) -> None:
        talk = begin(sqlite_store)
        answer = tell(sqlite_store, talk, f"a {SECRET} too")
        erase(sqlite_store, talk, answer)
        erased = sqlite_store.erasures.since()
        with sqlite_store.sheet(talk, say(sqlite_store, talk, "I like tea")) as sheet:
            question = sheet.question_before(sheet.next_question())
            assert question
            sheet.hear(question)
        assert sqlite_store.erasures.replay(erased) == 0
        assert sqlite_store.review.answers(sqlite_store.services.ids(), talk)[0].answer.text == "I like tea"


def test_the_list_of_what_was_erased_has_no_words_and_goes_on_behind_the_last(
    store: Store, told: Told
) -> None:
    store.erasures.person(store.services.ids(), told.person_id)
    found = store.erasures.since()
    assert [(each.kind, each.subject_id) for each in found[1:]] == [
        (ErasedKind.CONVERSATION, told.conversation_id),
        (ErasedKind.PERSON, told.person_id),
    ]
    assert found[0].kind == ErasedKind.ANSWER  # what was set apart
    assert [each.subject_id for each in store.erasures.since(found[1].at, found[1].subject_id)] == [
        told.person_id
    ]
    assert store.erasures.taught_since(NOW - timedelta(minutes=1)) == 1
    assert store.erasures.taught_since(datetime.now(UTC) + timedelta(minutes=1)) == 0


class TestSQLiteFiles:
    """Looks for the words in the bytes of the database and of the files beside it."""

    @pytest.mark.parametrize("reading", [False, True])
    def test_no_byte_of_their_words_or_name_is_left(
        self, sqlite_store: Store, sqlite_address: str, reading: bool
    ) -> None:
        folder = Path(sqlite_address.removeprefix("sqlite:///")).parent
        people = [somebody(sqlite_store, f"{NAME} {n}") for n in range(3)]
        for n in range(40):
            somebody(sqlite_store, f"Ahmed {n}", "wagtail")
        assert self.found(folder)
        if reading:
            with sqlite_store._engine.connect() as reader:
                reader.execute(text("SELECT text FROM turn")).first()
                self.erase(sqlite_store, people)
            sqlite_store.migrate()
        else:
            self.erase(sqlite_store, people)
        assert self.found(folder) == []

    def erase(self, store: Store, people: list[Told]) -> None:
        for each in people:
            store.erasures.person(store.services.ids(), each.person_id)

    def found(self, folder: Path) -> list[str]:
        files = [file for file in folder.rglob("*") if file.is_file()]
        return [
            file.name
            for file in files
            if any(word.encode() in file.read_bytes() for word in (SECRET, NAME, NAME.replace(" ", "+")))
        ]


def test_somebody_unknown_is_unknown(store: Store) -> None:
    with pytest.raises(StorageError) as refused:
        store.erasures.person(store.services.ids(), uuid4())
    assert refused.value.code == "unknown"

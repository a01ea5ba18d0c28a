"""Trouble with the database is told plainly, and leaves nothing half-written."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, create_engine, event, text

from storage.engine import open_engine
from storage.errors import StorageError
from storage.kinds import Mode
from storage.store import Store
from tests.postgres import PostgreSQL
from tests.saying import begin, erase, say, tag, tags, tell

BARELY = 0.05
"""Seconds that a store waits for others, where the test has them in the way for longer."""


def words(store: Store, conversation_id: UUID) -> list[str]:
    return [turn.text for turn in store.turns.since(conversation_id, 0)]


@pytest.fixture
def hasty(address: str) -> Iterator[Store]:
    """A store that does not wait for others."""
    store = Store(address, BARELY)
    yield store
    store.close()


@contextmanager
def somebody_writes(address: str) -> Iterator[None]:
    """Another program, as it were, in the middle of changing every conversation."""
    engine = create_engine(address.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        connection.execute(text("UPDATE conversation SET audience = audience"))
        yield
    engine.dispose()


def test_a_new_file_may_be_opened_by_several_at_once(tmp_path: Path) -> None:
    for number in range(20):
        engines = [open_engine(f"sqlite:///{tmp_path}/{number}.db") for _ in range(4)]
        with ThreadPoolExecutor(len(engines)) as programs:
            modes = list(programs.map(journal_mode, engines))
        assert modes == ["wal"] * len(engines)


def journal_mode(engine: Engine) -> str:
    with engine.connect() as connection:
        mode: str = connection.execute(text("PRAGMA journal_mode")).scalar_one()
    engine.dispose()
    return mode


class TestBusy:
    def test_a_write_gives_up_after_a_while_and_may_be_tried_again(self, hasty: Store, address: str) -> None:
        conversation_id, turn_id = begin(hasty), uuid4()
        with somebody_writes(address), pytest.raises(StorageError) as refused:
            hasty.turns.keep(conversation_id, turn_id, "I like tea", Mode.TYPED)
        assert (refused.value.code, refused.value.retry) == ("busy", True)
        assert words(hasty, conversation_id) == []
        assert hasty.turns.keep(conversation_id, turn_id, "I like tea", Mode.TYPED).seq == 1

    def test_reading_goes_on_meanwhile(self, hasty: Store, address: str) -> None:
        conversation_id = begin(hasty)
        say(hasty, conversation_id, "I like tea")
        with somebody_writes(address):
            assert words(hasty, conversation_id) == ["I like tea"]
            assert hasty.turns.next_waiting(conversation_id) is not None

    def test_the_persons_words_do_not_change_what_is_reported(self, hasty: Store, address: str) -> None:
        conversation_id = begin(hasty)
        with somebody_writes(address), pytest.raises(StorageError) as refused:
            say(hasty, conversation_id, "My day was full, the disk is full, no space, disk I/O")
        assert refused.value.code == "busy"

    def test_the_sheet_is_not_half_written(self, hasty: Store, address: str) -> None:
        conversation_id = begin(hasty)
        answer = tell(hasty, conversation_id, "I like tea", tags(tag()))
        before = hasty.review.answers(hasty.services.ids(), conversation_id)
        with somebody_writes(address), pytest.raises(StorageError) as refused:
            erase(hasty, conversation_id, answer)
        assert refused.value.code == "busy"
        assert hasty.review.answers(hasty.services.ids(), conversation_id) == before

    def test_a_write_waits_for_one_of_the_same_program(self, hasty: Store) -> None:
        conversation_id, other = begin(hasty), begin(hasty)
        with (
            hasty.sheet(conversation_id, say(hasty, conversation_id)),
            pytest.raises(StorageError) as refused,
        ):
            say(hasty, conversation_id)
        assert refused.value.code == "busy"
        say(hasty, conversation_id)
        say(hasty, other)


class TestFull:
    def test_words_that_find_no_room_are_refused_and_the_rest_stays(self, sqlite_store: Store) -> None:
        conversation_id = begin(sqlite_store)
        say(sqlite_store, conversation_id, "I like tea")
        event.listen(sqlite_store._engine, "begin", lambda c: c.exec_driver_sql("PRAGMA max_page_count = 1"))
        with pytest.raises(StorageError, match="Free some space") as refused:
            say(sqlite_store, conversation_id, "I like cake. " * 7000)
        assert (refused.value.code, refused.value.retry) == ("full", True)
        assert words(sqlite_store, conversation_id) == ["I like tea"]

    def test_postgresql_compiles_no_question_for_longer_than_it_takes_to_answer_it(
        self, postgresql_address: str
    ) -> None:
        engine = open_engine(postgresql_address)
        with engine.connect() as connection:
            assert connection.scalar(text("SHOW jit")) == "off"
            assert connection.scalar(text("SHOW lock_timeout")) == "5s"
        engine.dispose()

    @pytest.mark.parametrize(
        ("number", "code", "retry"),
        [
            pytest.param("53100", "full", True, id="disk full"),
            pytest.param("53300", "busy", True, id="too many connections"),
            pytest.param("40P01", "busy", True, id="deadlock"),
            pytest.param("57P03", "no_database", True, id="starting up"),
            pytest.param("25006", "read_only", False, id="a copy that may only be read"),
        ],
    )
    def test_what_postgresql_complains_of_is_told_apart(
        self, postgresql_address: str, number: str, code: str, *, retry: bool
    ) -> None:
        store = Store(postgresql_address)
        complain = (
            f"DO $$ BEGIN RAISE EXCEPTION 'the disk is full of locks' USING ERRCODE = '{number}'; END $$"
        )
        event.listen(store._engine, "begin", lambda c: c.exec_driver_sql(complain))
        with pytest.raises(StorageError) as refused:
            begin(store)
        assert (refused.value.code, refused.value.retry) == (code, retry)
        store.close()

    @pytest.mark.slow
    def test_a_disk_that_really_takes_no_more_loses_nothing_that_was_kept(
        self, sqlite_store: Store, sqlite_address: str
    ) -> None:
        conversation_id = begin(sqlite_store)
        said = subprocess.run(
            [sys.executable, "-c", FILL_UP, sqlite_address, str(conversation_id)],
            capture_output=True,
            text=True,
            check=True,
        )
        kept, code, retry = said.stdout.split()
        assert (code, retry) == ("full", "True")
        assert int(kept) > 10
        assert len(words(sqlite_store, conversation_id)) == int(kept)
        say(sqlite_store, conversation_id, "There is room again")


FILL_UP = """
import resource, sys, uuid
from pathlib import Path
from storage.errors import StorageError
from storage.kinds import Mode
from storage.store import Store

address, conversation = sys.argv[1], uuid.UUID(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
store = Store(address)
for kept in range(10_000):
    try:
        store.turns.keep(conversation, uuid.uuid4(), "I like cake. " * 400, Mode.TYPED)
    except StorageError as error:
        print(kept, error.code, error.retry)
        break
"""


class TestGone:
    def test_a_server_that_stops_is_missed_and_found_again(
        self, postgresql: PostgreSQL, postgresql_address: str
    ) -> None:
        store = Store(postgresql_address)
        conversation_id, turn_id = begin(store), uuid4()
        say(store, conversation_id, "I like tea")
        postgresql.stop()
        try:
            for _ in range(2):
                with pytest.raises(StorageError, match="WM_DATABASE") as refused:
                    store.turns.keep(conversation_id, turn_id, "and cake", Mode.TYPED)
                assert (refused.value.code, refused.value.retry) == ("no_database", True)
                with pytest.raises(StorageError, match="WM_DATABASE"):
                    store.turns.next_waiting(conversation_id)
        finally:
            postgresql.start()
        store.turns.keep(conversation_id, turn_id, "and cake", Mode.TYPED)
        assert words(store, conversation_id) == ["I like tea", "and cake"]
        store.close()

    def test_a_server_that_stops_in_the_middle_of_a_sheet_leaves_nothing_of_it(
        self, postgresql: PostgreSQL, postgresql_address: str
    ) -> None:
        store = Store(postgresql_address)
        conversation_id = begin(store)
        turn_id = say(store, conversation_id)

        def stop_in_the_middle() -> None:
            with store.sheet(conversation_id, turn_id) as sheet:
                sheet.note()
                postgresql.stop()

        try:
            with pytest.raises(StorageError) as refused:
                stop_in_the_middle()
            assert refused.value.code == "no_database"
        finally:
            postgresql.start()
        assert store.review.answers(store.services.ids(), conversation_id) == []
        store.close()

    def test_a_file_that_cannot_be_opened_is_told_plainly(self, tmp_path: Path) -> None:
        (tmp_path / "whatmatters.db").mkdir()
        store = Store(f"sqlite:///{tmp_path}/whatmatters.db")
        with pytest.raises(StorageError, match="WM_DATABASE") as refused:
            store.migrate()
        assert refused.value.code == "no_database"

    def test_a_folder_that_cannot_be_made_is_told_plainly(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(StorageError, match="WM_DATABASE") as refused:
            Store(f"sqlite:///{tmp_path}/file/folder/whatmatters.db")
        assert refused.value.code == "no_database"

    def test_a_file_that_is_no_database_is_told_plainly(self, tmp_path: Path) -> None:
        (tmp_path / "whatmatters.db").write_text("I like tea. " * 1000)
        store = Store(f"sqlite:///{tmp_path}/whatmatters.db")
        with pytest.raises(StorageError, match="last backup") as refused:
            store.migrate()
        assert (refused.value.code, refused.value.retry) == ("damaged", False)


class TestAddress:
    @pytest.mark.parametrize(
        "address",
        [
            "",
            "whatmatters.db",
            "postgresql://host:port/name",
            "sqlite://",
            "sqlite:///:memory:",
            "mysql://host/name",
        ],
    )
    def test_one_that_is_not_ours_is_refused_with_the_right_form(self, address: str) -> None:
        with pytest.raises(StorageError, match="sqlite:///FILE") as refused:
            Store(address)
        assert (refused.value.code, refused.value.retry) == ("no_database", False)

    def test_a_password_in_it_is_not_shown(self) -> None:
        for address in ("postgres://sarah:tulips@host/name", "postgresql://sarah:tulips@host:port/name"):
            with pytest.raises(StorageError) as refused:
                Store(address)
            assert "tulips" not in str(refused.value)

    def test_any_driver_of_a_known_database_becomes_ours(self, sqlite_address: str) -> None:
        store = Store(sqlite_address.replace("sqlite:", "sqlite+aiosqlite:"))
        assert store.services.get().name == "Rose Court"
        store.close()

    def test_the_folder_of_a_new_file_is_made(self, tmp_path: Path) -> None:
        store = Store(f"sqlite:///{tmp_path}/a/b/whatmatters.db")
        store.migrate()
        store.close()
        assert (tmp_path / "a" / "b" / "whatmatters.db").exists()


def test_nobodys_words_stand_in_what_a_log_may_get(sqlite_store: Store) -> None:
    conversation_id = begin(sqlite_store)
    event.listen(sqlite_store._engine, "begin", lambda c: c.exec_driver_sql("PRAGMA max_page_count = 1"))
    with pytest.raises(StorageError) as refused:
        say(sqlite_store, conversation_id, "my zebrafinch sings " * 4000)
    assert "zebrafinch" not in f"{refused.value} {refused.value.__cause__}"


def test_characters_that_cannot_be_kept_in_a_name_are_refused(store: Store) -> None:
    with pytest.raises(StorageError, match="Shorten it or write it anew") as refused:
        store.services.set_up("Rose \ud800 Court", "Sarah", "01632 960 018")
    assert refused.value.code == "unusable"
    assert store.services.get().name == "Rose Court"


def test_sqlite_keeps_what_it_said_it_kept(tmp_path: Path) -> None:
    # In a process of its own: in this one the tests have told it to be hasty.
    names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
    look = (
        "import sys; from storage.engine import open_engine; engine = open_engine(sys.argv[1]);"
        "connection = engine.connect();"
        "print([connection.exec_driver_sql(f'PRAGMA {name}').scalar() for name in sys.argv[2:]])"
    )
    address = f"sqlite:///{tmp_path / 'kept.db'}"
    told = subprocess.run(
        [sys.executable, "-c", look, address, *names], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "['wal', 2, 1, 1]"

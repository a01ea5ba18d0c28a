"""The database file is locked: nobody reads it without the key, and locking it never loses anything."""

import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from alembic import command

from storage.at_rest import change_key
from storage.engine import open_engine
from storage.errors import StorageError
from storage.in_use import Hold
from storage.keys import FilePlace, GivenPlace, Keys
from storage.kinds import Audience
from storage.locked import fitting, key_of
from storage.migrate import config
from storage.relocking import NEW, OLD, beside, export
from storage.ring import Key, Ring
from storage.sealing import new_key
from storage.search import Filter
from storage.sqlite_driver import connect, is_plain
from storage.store import Store
from tests.at_rest import Killing, holding, open_again, past_the_program
from tests.conftest import QUESTIONS
from tests.saying import begin, listed, record, say, sound_of, tell

SECRET = "zebrafinch"

LOCK_IT = """
def work(file, key_file, wished):
    store = Store(f"sqlite:///{file}", keys=Keys.in_file(Path(key_file)), locked=wished == "locked")
    store.migrate()
    store.close()
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "whatmatters.db"


@pytest.fixture
def locked(locked_address: str, key_file: Path) -> Iterator[Store]:
    """A store on a locked file."""
    store = open_again(locked_address, key_file)
    store.migrate()
    yield store
    store.close()


def locking(file: Path, key_file: Path, *, locked: bool = True) -> Store:
    return Store(f"sqlite:///{file}", keys=Keys.in_file(key_file), locked=locked)


def refusal(store: Store) -> StorageError:
    with pytest.raises(StorageError) as refused:
        store.migrate()
    store.close()
    return refused.value


# Locked -------------------------------------------------------------------------------------------


def test_no_word_and_no_name_stands_in_any_file_while_it_is_used_and_afterwards(
    locked: Store, tmp_path: Path
) -> None:
    conversation_id = begin(locked)
    for _ in range(30):
        tell(locked, conversation_id, f"{SECRET} sings for me. " * 40)
    locked.people.add(locked.services.get().id, f"Mrs {SECRET}")
    locked.recordings.heard(record(locked, conversation_id), SECRET, "sphinx", sure=False)
    files = {each.name for each in tmp_path.iterdir()}
    assert {"whatmatters.db", "whatmatters.db-wal"} <= files
    assert holding(SECRET, tmp_path) == []
    assert holding("CREATE TABLE", tmp_path) == []
    locked.close()
    assert holding(SECRET, tmp_path) == []


def test_what_was_kept_is_found_again_by_its_words_and_its_sound(locked: Store, key_file: Path) -> None:
    conversation_id = begin(locked)
    tell(locked, conversation_id, f"The {SECRET} sings.")
    recording_id = record(locked, conversation_id)
    locked.close()
    again = open_again(str(locked._engine.url), key_file)
    assert [item.conversation.id for item in listed(again, Filter(words=SECRET)).items] == [conversation_id]
    assert again.recordings.sound(recording_id) == sound_of(0) + sound_of(1)
    again.close()


def test_an_ordinary_program_finds_no_database_in_it(locked: Store, file: Path) -> None:
    with closing(sqlite3.connect(file)) as other, pytest.raises(sqlite3.DatabaseError):
        other.execute("SELECT * FROM turn")


def test_large_sorts_and_tables_for_a_while_stay_in_memory(locked: Store, file: Path, key_file: Path) -> None:
    with past_the_program(file, key_file) as connection:
        options = {name for (name,) in connection.execute("PRAGMA compile_options")}
    assert options & {"TEMP_STORE=2", "TEMP_STORE=3"}


# Keys ---------------------------------------------------------------------------------------------


def test_a_wrong_key_is_told_with_the_remedy_and_changes_nothing(
    locked: Store, file: Path, tmp_path: Path
) -> None:
    locked.close()
    before = file.read_bytes()
    other = tmp_path / "other.key"
    other.write_text(Key(new_key()).written())
    error = refusal(locking(file, other))
    assert error.code == "wrong_key"
    assert "WM_KEY_FILE" in str(error)
    assert file.read_bytes() == before


def test_a_missing_key_is_told_and_no_other_is_made(locked: Store, file: Path, tmp_path: Path) -> None:
    locked.close()
    error = refusal(locking(file, tmp_path / "gone.key"))
    assert error.code == "wrong_key"
    assert "missing" in str(error)
    assert "WM_KEY_FILE" in str(error)
    assert not (tmp_path / "gone.key").exists()


def test_a_locked_file_with_a_damaged_beginning_is_told_and_with_a_damaged_middle_too(
    locked: Store, file: Path, key_file: Path
) -> None:
    tell(locked, begin(locked), "I like tea")
    locked.close()
    whole = file.read_bytes()
    for at, code in ((100, "wrong_key"), (len(whole) // 2, "damaged")):
        changed = bytearray(whole)
        for place in range(at, len(whole) if code == "damaged" else at + 1):
            changed[place] ^= 1
        file.write_bytes(changed)
        error = refusal(locking(file, key_file))
        assert error.code == code
        assert "last backup" in str(error)


def test_the_key_file_is_made_at_the_first_start_for_us_alone_and_somebody_is_told(
    file: Path, key_file: Path
) -> None:
    told: list[str] = []
    store = Store(f"sqlite:///{file}", keys=Keys(FilePlace(key_file), tell=told.append))
    store.migrate()
    store.close()
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(key_file.parent.stat().st_mode) == 0o700
    (sentence,) = told
    assert str(key_file) in sentence
    assert "Keep a copy" in sentence
    assert not is_plain(file)


def test_a_key_may_come_with_the_settings_and_older_ones_after_a_comma(file: Path) -> None:
    older, newer = Key(new_key()), Key(new_key())
    for given in (older.written(), f"{newer.written()},{older.written()}"):
        store = Store(f"sqlite:///{file}", keys=Keys(GivenPlace(given)))
        store.migrate()
        store.close()
    assert fitting(file, Ring([newer, older])) is older
    with pytest.raises(StorageError, match="WM_KEY"):
        Keys(GivenPlace("no key")).ring(lambda: False)
    with pytest.raises(StorageError, match="key new"):
        Keys(GivenPlace(older.written())).add()


def test_lines_for_people_in_a_key_file_are_passed_over(key_file: Path) -> None:
    key = Key(new_key())
    key_file.parent.mkdir()
    key_file.write_text(f"# Rose Court, since May\n\n{key.written()}\n")
    assert Keys.in_file(key_file).ring(lambda: True).newest.name == key.name


def test_the_keys_made_from_one_have_nothing_to_do_with_each_other() -> None:
    key = Key(new_key())
    made = {key.database, key.backup(b"a").hex(), key.backup(b"b").hex()}
    assert len(made) == 3
    assert {len(each) for each in made} == {64}


# Locking what was plain ---------------------------------------------------------------------------


@pytest.fixture
def plain(sqlite_address: str, key_file: Path) -> Store:
    """A plain database with words and a voice in it, which nobody uses any more."""
    store = Store(sqlite_address, key_file=key_file)
    conversation_id = begin(store)
    for number in range(50):
        tell(store, conversation_id, f"{SECRET} number {number} sings. " * 20)
    record(store, conversation_id)
    store.close()
    return store


def rows(store: Store) -> list[str]:
    return [item.preview for item in listed(store, Filter(words=SECRET)).items]


@pytest.mark.usefixtures("plain")
def test_a_plain_file_is_locked_at_the_start_and_nothing_of_it_is_left(
    file: Path, key_file: Path, tmp_path: Path
) -> None:
    assert holding(SECRET, tmp_path)
    store = locking(file, key_file)
    store.migrate()
    assert holding(SECRET, tmp_path) == []
    assert rows(store)
    assert {each.name for each in tmp_path.iterdir()} <= {
        "keys", "whatmatters.db", "whatmatters.db-wal", "whatmatters.db-shm", "whatmatters.db.lock"
    }  # fmt: skip
    store.close()


@pytest.mark.usefixtures("plain")
def test_it_can_be_unlocked_again_by_who_says_so(file: Path, key_file: Path) -> None:
    for locked in (True, False):
        store = locking(file, key_file, locked=locked)
        store.migrate()
        assert rows(store)
        store.close()
        assert is_plain(file) is not locked


@pytest.mark.usefixtures("plain")
def test_a_voice_that_was_sealed_before_still_sounds(file: Path, key_file: Path) -> None:
    store = locking(file, key_file)
    store.migrate()
    (item,) = listed(store, Filter(words=SECRET)).items
    (recording,) = store.recordings.of_conversation(store.services.ids(), item.conversation.id)
    assert store.recordings.sound(recording.id) == sound_of(0) + sound_of(1)
    store.close()


@pytest.mark.usefixtures("plain")
def test_a_lost_key_of_voices_is_missed_before_anything_is_locked(file: Path, tmp_path: Path) -> None:
    error = refusal(locking(file, tmp_path / "gone.key"))
    assert "missing" in str(error)
    assert is_plain(file)


def test_a_file_that_somebody_uses_is_not_touched(plain: Store, file: Path, key_file: Path) -> None:
    plain.migrate()
    error = refusal(locking(file, key_file))
    assert (error.code, error.retry) == ("in_use", True)
    assert "Stop What Matters" in str(error)
    assert is_plain(file)
    plain.close()


@pytest.mark.usefixtures("plain")
def test_a_program_of_before_there_were_locks_is_noticed_too(file: Path, key_file: Path) -> None:
    reads = f"import sqlite3; c = sqlite3.connect({str(file)!r}); c.execute('SELECT * FROM turn').fetchone()"
    waits = "print('reads', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", f"{reads}; {waits}"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        assert refusal(locking(file, key_file)).code == "in_use"
        other.communicate("enough\n")
    assert is_plain(file)


def test_an_old_file_is_locked_first_and_brought_up_to_date_then(tmp_path: Path, key_file: Path) -> None:
    file = tmp_path / "old.db"
    engine = open_engine(f"sqlite:///{file}")
    with engine.execution_options(writes=True).connect() as connection, connection.begin():
        command.upgrade(config(connection), "0001")
    engine.dispose()
    store = locking(file, key_file)
    store.migrate()
    store.services.set_up("Rose Court", "Sarah", "1")
    store.questions.add_version(Audience.RESIDENT, "en", QUESTIONS)
    assert say(store, begin(store))
    store.close()
    assert not is_plain(file)


@pytest.mark.parametrize("left", ["a copy that was not finished", "the plain one, already replaced", "both"])
@pytest.mark.usefixtures("plain")
def test_what_a_killed_program_left_beside_it_is_made_unreadable(
    file: Path, key_file: Path, tmp_path: Path, left: str
) -> None:
    """Each as it lies there after a kill between two steps."""
    shutil.copy(file, earlier := tmp_path / "earlier")
    key = Keys.in_file(key_file).ring(lambda: True).newest.database
    if left != "the plain one, already replaced":
        beside(file, NEW).write_bytes(b"half")
    else:
        export(file, "", copy := beside(file, NEW), key)
        copy.replace(file)
        shutil.copy(earlier, beside(file, OLD))
    if left == "both":
        beside(file, OLD).hardlink_to(file)
    earlier.unlink()
    store = locking(file, key_file)
    store.migrate()
    assert rows(store)
    store.close()
    assert holding(SECRET, tmp_path) == []
    assert not beside(file, NEW).exists()
    assert not beside(file, OLD).exists()


@pytest.mark.slow
@pytest.mark.usefixtures("plain")
def test_killed_at_any_moment_of_locking_and_unlocking_everything_is_there(
    file: Path, key_file: Path, tmp_path: Path
) -> None:
    chance, locked, killed = Random(7), True, 0
    with Killing(LOCK_IT) as killing:
        for _ in range(30):
            wished = "locked" if locked else "plain"
            killed += killing.killed(file, key_file, wished, after=chance.random() * 0.4)
            key = "" if is_plain(file) else key_of(file, Keys.in_file(key_file)).database
            with closing(connect(file, key)) as connection:
                assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
                assert connection.execute("SELECT count(*) FROM answer").fetchone() == (50,)
            locked = is_plain(file)
    store = locking(file, key_file)
    store.migrate()
    assert rows(store)
    store.close()
    assert holding(SECRET, tmp_path) == []
    assert killed


# Another key --------------------------------------------------------------------------------------


def test_with_another_key_everything_is_there_and_the_old_one_opens_nothing(
    locked: Store, file: Path, key_file: Path
) -> None:
    conversation_id = begin(locked)
    tell(locked, conversation_id, SECRET)
    recording_id = record(locked, conversation_id)
    locked.close()
    keys = Keys.in_file(key_file)
    before = keys.ring(lambda: True).newest
    keys.add()
    assert change_key(file, keys)
    assert not change_key(file, keys)
    store = locking(file, key_file)
    store.migrate()
    assert store.reseal() == 1
    assert store.reseal() == 0
    store.close()
    assert keys.forget(frozenset({before.name})).keys[0].name != before.name
    assert fitting(file, Ring([before])) is None
    again = locking(file, key_file)
    assert again.recordings.sound(recording_id) == sound_of(0) + sound_of(1)
    assert again.turns.since(conversation_id, 0)[0].text == SECRET
    again.close()


def test_the_key_of_a_file_in_use_is_not_changed(locked: Store, file: Path, key_file: Path) -> None:
    keys = Keys.in_file(key_file)
    keys.add()
    hold = Hold(file)
    with pytest.raises(StorageError, match="Stop What Matters"):
        change_key(file, keys)
    hold.let_go()
    assert locked.services.ids()


def test_a_secret_of_a_second_step_is_sealed_anew_too(locked: Store, file: Path, key_file: Path) -> None:
    staff = locked.staff.add("sarah", "Sarah", "hash")
    locked.second_steps.begin(staff.id, "JBSWY3DP")
    locked.close()
    keys = Keys.in_file(key_file)
    before = keys.ring(lambda: True).newest
    keys.add()
    change_key(file, keys)
    store = locking(file, key_file)
    store.migrate()
    store.reseal()
    store.close()
    keys.forget(frozenset({before.name}))
    again = locking(file, key_file)
    assert again.second_steps.secret(staff.id) == "JBSWY3DP"
    again.close()

"""A backup is one locked file that was read back; put back, everything is there; spoilt, it is refused."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from random import Random

import pytest

from storage.backup import Made, back_up
from storage.backup_file import MAGIC, PIECE, Writer, entries
from storage.errors import StorageError
from storage.keys import Keys
from storage.restoring import Restoring
from storage.ring import Key, Ring
from storage.sealing import new_key
from storage.search import Filter
from storage.sqlite_driver import is_plain
from storage.store import Store
from tests.at_rest import EVERY_KIND, Killing, holding, open_again
from tests.postgres import PostgreSQL
from tests.saying import begin, listed, record, sound_of, tell
from web.erased_list import carry_erased

SECRET = "zebrafinch"

BACK_UP = """
def work(file, key_file, to):
    back_up(f"sqlite:///{file}", Keys.in_file(Path(key_file)), Path(to), {})
"""

RESTORE = """
def work(file, key_file, source):
    into = Restoring(f"sqlite:///{file}", Keys.in_file(Path(key_file)), True, lambda name: None)
    into.restore(Path(source), replace=True)
"""


@pytest.fixture(params=EVERY_KIND)
def address(request: pytest.FixtureRequest) -> str:
    """The address of a set-up database, of each kind in turn."""
    found: str = request.getfixturevalue(f"{request.param}_address")
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where backups go."""
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups"


@pytest.fixture
def filled(store: Store) -> Store:
    """Words and a voice."""
    conversation_id = begin(store)
    tell(store, conversation_id, f"The {SECRET} sings.")
    record(store, conversation_id)
    return store


@pytest.fixture
def keys(filled: Store, key_file: Path) -> Keys:
    return Keys.in_file(key_file)


@pytest.fixture
def elsewhere(address: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a machine on which there is nothing yet, of the same kind."""
    if address.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'new' / 'whatmatters.db'}"
        return
    server: PostgreSQL = request.getfixturevalue("postgresql")
    server.run("CREATE DATABASE elsewhere")
    yield server.address("elsewhere")
    server.run("DROP DATABASE elsewhere WITH (FORCE)")


def into(address: str, keys: Keys, folder: Path | None = None) -> Restoring:
    return Restoring(address, keys, locked=True, files=lambda name: folder / name if folder else None)


def said(store: Store) -> list[tuple[str, list[bytes]]]:
    """What stands in the list, and what its voices say."""
    found = []
    for item in listed(store, Filter(words=SECRET)).items:
        voices = store.recordings.of_conversation(store.services.ids(), item.conversation.id)
        found.append((item.preview, [store.recordings.sound(each.id) for each in voices]))
    return found


def test_what_was_backed_up_while_the_program_runs_is_there_elsewhere(  # noqa: PLR0917 (fixtures)
    filled: Store, address: str, elsewhere: str, keys: Keys, key_file: Path, folder: Path, tmp_path: Path
) -> None:
    (picture := tmp_path / "cat.png").write_bytes(b"miaow")
    made = back_up(address, keys, folder, {"pictures/cat.png": picture})
    assert isinstance(made, Made)
    assert made.files == 1
    assert [each.name for each in folder.iterdir()] == [made.path.name]
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert holding(SECRET, folder) == []
    assert not list(tmp_path.glob("*.backup"))
    about = into(elsewhere, keys, tmp_path / "home").restore(made.path, replace=False)
    assert about["database"] in {"sqlite", "postgresql"}
    again = open_again(elsewhere, key_file)
    again.migrate()
    ((preview, voices),) = said(again)
    assert SECRET in preview
    assert voices == [sound_of(0) + sound_of(1)]
    assert said(filled) == said(again)
    again.close()
    assert (tmp_path / "home" / "pictures" / "cat.png").read_bytes() == b"miaow"
    if elsewhere.startswith("sqlite"):
        assert not is_plain(tmp_path / "new" / "whatmatters.db")
        assert holding(SECRET, tmp_path / "new") == []


def test_what_is_there_is_only_replaced_by_who_says_so_and_never_while_it_is_used(
    filled: Store, address: str, keys: Keys, key_file: Path, folder: Path
) -> None:
    filled.migrate()
    made = back_up(address, keys, folder, {})
    later = begin(filled)
    tell(filled, later, f"Another {SECRET}, later.")
    with pytest.raises(StorageError) as refused:
        into(address, keys).restore(made.path, replace=True)
    assert refused.value.code == "in_use"
    filled.close()
    with pytest.raises(StorageError, match="--replace") as refused:
        into(address, keys).restore(made.path, replace=False)
    assert refused.value.code == "taken"
    into(address, keys).restore(made.path, replace=True)
    again = open_again(address, key_file)
    again.migrate()
    assert len(said(again)) == 1
    tell(again, begin(again), "and on it goes")
    again.close()


def test_what_was_erased_meanwhile_can_be_carried_over(
    filled: Store, address: str, keys: Keys, folder: Path
) -> None:
    """The one that goes is seen before, the one that comes is given to the same hands."""
    made = back_up(address, keys, folder, {})
    seen: list[str] = []

    def carry(old: Store | None) -> Callable[[Store], None]:
        assert old is not None
        name = old.services.get().name
        return lambda new: seen.append(f"{name}, {new.services.get().name}")

    filled.close()
    replace(into(address, keys), carry=carry).restore(made.path, replace=True)
    assert seen == ["Rose Court, Rose Court"]


def test_what_was_erased_meanwhile_is_not_in_what_comes_back(  # noqa: PLR0917 (fixtures)
    filled: Store, address: str, keys: Keys, key_file: Path, folder: Path, tmp_path: Path
) -> None:
    other = begin(filled)
    tell(filled, other, f"Another {SECRET}, that stays.")
    made = back_up(address, keys, folder, {})
    gone = next(each for each in listed(filled, Filter(words="sings")).items)
    filled.erasures.conversation(filled.services.ids(), gone.conversation.id)
    filled.close()
    carry = carry_erased(tmp_path / "erased.jsonl")
    replace(into(address, keys), carry=carry).restore(made.path, replace=True)
    again = open_again(address, key_file)
    again.migrate()
    ((preview, voices),) = said(again)
    assert "that stays" in preview
    assert voices == []
    again.close()


@pytest.mark.usefixtures("filled")
class TestOfOneFile:
    """What is the same for every database, tried with a locked file."""

    @pytest.fixture
    def address(self, locked_address: str) -> str:
        return locked_address

    @pytest.fixture
    def made(self, address: str, keys: Keys, folder: Path) -> Path:
        return back_up(address, keys, folder, {}).path

    def test_cut_off_anywhere_it_is_refused(self, made: Path, elsewhere: str, keys: Keys) -> None:
        whole = made.read_bytes()
        for length in (0, 10, 69, 75, len(whole) // 2, len(whole) - 1):
            made.write_bytes(whole[:length])
            self.refused(made, elsewhere, keys)
        made.write_bytes(whole + b"x")
        self.refused(made, elsewhere, keys)

    def test_with_one_byte_changed_anywhere_it_is_refused(
        self, made: Path, elsewhere: str, keys: Keys
    ) -> None:
        whole = made.read_bytes()
        chance = Random(3)
        places = [
            len(MAGIC) + 20,
            len(MAGIC) + 60,
            len(whole) - 1,
            *(chance.randrange(48, len(whole)) for _ in range(20)),
        ]
        for at in places:
            changed = bytearray(whole)
            changed[at] ^= 1 << chance.randrange(8)
            made.write_bytes(changed)
            self.refused(made, elsewhere, keys)

    def refused(self, made: Path, address: str, keys: Keys) -> None:
        with pytest.raises(StorageError) as refused:
            into(address, keys).restore(made, replace=False)
        assert refused.value.code == "bad_backup"
        assert not Path(address.removeprefix("sqlite:///")).exists()

    def test_with_another_key_it_says_which_one_it_needs(
        self, made: Path, elsewhere: str, key_file: Path, tmp_path: Path
    ) -> None:
        other = tmp_path / "other.key"
        other.write_text(Key(new_key()).written())
        with pytest.raises(StorageError, match="WM_KEY_FILE") as refused:
            into(elsewhere, Keys.in_file(other)).restore(made, replace=False)
        assert refused.value.code == "wrong_key"
        name = Keys.in_file(key_file).ring(lambda: True).newest.name
        assert name in str(refused.value)

    def test_without_any_key_nothing_is_made(self, made: Path, elsewhere: str, tmp_path: Path) -> None:
        with pytest.raises(StorageError, match="missing"):
            into(elsewhere, Keys.in_file(tmp_path / "gone.key")).restore(made, replace=False)
        assert not (tmp_path / "gone.key").exists()

    def test_one_of_before_a_change_of_keys_opens_with_the_older_one(
        self, made: Path, elsewhere: str, keys: Keys, key_file: Path
    ) -> None:
        keys.add()
        into(elsewhere, Keys.in_file(key_file)).restore(made, replace=False)
        again = open_again(elsewhere, key_file)
        assert len(said(again)) == 1
        again.close()

    def test_a_damaged_database_is_replaced(
        self, made: Path, address: str, keys: Keys, key_file: Path, filled: Store
    ) -> None:
        filled.close()
        file = Path(address.removeprefix("sqlite:///"))
        file.write_bytes(b"damaged" * 10_000)
        file.with_name(f"{file.name}-wal").write_bytes(b"what was not yet in it")
        into(address, keys).restore(made, replace=True)
        again = open_again(address, key_file)
        again.migrate()
        assert len(said(again)) == 1
        again.close()

    def test_another_file_is_never_written_over(
        self, made: Path, address: str, keys: Keys, tmp_path: Path
    ) -> None:
        before = made.read_bytes()
        with pytest.raises(StorageError, match="another name"):
            back_up(address, keys, made, {})
        assert made.read_bytes() == before
        with pytest.raises(StorageError, match="no folder"):
            back_up(address, keys, tmp_path / "nowhere" / "x", {})

    def test_a_file_of_another_kind_is_no_backup(self, elsewhere: str, keys: Keys, tmp_path: Path) -> None:
        (letter := tmp_path / "letter.txt").write_text("Dear Sarah, " * 100)
        with pytest.raises(StorageError, match="no backup"):
            into(elsewhere, keys).restore(letter, replace=False)
        with pytest.raises(StorageError, match="cannot be read"):
            into(elsewhere, keys).restore(tmp_path / "gone", replace=False)

    def test_one_of_another_kind_of_database_is_told(self, made: Path, keys: Keys) -> None:
        with pytest.raises(StorageError, match="WM_DATABASE"):
            into("postgresql://nobody@localhost/nothing", keys).restore(made, replace=False)

    def test_where_there_is_nothing_nothing_is_backed_up(
        self, elsewhere: str, keys: Keys, folder: Path
    ) -> None:
        with pytest.raises(StorageError, match="no database"):
            back_up(elsewhere, keys, folder, {})
        assert list(folder.iterdir()) == []

    def test_a_copy_that_a_killed_backup_left_goes_at_the_next_start(
        self, filled: Store, address: str, key_file: Path
    ) -> None:
        filled.close()
        left = Path(f"{address.removeprefix('sqlite:///')}.backup")
        left.write_bytes(b"half a copy")
        again = open_again(address, key_file)
        again.migrate()
        again.close()
        assert not left.exists()

    @pytest.mark.slow
    def test_killed_at_any_moment_there_is_a_whole_backup_or_none(
        self, address: str, key_file: Path, keys: Keys, folder: Path, elsewhere: str
    ) -> None:
        file, chance, whole = address.removeprefix("sqlite:///"), Random(5), 0
        with Killing(BACK_UP) as killing:
            for number in range(20):
                to = folder / f"{number}.wmbackup"
                killing.killed(file, key_file, to, after=chance.random() * 0.2)
                if to.exists():
                    whole += 1
                    into(elsewhere, keys).restore(to, replace=True)
        back_up(address, keys, folder / "last.wmbackup", {})
        assert not list(Path(file).parent.glob("*.backup"))
        assert whole < 20

    @pytest.mark.slow
    def test_killed_at_any_moment_of_restoring_the_old_one_is_there_or_the_new_one(
        self, made: Path, filled: Store, address: str, key_file: Path
    ) -> None:
        tell(filled, begin(filled), f"Another {SECRET}, later.")
        filled.close()
        file, chance, counts = address.removeprefix("sqlite:///"), Random(6), set()
        with Killing(RESTORE) as killing:
            for _ in range(20):
                killing.killed(file, key_file, made, after=chance.random() * 0.4)
                again = open_again(address, key_file)
                again.migrate()
                counts.add(len(said(again)))
                again.close()
        assert counts <= {1, 2}


@pytest.mark.parametrize("sizes", [[], [0], [1, PIECE - 1], [PIECE], [3 * PIECE + 7, 0, 5]])
def test_entries_of_any_size_come_back_as_they_were(sizes: list[int]) -> None:
    ring, file = Ring([Key(new_key())]), BytesIO()
    contents = [(str(number), Random(number).randbytes(size)) for number, size in enumerate(sizes)]
    writer = Writer(file, ring.newest)
    for name, content in contents:
        writer.entry(name, [content])
    writer.end()
    file.seek(0)
    assert [(name, b"".join(blocks)) for name, blocks in entries(file, ring)] == contents

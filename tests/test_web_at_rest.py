"""The commands for key and backups, and where the settings say that the key is."""

import base64
import shutil
import stat
import sys
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from storage.keys import Keys
from storage.ring import Key
from storage.sealing import new_key
from storage.sqlite_driver import is_plain
from storage.store import Store
from tests.at_rest import holding, kept_in, key_file_of, unlocked
from tests.keeping import NAME, somebody
from tests.saying import begin, erase, record, say, sound_of, tell
from web.assembly import open_store
from web.cli import app
from web.errors import WebError
from web.key_places import VaultPlace
from web.settings import Settings, read_settings

SECRET = "zebrafinch"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder in which somebody said something; nobody uses it now."""
    folder = tmp_path / "home"
    monkeypatch.setenv("WM_DATA_FOLDER", str(folder))
    monkeypatch.setenv("WM_KEY_FILE", str(key_file_of(folder)))
    monkeypatch.setenv("WM_DATABASE", "")
    with closing(open_store(settings(data_folder=folder, key_file=key_file_of(folder)))) as store:
        say(store, begin(store), SECRET)
    (folder / "pictures").mkdir()
    (folder / "pictures" / "cat.png").write_bytes(b"miaow")
    return folder


def settings(**fields: Any) -> Settings:
    return Settings(**{"_env_file": None, **fields})


def run(*words: str, given: str = "") -> Result:
    return CliRunner().invoke(app, list(words), input=given)


def words_in(folder: Path) -> list[str]:
    with closing(kept_in(folder)) as store:
        waiting = store.turns.conversations_waiting()
        return [turn.text for each in waiting for turn in store.turns.since(each, 0)]


def test_where_the_key_is_is_told_and_never_the_key_itself(home: Path) -> None:
    done = run("key", "where")
    assert str(key_file_of(home)) in done.stdout
    assert "Keep a copy" in done.stdout
    assert key_file_of(home).read_text().strip() not in done.stdout


def test_another_key_and_then_the_older_one_forgotten(home: Path) -> None:
    before = key_file_of(home).read_text()
    done = run("key", "rotate")
    assert done.exit_code == 0, done.exception
    assert "another key" in done.stdout
    newer, older = key_file_of(home).read_text().splitlines()
    assert older == before.strip() != newer
    assert words_in(home) == [SECRET]
    assert run("key", "forget", given="n\n").exit_code == 1
    assert run("key", "forget", "--yes").exit_code == 0
    assert key_file_of(home).read_text().splitlines() == [newer]
    assert words_in(home) == [SECRET]
    assert "no older key" in run("key", "forget").stdout


def test_while_somebody_uses_it_the_key_is_not_changed_for_long(home: Path) -> None:
    with closing(kept_in(home)) as store:
        store.migrate()
        refused = run("key", "rotate")
        assert "Stop What Matters" in str(refused.exception)
    assert run("key", "rotate").exit_code == 0
    assert len(key_file_of(home).read_text().splitlines()) == 2
    assert words_in(home) == [SECRET]


def test_a_key_for_the_environment_is_made_and_used(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = run("key", "new").stdout.strip()
    older = key_file_of(home).read_text().strip()
    monkeypatch.setenv("WM_KEY", f"{given},{older}")
    key_file_of(home).unlink()
    assert run("key", "rotate").exit_code == 0
    monkeypatch.setenv("WM_KEY", given)
    assert run("user", "list").exit_code == 0
    assert not key_file_of(home).exists()
    assert "WM_KEY" in str(run("key", "rotate").exception)


def test_a_backup_is_made_while_it_is_used_and_put_back_where_nothing_is(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = tmp_path / "home.wmbackup"
    with closing(kept_in(home)) as store:
        store.migrate()
        done = run("backup", str(to))
    assert done.exit_code == 0, done.exception
    assert "1 files, read back and whole" in done.stdout
    assert holding(SECRET, to.parent) == []
    assert "already" in str(run("backup", str(to)).exception)
    assert "--replace" in str(run("restore", str(to)).exception)
    shutil.copytree(home / "keys", tmp_path / "other" / "keys")
    monkeypatch.setenv("WM_DATA_FOLDER", str(tmp_path / "other"))
    monkeypatch.setenv("WM_KEY_FILE", str(key_file_of(tmp_path / "other")))
    done = run("restore", str(to))
    assert done.exit_code == 0, done.exception
    assert words_in(tmp_path / "other") == [SECRET]
    assert (tmp_path / "other" / "pictures" / "cat.png").read_bytes() == b"miaow"


@pytest.mark.parametrize("encryption", ["on", "off"])
def test_what_was_erased_since_is_not_in_a_backup_that_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encryption: str
) -> None:
    home, to = tmp_path / "home", tmp_path / "older.wmbackup"
    for name, value in (("DATA_FOLDER", home), ("KEY_FILE", key_file_of(home)), ("ENCRYPTION", encryption)):
        monkeypatch.setenv(f"WM_{name}", str(value))
    with closing(open_store(read_settings())) as store:
        told, other = somebody(store), begin(store)
        taken_out = tell(store, other, f"a {SECRET} too")
        tell(store, begin(store), "Ahmed has a wagtail")
    assert run("backup", str(to)).exit_code == 0
    assert all(word in _bytes_of(home) for word in (SECRET, NAME, "wagtail"))
    with closing(kept_in(home)) as store:  # the program is stopped before it writes its list
        store.erasures.person(store.services.ids(), told.person_id)
        erase(store, other, taken_out)
    assert not (home / "erased.jsonl").exists()
    done = run("restore", str(to), "--replace")
    assert done.exit_code == 0, done.exception
    listed = (home / "erased.jsonl").read_text()
    assert listed.count("\n") >= 3
    left = _bytes_of(home)
    assert "wagtail" in left
    assert [word for word in (SECRET, NAME, "Marigold") if word in left] == []
    (home / "whatmatters.db").unlink()
    assert run("restore", str(to)).exit_code == 0
    assert (home / "erased.jsonl").read_text() == listed
    assert SECRET not in _bytes_of(home)
    with closing(kept_in(home)) as store:
        assert store.audit.verify().found == ()


def test_a_list_of_what_was_erased_that_cannot_be_read_leaves_everything_as_it_is(
    home: Path, tmp_path: Path
) -> None:
    to = tmp_path / "older.wmbackup"
    assert run("backup", str(to)).exit_code == 0
    before = (home / "whatmatters.db").read_bytes()
    (home / "erased.jsonl").write_text("no list\n{}\n")
    assert "cannot be read" in str(run("restore", str(to), "--replace").exception)
    assert (home / "whatmatters.db").read_bytes() == before


def _bytes_of(home: Path) -> str:
    """Every byte of the database and of what lies beside it, without the lock."""
    files = [file for file in home.glob("whatmatters.db*") if file.is_file()]
    database = home / "whatmatters.db"
    opened = b"" if is_plain(database) else unlocked(database, key_file_of(home))
    return b"".join([opened, *(file.read_bytes() for file in files)]).decode("utf-8", "replace")


def test_the_key_of_earlier_recordings_moves_out_of_the_data_folder(tmp_path: Path) -> None:
    folder, key_file = tmp_path / "home", tmp_path / "config" / "home.key"
    earlier = folder / "keys" / "recordings.key"
    with closing(Store(f"sqlite:///{folder / 'whatmatters.db'}", key_file=earlier)) as store:
        store.migrate()
        store.services.set_up("Rose Court", "Sarah", "1")
        recording_id = record(store, begin(store))
    with closing(open_store(settings(data_folder=folder, key_file=key_file))) as store:
        assert store.recordings.sound(recording_id) == sound_of(0) + sound_of(1)
    assert not earlier.exists()
    assert len(key_file.read_text().splitlines()) == 2
    with closing(open_store(settings(data_folder=folder, key_file=key_file))) as store:
        assert store.recordings.sound(recording_id) == sound_of(0) + sound_of(1)
    assert not is_plain(folder / "whatmatters.db")


def test_without_a_word_about_it_the_key_is_in_the_folder_of_the_account(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    key_file = tmp_path / "config" / "whatmatters" / "whatmatters.key"
    open_store(settings(data_folder=tmp_path / "home")).close()
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert not is_plain(tmp_path / "home" / "whatmatters.db")
    assert not list((tmp_path / "home").rglob("*.key"))
    monkeypatch.delenv("XDG_CONFIG_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert settings().key_place == tmp_path / ".config" / "whatmatters" / "whatmatters.key"


def test_who_says_so_has_a_plain_file(tmp_path: Path) -> None:
    given = {"data_folder": tmp_path / "home", "key_file": tmp_path / "home.key"}
    for encryption in ("on", "off"):
        with closing(open_store(settings(**given, encryption=encryption))) as store:
            say(store, begin(store), SECRET)
        assert is_plain(tmp_path / "home" / "whatmatters.db") is (encryption == "off")


class Vault(ModuleType):
    """The package keyring with a vault in memory: the two functions that we call."""

    def __init__(self) -> None:
        super().__init__("keyring")
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


def test_the_vault_of_the_machine_holds_the_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    vault, errors = Vault(), ModuleType("keyring.errors")
    errors.KeyringError = OSError  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", vault)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    for _ in range(2):
        open_store(settings(data_folder=tmp_path / "home", keyring=True)).close()
    (kept,) = vault.kept.values()
    assert Key(base64.b64decode(kept)).name
    Keys(VaultPlace()).add()
    assert len(vault.kept["What Matters", "key"].splitlines()) == 2
    assert not list(tmp_path.rglob("*.key"))


def test_without_the_package_the_vault_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(WebError, match="uv pip install keyring"):
        Keys(VaultPlace()).ring(lambda: False)


def test_a_key_that_is_none_is_told_by_its_setting(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WM_KEY", "tulips")
    assert "WM_KEY holds no key" in str(run("user", "list").exception)
    monkeypatch.setenv("WM_KEY", Key(new_key()).written())
    assert "cannot be opened with this key" in str(run("user", "list").exception)

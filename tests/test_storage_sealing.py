"""Sound is sealed with a key of its own: without it nobody hears it, and a wrong one is told plainly."""

import base64
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from storage.errors import StorageError
from storage.keys import Keys
from storage.sealing import Sealer, new_key
from storage.store import Store
from tests.saying import begin, record, sound_of
from web.assembly import open_store
from web.settings import Settings

RECORDING = UUID(int=7)


def nothing_yet() -> bool:
    return False


def something_already() -> bool:
    return True


def refusal(store: Store, recording_id: UUID) -> StorageError:
    with pytest.raises(StorageError) as refused:
        store.recordings.sound(recording_id)
    return refused.value


class TestSealer:
    def test_what_was_sealed_comes_back_and_cannot_be_read_meanwhile(self) -> None:
        sealer, pcm = Sealer(new_key()), b"zebrafinch" * 100
        sealed = sealer.seal(RECORDING, 3, pcm)
        assert sealer.unseal(RECORDING, 3, sealed) == pcm
        assert b"zebra" not in sealed
        assert len(sealed) == len(pcm) + 28

    def test_the_same_sound_never_looks_the_same(self) -> None:
        sealer = Sealer(new_key())
        assert sealer.seal(RECORDING, 0, b"ab") != sealer.seal(RECORDING, 0, b"ab")

    def test_a_piece_opens_only_in_its_own_place(self) -> None:
        sealer = Sealer(new_key())
        sealed = sealer.seal(RECORDING, 3, b"ab")
        for recording_id, seq in ((RECORDING, 4), (UUID(int=8), 3)):
            with pytest.raises(StorageError, match="WM_KEY_FILE"):
                sealer.unseal(recording_id, seq, sealed)

    @pytest.mark.parametrize("at", [0, 15, -1])
    def test_a_changed_piece_does_not_open(self, at: int) -> None:
        sealer = Sealer(new_key())
        sealed = bytearray(sealer.seal(RECORDING, 0, b"abcdef"))
        sealed[at] ^= 1
        with pytest.raises(StorageError):
            sealer.unseal(RECORDING, 0, bytes(sealed))

    @pytest.mark.parametrize("sealed", [b"", b"short", b"x" * 12])
    def test_what_was_never_sealed_does_not_open(self, sealed: bytes) -> None:
        with pytest.raises(StorageError):
            Sealer(new_key()).unseal(RECORDING, 0, sealed)

    def test_another_key_has_another_name_and_does_not_open_it(self) -> None:
        one, other = Sealer(new_key()), Sealer(new_key())
        assert one.name != other.name
        with pytest.raises(StorageError) as refused:
            other.unseal(RECORDING, 0, one.seal(RECORDING, 0, b"ab"))
        assert (refused.value.code, refused.value.retry) == ("wrong_key", False)

    def test_a_key_of_another_length_is_refused(self) -> None:
        with pytest.raises(StorageError, match="32 bytes"):
            Sealer(b"short")


class TestKeyFile:
    def test_it_is_made_when_it_is_first_needed_and_only_we_may_read_it(self, key_file: Path) -> None:
        keys = Keys.in_file(key_file)
        assert not key_file.exists()
        name = keys.sealer(nothing_yet).name
        assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
        assert stat.S_IMODE(key_file.parent.stat().st_mode) == 0o700
        assert [file.name for file in key_file.parent.iterdir()] == [key_file.name]
        assert Keys.in_file(key_file).sealer(something_already).name == name

    def test_of_several_programs_that_make_it_at_once_all_have_the_same(self, key_file: Path) -> None:
        with ThreadPoolExecutor(8) as programs:
            names = set(programs.map(lambda _: Keys.in_file(key_file).sealer(nothing_yet).name, range(8)))
        assert len(names) == 1

    def test_a_missing_one_is_not_made_anew_where_sound_needs_the_old_one(self, key_file: Path) -> None:
        with pytest.raises(StorageError, match="missing") as refused:
            Keys.in_file(key_file).sealer(something_already)
        assert refused.value.code == "wrong_key"
        assert not key_file.exists()

    def test_an_empty_one_asks_for_a_new_key(self, key_file: Path) -> None:
        key_file.parent.mkdir()
        key_file.touch()
        name = Keys.in_file(key_file).sealer(something_already).name
        assert Keys.in_file(key_file).sealer(something_already).name == name
        assert stat.S_IMODE(key_file.stat().st_mode) == 0o600

    @pytest.mark.parametrize("content", [b"no key", b"\xff\xfe", base64.b64encode(b"too short"), b"===="])
    def test_one_that_holds_no_key_is_told_plainly_and_left_alone(
        self, key_file: Path, content: bytes
    ) -> None:
        key_file.parent.mkdir()
        key_file.write_bytes(content)
        with pytest.raises(StorageError, match="WM_KEY_FILE") as refused:
            Keys.in_file(key_file).sealer(nothing_yet)
        assert refused.value.code == "wrong_key"
        assert key_file.read_bytes() == content

    def test_a_place_where_none_can_be_made_is_told_plainly(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(StorageError, match="WM_KEY_FILE") as refused:
            Keys.in_file(tmp_path / "file" / "recordings.key").sealer(nothing_yet)
        assert refused.value.code == "wrong_key"

    def test_what_went_wrong_once_is_tried_again(self, key_file: Path) -> None:
        keys = Keys.in_file(key_file)
        with pytest.raises(StorageError):
            keys.sealer(something_already)
        assert keys.sealer(nothing_yet).name


class TestStore:
    """Whoever opens the database without the right key can do all but hear and keep sound."""

    def test_the_sound_does_not_stand_in_the_database(self, sqlite_store: Store, sqlite_address: str) -> None:
        recording_id, pcm = uuid4(), b"zebrafinch" * 1000
        sqlite_store.recordings.begin(recording_id, begin(sqlite_store))
        sqlite_store.recordings.add(recording_id, 0, pcm)
        folder = Path(sqlite_address.removeprefix("sqlite:///")).parent
        files = [file for file in folder.iterdir() if file.is_file()]
        assert len(files) > 1
        assert not any(b"zebrafinch" in file.read_bytes() for file in files)
        assert sqlite_store.recordings.sound(recording_id) == pcm

    def test_a_store_without_a_key_does_everything_else(self, store: Store, address: str) -> None:
        conversation_id = begin(store)
        recording_id = record(store, conversation_id)
        without = Store(address)
        try:
            assert [
                each.id
                for each in without.recordings.of_conversation(without.services.ids(), conversation_id)
            ] == [recording_id]
            without.recordings.heard(recording_id, "tea", "sphinx", sure=False)
            assert "WM_KEY_FILE" in str(refusal(without, recording_id))
            assert refusal(without, recording_id).code == "wrong_key"
            without.recordings.discard(recording_id)
        finally:
            without.close()

    def test_another_key_neither_hears_nor_spoils_what_is_there(
        self, store: Store, address: str, tmp_path: Path
    ) -> None:
        conversation_id = begin(store)
        recording_id = record(store, conversation_id, whole=False)
        other_file = tmp_path / "other.key"
        other_file.touch()
        other = Store(address, key_file=other_file)
        try:
            assert refusal(other, recording_id).code == "wrong_key"
            with pytest.raises(StorageError, match="another key"):
                other.recordings.add(recording_id, 2, sound_of(2))
            fresh = record(other, conversation_id)
            assert other.recordings.sound(fresh) == sound_of(0) + sound_of(1)
            assert refusal(store, fresh).code == "wrong_key"
        finally:
            other.close()
        assert store.recordings.sound(recording_id) == sound_of(0) + sound_of(1)

    def test_a_lost_key_file_is_missed_only_where_sound_is_read_or_kept(
        self, store: Store, address: str, key_file: Path
    ) -> None:
        conversation_id = begin(store)
        recording_id = record(store, conversation_id)
        key_file.unlink()
        after = Store(address, key_file=key_file)
        try:
            assert "missing" in str(refusal(after, recording_id))
            after.recordings.begin(fresh := uuid4(), conversation_id)
            with pytest.raises(StorageError, match="missing"):
                after.recordings.add(fresh, 0, sound_of(0))
            after.migrate()
        finally:
            after.close()

    @pytest.mark.parametrize("chosen", [None, "elsewhere/voices.key"])
    def test_the_program_keeps_its_key_outside_the_data_folder_or_where_it_is_told(
        self, tmp_path: Path, chosen: str | None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
        key_file = tmp_path / (chosen or "config/whatmatters/whatmatters.key")
        settings: dict[str, Any] = {"_env_file": None, "data_folder": tmp_path / "var"}
        store = open_store(Settings(**settings, key_file=key_file if chosen else None))
        record(store, begin(store))
        store.close()
        assert stat.S_IMODE(key_file.stat().st_mode) == 0o600

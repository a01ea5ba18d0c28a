"""Sound is sealed before it is written down: who copies the database without the key hears nothing."""

import base64
import binascii
import hashlib
import os
import secrets
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Lock
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.errors import StorageError

KEY_BYTES = 32
NONCE_BYTES = 12
"""Random, as NIST SP 800-38D allows it for AES-GCM up to some 4,000 million pieces under one key."""

WRONG_KEY = (
    "This recording was sealed with another key. Put the key file that belongs to the database back "
    "(WM_KEY_FILE)."
)


def new_key() -> bytes:
    """A key of 256 random bits."""
    return secrets.token_bytes(KEY_BYTES)


class Sealer:
    """Seals and opens pieces of sound: AES-256-GCM, each piece bound to its recording and its place there."""

    def __init__(self, key: bytes) -> None:
        """Raises StorageError("wrong_key") if the key is not 32 bytes long."""
        if len(key) != KEY_BYTES:
            raise StorageError("wrong_key", f"A key has {KEY_BYTES} bytes. Make one with new_key().")
        self._cipher = AESGCM(key)
        self.name = hashlib.sha256(b"what matters: name of a key" + key).hexdigest()[:16]
        """Tells keys apart and gives nothing of them away."""

    def seal(self, recording_id: UUID, seq: int, pcm: bytes) -> bytes:
        """A piece, sealed: nonce, then what it was turned into, then its mark; 28 bytes longer."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, pcm, _place(recording_id, seq))

    def unseal(self, recording_id: UUID, seq: int, sealed: bytes) -> bytes:
        """The piece again. Raises StorageError("wrong_key") if key, recording or place are others."""
        nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, rest, _place(recording_id, seq))
        except (InvalidTag, ValueError):
            raise StorageError("wrong_key", WRONG_KEY) from None


class KeyFile:
    """The file with the key: made when it is first needed, read once."""

    def __init__(self, path: Path | None) -> None:
        """Nothing is read or written yet; without a path there is no key."""
        self._path = path
        self._lock = Lock()
        self._sealer: Sealer | None = None

    def sealer(self, in_use: Callable[[], bool]) -> Sealer:
        """What seals and opens.

        `in_use` tells whether there is sealed sound already, so that a new key would be the wrong one. It is
        asked if the file is missing. An empty file is somebody's wish for a new key, whatever there is.
        Raises StorageError("wrong_key").
        """
        with self._lock:
            if self._sealer is None:
                self._sealer = Sealer(self._key(in_use))
            return self._sealer

    def _key(self, in_use: Callable[[], bool]) -> bytes:
        if self._path is None:
            raise StorageError("wrong_key", "No key for recordings is set. Say where it is in WM_KEY_FILE.")
        try:
            return _read(self._path) or _make(self._path, in_use)
        except OSError as error:
            raise StorageError(
                "wrong_key",
                f"The key file {self._path} cannot be used ({error.strerror}). Check it and its folder, or "
                "choose another place in WM_KEY_FILE.",
            ) from error


def _place(recording_id: UUID, seq: int) -> bytes:
    return recording_id.bytes + seq.to_bytes(4, "big")


def _read(path: Path) -> bytes | None:
    """The key in a file; None if the file is missing or empty."""
    try:
        written = path.read_text(encoding="ascii").strip()
        key = base64.b64decode(written, validate=True)
    except FileNotFoundError:
        return None
    except (UnicodeDecodeError, binascii.Error):
        key = b"?"
    if key and len(key) != KEY_BYTES:
        raise StorageError("wrong_key", f"{path} holds no key. Put the right file back (WM_KEY_FILE).")
    return key or None


def _make(path: Path, in_use: Callable[[], bool]) -> bytes:
    asked_for = path.exists()
    if not asked_for and in_use():
        raise StorageError(
            "wrong_key",
            f"The key file {path} is missing, and there are recordings that only it opens. Put it back "
            "(WM_KEY_FILE). If it is lost for good, make an empty file there: it gets a new key.",
        )
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent)  # readable by us alone
    with os.fdopen(handle, "wb") as file:
        file.write(base64.b64encode(new_key()) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        if asked_for:
            Path(name).replace(path)
        else:
            with suppress(FileExistsError):  # another program was quicker: its key is the key
                os.link(name, path)
    finally:
        Path(name).unlink(missing_ok=True)
    _sync(path.parent)
    key = _read(path)
    assert key, "it was just written"
    return key


def _sync(folder: Path) -> None:
    """Let the name of a new file survive a power cut: without its key, sound that was kept is lost."""
    if os.name == "nt":  # folders cannot be opened there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

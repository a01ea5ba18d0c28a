"""One backup as one file: sealed piece by piece, so that a changed byte, a lost end or a swap is noticed.

It begins in the clear with what it is, the name of its key, and a salt. All else is sealed with AES-256-GCM:
pieces of up to a mebibyte, each bound to its number, the last one marked as the last.
"""

import json
import secrets
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.errors import StorageError
from storage.ring import Key, Ring

MAGIC = b"what matters backup 1\n"
NAME, SALT, TAG = 16, 32, 16
PIECE = 1 << 20
_LAST = 1 << 31
_LENGTH = struct.Struct(">I")

SPOILT = "This backup is not whole: bytes are missing or were changed. Take another one."


class Writer:
    """Writes entries, each a name and bytes; whole only after `end`."""

    def __init__(self, file: BinaryIO, key: Key) -> None:
        self._file = file
        salt = secrets.token_bytes(SALT)
        self._head = MAGIC + key.name.encode("ascii") + salt
        self._cipher = AESGCM(key.backup(salt))
        self._number = 0
        self._waiting = bytearray()
        file.write(self._head)

    def entry(self, name: str, blocks: Iterable[bytes]) -> int:
        """Add an entry; returns how many bytes it has."""
        self._put(_block(json.dumps({"name": name}).encode()))
        size = 0
        for block in blocks:
            for at in range(0, len(block), PIECE):
                self._put(_block(block[at : at + PIECE]))
            size += len(block)
        self._put(_block(b""))
        return size

    def end(self) -> None:
        """Say that this is all."""
        self._put(_block(b""))
        self._seal(last=True)

    def _put(self, content: bytes) -> None:
        self._waiting += content
        while len(self._waiting) > PIECE:
            self._seal(last=False)

    def _seal(self, *, last: bool) -> None:
        piece, self._waiting = bytes(self._waiting[:PIECE]), self._waiting[PIECE:]
        sealed = self._cipher.encrypt(_nonce(self._number, last=last), piece, self._head)
        self._file.write(_LENGTH.pack(len(sealed) | (_LAST if last else 0)) + sealed)
        self._number += 1


def entries(file: BinaryIO, ring: Ring) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Each entry of a backup in order; its bytes have to be taken before the next.

    Raises StorageError("bad_backup") where something is not as it was written, at the latest at the end, and
    StorageError("wrong_key").
    """
    stream = _Stream(_pieces(file, ring))
    while named := stream.block():
        yield str(json.loads(named)["name"]), iter(stream.block, b"")
    stream.require_end()


def backup_key(source: Path, ring: Ring) -> Key:
    """The key that opens a backup. Raises StorageError("bad_backup"), ("wrong_key")."""
    with source.open("rb") as file:
        return _key(file.read(len(MAGIC) + NAME + SALT), ring)


class _Stream:
    """Blocks out of pieces."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._here = bytearray()

    def block(self) -> bytes:
        (length,) = _LENGTH.unpack(self._take(_LENGTH.size))
        return self._take(length)

    def require_end(self) -> None:
        if self._here or any(self._pieces):
            raise StorageError("bad_backup", SPOILT)

    def _take(self, length: int) -> bytes:
        while len(self._here) < length:
            piece = next(self._pieces, None)
            if piece is None:
                raise StorageError("bad_backup", SPOILT)
            self._here += piece
        taken, self._here = bytes(self._here[:length]), self._here[length:]
        return taken


def _pieces(file: BinaryIO, ring: Ring) -> Iterator[bytes]:
    head = file.read(len(MAGIC) + NAME + SALT)
    cipher = AESGCM(_key(head, ring).backup(head[-SALT:]))
    number, last = 0, False
    while not last:
        told = file.read(_LENGTH.size)
        if len(told) < _LENGTH.size:
            raise StorageError("bad_backup", SPOILT)
        length, last = _LENGTH.unpack(told)[0] & ~_LAST, bool(_LENGTH.unpack(told)[0] & _LAST)
        if length > PIECE + TAG:
            raise StorageError("bad_backup", SPOILT)
        try:
            yield cipher.decrypt(_nonce(number, last=last), file.read(length), head)
        except (InvalidTag, ValueError):
            raise StorageError("bad_backup", SPOILT) from None
        number += 1
    if file.read(1):
        raise StorageError("bad_backup", SPOILT)


def _key(head: bytes, ring: Ring) -> Key:
    if not head.startswith(MAGIC) or len(head) < len(MAGIC) + NAME + SALT:
        raise StorageError("bad_backup", "This is no backup of What Matters. Check the name of the file.")
    name = head[len(MAGIC) : len(MAGIC) + NAME].decode("ascii", errors="replace")
    key = ring.find(name)
    if key is None:
        raise StorageError(
            "wrong_key",
            f"This backup was made with another key ({name}). Put that key into the key file, in a line of "
            "its own (WM_KEY_FILE), and try again.",
        )
    return key


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _block(content: bytes) -> bytes:
    return _LENGTH.pack(len(content)) + content

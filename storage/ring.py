"""The keys of what is kept, the newest first: older ones still open what was locked with them."""

import base64
import binascii
from collections.abc import Sequence
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.errors import StorageError
from storage.sealing import KEY_BYTES, WRONG_KEY, Sealer


class Key:
    """One key of 256 bits, and what is made from it for each use."""

    def __init__(self, secret: bytes) -> None:
        """Raises StorageError("wrong_key") if it is not 32 bytes long."""
        self._secret = secret
        self.sealer = Sealer(secret)
        """Seals sound and the secrets of second steps."""
        self.name = self.sealer.name
        """Tells keys apart and gives nothing of them away."""

    @property
    def database(self) -> str:
        """The key of SQLite's file, as SQLCipher takes it: 64 hexadecimal figures."""
        return self._made(b"what matters: database", b"").hex()

    def backup(self, salt: bytes) -> bytes:
        """The key of one backup, which has a salt of its own."""
        return self._made(b"what matters: backup", salt)

    def written(self) -> str:
        """As it stands in a key file."""
        return base64.b64encode(self._secret).decode("ascii")

    def _made(self, use: bytes, salt: bytes) -> bytes:
        return HKDF(SHA256(), KEY_BYTES, salt or None, use).derive(self._secret)


class Ring:
    """One or more keys; the first locks, all of them open."""

    def __init__(self, keys: Sequence[Key]) -> None:
        self.keys = tuple(keys)

    @property
    def newest(self) -> Key:
        """What is locked from now on is locked with it."""
        return self.keys[0]

    def find(self, name: str) -> Key | None:
        """The key of this name, if it is here."""
        return next((key for key in self.keys if key.name == name), None)

    def sealer(self, name: str | None = None) -> Sealer:
        """What seals with the newest key, or with the one of this name. Raises StorageError("wrong_key")."""
        key = self.newest if name is None else self.find(name)
        if key is None:
            raise StorageError("wrong_key", WRONG_KEY)
        return key.sealer

    def unseal(self, owner_id: UUID, seq: int, sealed: bytes) -> bytes:
        """A piece that does not say by which key. Raises StorageError("wrong_key")."""
        for key in self.keys:
            try:
                return key.sealer.unseal(owner_id, seq, sealed)
            except StorageError:
                continue
        raise StorageError("wrong_key", WRONG_KEY)

    def written(self) -> str:
        """As it stands in a key file."""
        return "".join(f"{key.written()}\n" for key in self.keys)


def read_ring(written: str, where: str) -> Ring | None:
    """The keys of a text, one a line; None if there are none. Lines with # are for people.

    Raises StorageError("wrong_key") naming `where` if a line holds no key.
    """
    lines = (line for line in written.splitlines() if not line.lstrip().startswith("#"))
    parts = (part.strip() for line in lines for part in line.split(","))
    keys = [_read(part, where) for part in parts if part]
    return Ring(keys) if keys else None


def _read(line: str, where: str) -> Key:
    try:
        return Key(base64.b64decode(line.encode("ascii"), validate=True))
    except (UnicodeEncodeError, binascii.Error, StorageError):
        raise StorageError(
            "wrong_key", f"{where} holds no key. Put the right one back (WM_KEY_FILE or WM_KEY)."
        ) from None

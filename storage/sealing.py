"""Sound is sealed before it is written down: who copies the database without the key hears nothing."""

import hashlib
import secrets
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


def _place(recording_id: UUID, seq: int) -> bytes:
    return recording_id.bytes + seq.to_bytes(4, "big")

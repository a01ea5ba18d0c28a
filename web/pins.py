"""The few figures that staff type on a tablet: hashed so that the tablet can check them without us."""

import hashlib
import re
import secrets

from web.errors import WebError

ROUNDS = 200_000
"""PBKDF2-HMAC-SHA-256: the one slow hash that every browser has (WebCrypto). A PIN only keeps fingers off a
tablet that is in the house: with it one can carry on a talk that was left there."""
SHORTEST, LONGEST = 4, 8


def hash_pin(pin: str) -> str:
    """`pbkdf2-sha256$rounds$salt$hash`, the last two as hex. Raises WebError("bad_pin")."""
    if not re.fullmatch(rf"[0-9]{{{SHORTEST},{LONGEST}}}", pin):
        raise WebError("bad_pin", f"Choose a PIN of {SHORTEST} to {LONGEST} figures.")
    salt = secrets.token_bytes(16)
    return f"pbkdf2-sha256${ROUNDS}${salt.hex()}${_hash(pin, salt, ROUNDS)}"


def is_pin(pin: str, encoded: str) -> bool:
    """Whether this is the PIN."""
    _, rounds, salt, expected = encoded.split("$")
    return secrets.compare_digest(_hash(pin, bytes.fromhex(salt), int(rounds)), expected)


def _hash(pin: str, salt: bytes, rounds: int) -> str:
    return hashlib.pbkdf2_hmac("sha256", pin.encode(), salt, rounds).hex()

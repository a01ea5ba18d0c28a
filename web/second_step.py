"""Codes of the second step: made by a telephone every half minute (TOTP, RFC 6238), or kept on paper."""

import secrets
import time
from hmac import compare_digest
from uuid import UUID

import pyotp

from storage.store import Store

HALF_MINUTE = 30
CLOCKS_APART = 1
"""A telephone may be half a minute early or late."""
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without those that are taken for each other on paper."""
CODES = 10
LENGTH = 16
"""79 bits: nobody tries them all, so a plain hash is enough."""


def new_secret() -> str:
    """160 random bits, in the letters that telephones read."""
    return pyotp.random_base32(32)


def secret_address(secret: str, username: str, service: str) -> str:
    """The address behind the square that a telephone takes a picture of."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=f"What Matters, {service}")


def half_minute(secret: str, code: str, at: float | None = None) -> int | None:
    """The half minute that this code belongs to, if that is now or nearly; `at` in seconds since 1970."""
    now = int(time.time() if at is None else at) // HALF_MINUTE
    typed = "".join(code.split())
    if not (typed.isascii() and typed.isdecimal()):
        return None
    for counter in range(now - CLOCKS_APART, now + CLOCKS_APART + 1):
        if compare_digest(pyotp.HOTP(secret).at(counter), typed):
            return counter
    return None


def new_codes() -> list[str]:
    """Codes to keep on paper, in groups of four."""
    return [_grouped("".join(secrets.choice(LETTERS) for _ in range(LENGTH))) for _ in range(CODES)]


def is_right(store: Store, staff_id: UUID, typed: str) -> bool:
    """Whether this is a code of somebody's telephone or paper that was not used yet; now it is.

    Raises StorageError("wrong_key") if it is for the telephone, and our key is missing.
    """
    on_paper = "".join(each for each in typed.upper() if each in LETTERS)
    if len(on_paper) == LENGTH:
        return store.second_steps.use_recovery(staff_id, _grouped(on_paper))
    secret = store.second_steps.secret(staff_id)
    counter = half_minute(secret, typed) if secret else None
    return counter is not None and store.second_steps.use(staff_id, counter)


def _grouped(letters: str) -> str:
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))

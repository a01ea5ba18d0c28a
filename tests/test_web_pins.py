"""The few figures that staff type on a tablet."""

import hashlib

import pytest

from web.errors import WebError
from web.pins import ROUNDS, hash_pin, is_pin


@pytest.mark.parametrize("pin", ["2468", "0000", "12345678"])
def test_the_right_figures_are_known_and_others_are_not(pin: str) -> None:
    encoded = hash_pin(pin)
    assert is_pin(pin, encoded)
    for wrong in ("", pin[:-1], pin + "1", pin[::-1] + "9", f" {pin}", "abcd"):
        assert not is_pin(wrong, encoded)


@pytest.mark.parametrize(
    "pin", ["", "123", "123456789", "12a4", " 2468", "2468\n", "12.4", "-123", "٢٤٦٨", "２４６８"]
)
def test_what_is_no_pin_is_refused_with_what_to_choose(pin: str) -> None:
    with pytest.raises(WebError, match="Choose a PIN of 4 to 8 figures") as refused:
        hash_pin(pin)
    assert refused.value.code == "bad_pin"


def test_the_same_pin_twice_looks_different() -> None:
    assert hash_pin("2468") != hash_pin("2468")


def test_it_is_written_so_that_a_browser_can_check_it() -> None:
    name, rounds, salt, expected = hash_pin("2468").split("$")
    assert (name, int(rounds), len(bytes.fromhex(salt))) == ("pbkdf2-sha256", ROUNDS, 16)
    assert hashlib.pbkdf2_hmac("sha256", b"2468", bytes.fromhex(salt), ROUNDS).hex() == expected


def test_a_pin_hashed_with_other_rounds_is_still_known() -> None:
    salt = bytes(16)
    encoded = f"pbkdf2-sha256$1000${salt.hex()}${hashlib.pbkdf2_hmac('sha256', b'2468', salt, 1000).hex()}"
    assert is_pin("2468", encoded)
    assert not is_pin("2469", encoded)

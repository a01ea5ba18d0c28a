"""Passwords that are long enough and yet among the first that anybody tries."""

import re

LONGEST_PASSWORD = 1_000
"""Characters; a hash of more only costs time."""
FEWEST_KINDS = 5
"""So many different characters at least: "aaaaaaaaaaaa" has one."""
ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "0123456789",
    "1234567890",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)
"""Rows of the alphabet and of keyboards."""
_TRIED_FIRST = """
    password passw changeme letmein welcome admin administrator secret login default iloveyou sunshine
    princess football baseball monkey dragon master superman trustno whatever liverpool arsenal chelsea
    summer winter spring autumn january february march april june july august september october november
    december monday tuesday wednesday thursday friday saturday sunday qwerty asdfgh asdfghjkl zxcvbnm
    abc whatmatters whatsthematter carehome carer nurse nursing manager london england britain test testing
    guest computer internet hello goodbye please thankyou mypassword yourpassword thisismypassword
"""
TRIED_FIRST = frozenset(_TRIED_FIRST.split())
"""Words that lists of stolen passwords begin with, and those that come to mind at this program."""
WEAK = "This password is among the first that anybody tries. Take four words that do not go together."
TOO_LONG = f"A password may have at most {LONGEST_PASSWORD} characters."
_AROUND = " 0123456789!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~"
_SWAPPED = str.maketrans("013457@$!", "oleastasi")


def weakness(password: str) -> str | None:
    """What is weak about a password, with what to do; None if nothing is seen."""
    if len(password) > LONGEST_PASSWORD:
        return TOO_LONG
    plain = password.casefold()
    if len(set(plain)) < FEWEST_KINDS or _is_a_row(plain) or _is_a_word(plain):
        return WEAK
    return None


def _is_a_row(plain: str) -> bool:
    """A row that is run along, forwards or back, once or again and again."""
    return any(plain in way * (len(plain) // len(way) + 2) for row in ROWS for way in (row, row[::-1]))


def _is_a_word(plain: str) -> bool:
    """One word that everybody tries, perhaps again and again, with figures and signs around it."""
    bare = plain.strip(_AROUND)
    letters = (re.sub(r"[^a-z]", "", text) for text in (plain, bare, bare.translate(_SWAPPED)))
    return any(found and _without_repeats(found) in TRIED_FIRST for found in letters)


def _without_repeats(letters: str) -> str:
    for size in range(1, len(letters) // 2 + 1):
        if letters == letters[:size] * (len(letters) // size):
            return letters[:size]
    return letters

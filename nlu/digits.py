"""Runs of digits, typed or said ("oh double seven nine"), and which of them are numbers of somebody."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlu.identity import Identifier, Kind

ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
TEENS = [
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
ONE = "|".join(ONES)
"""Any of these, for a pattern."""
COUNT = rf"(?:(?:{'|'.join(TENS)})(?:[ -](?:{ONE}))?|{'|'.join(TEENS)}|{ONE})"
"""A number up to 99 in words, for a pattern."""
_SAID = {
    **dict.fromkeys(("zero", "oh", "o", "nought", "nil", "naught"), "0"),
    **{word: str(value) for value, word in enumerate([*ONES, *TEENS], 1)},
    **{word: str(value) for value, word in zip(range(20, 100, 10), TENS, strict=True)},
    "hundred": "00",
    "thousand": "000",
}
_TIMES = {"double": 2, "treble": 3, "triple": 3}
_PART = re.compile(rf"(?:({'|'.join(_TIMES)}) )?(\d+|\b(?:{'|'.join(_SAID)})\b)")
_ITEM = rf"(?:(?:{'|'.join(_TIMES)}) )?(?:\d+|\b(?:{'|'.join(_SAID)})\b)"
_RUN = re.compile(rf"(?<![\w/.])\+? ?\(?{_ITEM}(?:\)? ?[-. ,(]? ?\(?{_ITEM})*(?![\w/])")
_CUE_REACH = 45
"""Characters before a run in which is looked for what kind of number it is."""
_NHS = re.compile(r"\bn ?\.?h ?\.?s\b|\bhealth number|\bpatient number|\bhospital number")
_CALL = re.compile(
    r"\b(?:ring|rings|rang|call|phone|telephone|tel|text|mobile|mob|landline|dial|extension|ext|reach"
    r"|number is|number's|contact)\b"
)
_BIRTH = re.compile(r"\bborn\b|\bbirth(?:day)?\b|\bd\.? ?o\.? ?b\b")
_LONGEST = 13
"""Digits of the longest telephone number, with the country's."""


@dataclass(frozen=True)
class _Part:
    """One stretch of digits or one word."""

    start: int
    end: int
    digits: str


def digit_numbers(text: str) -> Iterator[Identifier]:
    """Telephone numbers, NHS numbers, and dates of birth said digit by digit. `text` in small letters."""
    for run in _RUN.finditer(text):
        parts = [_part(found) for found in _PART.finditer(text, run.start(), run.end())]
        cue = text[max(run.start() - _CUE_REACH, 0) : run.start()]
        yield from _numbers(parts, cue, run.start())


def _part(found: re.Match[str]) -> _Part:
    digits = _SAID.get(found[2], found[2])
    return _Part(found.start(), found.end(), digits * _TIMES.get(found[1] or "", 1))


def _numbers(parts: list[_Part], cue: str, start: int) -> Iterator[Identifier]:
    """The longest number that begins at each part, the first one first."""
    at = 0
    while at < len(parts):
        found = next(_longest(parts, at, cue), None)
        if found:
            kind, after = found
            # A plus sign or bracket before the first digit belongs to the number.
            yield Identifier(start if at == 0 else parts[at].start, parts[after - 1].end, kind)
        at = found[1] if found else at + 1


def _longest(parts: list[_Part], at: int, cue: str) -> Iterator[tuple[Kind, int]]:
    for after in range(min(len(parts), at + _LONGEST), at, -1):
        kind = _kind(_joined(parts[at:after]), parts[at:after], cue)
        if kind:
            yield kind, after


def _joined(parts: list[_Part]) -> str:
    """ "sixty", "one" are "61", not "601"; "nine", "hundred" are "900"."""
    digits = ""
    for before, part in zip([None, *parts], parts, strict=False):
        tens = before and len(before.digits) == 2 and before.digits[0] != "0" and before.digits[1] == "0"
        digits = digits[:-1] + part.digits if tens and part.digits in "123456789" else digits + part.digits
    return digits


def _kind(digits: str, parts: list[_Part], cue: str) -> Kind | None:
    nhs, call = _last(_NHS, cue), _last(_CALL, cue)
    if nhs >= 0 and nhs >= call - 12 and 9 <= len(digits) <= 11:
        return Kind.NHS_NUMBER
    if _is_phone(digits) or (call >= 0 and 5 <= len(digits) <= 11 and len(parts) < len(digits) + 1):
        return Kind.PHONE
    if len(digits) == 10 and (_is_nhs(digits) or [len(part.digits) for part in parts] == [3, 3, 4]):
        return Kind.NHS_NUMBER
    if (
        _BIRTH.search(cue)
        and len(parts) >= 3
        and 4 <= len(digits) <= 8
        and not re.fullmatch(r"(?:19|20)..", digits)
    ):
        return Kind.BIRTH
    return None


def _last(pattern: re.Pattern[str], cue: str) -> int:
    return max((found.start() for found in pattern.finditer(cue)), default=-1)


def _is_phone(digits: str) -> bool:
    """As Ofcom gives them out: 10 or 11 digits with the nought; 12 with the country."""
    if digits.startswith(("0044", "44")):
        return len(digits.removeprefix("00")) in (11, 12, 13)
    return digits.startswith("0") and digits[1:2] not in ("", "0") and 9 <= len(digits) <= 11


def _is_nhs(digits: str) -> bool:
    """The check digit of the NHS Data Model: weights 10 to 2, modulus 11."""
    check = (
        11 - sum(int(digit) * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True)) % 11
    )
    return check % 11 == int(digits[9]) and check != 10 and digits[0] != "0"

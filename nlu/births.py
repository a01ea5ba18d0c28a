"""Dates of birth, typed or said: "3/4/38", "the third of April nineteen thirty eight"."""

import re
from collections.abc import Iterator

from nlu.digits import COUNT, ONE
from nlu.identity import Identifier, Kind

LATEST_BIRTH = 2008
"""A full date up to this year is a date of birth though nobody says so: little else is so long ago."""
_THIS_CENTURY = 26
"""A year of two digits up to this one is of this century."""
_REACH = 45
"""Characters before a date in which is looked for what day it was."""
_REACH_BEHIND = 20

_NTH = (
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth"
    "|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth"
)
_MONTH = (
    "(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?)"
)
_DAY = rf"(?:the )?(?:[0-3]?\d(?:st|nd|rd|th)?|(?:(?:twenty|thirty)[ -])?(?:{_NTH})|{COUNT})"
_YEAR = (
    rf"(?:(?:19|20)\d\d|'?\d\d\b|(?:nineteen|twenty)[ -](?:oh (?:{ONE})|hundred|{COUNT})"
    rf"|two thousand(?: and {COUNT})?|{COUNT})"
)
_FEAST = r"(?:(?:christmas|boxing|new year'?s|valentine'?s|st patrick'?s) day|(?:christmas|new year'?s) eve)"
_DATE = re.compile(
    r"\b(?:\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?(?P<typed>\d{4}|\d\d)|(?P<iso>\d{4})-\d\d?-\d\d?"
    r"|\d\d? \d\d? (?P<blanks>(?:19|20)\d\d)"
    rf"|{_DAY},? (?:of )?{_MONTH},?(?: in)? (?P<late>{_YEAR})|{_MONTH},? {_DAY},?(?: in)? (?P<last>{_YEAR})"
    rf"|(?P<noyear>{_DAY} (?:of )?{_MONTH}|{_MONTH} {_DAY}|{_FEAST}(?:,?(?: in)? {_YEAR})?))(?!\w)"
)
_BORN = re.compile(
    r"\bborn\b|\bbirth|\bd\.? ?o\.? ?b\b|\bb-?day\b|\bturn(?:s|ed|ing)? (?:\d|[a-z]+ty|a hundred)"
)
_WAS_BORN = re.compile(
    r",? (?:is|was|that's) (?:(?:my|his|her|their) (?:date of birth|birthday)|when (?:i|he|she) was born)"
)
_EVENT = re.compile(
    r"\b(?:married|wedding|moved|retired|start\w*|joined|opened|died|passed|landed|war|funeral|anniversary|happened"
    r"|came|since|left|arrived|fell|lost|buried|coronation|visited|met|emigrated|demob\w*|signed|bought|built)\b"
)


def births(text: str) -> Iterator[Identifier]:
    """All dates of birth. `text` as `letters.small` gives it."""
    for found in _DATE.finditer(text):
        if _is_birth(text, found):
            yield Identifier(found.start(), found.end(), Kind.BIRTH)


def _is_birth(text: str, found: re.Match[str]) -> bool:
    before = text[max(found.start() - _REACH, 0) : found.start()]
    behind = text[found.end() : found.end() + _REACH_BEHIND]
    born, event = _last(_BORN, before), _last(_EVENT, before)
    if born > event or _WAS_BORN.match(text, found.end()):
        return True
    return event < 0 and not found["noyear"] and _is_long_ago(found) and not _EVENT.search(behind)


def _last(pattern: re.Pattern[str], text: str) -> int:
    """Where it stands last; -1 if it does not."""
    return max((found.start() for found in pattern.finditer(text)), default=-1)


def _is_long_ago(found: re.Match[str]) -> bool:
    year = next(given for name in ("typed", "iso", "blanks", "late", "last") if (given := found[name]))
    if not year.strip("'").isdigit():
        return year.startswith(("nineteen", "twenty oh"))
    return _THIS_CENTURY < int(year.strip("'")) <= LATEST_BIRTH

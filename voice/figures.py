"""Words with figures in them, as they are said: times, dates, money, measures, amounts."""

import re
from collections.abc import Sequence

from voice import number_words as say
from voice.place import Place, Rule, first
from voice.short_forms import MONTHS, UNITS

NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
BEFORE_A_TIME = {"at", "by", "until", "till", "from", "before", "after"}
BETWEEN_TIMES = {"to", "and", "or"}
QUARTERS = (0, 15, 30, 45)
BEFORE_A_YEAR = {
    "in",
    "since",
    "from",
    "until",
    "till",
    "by",
    "before",
    "after",
    "during",
    "of",
    "to",
    "year",
}
BEFORE_A_DAY = {"on", "by", "from", "until", "till", "since", "before", "after", "to"}
CALLING = {"call", "ring", "dial", "phone", "or", "on"}
MAGNITUDES = {"k": "thousand", "m": "million", "bn": "billion"}
POUNDS = {"£": "pounds", "€": "euros", "$": "dollars"}
FRACTIONS = {"½": "half", "¼": "quarter", "¾": "three quarters", "⅓": "third", "⅔": "two thirds"}


def figures(place: Place) -> str | None:
    """Words with figures in them."""
    if not re.search(r"[\d½¼¾⅓⅔]", place.word):
        return None
    return first(_FIGURES, place)


def of_unit(unit: str, number: str) -> str:
    """A unit after a number: "1" is followed by "gram", "2" by "grams"."""
    one, more = UNITS[unit].split("/")
    return one if number == "1" else more


def _emergency(place: Place) -> str | None:
    if place.word == "999" or (place.word in ("111", "101", "112") and place.before in CALLING):
        return say.digits(place.word)
    return None


def _time(place: Place) -> str | None:
    found = re.fullmatch(r"(\d{1,2})(?:([:.])(\d{2}))?(am|pm|a\.m|p\.m)?", place.word, re.IGNORECASE)
    if not found:
        return None
    hour, minute = int(found[1]), int(found[3] or 0)
    half = (found[4] or "").replace(".", "").lower()
    half_next = place.after.casefold().replace(".", "") in ("am", "pm") and not place.closed
    between = place.before in BETWEEN_TIMES and minute in QUARTERS
    pointed = found[2] == "." and (place.before in BEFORE_A_TIME or between or half_next)
    if hour > 23 or minute > 59 or not (half or found[2] == ":" or pointed):
        return None
    if half_next and not half:  # the half of the day is the next word
        return say.clock(hour, minute, "am").removesuffix(" eh em")
    return say.clock(hour, minute, half)


def _date(place: Place) -> str | None:
    if found := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", place.word):
        return _day(int(found[3]), int(found[2]), found[1])
    if found := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})", place.word):
        return _day(int(found[1]), int(found[2]), found[3])
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})", place.word)
    return _day(int(found[1]), int(found[2]), "") if found and place.before in BEFORE_A_DAY else None


def _day(day: int, month: int, year: str) -> str | None:
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    name = list(dict.fromkeys(MONTHS.values()))[month - 1]
    whole = int(year if len(year) != 2 else f"20{year}") if year else 0
    after = f" {say.year(whole)}" if 1100 <= whole < 2100 else ""
    return f"the {say.ordinal(day)} of {name}{after}"


def _ordinal(place: Place) -> str | None:
    found = re.fullmatch(r"(\d{1,9})(st|nd|rd|th)?", place.word, re.IGNORECASE)
    if not found:
        return None
    number = int(found[1])
    if place.month_follows and 1 <= number <= 31:
        return f"{'' if place.before == 'the' else 'the '}{say.ordinal(number)} of"
    if place.before in MONTHS and 1 <= number <= 31 and (found[2] or not place.month_follows):
        return f"the {say.ordinal(number)}"
    return say.ordinal(number) if found[2] else None


def _year(place: Place) -> str | None:
    if found := re.fullmatch(r"['’]?(\d\d|1[1-9]\d\d|20\d\d)['’]?s", place.word):
        return say.decade(int(found[1]))
    if not re.fullmatch(r"(?:1[1-9]|20)\d\d", place.word):
        return None
    before = place.before
    told = before in BEFORE_A_YEAR or before in MONTHS or bool(re.fullmatch(r"\d+(st|nd|rd|th)", before))
    return say.year(int(place.word)) if told else None


def _money(place: Place) -> str | None:
    if found := re.fullmatch(r"(\d{1,2})p", place.word):
        return say.money("0", found[1], "£")
    found = re.fullmatch(r"([£€$])(\d[\d,]*)(?:\.(\d\d?))?(k|m|bn)?", place.word)
    if not found:
        return None
    if (
        place.after.casefold() in MAGNITUDES.values() and not place.closed
    ):  # "£5 million": pounds come after it
        return say.decimal(found[2] + (f".{found[3]}" if found[3] else ""))
    if found[4]:
        amount = say.decimal(found[2] + (f".{found[3]}" if found[3] else ""))
        return f"{amount} {MAGNITUDES[found[4]]} {POUNDS[found[1]]}"
    return say.money(found[2], (found[3] or "").ljust(2, "0"), found[1])


def _measure(place: Place) -> str | None:
    found = re.fullmatch(rf"([-−])?({NUMBER})(%|°[CF]?|[A-Za-z]+)", place.word)
    unit = found[3].casefold() if found else ""
    if not found or unit not in UNITS:
        return None
    return f"{'minus ' if found[1] else ''}{say.decimal(found[2])} {of_unit(unit, found[2])}"


def _fraction(place: Place) -> str | None:
    if found := re.fullmatch(r"(\d*)([½¼¾⅓⅔])", place.word):
        part = FRACTIONS[found[2]]
        article = "" if " " in part else "a "
        return f"{say.decimal(found[1])} and {article}{part}" if found[1] else f"{article}{part}".strip()
    found = re.fullmatch(r"(\d{1,3})/(\d{1,3})", place.word)
    if not found:
        return None
    known = {
        ("1", "2"): "a half",
        ("1", "4"): "a quarter",
        ("3", "4"): "three quarters",
        ("1", "3"): "a third",
    }
    return known.get((found[1], found[2])) or f"{say.decimal(found[1])} out of {say.decimal(found[2])}"


def _range(place: Place) -> str | None:
    found = re.fullmatch(r"([^-–]+)[-–]([^-–]+)", place.word)
    if not found:
        return None
    ends = [figures(Place(each, "from", "", "")) for each in (found[1], found[2])]
    return f"{ends[0]} to {ends[1]}" if ends[0] and ends[1] else None


def _plain(place: Place) -> str | None:
    if found := re.fullmatch(rf"(#?)([-−+]?)({NUMBER})", place.word):
        sign = {"-": "minus ", "−": "minus ", "+": "plus ", "": ""}[found[2]]
        return f"{'number ' if found[1] else ''}{sign}{say.decimal(found[3])}"
    return None


_FIGURES: Sequence[Rule] = (
    *(_emergency, _time, _date, _money, _ordinal, _year, _measure, _fraction, _plain, _range),
)

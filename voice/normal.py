"""What is written, as it is said: numbers, times, dates, money, telephone numbers, short forms and names.

In English. Each written word becomes the words that are said for it, so that it still lights up as one.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from voice import number_words as say
from voice.short_forms import DAYS, LETTERS, MONTHS, NEVER_LAST, SHORT_FORMS, SIGNS, STREETS, UNITS, spelt

OPENING = "\"'“‘([{"
CLOSING = ".,;:!?…\"'”’)]}"
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
FREE = ("0800", "0808", "0300", "0345")
"""Telephone numbers that begin so may be shorter."""
MAGNITUDES = {"k": "thousand", "m": "million", "bn": "billion"}
POUNDS = {"£": "pounds", "€": "euros", "$": "dollars"}
FRACTIONS = {"½": "half", "¼": "quarter", "¾": "three quarters", "⅓": "third", "⅔": "two thirds"}


@dataclass(frozen=True, slots=True)
class Place:
    """A word, without the punctuation around it, between its neighbours."""

    word: str
    before: str
    """The word before it, in small letters; empty at the beginning."""
    after: str
    """The word after it, as it is written; empty at the end."""
    closed: str
    """The punctuation that follows it."""

    @property
    def month_follows(self) -> bool:
        """Whether the name of a month comes next."""
        return not self.closed.strip(".") and self.after.casefold() in MONTHS

    @property
    def follows_number(self) -> bool:
        """Whether figures come before."""
        return bool(re.match(r"[£€$]?\d", self.before))


type Rule = Callable[[Place], str | None]
"""What is said for a word; None if that is for another rule to say."""


class Normal:
    """Says words as people do."""

    def __init__(self, names: Mapping[str, str] | None = None) -> None:
        """names: how names are said, by the name in small letters."""
        self._names = names or {}

    def __call__(self, words: Sequence[str]) -> list[str]:
        """For each word that is said, between blanks, the words for it, with the punctuation that it had."""
        parted = [_parted(word) for word in words]
        inner = [each[1] for each in parted]
        numbers = _telephone(inner)
        said = []
        for index, (opening, word, closing) in enumerate(parted):
            before = inner[index - 1].casefold() if index else ""
            after = inner[index + 1] if index + 1 < len(inner) else ""
            place = Place(word, before, after, closing)
            if index in numbers:
                plus = "plus " if word.startswith("+") else ""
                found: str | None = (
                    plus + say.digits(word) + ("," if index + 1 in numbers and not closing else "")
                )
            else:
                found = self._said(place)
            said.append(words[index] if found is None else opening + found + _closing(place))
        return said

    def _said(self, place: Place) -> str | None:
        """The words for it; None: as it is written."""
        word = place.word
        if name := self._name(word):
            return name
        if word in SIGNS:
            return SIGNS[word]
        return _first(_WORDS, place)

    def _name(self, word: str) -> str | None:
        bare, mark, owned = word.partition("’") if "’" in word else word.partition("'")
        if word.casefold() in self._names:
            return self._names[word.casefold()]
        found = self._names.get(bare.casefold())
        return f"{found}'s" if found and mark and owned == "s" else None


def _parted(written: str) -> tuple[str, str, str]:
    inner = written.lstrip(OPENING)
    word = inner.rstrip(CLOSING)
    return written[: len(written) - len(inner)], word, inner[len(word) :]


def _closing(place: Place) -> str:
    """The punctuation after it; the full stop of a short form goes, unless it ends the sentence too."""
    if not place.closed.startswith(".") or not _has_stop(place):
        return place.closed
    ends = not place.after or (place.after[:1].isupper() and place.word.casefold() not in NEVER_LAST)
    return place.closed if ends else place.closed[1:]


def _has_stop(place: Place) -> bool:
    word = place.word.casefold()
    return word in SHORT_FORMS or word in MONTHS or word in DAYS or word in NEVER_LAST or word in STREETS


def _telephone(words: Sequence[str]) -> set[int]:
    """Which words are parts of a telephone number: ten digits or more that begin with 0 or +."""
    found: set[int] = set()
    for index, word in enumerate(words):
        if index in found or not re.fullmatch(r"\+\d{1,3}|0[\d-]+", word):
            continue
        run, count = [index], _digits_in(word)
        for other in range(index + 1, len(words)):
            if not re.fullmatch(r"[\d-]{3,8}", words[other]) or count + _digits_in(words[other]) > 13:
                break
            run.append(other)
            count += _digits_in(words[other])
        if count >= (7 if word.startswith(FREE) else 10):
            found.update(run)
    return found


def _digits_in(word: str) -> int:
    return sum(letter.isdigit() for letter in word)


def _number_sign(place: Place) -> str | None:
    """ "No. 5"; without its stop and a number, it is no."""
    short = place.word.casefold() in ("no", "nos") and place.closed == "." and place.after[:1].isdigit()
    return "number" if short else None


def _half_of_day(place: Place) -> str | None:
    low = place.word.casefold()
    halves = {"am": "eh em", "a.m": "eh em", "pm": "pee em", "p.m": "pee em"}
    return halves.get(low) if "." in low or place.follows_number else None


def _street(place: Place) -> str | None:
    """At the end of the name of a street. Before another name it is something else."""
    if not place.before or not place.word[:1].isupper():
        return None
    name_follows = place.after[:1].isupper() and not place.closed.strip(".")
    return None if name_follows else STREETS.get(place.word.casefold())


def _calendar(place: Place) -> str | None:
    low, number_next = place.word.casefold(), place.after[:1].isdigit()
    if low in MONTHS and (number_next or place.follows_number):
        return MONTHS[low]
    surely = low not in ("sat", "sun") or number_next
    return DAYS.get(low) if place.word[:1].isupper() and surely else None


def _unit(place: Place) -> str | None:
    """After a number and a blank: "5 mg", "£5 million"."""
    low = place.word.casefold()
    if low in MAGNITUDES.values() and place.before[:1] in POUNDS:
        return f"{low} {POUNDS[place.before[:1]]}"
    if low not in UNITS or len(low) < 2 or not re.fullmatch(NUMBER, place.before):
        return None
    return _of_unit(low, place.before)


def _of_unit(unit: str, number: str) -> str:
    one, more = UNITS[unit].split("/")
    return one if number == "1" else more


def _short_form(place: Place) -> str | None:
    return SHORT_FORMS.get(place.word.casefold()) if place.word != "st" else None


def _letters(place: Place) -> str | None:
    """What is said letter by letter: "NHS", "GPs", "A&E"."""
    word = place.word
    if both := re.fullmatch(r"([A-Z])&([A-Z])", word):
        return f"{spelt(both[1])} and {spelt(both[2])}"
    found = re.fullmatch(r"([A-Z]{2,5})(['’]?s)?", word)
    if not found or found[1] not in LETTERS:
        return None
    return spelt(found[1]) + ("'s" if found[2] else "")


def _address(place: Place) -> str | None:
    """What is written in a mail or a browser."""
    word = place.word
    mail = re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", word)
    page = re.fullmatch(
        r"(?:https?://)?(?:www\.)?([\w-]+(?:\.[\w-]+)*\.(?:uk|org|com|net|eu|gov)(?:/\S*)?)", word
    )
    if not mail and not page:
        return None
    text = page[1].rstrip("/") if page else word
    for sign, name in (("@", "at"), (".", "dot"), ("/", "slash"), ("-", "dash"), ("_", "underscore")):
        text = text.replace(sign, f" {name} ")
    return " ".join(SIGNS_OF_PLACES.get(part, part) for part in text.split())


SIGNS_OF_PLACES = {"uk": "U K", "nhs": "N H S", "co": "co", "org": "org", "gov": "guv"}


def _figures(place: Place) -> str | None:
    """Words with figures in them."""
    if not re.search(r"[\d½¼¾⅓⅔]", place.word):
        return None
    return _first(_FIGURES, place)


def _first(rules: Sequence[Rule], place: Place) -> str | None:
    """What the first rule says that knows it."""
    return next((found for rule in rules if (found := rule(place)) is not None), None)


def _either(place: Place) -> str | None:
    both = re.fullmatch(r"([A-Za-z]+)/([A-Za-z]+)", place.word)
    return f"{both[1]} or {both[2]}" if both else None


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
    return f"{'minus ' if found[1] else ''}{say.decimal(found[2])} {_of_unit(unit, found[2])}"


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
    ends = [_figures(Place(each, "from", "", "")) for each in (found[1], found[2])]
    return f"{ends[0]} to {ends[1]}" if ends[0] and ends[1] else None


def _plain(place: Place) -> str | None:
    if found := re.fullmatch(rf"(#?)([-−+]?)({NUMBER})", place.word):
        sign = {"-": "minus ", "−": "minus ", "+": "plus ", "": ""}[found[2]]
        return f"{'number ' if found[1] else ''}{sign}{say.decimal(found[3])}"
    return None


_FIGURES: Sequence[Rule] = (
    *(_emergency, _time, _date, _money, _ordinal, _year, _measure, _fraction, _plain, _range),
)
_WORDS: Sequence[Rule] = (
    *(
        _number_sign,
        _half_of_day,
        _street,
        _calendar,
        _unit,
        _short_form,
        _letters,
        _address,
        _figures,
        _either,
    ),
)

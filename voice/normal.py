"""What is written, as it is said: numbers, times, dates, money, telephone numbers, short forms and names.

In English. Each written word becomes the words that are said for it, so that it still lights up as one.
"""

import re
from collections.abc import Mapping, Sequence

from voice import number_words as say
from voice.figures import MAGNITUDES, NUMBER, POUNDS, figures, of_unit
from voice.place import Place, Rule, first
from voice.short_forms import DAYS, LETTERS, MONTHS, NEVER_LAST, SHORT_FORMS, SIGNS, STREETS, UNITS, spelt

OPENING = "\"'“‘([{"
CLOSING = ".,;:!?…\"'”’)]}"
FREE = ("0800", "0808", "0300", "0345")
"""Telephone numbers that begin so may be shorter."""
SIGNS_OF_PLACES = {"uk": "U K", "nhs": "N H S", "co": "co", "org": "org", "gov": "guv"}


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
        return first(_WORDS, place)

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
    return of_unit(low, place.before)


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


def _either(place: Place) -> str | None:
    both = re.fullmatch(r"([A-Za-z]+)/([A-Za-z]+)", place.word)
    return f"{both[1]} or {both[2]}" if both else None


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
        figures,
        _either,
    ),
)

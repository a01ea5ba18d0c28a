"""What else than a name leads to a person: telephone, e-mail, address, room, date of birth, NHS number.

Each is found typed or as a recogniser writes it. The forms are those of the United Kingdom.
"""

import re
from collections.abc import Iterator

from nlu.addresses import addresses
from nlu.births import births
from nlu.digits import COUNT, digit_numbers
from nlu.identity import Identifier, Kind

_END = "(?:com|org|net|co|uk|ac|nhs|gov|test|example|care|scot|wales|info|me|ie|email|io|eu)"
_HOST = "(?:gmail|googlemail|hotmail|outlook|yahoo|btinternet|icloud|aol|talktalk|virginmedia|ntlworld)"
_SIGN = "(?:dot|underscore|dash|hyphen|point)"
_NO_BOX = (
    "(?!(?:look|looking|shop|buy|order|go|it|online|is|up|book|find|me|us|them|website|read|see|watch|found|bought)"
    " at )"
)
"""What stands before "at" when it leads to a page rather than a mailbox."""
_NUMBERED = rf"\b[a-z]{{1,64}} (?=\d|(?:{COUNT})\b)"
_LEAD = rf"(?:\b[a-z] |\b[\w.+-]{{1,64}} {_SIGN} |{_NUMBERED}){{0,12}}"
_BOX = rf"{_LEAD}{_NO_BOX}(?<![.+-])\b(?:{COUNT}|[\w.+-]{{1,64}})"
_TYPED = r"(?:\b[\w+-]{1,64} (?:dot|underscore|dash) ){0,6}(?<![\w.+'-])[\w.+'-]{1,64}"
_SAID_END = rf"(?: dot [\w-]+){{0,4}}? dot {_END}(?: dot {_END})*\b"
_EMAILS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_TYPED} ?(?:@| at sign) ?[\w-]+(?:(?:\.| dot )[\w-]+)+",
        rf"{_BOX} (?:all one word )?at (?:the )?[\w-]+(?: [\w-]+){{0,2}}?{_SAID_END}",
        rf"(?<![.+-])\b{_NO_BOX}(?=[\w.+-]{{0,64}}[._\d])[\w.+-]{{1,64}} at [\w-]+(?:\.[\w-]+)*\.{_END}\b",
        rf"{_BOX} at {_HOST}(?:(?: dot| point|\.)? ?(?:com|co uk|net|uk))*\b",
    )
)
"""Typed; said; between the two; said without the dot."""


def numbers(text: str) -> Iterator[Identifier]:
    """All of them, possibly overlapping. `text` as `letters.small` gives it."""
    for pattern in _EMAILS:
        for found in pattern.finditer(text):
            yield Identifier(found.start(), found.end(), Kind.EMAIL)
    yield from digit_numbers(text)
    yield from addresses(text)
    yield from births(text)

"""The words that many people use, and quotations: their own words, without what would tell who they are."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from pathlib import Path
from uuid import UUID

from nlu.redaction import Redactor
from storage.heard_records import Quotation

MOST_WORDS = 30
MOST_LETTERS = 260
"""The longest quotation; a longer one ends with the last sentence that fits."""
_WORD = re.compile(r"[^\W\d_]+(?:’[^\W\d_]+)?")
_STOP = Path(__file__).parent / "stop_words.txt"
_END = re.compile(r"[.!?…](?=\s|$)")


def shared_words(said: Iterable[Quotation], redactor: Redactor, least: int) -> list[str]:
    """Words that at least so many people used, the most shared first; never a name, never how many."""
    voices: dict[UUID, set[str]] = defaultdict(set)
    for each in said:
        voices[each.voice] |= set(_WORD.findall(each.text.lower().replace("'", "’")))
    people = Counter(word for words in voices.values() for word in words - _stop_words())
    ranked = sorted((-count, word) for word, count in people.items() if count >= least and len(word) > 2)
    found = [word for _, word in ranked[: MOST_WORDS * 3] if _names_nobody(word, redactor)]
    return found[:MOST_WORDS]


def quotations(
    said: Iterable[Quotation], redactor: Redactor, most: int, left_out: Sequence[UUID] = ()
) -> list[tuple[UUID, str]]:
    """(answer, redacted words) of different people, the first of each."""
    found: list[tuple[UUID, str]] = []
    heard: set[UUID] = set()
    for each in said:
        if len(found) == most:
            break
        if each.voice not in heard and each.answer_id not in left_out:
            heard.add(each.voice)
            found.append((each.answer_id, shortened(redactor.redact(each.text).text)))
    return found


def shortened(text: str) -> str:
    """The words in one line, ended where a sentence ends if there are too many."""
    line = " ".join(text.split())
    if len(line) <= MOST_LETTERS:
        return line
    ends = [found.end() for found in _END.finditer(line, 0, MOST_LETTERS)]
    cut = ends[-1] if ends else line.rfind(" ", 0, MOST_LETTERS)
    return f"{line[: cut if cut > 0 else MOST_LETTERS]} …"


@lru_cache(maxsize=8)
def redactor_of(names: frozenset[str]) -> Redactor:
    """One that knows these names; kept, because it reads its lists anew each time."""
    return Redactor(sorted(names))


def _names_nobody(word: str, redactor: Redactor) -> bool:
    return not redactor.find(word) and not redactor.find(word.title())


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(_STOP.read_text(encoding="utf-8").split())

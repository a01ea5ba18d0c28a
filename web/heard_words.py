"""The words that many people use, and quotations: their own words, without what would tell who they are."""

import re
from calendar import day_name, month_name
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from uuid import UUID

from nlu.redaction import Redactor
from storage.heard_records import Quotation

MOST_WORDS = 30
MOST_LETTERS = 260
"""The longest quotation; a longer one ends with the last sentence that fits."""
_WORD = re.compile(r"[^\W\d_]+(?:’[^\W\d_]+)?")
_CALENDAR = {name.lower() for name in (*day_name, *month_name, "Christmas", "Easter")}
"""Words that are always written large, and name nobody."""
_STOP = Path(__file__).parent / "stop_words.txt"
_END = re.compile(r"[.!?…](?=\s|$)")


def shared_words(said: Iterable[Quotation], redactor: Redactor, least: int) -> list[str]:
    """Words that at least so many people used, the most shared first; never a name, never how many."""
    voices: dict[UUID, set[str]] = defaultdict(set)
    small: Counter[str] = Counter()
    example: dict[str, str] = {}
    for each in said:
        text = each.text.replace("'", "’")
        for found in _WORD.finditer(text):
            word = found[0].lower()
            if word not in _stop_words() and len(word) > 2:
                voices[each.voice].add(word)
                small[word] += found[0] == word
                example.setdefault(word, text[max(0, found.start() - 60) : found.end() + 60])
    people = Counter(word for words in voices.values() for word in words)
    ranked = sorted((-count, word) for word, count in people.items() if count >= least)
    fit = (word for _, word in ranked if small[word] or word in _CALENDAR)
    return list(islice((word for word in fit if _names_nobody(word, example[word], redactor)), MOST_WORDS))


def quotations(
    said: Iterable[Quotation], redactor: Redactor, most: int, left_out: Sequence[UUID] = ()
) -> list[tuple[UUID, str]]:
    """(answer, redacted words) of different people, the first of each."""
    found: list[tuple[UUID, str]] = []
    heard: set[UUID | str] = set()
    for each in said:
        if len(found) == most:
            break
        if not heard & {each.voice, each.text} and each.answer_id not in left_out:
            heard |= {each.voice, each.text}
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


def _names_nobody(word: str, example: str, redactor: Redactor) -> bool:
    """Neither alone nor where it was said."""
    alone = redactor.find(word) or redactor.find(word.title())
    return not alone and word in redactor.redact(example).text.lower()


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(_STOP.read_text(encoding="utf-8").split())

"""How well names and numbers are found: answers in which they are marked, and the figures."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlu.errors import NluError
from nlu.identity import Identifier, Kind
from nlu.line_file import numbered, whole
from nlu.redaction import Redactor

GOLD = Path(__file__).parent / "gold" / "names.txt"
_ROSTER = "# roster:"
_MARK = re.compile(r"\{(\w+):([^}]*)\}")
_END_OF_NAME = re.compile(r"['’]s$")


@dataclass(frozen=True)
class Marked:
    """An answer, and what a reader would take out of it."""

    text: str
    spans: tuple[Identifier, ...]


@dataclass(frozen=True)
class Found:
    """The figures."""

    marked: Mapping[Kind, int]
    """How many there are of each kind."""
    found: Mapping[Kind, int]
    """How many of them are covered wholly, by spans of whatever kind."""
    false: Mapping[Kind, int]
    """Spans that touch nothing marked, by the kind they were taken for."""
    answers: int

    @property
    def recall(self) -> float:
        return sum(self.found.values()) / max(sum(self.marked.values()), 1)

    @property
    def false_per_100(self) -> float:
        """False spans in 100 answers."""
        return 100 * sum(self.false.values()) / max(self.answers, 1)


def load_marked(path: Path = GOLD) -> tuple[list[str], list[Marked]]:
    """Roster and answers of a file: `# roster: Doreen Hill, ...`, then answers: `ask {person:Doreen}`.

    Raises NluError naming the line whose marks are wrong.
    """
    roster = [line.removeprefix(_ROSTER) for line in whole(path) if line.startswith(_ROSTER)]
    names = [name.strip() for line in roster for name in re.split("[,;]", line) if name.strip()]
    return names, [_marked(place, line) for place, line in numbered(path)]


def measure(redactor: Redactor, answers: Sequence[Marked]) -> Found:
    """Compare what is found in each answer with what is marked."""
    marked, found, false = Counter[Kind](), Counter[Kind](), Counter[Kind]()
    for answer in answers:
        spans = redactor.find(answer.text)
        marked.update(span.kind for span in answer.spans)
        found.update(span.kind for span in answer.spans if _is_covered(answer.text, span, spans))
        false.update(span.kind for span in spans if not any(_touch(span, other) for other in answer.spans))
    return Found(marked, found, false, len(answers))


def _marked(place: str, line: str) -> Marked:
    text, spans, after = "", [], 0
    for mark in _MARK.finditer(line):
        text += line[after : mark.start()]
        try:
            spans.append(Identifier(len(text), len(text) + len(mark[2]), Kind(mark[1])))
        except ValueError as error:
            raise NluError(f"{place}: write one of {', '.join(Kind)} instead of {mark[1]}.") from error
        text += mark[2]
        after = mark.end()
    return Marked(text + line[after:], tuple(spans))


def _is_covered(text: str, marked: Identifier, spans: Iterable[Identifier]) -> bool:
    """Whether every letter and digit is; the "'s" behind a name tells nothing."""
    end = (
        marked.end - len(found[0])
        if (found := _END_OF_NAME.search(text[marked.start : marked.end]))
        else marked.end
    )
    open_ = {at for at in range(marked.start, end) if text[at].isalnum()}
    return not open_.difference(*(range(span.start, span.end) for span in spans))


def _touch(one: Identifier, other: Identifier) -> bool:
    return one.start < other.end and other.start < one.end

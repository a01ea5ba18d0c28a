"""The lines that the safeguarding net learns from: what may mean that somebody is unsafe, and what may not.

One a line, `category urgency | words`, `hard | words` for what only sounds alarming, or `ordinary | words`:

    neglect immediate | nobody has been since last night and I am soaked
    hard | I could murder a cup of tea
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from nlu.errors import NluError
from nlu.line_file import numbered
from nlu.principles import DATA


class Category(StrEnum):
    """What kind of harm it may be."""

    PHYSICAL = "physical"
    SEXUAL = "sexual"
    PSYCHOLOGICAL = "psychological"
    FINANCIAL = "financial"
    NEGLECT = "neglect"
    SELF_HARM = "self_harm"
    MEDICAL_EMERGENCY = "medical_emergency"
    EXPLOITATION = "exploitation"
    RESTRAINT = "restraint"
    DISCRIMINATION = "discrimination"


class Urgency(StrEnum):
    """How soon a person has to look."""

    IMMEDIATE = "immediate"
    SOON = "soon"


HARD, ORDINARY = "hard", "ordinary"
ANY, NOW = "any", "immediate"
OUTPUTS = (ANY, NOW, *Category)
"""What the net answers of each text: whether, how soon, of what kind."""


@dataclass(frozen=True)
class Line:
    """One line."""

    text: str
    category: Category | None
    """None: it is no concern."""
    urgency: Urgency | None
    hard: bool
    """It sounds alarming and is not."""
    writer: str
    """The file it stands in: each is one writer's, so that learning can be checked on others."""


def load_lines(data: Path = DATA) -> list[Line]:
    """All lines of `data/concerns/*.txt`. Raises NluError naming the file and line of the first mistake."""
    paths = sorted((data / "concerns").glob("*.txt"))
    return [line for path in paths for line in read_lines(path)]


def read_lines(path: Path) -> list[Line]:
    """The lines of one file. Raises NluError naming the first mistake."""
    return [_parsed(line, path.stem, place) for place, line in numbered(path)]


def _parsed(line: str, writer: str, place: str) -> Line:
    label, stroke, text = (part.strip() for part in line.partition("|"))
    if not stroke or not text or "|" in text:
        raise NluError(f"{place}: write it as `category urgency | words`, with one upright stroke.")
    if label in (HARD, ORDINARY):
        return Line(text, None, None, label == HARD, writer)
    try:
        category, urgency = label.split()
        return Line(text, Category(category), Urgency(urgency), hard=False, writer=writer)
    except ValueError as error:
        raise NluError(
            f"{place}: `{label}` is no label. Use {HARD}, {ORDINARY}, or one of {', '.join(Category)} "
            f"with {' or '.join(Urgency)}."
        ) from error

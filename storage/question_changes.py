"""What is different between two versions of a set of questions."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import StrEnum

from storage.records import NewQuestion


class ChangeKind(StrEnum):
    """What happened to a question from one version to the next."""

    ADDED = "added"
    REWORDED = "reworded"
    RETIRED = "retired"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a reworded question; None or () where there was or is nothing."""

    name: str
    before: str | tuple[str, ...] | None
    after: str | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one question. A question may be both reworded and moved: two changes."""

    kind: ChangeKind
    key: str
    text: str
    """The question's words, the new ones if there are."""
    fields: tuple[FieldChange, ...] = ()
    places: tuple[int, int] | None = None
    """Of a moved one: where it stood and where it stands, counted from 1."""


def difference(old: Sequence[NewQuestion], new: Sequence[NewQuestion]) -> list[Change]:
    """Every change, in the order of the new version, the retired ones last. Questions are joined by key."""
    before = {question.key: (at, question) for at, question in enumerate(old, 1)}
    kept = {question.key for question in new} & before.keys()
    still = _unmoved([before[question.key][0] for question in new if question.key in kept])
    changes: list[Change] = []
    for at, question in enumerate(new, 1):
        if question.key not in before:
            changes.append(Change(ChangeKind.ADDED, question.key, question.text))
            continue
        was_at, was = before[question.key]
        if was != question:
            changes.append(Change(ChangeKind.REWORDED, question.key, question.text, _fields(was, question)))
        if was_at not in still:
            changes.append(Change(ChangeKind.MOVED, question.key, question.text, places=(was_at, at)))
    return changes + [Change(ChangeKind.RETIRED, was.key, was.text) for was in old if was.key not in kept]


def _unmoved(places: Sequence[int]) -> set[int]:
    """The most places that still stand in their old order; the few others are the ones that moved."""
    runs: list[tuple[int, ...]] = [()]
    for place in places:
        before = [run for run in runs if not run or run[-1] < place]
        runs.append((*max(before, key=len), place))
    longest = max(runs, key=len)
    return set(longest)


def _fields(was: NewQuestion, question: NewQuestion) -> tuple[FieldChange, ...]:
    pairs = ((each.name, getattr(was, each.name), getattr(question, each.name)) for each in fields(question))
    return tuple(FieldChange(name, before, after) for name, before, after in pairs if before != after)

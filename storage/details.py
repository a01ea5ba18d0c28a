"""How something was said on a tablet."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Helper:
    """Who helped somebody to say something, and how."""

    who: str
    """In the helper's or the person's own words: "Priya", "my daughter"."""
    how: str
    """One of storage.kinds.Help."""
    agreed: bool | None = None
    """What the person said when asked whether these are their words; none: not asked yet."""


@dataclass(frozen=True, slots=True)
class Details:
    """How something was said on a tablet. Goes when the words are erased."""

    question_id: UUID | None = None
    """The question that was on the screen."""
    screen: str | None = None
    """What the screen waited for (storage.kinds.Phase): without a network it may be ahead of us."""
    pictures: tuple[str, ...] = ()
    """Keys of the chosen pictures, in the order of choosing."""
    face: str | None = None
    """One of storage.kinds.Face."""
    by: str | None = None
    """How the screen was worked (storage.kinds.Access)."""
    helper: Helper | None = None


def write_details(details: Details) -> dict[str, Any]:
    """The fields that are there, as JSON takes them."""
    found = {name: value for name, value in asdict(details).items() if value not in (None, ())}
    if details.question_id:
        found["question_id"] = str(details.question_id)
    if details.pictures:
        found["pictures"] = list(details.pictures)
    return found


def read_details(kept: Mapping[str, Any] | None) -> Details:
    """The details as they were kept, without what only a newer program knows; empty if there were none."""
    found = _known(Details, kept or {})
    if "question_id" in found:
        found["question_id"] = UUID(found["question_id"])
    if "pictures" in found:
        found["pictures"] = tuple(found["pictures"])
    if "helper" in found:
        found["helper"] = Helper(**_known(Helper, found["helper"]))
    return Details(**found)


def _known(kind: type[Details | Helper], kept: Mapping[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {name: value for name, value in kept.items() if name in names}

"""How something was said: on a tablet, or by voice."""

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
    """How something was said. Goes when the words are erased."""

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
    recording_id: UUID | None = None
    """The recording that these words were heard in."""
    heard: str | None = None
    """What the machine had heard, if the person changed it before it was sent."""
    voice_only: bool | None = None
    """Whether the person wants the voice to count and not the words that were heard."""
    keep_voice: bool | None = None
    """Whether the recording may be kept; none: not asked."""


_IDENTIFIERS = frozenset({"question_id", "recording_id"})


def write_details(details: Details) -> dict[str, Any]:
    """The fields that are there, as JSON takes them."""
    found = {name: value for name, value in asdict(details).items() if value not in (None, ())}
    for name in _IDENTIFIERS & found.keys():
        found[name] = str(found[name])
    if details.pictures:
        found["pictures"] = list(details.pictures)
    return found


def read_details(kept: Mapping[str, Any] | None) -> Details:
    """The details as they were kept, without what only a newer program knows; empty if there were none."""
    found = _known(Details, kept or {})
    for name in _IDENTIFIERS & found.keys():
        found[name] = UUID(found[name])
    if "pictures" in found:
        found["pictures"] = tuple(found["pictures"])
    if "helper" in found:
        found["helper"] = Helper(**_known(Helper, found["helper"]))
    return Details(**found)


def _known(kind: type[Details | Helper], kept: Mapping[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {name: value for name, value in kept.items() if name in names}

"""Answers as rows of a file: which columns, and what stands in them."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from storage.exporting import OutAnswer, OutTag
from storage.kinds import TagStatus
from web.clean_words import CleanWords


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One answer. The names of its fields are those of the columns, and `whatmatters import` knows them."""

    id: str
    date: datetime
    audience: str
    person: str
    """A code that joins the answers of one conversation; of one person, if words go out as they were said."""
    question: str
    """Its key; empty for what was said besides."""
    asked: str
    text: str
    stance: str
    agreed: tuple[OutTag, ...]
    """Principles that staff agreed to or gave."""
    suggested: tuple[OutTag, ...]
    """Principles that only a machine saw."""
    topics: tuple[str, ...]
    state: str
    channel: str
    ways: tuple[str, ...]
    helped: tuple[str, ...]
    language: str
    service: str


COLUMNS = tuple(ExportRow.__dataclass_fields__)


def export_rows(
    answers: Iterable[OutAnswer], clean: CleanWords, services: Mapping[UUID, str]
) -> Iterator[ExportRow]:
    """The rows of answers. services: the name of each."""
    for answer in answers:
        yield ExportRow(
            id=str(answer.id),
            date=answer.at,
            audience=answer.audience,
            person=_code(answer, as_said=clean.as_said),
            question=answer.question or "",
            asked=answer.asked or "",
            text=clean.of(answer.text),
            stance=answer.stance or "",
            agreed=tuple(tag for tag in answer.tags if tag.status == TagStatus.AGREED),
            suggested=tuple(tag for tag in answer.tags if tag.status == TagStatus.SUGGESTED),
            topics=answer.topics,
            state=answer.state,
            channel=answer.channel,
            ways=answer.ways,
            helped=answer.helped,
            language=answer.language,
            service=services.get(answer.service_id, ""),
        )


def flat(row: ExportRow) -> dict[str, str]:
    """A row as a table takes it: everything as text."""
    found = {name: getattr(row, name) for name in COLUMNS}
    found["date"] = row.date.isoformat()
    for name in ("agreed", "suggested"):
        found[name] = "; ".join(f"{tag.key}: {tag.stance}" for tag in found[name])
    for name in ("topics", "ways", "helped"):
        found[name] = "; ".join(found[name])
    return found


def nested(row: ExportRow) -> dict[str, Any]:
    """A row as JSON takes it: lists stay lists."""
    found = {name: getattr(row, name) for name in COLUMNS}
    found["date"] = row.date.isoformat()
    for name in ("agreed", "suggested"):
        found[name] = [{"principle": tag.key, "stance": tag.stance} for tag in found[name]]
    for name in ("topics", "ways", "helped"):
        found[name] = list(found[name])
    return found


def _code(answer: OutAnswer, *, as_said: bool) -> str:
    """Twelve letters that say nothing by themselves.

    All that one person said, side by side, tells who it is even without a name. So the code is that of the
    conversation, unless the words go out as they were said anyway.
    """
    who = answer.person_id if as_said and answer.person_id else answer.conversation_id
    return hashlib.sha256(who.bytes).hexdigest()[:12]

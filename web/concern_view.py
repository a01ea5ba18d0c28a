"""How concerns look to staff: what it may be, the exact words, how it stands, who did what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from storage.concern_records import OPEN, ConcernEventRecord, ConcernRecord, ConcernState, NoticedBy, Urgency
from storage.kinds import Audience
from web.pages import clock, day_name
from web.staff_pages import waited

CATEGORIES: Mapping[str, str] = {
    "physical": "Somebody may be hurt",
    "sexual": "It may be sexual harm",
    "psychological": "Somebody may be frightened or put down",
    "financial": "It may be about somebody’s money or things",
    "neglect": "Somebody may be left without care",
    "self_harm": "Somebody may harm themselves",
    "medical_emergency": "Somebody may be ill or injured now",
    "exploitation": "Somebody may be used by others",
    "restraint": "Somebody may be held or locked in",
    "discrimination": "Somebody may be treated worse for who they are",
}
URGENCIES: Mapping[str, str] = {Urgency.IMMEDIATE: "Look now", Urgency.SOON: "Look today"}
STATES: Mapping[str, str] = {
    ConcernState.NEW: "Nobody has looked yet",
    ConcernState.SEEN: "Somebody looks at it",
    ConcernState.DONE: "Seen to",
    ConcernState.NOT_A_CONCERN: "Not a concern",
}
ACTS: Mapping[str, str] = {
    ConcernState.SEEN: "looks at it",
    ConcernState.DONE: "has seen to it",
    ConcernState.NOT_A_CONCERN: "says that it is not a concern",
}
SPEAKERS: Mapping[str, str] = {
    Audience.RESIDENT: "A resident",
    Audience.CARER: "Family or a friend",
    Audience.STAFF: "Somebody who works here",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A note that was not kept, with the reason; it stays in the form."""

    concern_id: UUID
    note: str
    error: str


def concern_views(found: Iterable[ConcernRecord], draft: Draft | None = None) -> list[dict[str, Any]]:
    """Concerns in the order in which they come."""
    return [concern_view(each, draft if draft and draft.concern_id == each.id else None) for each in found]


def concern_view(found: ConcernRecord, draft: Draft | None = None) -> dict[str, Any]:
    """One of them."""
    minutes = int((datetime.now(UTC) - found.at).total_seconds() // 60)
    return {
        "id": str(found.id),
        "service_id": found.service_id,
        "conversation": str(found.conversation_id),
        "answer": str(found.answer_id),
        "who": found.person or SPEAKERS.get(found.audience, "Somebody"),
        "place": found.place,
        "question": found.question,
        "nameless": found.nameless,
        "what": CATEGORIES.get(found.category, found.category.replace("_", " ").capitalize()),
        "urgency": found.urgency,
        "urgency_label": URGENCIES.get(found.urgency, "Look today"),
        "quiet": found.quiet,
        "open": found.state in OPEN,
        "state": found.state,
        "state_label": _state_label(found),
        "since": f"{day_name(found.at)}, {clock(found.at)}",
        "waited": waited(minutes),
        "pieces": pieces(found),
        "earlier": found.earlier,
        "taken_out": found.taken_out,
        "source": _source(found),
        "version": found.version,
        "log": [event_view(each) for each in found.log],
        "note": draft.note if draft else "",
        "error": draft.error if draft else None,
    }


def pieces(found: ConcernRecord) -> list[tuple[str, bool]]:
    """The words cut at the edges of what led to the concern: (words, whether they did)."""
    cut, at = list[tuple[str, bool]](), 0
    for start, end in sorted(found.evidence):
        first, last = max(start, at), min(end, len(found.words))
        if first < last:
            cut += [(found.words[at:first], False), (found.words[first:last], True)]
            at = last
    return [piece for piece in [*cut, (found.words[at:], False)] if piece[0]]


def event_view(event: ConcernEventRecord) -> dict[str, str]:
    """What somebody did about it."""
    when = f"{day_name(event.at)}, {clock(event.at)}"
    return {"by": event.by, "act": ACTS.get(event.state, event.state), "note": event.note, "when": when}


def _state_label(found: ConcernRecord) -> str:
    if found.state == ConcernState.SEEN and found.log:
        return f"{found.log[-1].by} looks at it"
    return STATES.get(found.state, found.state)


def _source(found: ConcernRecord) -> str:
    """Which part of the program noticed it, and how sure it was."""
    if found.source == NoticedBy.RULE:
        return "Noticed by a plain rule: these words stand on its list."
    return f"Noticed by the model {found.model_version}, which gives it {found.confidence:.0%}."

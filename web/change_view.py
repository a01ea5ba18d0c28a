"""How changes look to staff: cards on a board, one change with all that belongs to it, what needs a push."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from storage.change_records import ChangeRecord, ReplyRecord, Told, Voice
from storage.kinds import Audience, ChangeState, ReplyState
from storage.records import ConversationRecord
from storage.store import Store
from web.change_words import GROUPS, LADDER, LEVELS, OVER, PARTS, RUNGS, STEPS, TOLD, VERDICTS, WAYS, people
from web.pages import day_name
from web.review_view import SPEAKERS

QUIET = timedelta(days=14)
"""After so long without a word a change stands out."""
UNDER_WAY = (ChangeState.SAID, ChangeState.DOING)


def today() -> date:
    """The day as it is in this home."""
    return datetime.now().astimezone().date()


def day(when: date | datetime | None) -> str | None:
    """A day as one says it: "24 November 2026"."""
    local = when.astimezone() if isinstance(when, datetime) else when
    return f"{local.day} {local:%B %Y}" if local else None


def board(changes: Iterable[ChangeRecord]) -> dict[str, list[dict[str, Any]]]:
    """The cards of each column; those that stand out come first, then by the day they are due."""
    columns: dict[str, list[dict[str, Any]]] = {state: [] for state in (*UNDER_WAY, ChangeState.DID)}
    for change in changes:
        columns[change.state].append(card(change))
    for cards in columns.values():
        cards.sort(key=lambda each: (not each["late"], each["due_on"] or date.max))
    return columns


def card(change: ChangeRecord) -> dict[str, Any]:
    """One card on the board."""
    written, standing = change.written, change.standing
    return {
        "id": change.id,
        "text": {ChangeState.SAID: written.said, ChangeState.DOING: written.doing}.get(
            ChangeState(change.state), written.did
        ),
        "said": written.said,
        "state": change.state,
        "picture": written.picture,
        "people": people(len(change.voices)),
        "owner": written.owner,
        "due_on": written.due_on,
        "due": day(written.due_on),
        "late": _is_late(change),
        "flags": list(flags(change)),
        "rung": RUNGS[standing.rung][0],
        "told": _told_line(change),
        "closed": day(change.closed_at),
    }


def flags(change: ChangeRecord) -> Iterator[str]:
    """What about it needs a push, in words."""
    if change.state in UNDER_WAY:
        yield from _flags_under_way(change)
    if change.state == ChangeState.DID:
        yield from _flags_when_done(change)
    if change.taken_out:
        yield f"{change.taken_out} of the answers were taken out. Check that no words here repeat them."


def change_view(change: ChangeRecord) -> dict[str, Any]:
    """One change with all that belongs to it."""
    return card(change) | {
        "version": change.version,
        "created": f"{change.created_by}, {day_name(change.created_at)}",
        "doing_at": day(change.doing_at),
        "did_at": day(change.did_at),
        "parts": [_part_view(change, part) for part in PARTS],
        "ladder": _ladder(change),
        "voices": [voice_view(voice) for voice in change.voices],
        "is_better": change.is_better,
        "not_told": change.count(Told.NOT_TOLD),
    }


def voice_view(voice: Voice) -> dict[str, Any]:
    """Somebody behind a change."""
    return {
        "who": who(voice.name, voice.audience),
        "known": voice.name is not None,
        "conversation": voice.conversation_id,
        "said": voice.said,
        "told": voice.told,
        "told_label": TOLD[voice.told],
        "replies": [reply_view(reply) for reply in voice.replies],
    }


def reply_view(reply: ReplyRecord) -> dict[str, Any]:
    """Something said back to somebody."""
    waits = reply.state == ReplyState.QUEUED
    return {
        "id": reply.id,
        "who": who(reply.person, reply.audience),
        "place": reply.place,
        "conversation": reply.conversation_id,
        "change": reply.change_id,
        "text": reply.text,
        "way": reply.way,
        "way_label": WAYS[reply.way],
        "waits": waits,
        "by": reply.by,
        "when": day_name(reply.at),
        "told": day_name(reply.told_at) if reply.told_at else None,
        "verdict": VERDICTS.get(reply.verdict or ""),
        "old": waits and datetime.now(UTC) - reply.at >= QUIET,
    }


def who(name: str | None, audience: str) -> str:
    """How somebody is called here."""
    return name or f"{SPEAKERS[Audience(audience)]}, name not given"


def named_in(texts: Iterable[str], names: Iterable[str]) -> list[str]:
    """Which of these names stand in a text. A name that is written otherwise is not found."""
    words = set(re.findall(r"[^\W\d_]+", " ".join(texts)))
    return sorted({name for name in names if words & set(re.findall(r"[^\W\d_]{3,}", name))})


def what_came(store: Store, found: ConversationRecord, staff_id: UUID) -> dict[str, Any]:
    """The changes that a conversation led to, and what was said back in it."""
    here = {found.service.id}
    hidden = store.alarms.hidden_changes(here, staff_id)
    changes = store.changes.from_conversation(here, found.id)
    return {
        "conversation": found.id,
        "changes": [card(change) for change in changes if change.id not in hidden],
        "replies": [reply_view(reply) for reply in store.replies.to(found.id)],
    }


def _is_late(change: ChangeRecord) -> bool:
    due = change.written.due_on
    return change.state in UNDER_WAY and due is not None and due < today()


def _flags_under_way(change: ChangeRecord) -> Iterator[str]:
    if _is_late(change):
        yield f"Was to be done by {day(change.written.due_on)}"
    quiet = datetime.now(UTC) - change.updated_at
    if quiet >= QUIET:
        yield f"Nothing has happened for {quiet.days} days"
    if not change.written.owner:
        yield "Nobody sees to it yet"


def _flags_when_done(change: ChangeRecord) -> Iterator[str]:
    if worse := change.count(Told.SAME, Told.WORSE):
        yield f"{people(worse).capitalize()} said that it is not better"
    if missing := change.count(Told.NOT_TOLD):
        yield f"{people(missing).capitalize()} not told yet what was done"
    if waiting := change.count(Told.WAITING):
        yield f"A reply waits for {people(waiting)}"
    if silent := change.count(Told.SILENT):
        yield f"Ask {people(silent)} whether it is better"
    if change.is_better:
        yield "All who can be asked say that it is better. It can be closed"


def _told_line(change: ChangeRecord) -> str:
    told = change.count(Told.SILENT, Told.BETTER, Told.SAME, Told.WORSE)
    return f"Told back to {told} of {len(change.voices)}. Better for {change.count(Told.BETTER)}."


def _part_view(change: ChangeRecord, part: str) -> dict[str, Any]:
    had = [each for each in change.parts if each.part == part]
    return {
        "key": part,
        "label": PARTS[part],
        "had": [
            {"id": each.id, "label": GROUPS[each.who] + (f": {each.name}" if each.name else "")}
            for each in had
        ],
    }


def _step(words: str, *, over: bool) -> str:
    return f"Next time: {words[0].lower()}{words[1:]}" if over else words


def _ladder(change: ChangeRecord) -> dict[str, Any]:
    standing = change.standing
    over = OVER[change.state]
    return {
        "known": standing.rung in LADDER,
        "rungs": [
            {"label": RUNGS[rung][0], "means": RUNGS[rung][1], "here": rung == standing.rung}
            for rung in LADDER
        ],
        "rung": RUNGS[standing.rung],
        "level": LEVELS[standing.level],
        "steps": [_step(STEPS[step], over=step in over) for step in standing.steps],
        "without_residents": standing.without_residents,
    }

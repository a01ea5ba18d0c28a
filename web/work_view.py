"""What staff do with conversations, as pages show it: one conversation, what was just done, my own list."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from storage.notes import MOST_LETTERS, NoteRecord
from storage.records import ConversationRecord
from storage.rights import Power, StaffRecord
from storage.work_records import DeedRecord, MyItem, WorkRecord
from web.pages import Parts, clock, day_name
from web.review_view import heading
from web.work_words import deed_words, due_words, step_words

SHOWN = 12
"""Conversations that were left as they are, named one by one."""
TOLD: Mapping[str, str] = {
    "same": "It was so already: nothing had to be done.",
    "none": "Nothing was done: tick the conversations first.",
    "person": "Nothing was done: choose somebody who works here.",
    "day": "Nothing was done: choose a day, such as 4 December 2026.",
    "many": "Nothing was done: tick at most 200 conversations at once.",
}
"""What an address may say instead of a deed."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody wrote in a form that could not be kept as it came, and which form is open."""

    assigned_to: str | None = None
    due_on: str | None = None
    note_id: UUID | None = None
    """The note that was to be written anew."""
    note: str | None = None
    opened: str = ""
    """"note-<id>": this note is to be written anew."""


def today() -> date:
    """The day as it is in this home."""
    return datetime.now().astimezone().date()


def seen_now() -> str:
    """The moment at which a page was made, for its forms to send back."""
    return datetime.now(UTC).isoformat()


def read_seen(text: object) -> datetime | None:
    """The moment at which a page was made; none if it cannot be read or has not come yet."""
    with suppress(ValueError):
        found = datetime.fromisoformat(str(text or ""))
        if found.tzinfo is not None and found <= datetime.now(UTC):
            return found
    return None


def colleagues(parts: Parts) -> list[StaffRecord]:
    """Those to whom something can be given, by name."""
    return sorted(parts.store.staff.everyone(), key=lambda each: each.name.casefold())


def names_of(parts: Parts) -> dict[UUID, str]:
    """What those who work here are called."""
    return {each.id: each.name for each in parts.store.staff.everyone()}


def panel(
    parts: Parts, within: Collection[UUID], me: UUID, conversation_id: UUID, typed: Typed | None = None
) -> dict[str, Any]:
    """Who sees to a conversation, by when, notes, and what was done."""
    work = parts.store.work.get(within, conversation_id) or WorkRecord(conversation_id)
    said, names, day = typed or Typed(), names_of(parts), today()
    assigned = said.assigned_to if said.assigned_to is not None else str(work.assigned_to or "")
    due = work.due_on.isoformat() if work.due_on else ""
    notes = parts.store.notes.of_conversation(within, conversation_id)
    return {
        "url": f"/review/{conversation_id}/work",
        "version": work.version,
        "seen": seen_now(),
        "state": _state(work, day),
        "was": {"assigned_to": str(work.assigned_to or ""), "due_on": due},
        "due_on": said.due_on if said.due_on is not None else due,
        "mine": work.assigned_to == me,
        "me": str(me),
        "people": [
            {"id": str(each.id), "name": each.name, "chosen": str(each.id) == assigned}
            for each in colleagues(parts)
        ],
        "notes": [_note(each, me, said) for each in notes],
        "note": said.note if said.note_id is None else None,
        "most": MOST_LETTERS,
        "new_note": str(uuid4()),
        "history": [
            step_words(each, me, names, day) for each in parts.store.work.history(within, conversation_id)
        ],
    }


def band(parts: Parts, staff: StaffRecord, did: str, here: str) -> dict[str, Any] | None:
    """What one just did, to be taken back. did: as it stands in the address. here: where to come back to."""
    if did in TOLD:
        return {"words": TOLD[did], "left": [], "undo": None, "here": here, "well": did == "same"}
    deed = None
    with suppress(ValueError):
        deed = parts.store.work.deed(staff.services(Power.READ), UUID(did), staff.id)
    return deed_band(parts, staff, deed, here) if deed else None


def deed_band(parts: Parts, staff: StaffRecord, deed: DeedRecord, here: str) -> dict[str, Any]:
    """A deed in words, with what it left and why."""
    names, people = names_of(parts), parts.store.people.names()
    left = []
    for each in deed.left[:SHOWN]:
        found = parts.store.conversations.get(each.conversation_id)
        why = step_words(each.by, staff.id, names, today()) if each.by else "They said more since"
        if found:
            left.append({"url": f"/review/{found.id}", "who": who_and_when(found, people), "why": why})
    return {
        "words": _count(len(deed.done), deed_words(deed.act, deed.after, names, today())),
        "left": left,
        "more": max(0, len(deed.left) - SHOWN),
        "undo": str(deed.id) if deed.can_undo else None,
        "here": here,
        "well": bool(deed.done) or not deed.left,
    }


def who_and_when(found: ConversationRecord, people: Mapping[UUID, str]) -> str:
    """A conversation in a word: "Joan, Today, 10:42"."""
    view = heading(found, people.get(found.person_id) if found.person_id else None)
    return f"{view['who']}, {day_name(found.last_at)}, {clock(found.last_at)}"


def my_work(parts: Parts, staff: StaffRecord, limit: int = 50) -> dict[str, Any]:
    """What somebody is to see to: overdue first, then by day."""
    found = parts.store.work.mine(staff.services(Power.READ), staff.id, limit + 1)
    people, day = parts.store.people.names(), today()
    items = [_my_item(each, people, day) for each in found[:limit]]
    return {
        "items": items,
        "late": sum(each["late"] for each in items),
        "today": sum(each["today"] for each in items),
        "more": len(found) > limit,
    }


def bulk(parts: Parts, here: str) -> dict[str, Any]:
    """The form around a list (review_bulk.html). here: where to come back to, with its filters."""
    people = [{"id": str(each.id), "name": each.name} for each in colleagues(parts)]
    return {"people": people, "here": here, "seen": seen_now()}


def _state(work: WorkRecord, day: date) -> dict[str, Any]:
    when = f"{day_name(work.reviewed_at)}, {clock(work.reviewed_at)}" if work.reviewed_at else ""
    reviewed = f"Reviewed by {work.reviewed_name}, {when}" if work.reviewed_at else ""
    if work.words_since:
        reviewed = f"New words since {work.reviewed_name} reviewed it, {when}"
    return {
        "reviewed": work.is_reviewed,
        "label": reviewed or "New: nobody has reviewed it yet",
        "assigned": work.assigned_name,
        "due": due_words(work.due_on, day) if work.due_on else None,
        "late": bool(work.due_on and work.due_on < day and not work.is_reviewed),
    }


def _note(note: NoteRecord, me: UUID, typed: Typed) -> dict[str, Any]:
    mine, when = note.staff_id == me, f"{day_name(note.at)}, {clock(note.at)}"
    waiting = typed.note if typed.note_id == note.id else None
    return {
        "id": str(note.id),
        "by": "You" if mine else note.name,
        "when": when + (f", written anew {day_name(note.edited_at)}" if note.edited_at else ""),
        "text": note.text,
        "version": note.version,
        "mine": mine,
        "form": mine and (waiting is not None or typed.opened == f"note-{note.id}"),
        "typed": note.text if waiting is None else waiting,
    }


def _my_item(each: MyItem, people: Mapping[UUID, str], day: date) -> dict[str, Any]:
    person_id, due = each.conversation.person_id, each.work.due_on
    return heading(each.conversation, people.get(person_id) if person_id else None) | {
        "id": str(each.conversation.id),
        "url": f"/review/{each.conversation.id}",
        "when": f"{day_name(each.conversation.last_at)}, {clock(each.conversation.last_at)}",
        "preview": each.preview or "A voice, no words yet",
        "due": due_words(due, day) if due else None,
        "late": bool(due and due < day),
        "today": due == day,
        "again": each.work.words_since,
    }


def _count(done: int, what: str) -> str:
    if not done:
        return "Nothing was changed"
    return f"{done} conversations: {what}" if done > 1 else f"{what[0].upper()}{what[1:]}"

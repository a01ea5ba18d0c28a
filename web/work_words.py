"""What staff did with conversations, in words for staff."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from storage.work_records import Deed, Step
from web.pages import clock, day_name

NOBODY = "nobody in particular"
LEFT_HERE = "somebody who has left"


def day_words(day: date, today: date) -> str:
    """A day as people say it: "Today", "Tomorrow", "Friday 4 December"."""
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get((day - today).days)
    return near or f"{day:%A} {day.day} {day:%B}" + (f" {day.year}" if day.year != today.year else "")


def due_words(day: date, today: date) -> str:
    """By when somebody has seen to it: "Due today", "Overdue since Monday 2 November"."""
    return f"{'Overdue since' if day < today else 'Due'} {day_words(day, today)}"


def step_words(step: Step, me: UUID, names: Mapping[UUID, str], today: date) -> str:
    """A step as one tells it: "Priya gave it to Ahmed. Today, 10:42"."""
    who = "You" if step.staff_id == me else step.name
    return f"{who} {did_words(step, names, today)}. {day_name(step.at)}, {clock(step.at)}"


def did_words(step: Step, names: Mapping[UUID, str], today: date) -> str:
    """What somebody did, as it goes on after their name."""
    if step.act == Deed.UNDO:
        return f"took an earlier step back, so that it is {_is_now(step.after, names, today)}"
    if step.act == Deed.REVIEW:
        return "marked it as reviewed"
    if step.act == Deed.REOPEN:
        return "opened it again"
    return " and ".join(_change(name, value, step, names, today) for name, value in step.after.items())


def deed_words(act: str, after: Mapping[str, Any], names: Mapping[UUID, str], today: date) -> str:
    """What became of conversations: "given to Ahmed", "due Friday 4 December", "marked as reviewed"."""
    if act == Deed.UNDO:
        return "put back as before"
    if act in (Deed.REVIEW, Deed.REOPEN):
        return "marked as reviewed" if act == Deed.REVIEW else "opened again"
    return _is_now(after, names, today)


def _is_now(after: Mapping[str, Any], names: Mapping[UUID, str], today: date) -> str:
    found = []
    if "assigned_to" in after:
        found.append(f"given to {_name(after['assigned_to'], names)}")
    if "due_on" in after:
        found.append(f"due {day_words(after['due_on'], today)}" if after["due_on"] else "without a day")
    if "reviewed_at" in after:
        found.append("reviewed" if after["reviewed_at"] else "not reviewed")
    return " and ".join(found)


def _change(name: str, value: Any, step: Step, names: Mapping[UUID, str], today: date) -> str:
    if name == "due_on":
        return f"set the day to {day_words(value, today)}" if value else "took the day out"
    if value == step.staff_id:
        return "took it on"
    return f"gave it to {_name(value, names)}"


def _name(staff_id: UUID | None, names: Mapping[UUID, str]) -> str:
    return names.get(staff_id, LEFT_HERE) if staff_id else NOBODY

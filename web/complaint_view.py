"""How complaints look to staff: who, what, how it stands on the clock, what was done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from storage.complaint_records import ComplaintAct, ComplaintEventRecord, ComplaintRecord, ComplaintState
from storage.kinds import Audience
from web.pages import clock, day_name
from web.settings import Settings

SPEAKERS: Mapping[str, str] = {
    Audience.RESIDENT: "A resident",
    Audience.CARER: "Family or a friend",
    Audience.STAFF: "Somebody who works here",
}
STATES: Mapping[str, str] = {
    ComplaintState.NEW: "They do not know yet that we have it",
    ComplaintState.ACKNOWLEDGED: "They know that we have it",
    ComplaintState.ANSWERED: "Answered",
    ComplaintState.WITHDRAWN: "Taken back",
}
ACTS: Mapping[str, str] = {
    ComplaintAct.RECEIVED: "passed it on",
    ComplaintAct.OWNER: "gave it to",
    ComplaintAct.NAMED: "put right who is named in it",
    ComplaintAct.ACKNOWLEDGED: "told them that we have it",
    ComplaintAct.DID: "did something about it",
    ComplaintAct.ANSWERED: "told them what came of it",
    ComplaintAct.WITHDRAWN: "wrote down that they took it back",
    ComplaintAct.REOPENED: "opened it again",
}


@dataclass(frozen=True, slots=True)
class Clock:
    """By when a complaint has to be acknowledged and answered, in working days."""

    acknowledge_days: int
    answer_days: int

    @classmethod
    def of(cls, settings: Settings) -> "Clock":
        """As it is set."""
        return cls(settings.complaint_acknowledge_days, settings.complaint_answer_days)

    def due(self, found: ComplaintRecord) -> date | None:
        """The day by which the next step has to be done; none if none has."""
        if not found.open:
            return None
        days = self.acknowledge_days if found.state == ComplaintState.NEW else self.answer_days
        return working_day(found.at.astimezone().date(), days)

    def late(self, found: ComplaintRecord) -> bool:
        """Whether that day is over."""
        due = self.due(found)
        return due is not None and datetime.now(UTC).astimezone().date() > due


def working_day(begin: date, days: int) -> date:
    """The day so many working days after another one, without weekends. Holidays are not known."""
    day = begin
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day


def complaint_views(found: Iterable[ComplaintRecord], times: Clock) -> list[dict[str, Any]]:
    """Complaints in the order in which they come."""
    return [complaint_view(each, times) for each in found]


def complaint_view(found: ComplaintRecord, times: Clock) -> dict[str, Any]:
    """One of them."""
    due = times.due(found)
    return {
        "id": str(found.id),
        "conversation": str(found.conversation_id) if found.conversation_id else None,
        "who": found.who or SPEAKERS.get(found.audience, "Somebody"),
        "speaker": SPEAKERS.get(found.audience, "Somebody"),
        "words": found.words,
        "state": found.state,
        "state_label": STATES.get(found.state, found.state),
        "open": found.open,
        "since": f"{day_name(found.at)}, {clock(found.at)}",
        "date": _date(found.at),
        "due": f"{due:%A} {due.day} {due:%B %Y}" if due else None,
        "step": "Tell them that we have it" if found.state == ComplaintState.NEW else "Answer them",
        "late": times.late(found),
        "owner": found.owner,
        "owner_id": str(found.owner_id) if found.owner_id else "",
        "taken_by": found.taken_by,
        "named": [(str(each), name) for each, name in found.named],
        "version": found.version,
        "log": [event_view(each) for each in found.log],
    }


def event_view(event: ComplaintEventRecord) -> dict[str, str]:
    """What was done."""
    given, act = event.act == ComplaintAct.OWNER, ACTS.get(event.act, event.act)
    if event.by is None and event.act == ComplaintAct.WITHDRAWN:
        act = "took it back"
    return {
        "by": event.by or "They themselves",
        "act": f"{act} {event.note or 'nobody'}" if given else act,
        "on_paper": f"{act} somebody" if given else act,
        "note": "" if given else event.note,
        "when": f"{day_name(event.at)}, {clock(event.at)}",
        "date": _date(event.at),
    }


def _date(at: datetime) -> str:
    """A moment as it stands on paper, where nobody knows when "today" was."""
    local = at.astimezone()
    return f"{local.day} {local:%B %Y, %H:%M}"

"""How alarms look to staff: what is wanted, how long it waits, whom it told, who goes."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from storage.alarm_records import AlarmEventRecord, AlarmRecord, AlarmState, Deed, Route, Rung
from storage.concern_records import Urgency
from web.pages import clock, day_name, day_within

RUNGS: Mapping[int, str] = {
    Rung.FIRST: "First",
    Rung.SECOND: "Second",
    Rung.MANAGER: "Manager",
    Rung.OUTSIDE: "Outside contact",
}
ROUTES: Mapping[str, str] = {Route.SCREEN: "on these pages", Route.EMAIL: "by e-mail", Route.PUSH: "by push"}
DEEDS: Mapping[str, str] = {
    Deed.RAISED: "It was raised",
    Deed.TELLING: "{who} is to come",
    Deed.SENT: "Told {who} {route}",
    Deed.FAILED: "{who} could not be told {route}; it is tried again",
    Deed.GIVEN_UP: "{who} could not be told {route}; it was given up",
    Deed.NOBODY: "Nobody is on duty who may be told",
    Deed.KEPT_FROM: "{who} may be named in the words, so they are not told",
    Deed.SHARPENED: "It cannot wait any more",
    Deed.CLIMBED: "Nobody came in time, so it climbs",
    Deed.GOING: "{who} is going",
    Deed.DONE: "{who} has seen to it",
    Deed.WROTE_BACK: "{who} wrote back to the person",
    Deed.TOLD: "{who} told the person what came of it",
    Deed.EMPTIED: "Notes were taken out, with the words that it was about",
}


def alarm_views(found: Iterable[AlarmRecord]) -> list[dict[str, Any]]:
    """Alarms in the order in which they come."""
    return [alarm_view(each) for each in found]


def alarm_view(alarm: AlarmRecord) -> dict[str, Any]:
    """One of them."""
    return {
        "id": str(alarm.id),
        "what": _what(alarm),
        "urgent": alarm.urgency == Urgency.IMMEDIATE,
        "drill": alarm.drill,
        "nameless": alarm.nameless,
        "state": alarm.state,
        "taken_by": alarm.taken_by,
        "standing": _standing(alarm),
        "since": _ago(alarm.at),
        "at": f"{day_name(alarm.at)}, {clock(alarm.at)}",
        "raised": f"Raised {day_within(alarm.at)}, {clock(alarm.at)}.",
        "next": f"{clock(alarm.climbs_at)}" if alarm.climbs_at else None,
        "climbed": any(each.deed == Deed.CLIMBED for each in alarm.log),
        "trouble": _trouble(alarm),
        "conversation": str(alarm.conversation_id) if alarm.conversation_id else None,
        "concern": str(alarm.concern_id) if alarm.concern_id else None,
        "service_id": alarm.service_id,
        "told": _told(alarm),
        "told_on": _told_on(alarm),
        "log": [event_view(each, alarm.at) for each in alarm.log],
    }


def event_view(event: AlarmEventRecord, since: datetime) -> dict[str, str]:
    """One step: when, how long after it began, what."""
    did = DEEDS.get(event.deed, event.deed).format(who=event.who, route=ROUTES.get(event.route, ""))
    after = (event.at - since).total_seconds()
    return {"at": clock(event.at), "after": _after(after), "did": did, "note": event.note, "deed": event.deed}


def _what(alarm: AlarmRecord) -> str:
    what = "Nobody went to a call for help" if alarm.alert_id else "Somebody may be unsafe"
    if alarm.conversation_id and not (alarm.concern_id or alarm.alert_id):
        now = alarm.urgency == Urgency.IMMEDIATE
        what = "Somebody needs a person now" if now else "Somebody wants to talk to a person"
    return f"Drill: {what.lower()}" if alarm.drill else what


def _standing(alarm: AlarmRecord) -> str:
    if alarm.state == AlarmState.DONE:
        return "It is done."
    if alarm.state == AlarmState.GOING:
        return f"{alarm.taken_by} is going."
    return "Nobody is going yet."


def _told(alarm: AlarmRecord) -> str:
    if alarm.told_at:
        return f"The person was told what came of it, {day_within(alarm.told_at)}, {clock(alarm.told_at)}."
    return "It was written back, and has not reached the person yet." if alarm.reply_id else ""


def _told_on(alarm: AlarmRecord) -> str:
    """The same in a column about it."""
    if alarm.told_at:
        return f"{day_name(alarm.told_at)}, {clock(alarm.told_at)}"
    return "Written back, not there yet" if alarm.reply_id else "Not yet"


def _trouble(alarm: AlarmRecord) -> str | None:
    """What did not go out, unless it did later."""
    last = {(each.who, each.route): each for each in alarm.log if each.route not in ("", Route.SCREEN)}
    bad = [each for each in last.values() if each.deed in (Deed.FAILED, Deed.GIVEN_UP)]
    if bad:
        return f"{bad[0].who} could not be told {ROUTES[bad[0].route]}. {bad[0].note}"
    if alarm.log and any(each.deed == Deed.NOBODY for each in alarm.log[-2:]):
        return "Nobody is on duty who may be told. It stands on these pages alone."
    return None


def _ago(moment: datetime) -> str:
    minutes = int((datetime.now(UTC) - moment).total_seconds() // 60)
    if minutes < 60:
        return "just now" if minutes < 1 else f"{minutes} minute{'s' if minutes > 1 else ''} ago"
    return f"{minutes // 60} hour{'s' if minutes >= 120 else ''} ago" if minutes < 2880 else day_name(moment)


def _after(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.0f} h"

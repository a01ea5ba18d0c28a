"""What is kept, what goes and what is held, in the words of staff."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from storage.keeping_records import Due, HoldRecord, Kind, Outside, Periods, PurgeRecord
from web.pages import clock, day_name, day_within

KINDS = {
    Kind.ANSWERS: ("Answers", "with their conversations, tags, voices and notes"),
    Kind.TRANSCRIPTS: ("Talks, word for word", "from the last word on; the answers stay"),
    Kind.RECORDINGS: ("Voices", "a day after staff listened, at the latest; not agreed to: one day"),
    Kind.CALLS: ("Calls for help", "once they are done with"),
    Kind.NOTES: ("Notes of staff", "from their last change on"),
    Kind.REPLIES: ("Replies", "their words; that there was one stays"),
    Kind.COMPLAINTS: ("Complaints", "once they are done with: words and notes; that there was one stays"),
    Kind.AUDIT: ("Who did what", "from the oldest on"),
    Kind.DELIVERIES: ("Messages to other programs", "they hold no words"),
    Kind.SESSIONS: ("Browsers and failed tries", "after their time was over"),
    Kind.TOKENS: ("Tokens of other programs", "after they ended"),
}
"""What each kind is called, and when its time begins."""

COUNTED = {
    "conversations": ("conversation", "conversations"),
    "answers": ("answer", "answers"),
    "turns": ("thing said, word for word", "things said, word for word"),
    "recordings": ("voice", "voices"),
    "wordings": ("other wording", "other wordings"),
    "tags": ("tag", "tags"),
    "decisions": ("decision of staff on a tag", "decisions of staff on tags"),
    "disagreements": ("thing they said against a tag", "things they said against tags"),
    "notes": ("note of staff", "notes of staff"),
    "replies": ("reply", "replies"),
    "concerns": (
        "concern: its words and notes; that there was one stays",
        "concerns: their words and notes; that there were some stays",
    ),
    "complaints": (
        "complaint: its words and notes; that there was one stays",
        "complaints: their words and notes; that there were some stays",
    ),
    "consents": (
        "line on what they agreed to: names and notes",
        "lines on what they agreed to: names and notes",
    ),
    "calls": ("call for help: their name", "calls for help: their name"),
    "filters": ("saved filter with their name", "saved filters with their name"),
}

OUTSIDE = {
    "exported": "Answers were taken out as a file, without names",
    "exported_words": "Answers were taken out as a file, with names",
    "took_brief": "The brief for the board was made; it may quote",
    "read_by_token": "Another program read here",
    "shared_needs": "Their needs were taken out for others",
    "copied_person": "A copy of all that is kept was taken out",
    "copied_person_whole": "A copy of all that is kept was taken out at the machine",
    "printed_reply": "A letter to them was printed",
    "gave_out_readers": "A list of who read their words was printed",
    "change": "A change whose words may repeat theirs",
}


def counted(counts: Mapping[str, int]) -> list[str]:
    """ "3 answers", of all there are."""
    return [
        f"{count:,} {COUNTED[name][count != 1]}"
        for name, count in counts.items()
        if count and name in COUNTED
    ]


def outside_view(outside: Iterable[Outside]) -> list[dict[str, Any]]:
    """What left or was written elsewhere, each with when, who, and where it can be seen."""
    return [
        {
            "what": OUTSIDE.get(each.what, each.what),
            "when": day_name(each.at),
            "who": each.who,
            "told": each.told,
            "url": f"/review/changes/{each.id}" if each.id else None,
        }
        for each in outside
    ]


def hold_view(hold: HoldRecord) -> dict[str, Any]:
    """A hold as it stands in a list."""
    return {
        "id": str(hold.id),
        "on": hold.whose or ("one conversation" if hold.conversation_id else "somebody who was erased since"),
        "url": f"/review/{hold.conversation_id}"
        if hold.conversation_id
        else (f"/review/people/{hold.person_id}" if hold.whose else None),
        "why": hold.why,
        "until": _day(hold.until_on) if hold.until_on else "somebody lifts it",
        "by": hold.by,
        "at": day_within(hold.at),
        "stands": hold.stands,
        "ended": f"lifted by {hold.lifted_by}, {day_within(hold.lifted_at)}"
        if hold.lifted_at
        else "its day is over",
    }


def period_views(periods: Periods, due: Due) -> list[dict[str, Any]]:
    """Each kind: how long it stays, what goes next, what is held."""
    return [
        {
            "name": name,
            "note": note,
            "stays": span(periods.days(kind)),
            "due": due.gone.get(kind, 0),
            "held": due.held.get(kind, 0),
        }
        for kind, (name, note) in KINDS.items()
    ]


def report_view(report: PurgeRecord) -> dict[str, Any]:
    """What went at one purge."""
    gone = [f"{KINDS[Kind(kind)][0].lower()}: {count:,}" for kind, count in report.gone.items()]
    held = [f"{KINDS[Kind(kind)][0].lower()}: {count:,}" for kind, count in report.held.items()]
    return {
        "when": f"{day_name(report.began_at)}, {clock(report.began_at)}",
        "gone": "; ".join(gone),
        "held": "; ".join(held),
        "whole": report.ended_at is not None,
    }


def span(days: int) -> str:
    """A number of days as one says it: "30 days", "8 years"; 0 is for good."""
    if not days:
        return "for good"
    years, rest = divmod(days, 365)
    if years and not rest:
        return f"{years} year{'s' if years > 1 else ''}"
    return f"{days:,} day{'s' if days > 1 else ''}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"

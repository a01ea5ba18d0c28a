"""Everything that the page of one conversation shows, put together."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from storage.concern_records import ConcernRecord
from storage.kinds import UNCONFIRMED, Speaker
from storage.records import ConversationRecord, RecordingRecord, ReviewAnswer, TurnRecord
from web.change_view import what_came
from web.concern_view import concern_views
from web.pages import Parts, clock, day_name
from web.review_view import answer_views, heading, segments, transcript_views
from web.spoken_view import Typed, player_view, spoken_view
from web.spoken_words import heard_words, unsure_spans
from web.staff_people import needs_of
from web.tablet_view import said_how
from web.tag_view import Desk, tagging_view
from web.work_view import Typed as Written
from web.work_view import panel

LONGEST_TRANSCRIPT = 1_000
"""Turns looked at of one conversation."""
FOLDED = 30
"""The last turns, folded away at the end of the page; all of them have a page of their own."""


def transcript_context(
    parts: Parts,
    found: ConversationRecord,
    desk: Desk,
    typed: Mapping[UUID, Typed] | None = None,
) -> dict[str, Any]:
    """What review_transcript.html needs. typed: words for an answer that could not be kept as they came."""
    here = {found.service.id}
    hidden = parts.store.apart.hidden(found.id)
    latest = parts.store.turns.latest(found.id, limit=LONGEST_TRANSCRIPT)
    turns = [turn for turn in latest if turn.seq not in hidden]
    person = parts.store.people.get(here, found.person_id) if found.person_id else None
    device = parts.store.devices.get(here, found.device_id) if found.device_id else None
    answers = parts.store.review.answers(here, found.id)
    views = answer_views(answers, parts.taxonomy, said_how(turns, parts.pictures))
    decisions = parts.store.decisions.of_conversation(here, found.id)
    against = parts.store.disagreements.of_conversation(found.id)
    for view, given in zip(views, answers, strict=True):
        mine = given.answer.id
        view["tagging"] = tagging_view(given, decisions.get(mine, []), desk, against.get(mine, []))
        view["before"] = _before(given, turns)
        spoken = _spoken(parts, found, given, (typed or {}).get(given.answer.id))
        view["spoken"] = spoken and spoken | {"decides": desk.decides}
    shown = {each.id for given in answers for each in given.recordings}
    recordings = parts.store.recordings.of_conversation(here, found.id)
    return {
        "conversation": heading(found, person.name if person else None, device.name if device else None),
        "needs": needs_of(person.profile) if person else [],
        "answers": views,
        "counts": _counts(views),
        "first_open": _first_open(views),
        "alone": [_alone(parts, each, found) for each in recordings if each.id not in shown],
        "turns": turn_lines(parts, turns[-FOLDED:], {each.id for each in recordings}),
        "earlier": max(0, len(turns) - FOLDED),
        "work": panel(parts, here, desk.staff_id, found.id, Written(opened=desk.opened)),
        "came": what_came(parts.store, found, desk.staff_id),
        "concerns": concern_views(_concerns(parts, here, found.id, desk)),
    }


def _concerns(parts: Parts, here: set[UUID], talk: UUID, desk: Desk) -> list[ConcernRecord]:
    """Those of a conversation, without those whose words name whoever looks."""
    return parts.store.concerns.of(here, talk, here if desk.leads else (), desk.staff_id)


def _counts(views: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """How many tags are suggestions, and how many staff agreed to."""
    tags = [tag["agreed"] for view in views for tag in view["tagging"]["tags"]]
    return {"agreed": sum(tags), "suggested": len(tags) - sum(tags)}


def _first_open(views: Sequence[Mapping[str, Any]]) -> str | None:
    """The first tag that nobody has decided on."""
    tags = (tag for view in views for tag in view["tagging"]["tags"])
    return next((str(tag["id"]) for tag in tags if not tag["agreed"]), None)


def _before(given: ReviewAnswer, turns: Sequence[TurnRecord]) -> list[dict[str, str]]:
    """What the person had said first, where they then said that it was not what they meant.

    Of a spoken answer the earlier wordings stand beside it in any case.
    """
    if given.answer.spoken is not None:
        return []
    mine = [each for each in turns if each.answer_id == given.answer.id and each.speaker == Speaker.PERSON]
    return [
        {"text": each.text, "when": f"{day_name(each.at)}, {clock(each.at)}"}
        for each in mine
        if each.text.strip() and each.text not in given.answer.text
    ]


def _spoken(
    parts: Parts, found: ConversationRecord, given: ReviewAnswer, typed: Typed | None
) -> dict[str, Any] | None:
    if given.answer.spoken is None:
        return None
    days, settled = parts.settings.recording_days, given.answer.spoken not in UNCONFIRMED
    players = [
        player_view(each, given.at, parts.waveforms.of, days, settled=settled) for each in given.recordings
    ]
    return spoken_view(given, f"/review/{found.id}/answers/{given.answer.id}", players, typed)


def _alone(parts: Parts, recording: RecordingRecord, found: ConversationRecord) -> dict[str, Any]:
    """A recording that belongs to no answer, with what a machine made of it."""
    heard = recording.heard or ""
    unsure = unsure_spans(heard, heard_words([recording]))
    view = player_view(recording, found.last_at, parts.waveforms.of, parts.settings.recording_days)
    return view | {"segments": segments(heard, (), {}, unsure) if heard else []}


def turn_lines(parts: Parts, turns: Sequence[TurnRecord], recordings: set[UUID]) -> list[dict[str, Any]]:
    """What was said, each spoken turn with the recording that can be heard above."""
    views = transcript_views(turns, parts.pictures)
    for view in views:
        heard_in = (view["tablet"] or {}).get("recording")
        view["recording"] = heard_in if heard_in in recordings else None
    return views

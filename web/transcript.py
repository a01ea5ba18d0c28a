"""Everything that the page of one conversation shows, put together."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from storage.kinds import UNCONFIRMED
from storage.records import ConversationRecord, RecordingRecord, ReviewAnswer, TurnRecord
from web.change_view import what_came
from web.pages import Parts
from web.review_view import answer_views, heading, segments, transcript_views
from web.spoken_view import Typed, player_view, spoken_view
from web.spoken_words import heard_words, unsure_spans
from web.staff_people import needs_of
from web.tablet_view import said_how

LONGEST_TRANSCRIPT = 1_000
"""Turns shown of one conversation."""


def transcript_context(
    parts: Parts, found: ConversationRecord, typed: Mapping[UUID, Typed] | None = None
) -> dict[str, Any]:
    """What review_transcript.html needs. typed: words for an answer that could not be kept as they came."""
    turns = parts.store.turns.latest(found.id, limit=LONGEST_TRANSCRIPT)
    person = parts.store.people.get(found.person_id) if found.person_id else None
    device = parts.store.devices.get(found.device_id) if found.device_id else None
    answers = parts.store.review.answers(found.id)
    views = answer_views(answers, parts.taxonomy, said_how(turns, parts.pictures))
    for view, given in zip(views, answers, strict=True):
        view["spoken"] = _spoken(parts, found, given, (typed or {}).get(given.answer.id))
    shown = {each.id for given in answers for each in given.recordings}
    recordings = parts.store.recordings.of_conversation(found.id)
    return {
        "conversation": heading(found, person.name if person else None, device.name if device else None),
        "needs": needs_of(person.profile) if person else [],
        "answers": views,
        "alone": [_alone(parts, each, found) for each in recordings if each.id not in shown],
        "turns": _turns(parts, turns, {each.id for each in recordings}),
        "came": what_came(parts.store, found.id),
    }


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


def _turns(parts: Parts, turns: Sequence[TurnRecord], recordings: set[UUID]) -> list[dict[str, Any]]:
    """What was said, each spoken turn with the recording that can be heard above."""
    views = transcript_views(turns, parts.pictures)
    for view in views:
        heard_in = (view["tablet"] or {}).get("recording")
        view["recording"] = heard_in if heard_in in recordings else None
    return views

"""How answers and tags look to staff: words cut at the edges of the evidence, keys turned into labels."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Any
from uuid import UUID

from nlu.principles import Taxonomy
from storage.kinds import (
    UNCONFIRMED,
    AnswerKind,
    AnswerState,
    Audience,
    Channel,
    Mode,
    Spoken,
    TagStatus,
    TurnState,
)
from storage.records import ConversationRecord, ReviewAnswer, TagRecord, TurnRecord
from web.chat import turn_views
from web.pages import clock, day_name
from web.pictures import Picture
from web.spoken_words import heard_words, unsure_spans
from web.tablet_view import turn_how

SPEAKERS = {Audience.RESIDENT: "Resident", Audience.CARER: "Family or friend", Audience.STAFF: "Staff"}
CHANNELS = {
    Channel.TABLET: "tablet",
    Channel.WEB: "web chat",
    Channel.TERMINAL: "terminal",
    Channel.IMPORT: "imported",
    Channel.APART: "without a name",
}
STANCES = {"working": "Working", "not_working": "Not working", "wish": "Wish", "neutral": "Neutral"}
HOW = {
    Mode.PICTURES: "chose pictures",
    Mode.FACES: "chose a face",
    Mode.VOICE: "spoke",
    Mode.BUTTON: "pressed",
    Mode.TYPED: "typed",
    Mode.IMPORTED: "imported",
}


def heading(
    conversation: ConversationRecord, person: str | None = None, place: str | None = None
) -> dict[str, Any]:
    """Who spoke, when and by which way."""
    return {
        "named": person is not None,
        "who": person or SPEAKERS.get(Audience(conversation.audience), conversation.audience),
        "when": f"{day_name(conversation.created_at)}, {clock(conversation.created_at)}",
        "channel": CHANNELS.get(Channel(conversation.channel), conversation.channel)
        + (f", {place}" if place else ""),
        "wants_person": conversation.wants_person_at is not None,
    }


def answer_views(
    answers: Iterable[ReviewAnswer],
    taxonomy: Taxonomy,
    said_how: Mapping[UUID, Mapping[str, Any]] = MappingProxyType({}),
) -> list[dict[str, Any]]:
    """Answers in order, each with its words in segments, and how it was said."""
    return [_answer_view(answer, taxonomy) | {"how": said_how.get(answer.answer.id)} for answer in answers]


def transcript_views(
    turns: Sequence[TurnRecord], pictures: Mapping[str, Picture] = MappingProxyType({})
) -> list[dict[str, Any]]:
    """Everything that was said, and how."""
    modes = {str(turn.id): turn.mode for turn in turns}
    details = {str(turn.id): turn_how(turn, pictures) for turn in turns}
    views = turn_views(turns)
    for view in views:
        mode = modes[view["id"]]
        view["how"] = HOW.get(Mode(mode)) if mode else None
        view["tablet"] = details[view["id"]]
        if view["state"] == TurnState.SET_ASIDE:
            view["how"] = "not understood by the program, please read"
    return views


def segments(
    text: str,
    tags: Sequence[TagRecord],
    labels: Mapping[str, str],
    unsure: Sequence[tuple[int, int]] = (),
) -> list[dict[str, Any]]:
    """The text cut wherever evidence begins or ends; joined again the pieces are the text.

    unsure: (start, end) of words that were hard to hear; within a piece they are parts of their own.
    """
    spans = [(max(0, start), min(len(text), end), tag) for tag in tags for start, end in tag.evidence]
    edges = sorted({0, len(text), *(edge for start, end, _ in spans for edge in (start, end))})
    pieces = []
    for start, end in pairwise(edges):
        here = [tag for first, last, tag in spans if first <= start and end <= last]
        pieces.append(
            {
                "text": text[start:end],
                "parts": _parts(text, start, end, unsure),
                "stances": list(dict.fromkeys(tag.stance for tag in here)),
                "labels": list(dict.fromkeys(labels.get(tag.key, tag.key) for tag in here)),
                "agreed": any(tag.status == TagStatus.AGREED for tag in here),
            }
        )
    return pieces


def _parts(text: str, start: int, end: int, unsure: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    """(words, whether they were hard to hear) of a piece, without the spaces at its end."""
    end = start + len(text[start:end].rstrip())
    inside = [(max(start, first), min(end, last)) for first, last in unsure if first < end and last > start]
    edges = sorted({start, end, *(edge for cut in inside for edge in cut)})
    return [
        (text[here:there], any(first <= here and there <= last for first, last in inside))
        for here, there in pairwise(edges)
    ]


def _answer_view(given: ReviewAnswer, taxonomy: Taxonomy) -> dict[str, Any]:
    labels = {principle.key: principle.label for principle in taxonomy.principles}
    shown = [tag for tag in given.tags if tag.status != TagStatus.REMOVED and not tag.old]
    text, unsure = given.answer.text, unsure_words(given)
    return {
        "id": str(given.answer.id),
        "number": given.question.position if given.question else None,
        "question": given.question.text if given.question else "Said besides the questions",
        "state_label": state_label(given),
        "segments": segments(text, shown, labels, unsure) if text else [],
        "unread": why_unread(given),
        "dotted": bool(unsure),
        "stance_label": STANCES.get(given.stance or "", ""),
        "topics": list(given.topics),
        "time": clock(given.at),
    }


def unsure_words(given: ReviewAnswer) -> list[tuple[int, int]]:
    """Where words stand that were hard to hear; none once somebody has listened."""
    if given.answer.spoken in (None, Spoken.LISTENED):
        return []
    return unsure_spans(given.answer.text, heard_words(given.recordings))


def why_unread(given: ReviewAnswer) -> str | None:
    """Why no principles are suggested yet, if the words are still to be read for them."""
    if given.answer.spoken in UNCONFIRMED:
        return "Not read for principles until somebody stands by the words."
    if given.answer.spoken and given.answer.text and not given.answer.tagged:
        return "Being read for principles: load the page again in some minutes."
    return None


def state_label(given: ReviewAnswer) -> str:
    """How far the person went along with it."""
    if given.answer.state == AnswerState.DELETED:
        return "Removed by the person"
    if given.answer.kind == AnswerKind.SKIPPED:
        return "Left out by the person"
    if given.answer.kind == AnswerKind.NOTE:
        return "Said besides"
    return "Agreed" if given.answer.state == AnswerState.AGREED else "Heard, not agreed yet"

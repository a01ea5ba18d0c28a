"""From what nlu understands to what storage keeps."""

from datetime import datetime
from typing import Protocol

from nlu.understanding import Understanding
from storage.records import NewTag, NewTags
from storage.store import Store


class Understands(Protocol):
    """What we need of a tagger."""

    model_version: str

    def tag(self, text: str) -> Understanding:
        """What a text says."""


def suggest(tagger: Understands, text: str) -> NewTags:
    """The tags, stance and topics that a tagger suggests for an answer."""
    return as_tags(tagger.tag(text), tagger.model_version)


def tag_waiting(store: Store, tagger: Understands, before: datetime) -> int:
    """Tag what nobody came back to: words left in the middle of a question before `before`, or set aside.

    Returns how many answers were tagged.
    """
    waiting = store.tags.untagged(before)
    return sum(store.tags.suggest(answer_id, text, suggest(tagger, text)) for answer_id, text in waiting)


def as_tags(understood: Understanding, model_version: str) -> NewTags:
    """An understanding in the form that is kept."""
    return NewTags(
        model_version=model_version,
        stance=understood.stance,
        tags=tuple(
            NewTag(key=tag.key, stance=tag.stance, confidence=tag.confidence, evidence=tag.evidence)
            for tag in understood.principles
        ),
        topics=understood.topics,
    )

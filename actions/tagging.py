"""From what nlu understands to what storage keeps."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import batched
from typing import Protocol

from nlu.understanding import Understanding
from storage.records import NewTag, NewTags
from storage.store import Store

AT_ONCE = 20
"""Answers tagged anew in one transaction: few, so that people who write meanwhile hardly wait."""


class Understands(Protocol):
    """What we need of a tagger."""

    model_version: str

    def tag(self, text: str) -> Understanding:
        """What a text says."""


class TagsMany(Protocol):
    """What we need of a tagger for many answers."""

    model_version: str

    def tag_many(self, texts: Sequence[str]) -> list[Understanding]:
        """What each text says, in order."""


def suggest(tagger: Understands, text: str) -> NewTags:
    """The tags, stance and topics that a tagger suggests for an answer."""
    return as_tags(tagger.tag(text), tagger.model_version)


def tag_waiting(store: Store, tagger: Understands, before: datetime) -> int:
    """Tag what nobody came back to: words left in the middle of a question before `before`, or set aside.

    What only a machine heard is put away for staff to listen to. Returns how many answers were tagged.
    """
    store.wordings.put_away(before)
    waiting = store.tags.untagged(before)
    return sum(store.tags.suggest([(answer_id, text, suggest(tagger, text))]) for answer_id, text in waiting)


def tag_anew(store: Store, tagger: TagsMany, told: Callable[[int, int], None]) -> int:
    """Let this tagger suggest in the place of earlier ones, oldest answers first; returns for how many.

    `told` hears how many are done, and of how many. Stopped at any moment, what is done stays done and the
    next call goes on. Tags that staff decided on or gave stay as they are.
    """
    stale, done, changed = store.tags.stale(tagger.model_version), 0, 0
    told(0, len(stale))
    for some in batched(stale, AT_ONCE):
        words = store.tags.words(some)
        understood = tagger.tag_many([text for _, text in words])
        changed += store.tags.suggest(
            [
                (answer_id, text, as_tags(found, tagger.model_version))
                for (answer_id, text), found in zip(words, understood, strict=True)
            ]
        )
        done += len(some)
        told(done, len(stale))
    return changed


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

"""From what nlu understands to what storage keeps."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import batched
from typing import Protocol

from actions.concerns import as_concern, rules
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
    """What a tagger says of an answer: tags, stance, topics, and whether somebody may be unsafe."""
    return as_tags(tagger.tag(text), tagger.model_version, text)


def tag_waiting(store: Store, tagger: Understands, before: datetime) -> int:
    """Tag what nobody came back to: words left in the middle of a question before `before`, or set aside.

    What only a machine heard is put away for staff to listen to. Returns how many answers were tagged.
    If the tagger cannot read one, the plain rules look for concerns in it, the others are read, and then its
    error is raised.
    """
    store.wordings.put_away(before)
    tagged, trouble = 0, None
    for answer_id, text in store.tags.untagged(before):
        try:
            found = suggest(tagger, text)
        except Exception as error:  # noqa: BLE001 (whatever it is, somebody may be unsafe meanwhile)
            trouble = error
            if concern := rules().find(text):
                store.tags.notice(answer_id, text, concern)
        else:
            tagged += store.tags.suggest([(answer_id, text, found)])
    if trouble:
        raise trouble
    return tagged


def tag_anew(
    store: Store, tagger: TagsMany, told: Callable[[int, int], None], *, everything: bool = False
) -> int:
    """Let this tagger suggest in the place of earlier ones, oldest answers first; returns for how many.

    `told` hears how many are done, and of how many. Stopped at any moment, what is done stays done and the
    next call goes on. Tags that staff decided on or gave stay as they are. With `everything` it also reads
    again what it has read already: for concerns in answers from before they were kept.
    """
    stale, done, changed = store.tags.stale("" if everything else tagger.model_version), 0, 0
    told(0, len(stale))
    for some in batched(stale, AT_ONCE):
        words = store.tags.words(some)
        understood = tagger.tag_many([text for _, text in words])
        changed += store.tags.suggest(
            [
                (answer_id, text, as_tags(found, tagger.model_version, text))
                for (answer_id, text), found in zip(words, understood, strict=True)
            ]
        )
        done += len(some)
        told(done, len(stale))
    return changed


def as_tags(understood: Understanding, model_version: str, text: str) -> NewTags:
    """An understanding of a text in the form that is kept."""
    return NewTags(
        model_version=model_version,
        stance=understood.stance,
        tags=tuple(
            NewTag(key=tag.key, stance=tag.stance, confidence=tag.confidence, evidence=tag.evidence)
            for tag in understood.principles
        ),
        topics=understood.topics,
        concern=as_concern(understood.concern, text, understood=bool(understood.topics)),
    )

"""Conversations put straight into a store, for pages that show what was said, and read from it again."""

from uuid import UUID

from storage.kinds import Audience, Mode, Speaker
from storage.records import NewTag, NewTags
from storage.store import Store
from tests.saying import begin, tell

WORDS = "We told somebody three weeks ago and heard nothing. She sits with him; I wish they would listen. 😀"
"""An answer with every stance in it, two of them in the same words."""
SEEN = (
    ("three weeks ago and heard nothing", "reciprocity", "not_working"),
    ("heard nothing", "facilitation", "wish"),
    ("She sits with him", "peer_support", "working"),
    ("listen", "equality", "wish"),
    ("😀", "diversity", "neutral"),
)


def told(store: Store, audience: Audience = Audience.CARER) -> UUID:
    """A conversation with that one answer; returns its id."""
    conversation = begin(store, audience)
    found = tuple(_tag(*each) for each in SEEN)
    tell(store, conversation, WORDS, NewTags("marks-1", "not_working", found, ("laundry",)))
    return conversation


def conversation_of(store: Store, path: str) -> UUID:
    """The conversation that a private link leads to."""
    found = store.conversations.by_secret(path.removeprefix("/chat/"))
    assert found is not None
    return found.id


def kept(store: Store, path: str) -> list[str]:
    """What the person said in it, in order, as it is kept."""
    turns = store.turns.since(conversation_of(store, path), 0)
    return [turn.text for turn in turns if turn.speaker == Speaker.PERSON and turn.mode != Mode.OPENED]


def _tag(words: str, key: str, stance: str) -> NewTag:
    at = WORDS.index(words)
    return NewTag(key, stance, 0.9, ((at, at + len(words)),))

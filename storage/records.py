"""What travels out of storage: plain, frozen, without a database behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from storage.concern_records import NewConcern


@dataclass(frozen=True, slots=True)
class ServiceRecord:
    """A home, as people are told about it."""

    id: UUID
    name: str
    readers: str
    phone: str
    slug: str = ""
    """Its short name in addresses."""


@dataclass(frozen=True, slots=True)
class QuestionRecord:
    """One question of one version."""

    id: UUID
    key: str
    position: int
    text: str
    simple: str
    follow_up: str | None
    hint: str | None
    choices: tuple[str, ...]
    principles: tuple[str, ...]
    picture: str | None = None
    pictures: tuple[str, ...] = ()
    closed: str | None = None
    faces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """A question before it has a version. `key` joins its versions."""

    key: str
    text: str
    simple: str
    follow_up: str | None = None
    hint: str | None = None
    choices: tuple[str, ...] = ()
    principles: tuple[str, ...] = ()
    picture: str | None = None
    pictures: tuple[str, ...] = ()
    closed: str | None = None
    faces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionSetRecord:
    """A whole version: its questions in the order they are asked."""

    id: UUID
    audience: str
    language: str
    version: int
    created_at: datetime
    questions: tuple[QuestionRecord, ...]


@dataclass(frozen=True, slots=True)
class ConversationRecord:
    """A conversation without its words."""

    id: UUID
    service: ServiceRecord
    audience: str
    channel: str
    language: str
    phase: str
    wants_person_at: datetime | None
    created_at: datetime
    last_at: datetime
    person_id: UUID | None = None
    device_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    """Where a conversation is: what its screen has to show."""

    phase: str
    question_id: UUID | None
    said: str | None
    """The words of the answer that is being checked, changed or taken out."""
    kept: tuple[tuple[UUID | None, str], ...]
    """(question id or none, words) of every answer and note that is kept, in order."""
    waiting: bool
    """Whether something said still waits for a reply, so that all this may be behind."""
    spoken: str | None = None
    """How far the words of that answer can be trusted, if they were spoken."""


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """One thing said."""

    id: UUID
    conversation_id: UUID
    seq: int
    speaker: str
    mode: str | None
    text: str
    intent: str | None
    state: str
    attempts: int
    choices: tuple[Mapping[str, str], ...]
    answer_id: UUID | None
    at: datetime
    erased: bool
    said_at: datetime | None = None
    details: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """Something the bot says, before it is kept as a turn."""

    text: str
    choices: Sequence[Mapping[str, str]] = ()


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """An answer as it stands now."""

    id: UUID
    question_id: UUID | None
    kind: str
    state: str
    text: str
    settled: bool
    tagged: bool
    """Whether a tagger has seen these words."""
    spoken: str | None = None
    """How far spoken words can be trusted (storage.kinds.Spoken); none if nobody spoke them."""
    voice_counts: bool = False
    """Whether a recording belongs to it of which nobody knows the words yet."""


@dataclass(frozen=True, slots=True)
class RecordingRecord:
    """A recording without its sound."""

    id: UUID
    conversation_id: UUID
    question_id: UUID | None
    answer_id: UUID | None
    """The answer that it is part of; none until it was sent."""
    state: str
    ms: int
    """How long the sound is that is here."""
    began_at: datetime | None
    keep: bool | None
    """Whether the person said that it may be kept; none: nobody asked."""
    heard: str | None
    """What a machine heard; "" if it could not make it out, none if none has tried or it was taken out."""
    engine: str | None
    sure: bool | None
    words: tuple[tuple[str, float | None, int | None], ...]
    """(word, confidence from 0 to 1 if known, ms from the start if known)."""
    listened_at: datetime | None
    """When staff wrote down or confirmed its words."""
    voice_counts: bool = False
    """Nobody knows its words yet: they could not be made out, or the person wants the voice to count."""
    came_at: datetime | None = None
    """When it reached us: from here the days are counted until it goes."""


@dataclass(frozen=True, slots=True)
class WordingRecord:
    """One way in which the words of a spoken answer were written down."""

    text: str
    source: str
    """One of storage.kinds.WordingSource."""
    name: str | None
    """Who of the staff; none if it was a machine or the person."""
    at: datetime


@dataclass(frozen=True, slots=True)
class NewTag:
    """A principle that a tagger suggests: spans are characters of the answer's text."""

    key: str
    stance: str
    confidence: float
    evidence: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class NewTags:
    """Everything a tagger says of one answer."""

    model_version: str
    stance: str | None
    tags: tuple[NewTag, ...] = ()
    topics: tuple[str, ...] = ()
    concern: NewConcern | None = None
    """A sign that somebody may be unsafe."""


@dataclass(frozen=True, slots=True)
class TagRecord:
    """A tag as it stands, with who or what gave it."""

    id: UUID
    key: str
    stance: str
    confidence: float
    evidence: tuple[tuple[int, int], ...]
    source: str
    status: str
    model_version: str | None
    corrects_id: UUID | None
    version: str = ""
    """Another one whenever the tag or the words under it change."""
    old: bool = False
    """Whether it was given to words that the person or staff changed since."""


@dataclass(frozen=True, slots=True)
class CorrectedAnswer:
    """An answer on whose tags staff decided, to learn from. What was decided on other words is left out."""

    text: str
    given: tuple[tuple[str, str], ...]
    """(principle key, stance) that staff agreed to or gave, each principle once."""
    removed: tuple[str, ...]
    """Keys that staff took away."""
    complete: bool
    """Whether staff decided on every tag that a tagger suggested."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One level of where a conversation is: the phase, and the answer it is about."""

    phase: str
    answer_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action said to a turn, as response names with their variables."""

    says: tuple[tuple[str, Mapping[str, Any]], ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewAnswer:
    """An answer with all that staff see beside it."""

    answer: AnswerRecord
    question: QuestionRecord | None
    stance: str | None
    tags: tuple[TagRecord, ...]
    topics: tuple[str, ...]
    at: datetime
    recordings: tuple[RecordingRecord, ...] = ()
    """Those that it was spoken in, in order."""
    wordings: tuple[WordingRecord, ...] = ()
    """Every way in which its spoken words were written down, oldest first."""


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A line of the list of conversations."""

    conversation: ConversationRecord
    preview: str
    answers: int
    tags: tuple[tuple[str, str], ...] = field(default=())
    """(principle key, stance), each once."""
    listen: int = 0
    """How many of the answers staff are asked to listen to."""
    n: int = 0
    """Its place in the list: the higher, the newer."""
    at: datetime | None = None
    """When its last words came."""
    person: str | None = None
    place: str | None = None
    door: str | None = None
    """By which door its first words came (storage.marks.door)."""
    snippet: tuple[tuple[str, bool], ...] = ()
    """Where words were sought: some of the text around them, in pieces (words, whether they were sought)."""
    reviewed: bool = False
    """Staff marked it as reviewed, and nothing was said since."""
    concern: bool = False
    """Somebody may be unsafe, and it has not been seen to."""
    assigned_to: str | None = None
    """Who of the staff sees to it."""
    due_on: date | None = None

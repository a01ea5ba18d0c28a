"""What other programs get, field by field. Names and meanings stay as they are as long as it is version 1."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, Field


class ServiceOut(BaseModel):
    """The place of care that a token is for."""

    id: UUID
    name: str
    scopes: list[str] = Field(description="What this token may read: answers, words, changes.")


class Services(BaseModel):
    """A token is for one."""

    items: list[ServiceOut]


class ConversationOut(BaseModel):
    """A conversation, without its words."""

    id: UUID
    service: UUID
    audience: str = Field(description="Who spoke: resident, carer or staff. Never merge them.")
    channel: str = Field(description="By which way it came: web, terminal, tablet, import.")
    language: str
    began_at: datetime
    last_at: datetime
    answers: int = Field(description="How many answers can be read.")


class Conversations(BaseModel):
    """A page of them, in the order in which they began."""

    items: list[ConversationOut]
    next: str | None = Field(description="Send it as `after` for the next page; null on the last one.")


class TagOut(BaseModel):
    """A principle in an answer."""

    key: str
    stance: str = Field(description="working, not_working, wish or neutral.")
    status: str = Field(description="suggested by a machine, or agreed by staff.")
    source: str = Field(description="Who gave it: model or staff.")
    confidence: float = Field(description="From 0 to 1: how likely a reader would give it.")
    evidence: list[tuple[int, int]] | None = Field(
        description="Characters that show it, counted in code points; null where names were taken out."
    )


class AnswerOut(BaseModel):
    """What somebody told about one question, or besides."""

    id: UUID
    conversation: UUID
    service: UUID
    audience: str
    channel: str
    language: str
    question: str | None = Field(description="Its key; null for what was said besides.")
    asked: str | None = Field(description="The question as it was asked.")
    text: str
    redacted: bool = Field(description="Whether names and numbers were replaced. Never anonymous for that.")
    state: str = Field(description="heard, read_back, or agreed by the person.")
    stance: str | None
    given_at: datetime
    tags: list[TagOut]
    topics: list[str]
    ways: list[str] = Field(description="How it was said: typed, voice, pictures, faces, button, imported.")
    helped: list[str] = Field(description="What a helper did: reads, presses, writes, speaks.")


class Answers(BaseModel):
    """A page of them, by the order in which their conversations began."""

    items: list[AnswerOut]
    next: str | None = Field(description="Send it as `after` for the next page; null on the last one.")


class KeyOut(BaseModel):
    """A word of ours, and what people read for it."""

    key: str
    label: str
    meaning: str


class Keys(BaseModel):
    """All there are."""

    items: list[KeyOut]


class PartOut(BaseModel):
    """A part that a group had in a change."""

    part: str = Field(description="started, decided, did or reviewed.")
    who: str = Field(description="residents, families, staff, managers or others.")


class ChangeOut(BaseModel):
    """What comes of what people said."""

    id: UUID
    service: UUID
    state: str = Field(description="said, doing, did, or closed by those who said it.")
    said: str
    doing: str
    did: str
    redacted: bool
    owner: str | None = Field(description="Who sees to it; null where names are taken out.")
    due_on: date | None
    created_at: datetime
    doing_at: datetime | None
    did_at: datetime | None
    closed_at: datetime | None
    parts: list[PartOut]
    rung: str
    level: str
    voices: int = Field(description="How many people are behind it.")
    better: int = Field(description="How many of them say that it is better.")
    answers: list[UUID]


class Changes(BaseModel):
    """A page of them, in the order in which they were begun."""

    items: list[ChangeOut]
    next: str | None = Field(description="Send it as `after` for the next page; null on the last one.")


class CountOut(BaseModel):
    """How often a principle was seen in what one kind of speaker said."""

    audience: str
    key: str
    stance: str
    status: str
    answers: int
    people: int = Field(description="So many at least, rounded down so that nobody can be named by it.")


class Counts(BaseModel):
    """All of them. They say how many people, and that is all they can say."""

    items: list[CountOut]
    as_of: datetime | None = Field(None, description="When they were counted, if something changed since.")

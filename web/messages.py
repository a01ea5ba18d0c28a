"""What comes over a line, taken apart."""

import json
import struct
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints

from web.ears import MOST_BYTES, MOST_CHUNKS
from web.errors import WebError

HEAD = struct.Struct(">16sI")
"""Before the sound: which recording, and the number of the chunk."""
LONGEST_TEXT = 4_000

Choice = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z][a-zA-Z' -]{0,39}$")]


class Opened(BaseModel):
    """A recording begins, or goes on."""

    open: UUID
    conversation: UUID | None = None
    question_id: UUID | None = None
    began_at: AwareDatetime | None = None


class Finished(BaseModel):
    """They said that they have finished."""

    finish: UUID
    chunks: Annotated[int, Field(ge=0, le=MOST_CHUNKS)]


class Dropped(BaseModel):
    """They want to say it again."""

    drop: UUID


class Asked(BaseModel):
    """ "Have you finished?" was just said to them."""

    asked: UUID


class ChoicesOpened(BaseModel):
    """Listen for one of a few words; what is heard is not kept."""

    closed: UUID
    choices: Annotated[list[Choice], Field(min_length=1, max_length=24)]


class Ended(BaseModel):
    """Listen for them no more."""

    end: UUID


type Asking = Opened | Finished | Dropped | Asked | ChoicesOpened | Ended

KINDS: dict[str, type[Asking]] = {
    "open": Opened,
    "finish": Finished,
    "drop": Dropped,
    "asked": Asked,
    "closed": ChoicesOpened,
    "end": Ended,
}
"""By the word that each begins with, which also names what it is about."""


class UnreadableError(WebError):
    """It is nothing that a page of ours sends."""

    def __init__(self) -> None:
        super().__init__("unreadable", "This cannot be read. Load the page anew.")


def read_text(text: str) -> Asking:
    """One of KINDS. Raises UnreadableError."""
    try:
        found: Any = json.loads(text) if len(text) <= LONGEST_TEXT else {}
        kind = next(kind for name, kind in KINDS.items() if name in found)
        return kind.model_validate(found)
    except (ValueError, TypeError, StopIteration, RecursionError):
        raise UnreadableError from None


def subject(asking: Asking) -> UUID:
    """Which recording it is about, or under which name words are listened for."""
    name = next(name for name, kind in KINDS.items() if isinstance(asking, kind))
    found: UUID = getattr(asking, name)
    return found


def read_chunk(data: bytes) -> tuple[UUID, int, bytes]:
    """Recording, number and samples of a chunk. Raises UnreadableError."""
    pcm = data[HEAD.size :]
    if not 0 < len(pcm) <= MOST_BYTES or len(pcm) % 2:
        raise UnreadableError
    recording, seq = HEAD.unpack_from(data)
    return UUID(bytes=recording), seq, pcm

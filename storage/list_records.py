"""What travels of the list of conversations."""

from dataclasses import dataclass, field
from datetime import date, datetime

from storage.records import ConversationRecord


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
    quiet: bool = False
    """Of that the program is unsure, and it can wait."""
    assigned_to: str | None = None
    """Who of the staff sees to it."""
    due_on: date | None = None

"""What somebody chose in the form of a tag: a principle, how it is with it, and the words that show it."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Form

from nlu.principles import Taxonomy
from storage.records import NewTag
from web.errors import WebError
from web.pieces import LONGEST_QUOTATION, Span, merged, places, read_span, written
from web.review_view import STANCES

NO_PRINCIPLE = "Choose a principle from the list."
NO_STANCE = "Choose how it is: working, not working, a wish or neutral."
NO_WORDS = "Choose at least one piece of their words that shows it, or type some of them."
NOT_THERE = "Those words do not stand in this answer. Type them as they are written there."
SEVERAL = "Those words stand there more than once. Type a few more of the words around them."
TOO_MANY = f"Type at most {LONGEST_QUOTATION:,} letters, or choose whole sentences."
MOST_WORDS = 200
"""Pieces that one form may choose."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A form as it came, to be read or to be shown again."""

    key: str = ""
    stance: str = ""
    words: tuple[str, ...] = ()
    """Chosen pieces, as `web.pieces.written` writes them."""
    quote: str = ""
    words_seen: str = ""
    """The version of the answer's words that stood on the page."""
    error: str = ""
    """Why it was not kept, if it was not."""

    def refused(self, error: str, *, words_changed: bool = False) -> "Choice":
        """The same, to be shown again. Pieces of other words would be pieces of something else."""
        return replace(self, error=error, words=() if words_changed else self.words)


async def read_choice(
    key: Annotated[str, Form()] = "",
    stance: Annotated[str, Form()] = "",
    words: Annotated[list[str] | None, Form()] = None,
    quote: Annotated[str, Form()] = "",
    words_seen: Annotated[str, Form()] = "",
) -> Choice:
    """The form of a tag (a FastAPI dependency)."""
    return Choice(key, stance, tuple((words or [])[:MOST_WORDS]), quote, words_seen)


def chosen_tag(choice: Choice, text: str, taxonomy: Taxonomy) -> NewTag:
    """The tag that was chosen. Raises WebError with what to do if it is none."""
    if choice.key not in {principle.key for principle in taxonomy.principles}:
        raise WebError("unusable", NO_PRINCIPLE)
    if choice.stance not in STANCES:
        raise WebError("unusable", NO_STANCE)
    return NewTag(choice.key, choice.stance, 1.0, merged([*_pieces(choice, text), *_quoted(choice, text)]))


def _pieces(choice: Choice, text: str) -> list[Span]:
    spans = [read_span(value) for value in choice.words]
    found = [span for span in spans if span and 0 <= span[0] < span[1] <= len(text)]
    if len(found) < len(spans) or not (found or choice.quote.strip()):
        raise WebError("unusable", NO_WORDS)
    return found


def _quoted(choice: Choice, text: str) -> list[Span]:
    if not choice.quote.strip():
        return []
    if len(choice.quote) > LONGEST_QUOTATION:
        raise WebError("unusable", TOO_MANY)
    found = places(text, choice.quote)
    if len(found) > 1 and set(found) - {read_span(value) for value in choice.words}:
        raise WebError("unusable", SEVERAL)
    if not found:
        raise WebError("unusable", NOT_THERE)
    return found


def as_it_stands(key: str, stance: str, evidence: tuple[Span, ...]) -> Choice:
    """A tag as its form shows it before anybody changes anything."""
    return Choice(key, stance, tuple(written(span) for span in evidence))

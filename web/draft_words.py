"""What was heard, as a page shows it: a draft that nobody has confirmed."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from storage.records import RecordingRecord
from voice.recognisers import Heard

SURE_OF_A_WORD = 0.25
"""From 0 to 1; a word of which the engine is less sure is shown as a guess: half of the wrong ones."""

type Draft = dict[str, Any]


class Word(NamedTuple):
    """A word, and how sure the engine is of it from 0 to 1; None if it does not know."""

    text: str
    confidence: float | None


NOTHING: Draft = {"text": "", "engine": "", "sure": False, "words": []}
"""It could not be made out, or nobody was there to hear it. The recording is whole all the same."""


def as_draft(heard: Heard) -> Draft:
    """Of what an engine gave just now."""
    words = (Word(each.text, each.confidence) for each in heard.words)
    return _draft(heard.text, heard.engine, words, sure=heard.sure)


def kept_draft(recording: RecordingRecord) -> Draft | None:
    """Of what was kept with the recording; None if no engine has heard it yet."""
    if recording.heard is None:
        return None
    words = (Word(text, confidence) for text, confidence, _ in recording.words)
    return _draft(recording.heard, recording.engine or "", words, sure=bool(recording.sure))


def _draft(text: str, engine: str, words: Iterable[Word], *, sure: bool) -> Draft:
    told = [{"text": word.text, "sure": _is_sure(word, of_all=sure)} for word in words]
    return {"text": text, "engine": engine, "sure": sure, "words": told}


def _is_sure(word: Word, *, of_all: bool) -> bool:
    return of_all if word.confidence is None else word.confidence >= SURE_OF_A_WORD

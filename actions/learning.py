"""From what staff decided to what the tagger learns from."""

from collections.abc import Collection

from nlu.answers import Answer
from storage.records import CorrectedAnswer
from storage.store import Store


def corrected_answers(store: Store, principles: Collection[str]) -> list[Answer]:
    """The answers on which staff decided, each once; `principles` are the keys of today's list."""
    return [as_answer(each, frozenset(principles)) for each in store.corrections.corrected()]


def as_answer(corrected: CorrectedAnswer, principles: frozenset[str]) -> Answer:
    """What people said of one answer. Its stance as a whole and its topics nobody gave.

    If staff decided on every suggestion, what is left carries nothing more; else the rest is open.
    """
    given = tuple((key, stance) for key, stance in corrected.given if key in principles)
    decided = {key for key, _ in given}.union(corrected.removed)
    undecided = frozenset() if corrected.complete else principles - decided
    return Answer(corrected.text, given, stance="", topics=(), undecided=undecided)

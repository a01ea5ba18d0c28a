"""Where one thing said ends and the next begins, so that a line in a long answer is not drowned."""

from collections.abc import Iterator

from spacy.tokens import Doc, Token

type Stretch = tuple[int, int]
"""Index of the first word and index after the last."""

LONGEST = 25
"""Words of speech without a stop that still count as one clause."""
SHORTEST = 3
"""Words a clause needs to be looked at by itself."""

_STOPS = frozenset(".!?;:")
_TURNS = frozenset({"but", "although", "though", "however", "except", "whereas"})


def stretches(doc: Doc) -> Iterator[Stretch]:
    """The parts of an answer between stops; all of it where a recogniser wrote none."""
    start = 0
    for index, token in enumerate(doc):
        if token.lower_ in _STOPS:
            if index > start:
                yield start, index
            start = index + 1
    if start < len(doc):
        yield start, len(doc)


def clauses(doc: Doc) -> list[Stretch]:
    """The stretches, cut again where the speaker turns ("but") and where they run on for long."""
    return [
        (first, after)
        for start, end in stretches(doc)
        for turn, back in _between_turns(doc, start, end)
        for first, after in _in_even_parts(turn, back)
        if after - first >= SHORTEST
    ]


def several(doc: Doc) -> list[Stretch]:
    """The clauses, if there are more than one: a single one says what the whole says."""
    found = clauses(doc)
    return found if len(found) > 1 else []


def is_word(token: Token) -> bool:
    return not token.is_punct and not token.is_space


def _between_turns(doc: Doc, start: int, end: int) -> Iterator[Stretch]:
    for index in range(start + SHORTEST, end):
        if doc[index].lower_ in _TURNS:
            yield start, index
            start = index
    yield start, end


def _in_even_parts(start: int, end: int) -> Iterator[Stretch]:
    parts = -(-(end - start) // LONGEST)  # rounded up
    for part in range(parts):
        yield start + part * (end - start) // parts, start + (part + 1) * (end - start) // parts

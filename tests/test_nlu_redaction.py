"""Redacting whole answers: placeholders, spans, and what must hold of every text."""

import random

import pytest

from nlu.identity import Identifier, Kind
from nlu.redaction import Redactor

ROSTER = ("Doreen Hathersage", "Rose Walker", "Hope Adeyemi", "Will Baker")
REDACTOR = Redactor(ROSTER)
PIECES = (
    "Doreen|doreens|Rose|rose|Will|May|Hope|Mrs Patel|nurse joy|Mr|and|the|my son|called|is|was|came|said"
    "|room|12|twelve|14 Elm Road|LS6 1AB|07700 900123|oh|double seven|born|3 March 1938|jo@example.org|dot|at"
    "|NHS number|943 476 5919|street|hospital|Victoria|.|,|!|\n|😀|👩🏽\u200d🦳|Zoë|Zoe\u0308|İ|ß|\u00a0"
    "|[name]|[phone]|[|]|'s|’s|in|with|to|ring|tell"
)


def texts(seed: int, how_many: int) -> list[str]:
    """Random answers of all that could meet."""
    dice = random.Random(seed)
    pieces = PIECES.split("|")
    return [
        dice.choice((" ", "", " ", "  ")).join(dice.choices(pieces, k=dice.randint(0, 14)))
        for _ in range(how_many)
    ]


def test_each_identifier_is_replaced_by_the_word_for_its_kind() -> None:
    text = "Doreen in room 12 was born 3 March 1938, ring 07700 900123 or jo@example.org at 14 Elm Road."
    assert REDACTOR.redact(text).text == (
        "[name] in [room] was born [birthdate], ring [phone] or [email] at [address]."
    )


def test_spans_say_what_stood_where() -> None:
    text = "😀 tell Zoe\u0308 and doreens son"
    redacted = REDACTOR.redact(text)
    assert redacted.text == "😀 tell [name] and [name] son"
    assert [text[span.start : span.end] for span in redacted.spans] == ["Zoe\u0308", "doreens"]
    assert redacted.as_json()["spans"] == [
        {"start": 7, "end": 11, "kind": "person"},
        {"start": 16, "end": 23, "kind": "person"},
    ]


def test_where_two_overlap_they_become_one_of_the_longer_ones_kind() -> None:
    text = "she lived at 14 Rose Walker Road"
    assert REDACTOR.find(text) == (Identifier(13, len(text), Kind.ADDRESS),)


def test_an_answer_with_nothing_in_it_stays_as_it_is() -> None:
    text = "The soup was nice, and hot for once."
    assert REDACTOR.redact(text).text == text
    assert REDACTOR.redact("").spans == ()


def test_the_end_of_a_long_answer_is_read_too() -> None:
    assert REDACTOR.redact("so " * 20_000 + "ask Doreen").text.endswith("ask [name]")


@pytest.mark.parametrize("seed", range(4))
def test_spans_are_in_order_apart_and_inside_the_text(seed: int) -> None:
    for text in texts(seed, 250):
        edges = [0, *(edge for span in REDACTOR.find(text) for edge in (span.start, span.end)), len(text)]
        assert edges == sorted(edges), text
        assert all(text[span.start : span.end].strip() for span in REDACTOR.find(text)), text


@pytest.mark.parametrize("seed", range(4))
def test_the_placeholders_and_the_rest_make_up_the_text(seed: int) -> None:
    for text in texts(seed, 250):
        redacted, spans = REDACTOR.redact(text).text, REDACTOR.find(text)
        kept, after = [], 0
        for span in spans:
            kept += [text[after : span.start], span.kind.placeholder]
            after = span.end
        assert redacted == "".join([*kept, text[after:]])


@pytest.mark.parametrize("seed", range(4))
def test_redacting_again_changes_nothing(seed: int) -> None:
    for text in texts(seed, 250):
        once = REDACTOR.redact(text).text
        assert REDACTOR.redact(once).text == once, text


@pytest.mark.parametrize("piece", ["mrs and ", "a ", "7", "x.", "aa-", "one ", "rose ", "number ", "[name] "])
def test_endless_repetition_does_no_harm(piece: str) -> None:
    assert isinstance(REDACTOR.redact(piece * 1000).text, str)

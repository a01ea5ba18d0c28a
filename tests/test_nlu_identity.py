"""What an identifier is, and what stands in its place."""

import pytest

from nlu.identity import Identifier, Kind


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_has_one_word_in_brackets(kind: Kind) -> None:
    assert kind.placeholder[0] == "["
    assert kind.placeholder[-1] == "]"
    assert kind.placeholder[1:-1].isalpha()


def test_no_two_kinds_share_a_word() -> None:
    assert len({kind.placeholder for kind in Kind}) == len(Kind)


def test_identifiers_come_in_the_order_of_the_text() -> None:
    late, early = Identifier(7, 9, Kind.PHONE), Identifier(2, 5, Kind.PERSON)
    assert sorted([late, early]) == [early, late]


def test_an_identifier_travels_as_plain_values() -> None:
    assert Identifier(1, 4, Kind.NHS_NUMBER).as_json() == {"start": 1, "end": 4, "kind": "nhs_number"}

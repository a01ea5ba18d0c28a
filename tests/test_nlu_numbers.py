"""Numbers, addresses and dates by which a person could be found, typed and as a recogniser writes them."""

import re

import pytest

from nlu.identity import Kind
from nlu.letters import small
from nlu.numbers import numbers


def found(text: str, kind: Kind) -> list[str]:
    """What is found of this kind, the longest of each place."""
    spans = [(span.start, span.end) for span in numbers(small(text)) if span.kind is kind]
    longest = [a for a in spans if not any(b != a and b[0] <= a[0] and a[1] <= b[1] for b in spans)]
    return [text[start:end] for start, end in sorted(set(longest))]


def check(marked: str, kind: Kind) -> None:
    text = re.sub(r"[{}]", "", marked)
    assert found(text, kind) == re.findall(r"\{(.*?)\}", marked)


@pytest.mark.parametrize(
    "marked",
    [
        "Ring me on {01632 960 123} or {07700-900-123}.",
        "my mobile is {07700900123}",
        "{+44 7700 900123} please",
        "{(01632) 960123} is the office",
        "her number is {oh seven seven double oh nine hundred one two three}",
        "it is {zero one six three two nine six zero one two three} ask for the nurse",
        "i am 83 {07700 900 123}",
        "call {960123} after six",
        "press 1 2 3 and wait",
        "i rang 4 or 5 times in 20 minutes",
        "one two three four five once i caught a fish alive",
        "it costs 1200 pounds a week",
        "we won 3 2 in 1966",
    ],
)
def test_a_telephone_number_is_found_and_a_count_is_not(marked: str) -> None:
    check(marked, Kind.PHONE)


@pytest.mark.parametrize(
    "marked",
    [
        "NHS number {943 476 5919}.",
        "{943 476 5919} is on my band",
        "{9434765919} is on my band",
        "my nhs number is {nine four three four seven six five nine one nine}",
        "order 9434765910 came",
    ],
)
def test_an_nhs_number_is_found_by_its_form_its_check_digit_or_what_is_said(marked: str) -> None:
    check(marked, Kind.NHS_NUMBER)


@pytest.mark.parametrize(
    "marked",
    [
        "write to {jo.b@example.org}.",
        "{doreen dot smith at example dot co dot uk} is hers",
        "mine is {maureen 72 at gmail dot com}",
        "{d underscore hill at btinternet dot com}",
        "{jo.b at gmail.com}",
        "look at bbc dot co dot uk",
        "meet me at ten",
    ],
)
def test_an_email_is_found_and_a_page_is_not(marked: str) -> None:
    check(marked, Kind.EMAIL)


@pytest.mark.parametrize(
    "marked",
    [
        "I lived at {14 Elm Road} for years",
        "it was {12 New Road, Leeds LS6 1AB} then",
        "{forty two acacia avenue} was home",
        "{twelve holly close} is my house",
        "{7 The Green}",
        "{Flat 3, Beech Court}",
        "{Rose Cottage, Mill Lane}",
        "the postcode is {NE4 6AB}",
        "the postcode is {n e four six a b}",
        "{ls eleven nine qt}",
        "it is 3 miles down the lane",
        "ten minutes up the road",
        "two people in the close",
        "i take b12 5mg",
        "it is a one way street",
    ],
)
def test_an_address_is_found_and_a_way_is_not(marked: str) -> None:
    check(marked, Kind.ADDRESS)


@pytest.mark.parametrize(
    "marked",
    [
        "I am in {room 12}",
        "{room twelve} is cold",
        "{Room 4b}, the end one",
        "{room one oh four}",
        "{bed 3} by the door",
        "the lady {in number nine} shouts",
        "there is room for improvement",
        "i was in bed 9 hours",
        "i go to bed ten o'clock",
        "number 1 thing is food",
    ],
)
def test_a_room_is_found_and_an_hour_is_not(marked: str) -> None:
    check(marked, Kind.ROOM)


@pytest.mark.parametrize(
    "marked",
    [
        "born {3 March 1938}",
        "i was born on {the third of march nineteen thirty eight}",
        "dob {3/4/38}",
        "my birthday is {the fourth of june}",
        "date of birth {three four thirty eight}",
        "{12/05/1938} it says",
        "{the 3rd of May 1941} is my birthday",
        "we married on 3 June 1954",
        "i moved in on 12 march 2021",
        "the second of may was sunny",
        "on 3 May there is a fair",
    ],
)
def test_a_date_of_birth_is_found_and_another_date_is_not(marked: str) -> None:
    check(marked, Kind.BIRTH)

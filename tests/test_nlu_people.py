"""Names of people: known ones, those of the home, those that are words too; and what only looks like one."""

import re
from pathlib import Path

import pytest

from nlu.errors import NluError
from nlu.identity import Kind
from nlu.names import Names, Sense, load_lists
from nlu.redaction import Redactor

ROSTER = [
    "Doreen Hathersage",
    "Rose Walker",
    "Will Baker",
    "Hope Adeyemi",
    "Mark Long",
    "Grace Mensah",
    "Victoria Stone",
    "Bill Young",
    "May Chan",
]
ANYBODY = Redactor()
OURS = Redactor(ROSTER)


def names(redactor: Redactor, text: str) -> list[str]:
    return [text[span.start : span.end] for span in redactor.find(text) if span.kind is Kind.PERSON]


def check(redactor: Redactor, marked: str) -> None:
    assert names(redactor, re.sub(r"[{}]", "", marked)) == re.findall(r"\{(.*?)\}", marked)


@pytest.mark.parametrize(
    "marked",
    [
        "ask {Maureen} about it",
        "ask {maureen} about it",
        "{Maureen}'s chair",
        "{maureens} chair",
        "{MAUREEN O'REILLY} SHOUTS",
        "{Zoë} and {José} are good",
        "{Krzysztof Wiśniewski} fixes things",
        "her name is {Siobhan O'Reilly} and she is kind",
        "{Mary-Jane Smith-Jones} came",
        "{Mr. P. K. Sharma} runs the club",
        "{Mr and Mrs Patel} next door",
        "{mrs okonkwo} said so",
        "{Dr Singh} listens",
        "{Sister Bernadette} comes on Sundays",
        "{Auntie Pat} and {uncle bill}",
        "a lad called {Tunde} does the garden",
        "the new carer {Chidinma} is gentle",
        "{D. Okafor} told me",
    ],
)
def test_a_name_is_found_typed_or_as_a_recogniser_writes_it(marked: str) -> None:
    check(ANYBODY, marked)


@pytest.mark.parametrize(
    "marked",
    [
        "i sit with {doreen}",
        "{doreens} room is next to mine",
        "{hathersage} is her name",
        "thank {Doreen Hathersage} for me",
        "it was {rose walker} who sorted it",
        "let {grace} do it",
        "is {hope} back",
        "i was washed by {rose}",
        "{grace} is kind",
        "me and {bill} play cards",
        "talk to {mark}",
        "{Victoria} does my hair",
    ],
)
def test_a_name_on_the_roster_is_found_however_it_is_written(marked: str) -> None:
    check(OURS, marked)


@pytest.mark.parametrize(
    "marked",
    [
        "{Rose} came in",
        "when {mark} visits we play dominoes",
        "my grandson {will} is at university",
        "my granddaughter {grace} sings",
        "{nurse joy} did my leg",
        "tell {hope} i said hello",
        "{may} came in to see me",
        "{Ivy} in room nine",
        "{rose} and {doreen}",
        "her name is {Joy}",
        "{Rose Okafor} is on nights",
        "roses daughter is {Penny}",
    ],
)
def test_a_name_that_is_also_a_word_is_taken_where_a_person_is_meant(marked: str) -> None:
    text = re.sub(r"[{}]", "", marked)
    assert set(re.findall(r"\{(.*?)\}", marked)) <= set(names(ANYBODY, text))


@pytest.mark.parametrize(
    "marked",
    [
        "{Frank} snores all night",
        "{Mark} shaved me",
        "{Olive} never visits",
        "{May} always gets a cake",
        "{Olive} can't hear a word",
        "{bill} next door bangs on the wall",
        "{Mick} and his Guinness",
        "{Jack}'s hearing aid whistles",
        "i had a natter with {ivy}",
        "{Patience} is on shift",
        "{Happiness} is a good nurse",
        "{Joy} from the agency",
        "{Rose} put my slippers on",
    ],
)
def test_what_somebody_does_has_or_is_makes_a_name_of_a_word(marked: str) -> None:
    check(ANYBODY, marked)


@pytest.mark.parametrize(
    "marked",
    [
        "{Qwzara} ties my turban",
        "{qwzara} he sings",
        "{qwzara} has his mat by the window",
        "{Qwzara} doesn't like the soup",
        "{qwzara} my niece should be told",
        "i told {qwzara} i was cold",
        "I trust {Qwzara} with my life",
        "{Qwzara} is kind",
        "{Qwzara} and {Doreen} are both on",
        "{Qwzara}'s wife brings dates",
        "the letters are for {J. B. Qwzara} and nobody else",
    ],
)
def test_a_name_that_nobody_listed_is_found_by_what_stands_around_it(marked: str) -> None:
    check(ANYBODY, marked)


@pytest.mark.parametrize(
    "text",
    [
        "my son's verruca is gone",
        "the lad mended it with fishing line",
        "my brother hes got a cold",
        "i was told the carer drew a line",
    ],
)
def test_what_stands_behind_a_relation_is_not_always_a_name(text: str) -> None:
    assert names(ANYBODY, text) == []


@pytest.mark.parametrize("redactor", [ANYBODY, OURS], ids=["without", "with roster"])
@pytest.mark.parametrize(
    "text",
    [
        "may i have more tea",
        "i hope so",
        "will you tell them",
        "the bill came",
        "roses in the garden",
        "prices rose again",
        "a mark on my arm",
        "In May we go to Skegness",
        "we say grace and then we eat",
        "there was joy in her face",
        "the staff will come",
        "the carers may come late",
        "it was a long day",
        "young people come",
        "the baker came with bread",
        "it is frank and open",
        "spend a penny",
    ],
)
def test_a_word_that_is_also_a_name_is_left_where_it_is_a_word(redactor: Redactor, text: str) -> None:
    assert names(redactor, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Victoria Road is noisy",
        "a Victoria sponge on Sundays",
        "St Mary's is where I was christened",
        "the James Cook Hospital",
        "mark my words it will be grand",
        "every Tom, Dick and Harry",
        "Bob's your uncle",
        "for Pete's sake",
        "I like Vera Lynn and Elvis",
        "the Queen was on telly",
        "listening to Dora Bryan",
        "a film called Rebecca",
        "my dog Max",
        "Parkinson's makes me shake",
        "Mr Kipling cakes",
        "Jack Russell puppies",
        "Tesco brings my shopping",
        "The girls sing to us",
        "I'd sooner go to Marks and Spencer",
        "they go to Sydney and Florence",
        "do not molly-coddle me",
        "Campbell's soup, the tomato one",
        "my own Roberts radio",
        "My brother had a Morgan",
        "Lawrence of Arabia at the Odeon",
        "the film Rebecca",
        "Countdown with Rachel Riley",
        "the St Vincent de Paul ladies",
        "a window of St Mary Magdalene",
        "Bargain Hunt with Natasha Hill",
        "the cat is called Oscar",
        "a spaniel named Monty",
        "Violet is my favourite colour",
        "Preston North End and a pint",
        "Manila has the best Christmas",
        "Daniel O'Donnell can sing",
        "i never miss Midsomer Murders",
        "a walk round the abbey",
    ],
)
def test_places_famous_people_sayings_and_goods_are_left_alone(text: str) -> None:
    assert names(ANYBODY, text) == []


def test_a_name_that_was_clear_once_is_taken_again() -> None:
    check(ANYBODY, "My carer is called {Hope}. {Hope} was on last night.")


@pytest.mark.parametrize(
    ("word", "sense"),
    [
        ("maureen", Sense.NAME),
        ("maureens", Sense.NAME),
        ("rose", Sense.PERHAPS),
        ("may", Sense.PERHAPS),
        ("florence", Sense.PERHAPS),
        ("qwzplk", Sense.UNKNOWN),
        ("table", Sense.OTHER),
        ("carer", Sense.OTHER),
        ("lorries", Sense.OTHER),
    ],
)
def test_each_word_has_one_sense(word: str, sense: Sense) -> None:
    assert Names().sense(word) is sense


def test_the_roster_makes_a_name_of_its_own_words_but_not_of_everyday_ones() -> None:
    names = Names(["Mrs Qwzplk Garden"])
    assert names.sense("qwzplk") is Sense.NAME
    assert names.sense("garden") is Sense.OTHER
    assert names.sense("mrs") is Sense.OTHER


def test_every_list_of_cues_is_written_in_small_letters_without_accents() -> None:
    for words in load_lists().cues.values():
        assert all(word == word.lower() and word.isascii() for word in words)


def test_missing_lists_are_told_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(NluError, match="git checkout"):
        load_lists(tmp_path)

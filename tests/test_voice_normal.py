"""What is written, as it is said: the table of what people write in answers and questions of a home."""

import pytest

from voice.normal import Normal
from voice.number_words import cardinal, clock, decade, decimal, ordinal, year

SAID = {
    # times
    "Dinner is at 12.30, tea at 5 pm.": "Dinner is at twelve thirty, tea at five pee em.",
    "from 10:00 until 7:05pm": "from ten o'clock until seven oh five pee em",
    "10.30 a.m. Then": "ten thirty eh em. Then",
    "at 10.30 and 11.45": "at ten thirty and eleven forty-five",
    "15:00, 19:30, 23:15, 0:30, 00:00": "three o'clock in the afternoon, seven thirty in the evening, "
    "eleven fifteen at night, twelve thirty at night, midnight",
    "I am here at 5 am.": "I am here at five eh em.",
    "9-5 daily, 9am–5pm": "nine to five daily, nine eh em to five pee em",
    # dates
    "on 12/06/2027": "on the twelfth of June twenty twenty-seven",
    "2027-06-12": "the twelfth of June twenty twenty-seven",
    "It is 12 June 2027.": "It is the twelfth of June twenty twenty-seven.",
    "the 3rd June, June 12th, 1942": "the third of June, June the twelfth, nineteen forty-two",
    "by 3/4": "by the third of April",
    "Mon 5 Jan. We sat.": "Monday the fifth of January. We sat.",
    "Mar. 1st": "March the first",
    "born in 1936, in the 1940s, the '60s": "born in nineteen thirty-six, in the nineteen forties, "
    "the 'sixties",
    "since 2007, in 1900": "since two thousand and seven, in nineteen hundred",
    # money
    "£3.50, £1,200, 50p, £1, £3.05": "three pounds fifty, one thousand two hundred pounds, fifty pence, "
    "one pound, three pounds and five pence",
    "£5 million or £1.5m": "five million pounds or one point five million pounds",
    "€2 and $1.20 and 1p": "two euros and one dollar twenty and one penny",
    # telephone numbers
    "Ring 01632 960 018.": "Ring oh one six three two, nine six oh, oh one eight.",
    "07700 900123 or 0800-123-4567": "oh seven seven oh oh, nine oh oh one two three or "
    "oh eight oh oh one two three four five six seven",
    "+44 1632 960018": "plus four four, one six three two, nine six oh oh one eight",
    "0800 1111": "oh eight oh oh, one one one one",
    "Call 111 or 999. Room 111": "Call one one one or nine nine nine. Room one hundred and eleven",
    # amounts
    "1,000 and 3.25 and -5": "one thousand and three point two five and minus five",
    "25% of 20°C, 1°": "twenty-five per cent of twenty degrees, one degree",
    "5mg, 500 ml, 1 kg, 2x daily": "five milligrams, five hundred millilitres, one kilogram, two times daily",
    "½ a cup, 2½, 1/2, ¾, 4/5": "a half a cup, two and a half, a half, three quarters, four out of five",
    "1st, 2nd, 22nd and 100th": "first, second, twenty-second and one hundredth",
    "room 12, No. 5, #3": "room twelve, number five, number three",
    "2-3 tablets": "two to three tablets",
    "007, 1234567890123": "oh oh seven, one two three four five six seven eight nine oh one two three",
    # short forms
    "Dr. Smith and Dr Jones of 12 Rose Dr": "Doctor Smith and Doctor Jones of twelve Rose Drive",
    "St Mary's St, Leeds": "Saint Mary's Street, Leeds",
    "Mr. and Mrs. Hall, Ms Ray": "Mister and Missis Hall, Miz Ray",
    "e.g. tea, i.e. the hot one, etc.": "for example tea, that is the hot one, and so on.",
    "cakes etc. We like it": "cakes and so on. We like it",
    "cakes etc. on Sunday": "cakes and so on on Sunday",
    "A&E, the NHS, two GPs, my GP's": "eh and E, the N H S, two G P's, my G P's",
    "he/she and/or & 24/7": "he or she and or and day and night",
    "x@y.org, www.nhs.uk": "x at y dot org, N H S dot U K",
    # names
    "(Siobhan's) Rowan": "(Shivawn's) Rowan",
    # what stays as it is
    "No. I said no.": "No. I said no.",
    "I am sure": "I am sure",
    "Yes! “Well…” a.b 😀 don't": "Yes! “Well…” a.b 😀 don't",
    "sat in the sun on the march in May": "sat in the sun on the march in May",
    "well-being": "well-being",
}


@pytest.mark.parametrize(("written", "said"), SAID.items())
def test_it_is_said_as_people_say_it(written: str, said: str) -> None:
    assert " ".join(Normal({"siobhan": "Shivawn"})(written.split())) == said


def test_each_word_keeps_its_place() -> None:
    for written in SAID:
        words = written.split()
        assert len(Normal()(words)) == len(words)
    assert Normal()([]) == []


def test_nothing_that_anybody_can_write_stops_it() -> None:
    odd = [
        "99/99/9999",
        "25:99",
        "0",
        "00",
        "-",
        "£",
        "£,",
        "½½",
        "1e9",
        "٣",
        "²",
        "1.2.3",
        "9" * 40,
        "’s",
        "0p",
        "//",
        "+",
    ]
    assert len(Normal()(odd)) == len(odd)
    for word in odd:
        assert Normal()([word])


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nought"),
        (13, "thirteen"),
        (40, "forty"),
        (101, "one hundred and one"),
        (125, "one hundred and twenty-five"),
        (1_001, "one thousand and one"),
        (20_300, "twenty thousand three hundred"),
        (1_000_000, "one million"),
        (2_000_000_019, "two billion and nineteen"),
    ],
)
def test_a_number_in_words(number: int, words: str) -> None:
    assert cardinal(number) == words


def test_other_forms_of_numbers() -> None:
    assert [ordinal(each) for each in (1, 5, 12, 20, 31, 100)] == [
        *("first", "fifth", "twelfth", "twentieth", "thirty-first", "one hundredth"),
    ]
    assert [year(each) for each in (1805, 2000, 2026)] == [
        "eighteen oh five",
        "two thousand",
        "twenty twenty-six",
    ]
    assert [decade(each) for each in (90, 1960)] == ["nineties", "nineteen sixties"]
    assert decimal("1,200.05") == "one thousand two hundred point oh five"
    assert [clock(0, 5), clock(12, 0), clock(12, 0, "pm")] == [
        *("twelve oh five at night", "twelve o'clock", "twelve pee em"),
    ]

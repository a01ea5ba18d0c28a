"""Reading text: places stay right whatever people write."""

import pytest

from nlu.words import READ_AT_MOST, Reader, plain

ODD = [
    "",
    "They LISTEN",
    "İstanbul İİ is where I'm from",
    "isn’t “right”",
    "\ud83d they listen \udc00",
    "a\0b\x07c",
    "👩‍👩‍👧 my girls 👍🏽",
    "cafe\u0301 on Sunday",
    "هم لا يستمعون, nobody listens",
    "𝒳 ﷺ ß ﬁ",
]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


@pytest.mark.parametrize("text", ODD)
def test_tidied_text_is_as_long_as_before(text: str) -> None:
    assert len(plain(text)) == len(text)


@pytest.mark.parametrize("text", ODD)
def test_every_word_lies_where_it_stood(reader: Reader, text: str) -> None:
    for token in reader.read(text):
        assert token.idx + len(token) <= len(text)
        if token.is_ascii and token.is_alpha:
            assert text[token.idx : token.idx + len(token)].lower() == token.text


def test_words_are_brought_to_one_form(reader: Reader) -> None:
    told = [token.lemma_ for token in reader.read("She TOLD me. They promised it wasn’t far")]
    assert told == ["she", "tell", "me", ".", "they", "promise", "it", "be", "not", "far"]


def test_a_recogniser_without_apostrophes_is_read_the_same(reader: Reader) -> None:
    with_marks = [token.norm_ for token in reader.read("they don't listen")]
    without = [token.norm_ for token in reader.read("they dont listen")]
    assert with_marks == without


def test_numbers_are_all_one_word(reader: Reader) -> None:
    assert {token.lemma_ for token in reader.read("12 1934 7")} == {"0"}


def test_only_the_beginning_of_an_endless_answer_is_read(reader: Reader) -> None:
    doc = reader.read("they listen " * 20_000)
    assert doc[-1].idx < READ_AT_MOST


def test_words_met_once_are_forgotten(reader: Reader) -> None:
    with reader.forgetting():
        reader.read("warm up")
    before = len(reader.vocab.strings)
    with reader.forgetting():
        reader.read("zyxomma quockerwodger flibbertigibbetly")
    assert len(reader.vocab.strings) == before

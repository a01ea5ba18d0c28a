"""Grammars of choices, with the words that catch what is no choice."""

from collections.abc import Iterator

import pytest

from bench.recordings import recorded, recordings
from tests.speech import needs_recordings
from voice.closed import Grammar, make_grammar, spoken
from voice.hearing import Hearing
from voice.sphinx import Closed, make_decoder
from voice.vocabulary import FINISHED, HOME, STEERING, YES_NO, distractors, home, pronunciations, ways

SOUNDS = {
    "yes": "Y EH S",
    "no": "N OW",
    "know": "N OW",
    "knows": "N OW Z",
    "tea": "T IY",
    "please": "P L IY Z",
}


@pytest.fixture(scope="module")
def closed() -> Closed:
    return Closed()


@pytest.fixture(scope="module")
def hearing() -> Iterator[Hearing]:
    with Hearing("sphinx") as hearing:
        yield hearing


def grammar(*choices: str) -> Grammar:
    return make_grammar(choices, lambda word: SOUNDS.get(word, "B" if word in distractors() else None))


def test_what_is_heard_is_given_back_as_it_was_written() -> None:
    found = grammar("Yes, please!", "No")
    assert found.choice("yes please") == "Yes, please!"
    assert found.choice("no") == "No"
    assert found.choice("house") == ""
    assert found.choice("") == ""


def test_a_choice_with_a_word_that_nobody_can_say_is_left_out_and_told() -> None:
    found = grammar("Yes", "Xqwz tea", "123")
    assert found.unsayable == ("Xqwz tea", "123")
    assert found.choice("yes") == "Yes"


def test_two_choices_that_sound_alike_are_not_told_apart_by_ear() -> None:
    assert grammar("No", "Know").unsayable == ("No", "Know")


def test_the_same_choice_twice_is_one() -> None:
    assert grammar("Yes", "Yes").means == {"yes": "Yes"}


def test_no_distractor_sounds_like_a_choice() -> None:
    others = grammar("No").jsgf.partition("<other> = ")[2]
    assert "| no " not in others
    assert "know" not in others
    assert "yes" in others


def test_a_text_is_said_without_its_marks() -> None:
    assert spoken("  I’ve FINISHED, thank you! ") == "i've finished thank you"


class TestShipped:
    """Every word of every list can be said, so that no grammar fails because of one."""

    @pytest.mark.parametrize("name", HOME)
    def test_every_word_of_a_home_can_be_heard(self, closed: Closed, name: str) -> None:
        choices = home(name)
        assert len(choices) == len(set(choices)) > 30
        assert closed.grammar(choices).unsayable == ()

    @pytest.mark.parametrize("choices", [YES_NO, STEERING, (*STEERING, FINISHED)])
    def test_steering_can_be_heard(self, closed: Closed, choices: tuple[str, ...]) -> None:
        assert closed.grammar(choices).unsayable == ()

    def test_every_distractor_and_every_other_way_is_known(self, closed: Closed) -> None:
        words = [word for said in ways().values() for way in said for word in way.split()]
        unknown = [word for word in (*distractors(), *words) if not closed.grammar([word]).means]
        assert unknown == []
        assert len(set(distractors())) == len(distractors()) > 125

    def test_every_pronunciation_is_one_that_the_engine_has_the_sounds_for(self, closed: Closed) -> None:
        plain = make_decoder({"lm": None, "bestpath": False})
        phones = {each for word in ("the", *distractors()) for each in plain.lookup_word(word).split()}
        used = {each for said in pronunciations().values() for one in said for each in one.split()}
        assert used <= phones | {"ZH", "OY", "UH"}
        assert all(closed.grammar([word]).means for word in pronunciations())


@needs_recordings
class TestRealPeople:
    @pytest.mark.slow
    def test_yes_no_and_stop_are_never_mistaken_and_little_else_is_taken_for_them(
        self, hearing: Hearing
    ) -> None:
        right = wrong = accepted = others = 0
        words = [each for each in recordings() if each.file.startswith("words/")]
        for each in words:
            heard = hearing.choose(recorded(each), (*STEERING, FINISHED)).text
            said = each.file.removeprefix("words/").partition("__")[0]
            if said in STEERING:
                right += heard == said
                wrong += heard not in ("", said)
            else:
                others += 1
                accepted += bool(heard)
        assert wrong == 0
        assert right >= 0.75 * (len(words) - others)
        assert accepted <= 0.03 * others

    @pytest.mark.slow
    def test_a_whole_sentence_is_never_taken_for_a_choice(self, hearing: Hearing) -> None:
        sentences = [each for each in recordings() if each.file.startswith("open/")]
        heard = [hearing.choose(recorded(each), (*STEERING, FINISHED)).text for each in sentences]
        assert heard == [""] * len(sentences)

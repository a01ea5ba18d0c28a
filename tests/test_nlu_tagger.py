"""The tagger trained on all our answers: what it says of sentences it has not seen."""

import threading
from pathlib import Path

import pytest

from nlu.answers import load_answers, same_words
from nlu.errors import NluError
from nlu.principles import load_taxonomy
from nlu.tagger import MOST_SHOWN, Tagger, load_tagger
from nlu.understanding import Understanding

ODD = [
    "",
    " \n\t ",
    "\0",
    "...",
    "?!",
    "😀😀😀",
    "\ud800",
    "日本語のテキストです",
    "هم لا يستمعون إلي",
    "Je voudrais aller dehors avec mes amis",
    "Ich möchte mit meinen Freunden nach draußen",
    "Chciałabym wyjść na dwór z córką",
    "qwrtz plmkn vbgfd",
    "x" * 100_000,
]


@pytest.fixture(scope="module")
def tagger(tagger_folder: Path) -> Tagger:
    return load_tagger(tagger_folder)


def keys(understood: Understanding) -> list[str]:
    return [tag.key for tag in understood.principles]


def words(text: str, understood: Understanding) -> str:
    """All the words shown for the first principle."""
    return " ".join(text[start:end] for start, end in understood.principles[0].evidence)


@pytest.mark.parametrize(
    ("text", "key", "stance", "shown"),
    [
        ("I asked them three times and not one of them would listen.", "equality", "not_working", "listen"),
        ("They respect my decisions even when they think I'm wrong.", "equality", "working", "respect"),
        ("I am a Muslim and there is nowhere to pray.", "diversity", "not_working", "Muslim"),
        ("the letters are too small for me to read", "accessibility", "not_working", "small"),
        ("She explained what the scan was for in simple words.", "accessibility", "working", "explained"),
        ("They said they would phone back on Thursday and never did.", "reciprocity", "not_working", "back"),
        ("i hate being such a burden to my son", "assets", "not_working", "burden"),
        ("I can dress myself again since I had the lessons.", "capabilities", "working", "myself"),
        ("my sister visits and so do my old friends from the club", "peer_support", "working", "friends"),
        ("The residents and the staff planned the party together.", "shared_roles", "working", "planned"),
        ("I want to go out for a walk more often.", "facilitation", "wish", "go out"),
        ("We are not allowed any choice about when we get up.", "facilitation", "not_working", "choice"),
    ],
)
def test_it_hears_what_matters(tagger: Tagger, text: str, key: str, stance: str, shown: str) -> None:
    understood = tagger.tag(text)
    assert keys(understood)[0] == key
    assert understood.principles[0].stance == stance
    assert shown in words(text, understood)


@pytest.mark.parametrize(
    "text",
    [
        "The soup was cold and there was not enough of it.",
        "They are all so kind and gentle.",
        "I waited two hours in a draughty corridor.",
        "there is a lot of noise at night",
        "My father kept pigs and a goat.",
        "my knee hurts when it rains",
        "not enough staff at the weekend",
        "How are you?",
        "I watch the football of a Saturday.",
        "it's a very clean and tidy place",
        "Thank you all so much.",
        "I really could not tell you, dear.",
    ],
)
def test_an_ordinary_remark_carries_nothing(tagger: Tagger, text: str) -> None:
    assert keys(tagger.tag(text)) == []


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("The dinners are lovely.", "food"),
        ("I miss my dog.", "pets"),
        ("my daughter comes on Sundays", "family"),
        ("I can't sleep for the shouting.", "noise"),
        ("the bus is too far away", "transport"),
    ],
)
def test_it_names_the_topic(tagger: Tagger, text: str, topic: str) -> None:
    assert topic in tagger.tag(text).topics


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("The staff are wonderful.", "working"),
        ("The bathroom is filthy.", "not_working"),
        ("I would like a softer pillow.", "wish"),
        ("I was born in Derby.", "neutral"),
    ],
)
def test_it_hears_how_the_speaker_stands(tagger: Tagger, text: str, stance: str) -> None:
    assert tagger.tag(text).stance == stance


def test_each_principle_has_its_own_stance(tagger: Tagger) -> None:
    understood = tagger.tag("They really listen to me. But I am never allowed to go outside.")
    assert {tag.key: tag.stance for tag in understood.principles} == {
        "equality": "working",
        "facilitation": "not_working",
    }


def test_one_sentence_is_heard_among_many(tagger: Tagger) -> None:
    about_food = "The soup was hot. The bread was fresh. We had plums and custard after. The tea was strong. "
    assert keys(tagger.tag(about_food)) == []
    assert keys(tagger.tag(about_food + "Nobody ever listens to me.")) == ["equality"]


def test_speech_is_understood_as_writing_is(tagger: Tagger) -> None:
    written = tagger.tag("They don't listen to me, and I'm never asked.")
    spoken = tagger.tag("they dont listen to me and im never asked")
    assert keys(written) == keys(spoken) == ["equality"]


def test_the_surest_comes_first_and_only_what_is_sure_enough(tagger: Tagger) -> None:
    answers = load_answers(load_taxonomy())[::20]
    for understood in tagger.tag_many([answer.text for answer in answers]):
        sure = [tag.confidence for tag in understood.principles]
        assert sure == sorted(sure, reverse=True)
        assert all(tagger.shown_from <= confidence <= 1 for confidence in sure)
        assert len(sure) <= MOST_SHOWN
        assert len(understood.topics) <= MOST_SHOWN


def test_evidence_lies_in_the_text_in_order_and_apart(tagger: Tagger) -> None:
    answers = load_answers(load_taxonomy())[::10]
    for answer, understood in zip(answers, tagger.tag_many([a.text for a in answers]), strict=True):
        for tag in understood.principles:
            ends = [place for span in tag.evidence for place in span]
            assert ends == sorted(ends)
            assert ends
            assert ends[-1] <= len(answer.text)
            assert all(
                answer.text[start:end].strip() == answer.text[start:end] for start, end in tag.evidence
            )


@pytest.mark.parametrize(
    "before", ["👩‍👩‍👧👍🏽 ", "e\u0301\u0301 ", "هم لا ", "\ud83d ", "İİİ ", "\0\0 ", "\u202e "]
)
def test_places_survive_whatever_stands_before(tagger: Tagger, before: str) -> None:
    text = before + "nobody listens to me"
    understood = tagger.tag(text)
    assert keys(understood) == ["equality"]
    assert "listens" in words(text, understood)


@pytest.mark.parametrize("text", ODD)
def test_nothing_is_claimed_of_what_is_not_known(tagger: Tagger, text: str) -> None:
    understood = tagger.tag(text)
    assert understood == Understanding((), "neutral", (), None)


def test_an_endless_answer_is_still_answered(tagger: Tagger) -> None:
    text = "Nobody listens to me. " * 5_000
    understood = tagger.tag(text)
    assert keys(understood) == ["equality"]
    assert all(text[start:end].strip() for start, end in understood.principles[0].evidence)


def test_many_are_answered_as_one_by_one(tagger: Tagger) -> None:
    texts = ["They always ask me first.", "", "The tea is cold.", "I want to go out."]
    assert tagger.tag_many(texts) == [tagger.tag(text) for text in texts]


def test_threads_may_share_it(tagger: Tagger) -> None:
    text = "They promised to ring back and nobody did."
    alone = tagger.tag(text)
    found: list[Understanding] = []
    threads = [
        threading.Thread(target=lambda: found.extend(tagger.tag(text) for _ in range(20))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [alone] * 80


def test_a_missing_tagger_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(NluError, match="whatmatters train"):
        load_tagger(tmp_path / "tagger-none")


def test_the_sentences_above_are_not_among_those_it_learned_from() -> None:
    learned = {same_words(answer.text) for answer in load_answers(load_taxonomy())}
    source = Path(__file__).read_text(encoding="utf-8")
    quoted = [line.split('"')[1] for line in source.splitlines() if line.count('"') >= 2]
    assert [text for text in quoted if len(text.split()) > 2 and same_words(text) in learned] == []

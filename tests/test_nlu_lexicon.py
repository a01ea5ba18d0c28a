"""The lexicon: phrases found whatever their inflection."""

from pathlib import Path

import pytest

from nlu.errors import NluError
from nlu.lexicon import Lexicon, load_phrases
from nlu.principles import load_taxonomy
from nlu.words import Reader

TAXONOMY = load_taxonomy()


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def found(reader: Reader, phrases: dict[str, tuple[str, ...]], text: str) -> list[tuple[str, str]]:
    doc = reader.read(text)
    return [(hit.label, doc[hit.first : hit.after].text) for hit in Lexicon(phrases, reader).hits(doc)]


@pytest.mark.parametrize(
    "text", ["They kept their promise.", "THEY KEEP THEIR PROMISES", "keeping their promise"]
)
def test_a_phrase_is_found_in_every_form(reader: Reader, text: str) -> None:
    ((label, words),) = found(reader, {"principles:reciprocity": ("keep their promises",)}, text)
    assert label == "principles:reciprocity"
    assert words.split()[1] == "their"


def test_part_of_a_phrase_is_not_the_phrase(reader: Reader) -> None:
    assert found(reader, {"principles:equality": ("my say",)}, "I say my prayers") == []


def test_our_lexicon_speaks_for_every_principle_and_topic() -> None:
    phrases = load_phrases(TAXONOMY)
    wanted = [f"principles:{key}" for key in TAXONOMY.principle_keys]
    wanted += [f"topics:{key}" for key in TAXONOMY.topic_keys if key != "other"]
    assert [label for label in wanted if len(phrases.get(label, ())) < 10] == []


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("principles:\n  kindness: [smile]", "`kindness` is not one of the principles"),
        ("topics:\n  weather: [rain]", "`weather` is not one of the topics"),
        ("cues:\n  lack: [no]", "quote yes, no"),
        ("cues:\n  wish: hope", "as a list"),
        ("cues:\n  wish: [hope, want, hope]", "`hope` stands twice"),
    ],
)
def test_a_mistake_is_refused_with_its_remedy(tmp_path: Path, text: str, remedy: str) -> None:
    (tmp_path / "lexicon.yml").write_text(text, encoding="utf-8")
    with pytest.raises(NluError, match=remedy):
        load_phrases(TAXONOMY, tmp_path)

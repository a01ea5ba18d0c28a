"""Real sound through the real process that listens, and what happens when that process fails."""

import json
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.speech import silence, spoken
from voice.errors import VoiceError
from voice.hearing import Hearing
from voice.recognisers import LOCAL, Engine, Heard, HeardWord
from voice.sound import Sound
from voice.speaking import Speaker
from voice.vocabulary import FINISHED, STEERING

pytestmark = pytest.mark.slow

CLOUD = (
    "google",
    "google_cloud",
    "amazon",
    "azure",
    "openai",
    "groq",
    "wit",
    "houndify",
    "ibm",
    "whisper_api",
)


@pytest.fixture(scope="module")
def speaker() -> Iterator[Speaker]:
    with Speaker() as speaker:
        yield speaker


@pytest.fixture(scope="module")
def sphinx() -> Iterator[Hearing]:
    with Hearing("sphinx") as hearing:
        yield hearing


def scripted(
    folder: Path, *lines: dict[str, Any], limit: float = 10, patience: float | None = None
) -> Hearing:
    """A recogniser that hears these lines."""
    script = folder / "script.jsonl"
    script.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return Hearing(Engine("scripted", script), limit, patience)


def test_a_sentence_comes_back_as_words_with_times_and_confidences(sphinx: Hearing, speaker: Speaker) -> None:
    heard = sphinx.hear(spoken(speaker, "good morning how are you today"))
    assert heard.engine == "sphinx"
    assert not heard.sure
    assert len({"good", "morning", "how", "are", "you", "today"} & set(heard.text.split())) >= 3
    assert heard.text == " ".join(word.text for word in heard.words)
    times = [word.ms for word in heard.words]
    assert all(ms is not None for ms in times)
    assert times == sorted(times, key=lambda ms: ms or 0)
    assert all(0 <= (word.confidence or 0) <= 1 for word in heard.words)


def test_a_choice_is_heard_as_it_is_written_or_not_at_all(sphinx: Hearing, speaker: Speaker) -> None:
    choices = [each.title() for each in (*STEERING, FINISHED)]
    tried = [(said, language) for said in choices for language in ("en-us", "en-gb", "en-gb-scotland")]
    heard = [(said, sphinx.choose(spoken(speaker, said, language), choices)) for said, language in tried]
    assert [each for said, each in heard if each.text not in ("", said) or each.sure != bool(each.text)] == []
    assert {each.text for _, each in heard} >= {"Yes", "No", "Finished"}


@pytest.mark.parametrize(
    "said", ["I would rather go to the garden", "my daughter comes on Sunday", "go", "house"]
)
def test_something_else_is_no_choice(sphinx: Hearing, speaker: Speaker, said: str) -> None:
    assert sphinx.choose(spoken(speaker, said), STEERING) == Heard.nothing("sphinx")


def test_a_silent_room_says_neither_yes_nor_no(sphinx: Hearing) -> None:
    assert sphinx.choose(silence(2), STEERING) == Heard.nothing("sphinx")
    assert sphinx.choose(Sound(bytes(64_000)), STEERING) == Heard.nothing("sphinx")


def test_nothing_at_all_is_no_error(sphinx: Hearing) -> None:
    assert sphinx.hear(Sound(b"")) == Heard.nothing("sphinx")
    assert sphinx.choose(Sound(b"\0\0"), STEERING) == Heard.nothing("sphinx")
    assert sphinx.choose(silence(1), []) == Heard.nothing("sphinx")


def test_what_was_heard_before_does_not_matter(sphinx: Hearing, speaker: Speaker) -> None:
    sentence = spoken(speaker, "I like to sit in the garden")
    first = sphinx.hear(sentence)
    sphinx.hear(spoken(speaker, "something else was said in between"))
    sphinx.choose(sentence, STEERING)
    assert sphinx.hear(sentence) == first


def test_it_can_be_used_from_any_thread(sphinx: Hearing, speaker: Speaker) -> None:
    sound = spoken(speaker, "yes", "en-us")
    with ThreadPoolExecutor(8) as pool:
        heard = list(pool.map(lambda _: sphinx.choose(sound, STEERING).text, range(24)))
    assert heard == ["yes"] * 24


def test_nothing_is_started_before_it_is_needed_and_closing_ends_it(tmp_path: Path) -> None:
    hearing = scripted(tmp_path, {"text": "good morning"})
    assert hearing.pid is None
    hearing.start()
    pid = hearing.pid
    assert pid
    hearing.close()
    assert hearing.pid is None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert hearing.hear(silence(0.1)).text == "good morning"
    hearing.close()


def test_a_killed_engine_is_started_again(tmp_path: Path) -> None:
    with scripted(tmp_path, {"text": "one"}, {"text": "two"}) as hearing:
        hearing.hear(silence(0.1))
        assert hearing.pid
        os.killpg(hearing.pid, signal.SIGKILL)
        assert hearing.hear(silence(0.1)).text == "two"


def test_a_sound_at_which_it_died_is_tried_once_more(tmp_path: Path) -> None:
    with scripted(tmp_path, {"die": True}, {"text": "after all"}) as hearing:
        assert hearing.hear(silence(0.1)).text == "after all"


def test_a_sound_at_which_it_dies_each_time_takes_nothing_else_with_it(tmp_path: Path) -> None:
    with scripted(tmp_path, {"die": True}, {"die": True}, {"text": "the next"}) as hearing:
        with pytest.raises(VoiceError, match="The sound is kept") as told:
            hearing.hear(silence(0.1))
        assert told.value.code == "died"
        assert hearing.hear(silence(0.1)).text == "the next"


def test_whoever_takes_too_long_is_ended(tmp_path: Path) -> None:
    with scripted(tmp_path, {"sleep": 60}, {"text": "the next"}, limit=2) as hearing:
        with pytest.raises(VoiceError, match="took too long") as told:
            hearing.hear(silence(0.1))
        assert told.value.code == "too_slow"
        assert hearing.hear(silence(0.1)).text == "the next"


def test_a_long_sound_may_take_as_much_longer(tmp_path: Path) -> None:
    with scripted(tmp_path, {"sleep": 3, "text": "a long one"}, limit=2) as hearing:
        assert hearing.hear(silence(4)).text == "a long one"


def test_what_an_engine_complains_of_concerns_only_that_sound(tmp_path: Path) -> None:
    with scripted(tmp_path, {"fail": "It hummed."}, {"text": "the next"}) as hearing:
        with pytest.raises(VoiceError, match=r"It hummed\.") as told:
            hearing.hear(silence(0.1))
        assert told.value.code == "failed"
        pid = hearing.pid
        assert hearing.hear(silence(0.1)).text == "the next"
        assert hearing.pid == pid


def test_a_script_says_all_that_an_engine_can_say(tmp_path: Path) -> None:
    line = {"text": "good day", "words": [["good", 0.9, 10], ["day", None, None]], "sure": False}
    with scripted(tmp_path, line) as hearing:
        words = (HeardWord("good", 0.9, 10), HeardWord("day"))
        assert hearing.hear(silence(0.1)) == Heard("good day", "scripted", words, sure=False)
        assert hearing.choose(silence(0.1), ["bad day"]) == Heard.nothing("scripted")


def test_who_waits_too_long_for_a_turn_is_told(tmp_path: Path) -> None:
    with scripted(tmp_path, {"text": ""}, {"sleep": 3}, patience=0.2) as hearing:
        hearing.start()
        hearing.hear(silence(0.1))
        with ThreadPoolExecutor(4) as pool:
            asked = [pool.submit(hearing.hear, silence(0.1)) for _ in range(4)]
        codes = [error.code for each in asked if isinstance(error := each.exception(), VoiceError)]
    assert codes == ["busy"] * 3


@pytest.mark.parametrize("name", CLOUD)
def test_a_recogniser_that_sends_sound_away_cannot_be_named(name: str) -> None:
    with pytest.raises(VoiceError, match="stays on this machine") as told:
        Hearing(name)
    assert told.value.code == "no_engine"
    assert name not in LOCAL


@pytest.mark.parametrize("name", ["faster_whisper", "vosk", "scripted"])
def test_an_engine_without_its_model_says_what_to_do(name: str, tmp_path: Path) -> None:
    for folder in (None, tmp_path / "nowhere"):
        with Hearing(Engine(name, folder)) as hearing, pytest.raises(VoiceError) as told:
            hearing.hear(silence(0.1))
        assert told.value.code == "no_engine"
        assert str(told.value).endswith(".")

"""What is installed, what is whole, and which of them is taken."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from bench.recordings import recorded, recordings
from tests.speech import needs_recordings, silence
from voice.closed import spoken
from voice.engines import ANSWER, SPEEDS, choose_engine, installed, open_hearing, sample, speed
from voice.errors import VoiceError
from voice.hearing import Hearing
from voice.recognisers import Engine, Heard, HeardWord
from voice.whisper import faults, invented, one_of, seconds_of_voice


def pretend(folder: Path, *files: str) -> Path:
    """A model's folder with these files, which are none."""
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("no model")
    return folder


def remembered(folder: Path, **seconds: float) -> None:
    """As if it had been measured."""
    folder.mkdir(exist_ok=True)
    cores = len(os.sched_getaffinity(0))
    (folder / SPEEDS).write_text(
        json.dumps({f"{name}, {cores} cores": each for name, each in seconds.items()})
    )


def test_sphinx_is_always_there_and_whole(tmp_path: Path) -> None:
    assert installed(tmp_path / "none") == [(Engine("sphinx"), ())]


def test_models_are_known_by_their_files_the_best_first(tmp_path: Path) -> None:
    for name, file in (
        ("a", "am/final.mdl"),
        ("tiny.en", "model.bin"),
        ("base.en", "tokenizer.json"),
        ("z", "model.bin"),
    ):
        pretend(tmp_path / name, file)
    pretend(tmp_path / "other", "readme.txt")
    assert [each.engine.label for each in installed(tmp_path)] == [
        "faster_whisper base.en", "faster_whisper tiny.en", "faster_whisper z", "vosk a", "sphinx",
    ]  # fmt: skip


def test_each_missing_file_is_named_before_anything_is_loaded(tmp_path: Path) -> None:
    found = faults(pretend(tmp_path / "m", "model.bin", "config.json", "vocabulary.json"))
    assert [each for each in found if "package" not in each] == ["tokenizer.json is missing"]
    assert "vocabulary.txt is missing" in faults(tmp_path)


def test_a_damaged_model_is_passed_over_and_told(tmp_path: Path) -> None:
    pretend(tmp_path / "base.en", "model.bin")
    remembered(tmp_path, sphinx=1.0)
    chosen = choose_engine(tmp_path)
    assert chosen
    assert chosen.engine == Engine("sphinx")
    assert "tokenizer.json is missing" in chosen.passed_over[0]


def test_what_is_too_slow_here_is_taken_only_if_there_is_nothing_quicker(tmp_path: Path) -> None:
    remembered(tmp_path, sphinx=30.0)
    chosen = choose_engine(tmp_path)
    assert chosen
    assert (chosen.engine, chosen.seconds, chosen.passed_over) == (Engine("sphinx"), 30.0, ())


def test_who_listens_is_said(tmp_path: Path) -> None:
    remembered(tmp_path, sphinx=1.5)
    pretend(tmp_path / "base.en", "model.bin")
    told: list[str] = []
    hearing = open_hearing(tmp_path, told.append)
    assert hearing
    assert hearing.engine == "sphinx"
    assert told[0].startswith("Not used for listening: faster_whisper base.en: ")
    assert told[1] == "Listening: sphinx, 1.5 s for 8 s of speech."


@pytest.mark.slow
def test_speed_is_measured_once_and_remembered(tmp_path: Path) -> None:
    first = speed(Engine("sphinx"), tmp_path)
    assert first > 0
    assert speed(Engine("sphinx"), tmp_path) == first
    with pytest.raises(VoiceError):
        speed(Engine("vosk", tmp_path / "none"), tmp_path)


@pytest.mark.slow
def test_speed_is_measured_with_speech_of_a_known_length() -> None:
    sound = sample()
    assert sound.ms == ANSWER * 1000
    assert np.abs(sound.samples).max() > 0.1


class TestWhisperGate:
    """What faster-whisper invents does not come through. Figures from its tiny.en on real recordings."""

    @pytest.mark.parametrize(("no_speech", "doubt"), [(0.95, -0.9), (0.85, -0.83), (0.38, -1.08)])
    def test_what_was_said_by_nobody(self, no_speech: float, doubt: float) -> None:
        assert invented(no_speech, doubt)

    @pytest.mark.parametrize(
        ("no_speech", "doubt"), [(0.05, -0.2), (0.69, -0.8), (0.58, -0.57), (0.11, -1.2)]
    )
    def test_what_was_said_by_somebody(self, no_speech: float, doubt: float) -> None:
        assert not invented(no_speech, doubt)

    def test_where_nothing_is_to_be_heard_nothing_is_asked_of_it(self) -> None:
        assert seconds_of_voice(bytes(96_000)) == 0

    def test_a_choice_is_the_whole_of_what_was_said(self) -> None:
        words = (HeardWord("Yes.", 0.9, 10),)
        assert one_of(["No", "Yes"], Heard("Yes.", "w", words)) == Heard("Yes", "w", words, sure=True)
        assert one_of(["No", "Yes"], Heard("Yes I know", "w", words)) == Heard.nothing("w")
        assert one_of(["No", "..."], Heard("", "w")) == Heard.nothing("w")


@pytest.mark.slow
@needs_recordings
class TestRealModels:
    """With a model where WHATMATTERS_VOICE_MODELS says, laid out as `whatmatters voice fetch` does."""

    def test_every_installed_engine_hears_most_of_a_sentence(self) -> None:
        folder = Path(os.environ.get("WHATMATTERS_VOICE_MODELS", "none"))
        sentence = next(each for each in recordings() if each.file.endswith("LJ001-0005.wav"))
        for each in installed(folder):
            if each.faults:
                continue
            with Hearing(each.engine) as hearing:
                heard = hearing.hear(recorded(sentence))
                assert len(set(spoken(heard.text).split()) & set(spoken(sentence.text).split())) >= 12
                assert hearing.hear(silence(2)).text == "" or each.engine.name == "sphinx"
                assert all(word.confidence is not None and word.ms is not None for word in heard.words)

"""The drivers that come with pyttsx3: whole files, one after the other, without the times of words."""

import sys
import warnings
import wave
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from voice.clips import LEAD_MS, TAIL_MS, as_wav
from voice.errors import VoiceError
from voice.manner import Manner
from voice.speaking import Speaker
from voice.stock import languages_of, samples_of

STOCK = (
    sys.executable,
    "-c",
    # The driver of pyttsx3 for eSpeak, on the library that we use: it stands for those of Windows and macOS.
    """import os, sys
from voice.library import load_library
from voice.worker import main
if data := load_library():
    os.environ['ESPEAK_DATA_PATH'] = str(data / 'espeak-ng-data')
main()""",
    "espeak",
)


@pytest.fixture(scope="module")
def speaker() -> Iterator[Speaker]:
    with Speaker(command=STOCK) as speaker:
        yield speaker


@pytest.mark.slow
def test_every_text_is_whole_and_none_is_the_one_before(speaker: Speaker) -> None:
    assert speaker.engine == "espeak of pyttsx3"
    texts = ["What matters to you?", "Yes.", "Some days I sit by the window. Some days I go out.", "No."]
    with Speaker() as ours:
        for text in texts * 3:
            clip = speaker.speak(text)
            assert clip.words == ()
            assert 0.5 < clip.ms / ours.speak(text).ms < 1.5, text


@pytest.mark.slow
def test_rests_between_sentences_are_as_long_as_was_asked(speaker: Speaker) -> None:
    short, long = (speaker.speak("Yes. No. Tea.", Manner(sentence_pause=rest)).ms for rest in (600, 1000))
    assert abs(long - short - 800) < 150


@pytest.mark.slow
def test_it_is_slower_and_quieter_if_that_is_asked(speaker: Speaker) -> None:
    usual, slow, quiet = (
        speaker.speak("What makes a good day for you?", manner)
        for manner in (Manner(rate=165), Manner(rate=120), Manner(rate=165, volume=40))
    )
    assert slow.ms > 1.15 * usual.ms
    loud = [np.abs(np.frombuffer(clip.wav[44:], "<i2").astype(int)).max() for clip in (usual, quiet)]
    assert loud[1] < 0.6 * loud[0]


@pytest.mark.slow
def test_what_has_nothing_to_say_is_refused(speaker: Speaker) -> None:
    for text in ("", "…", " – "):
        with pytest.raises(VoiceError) as raised:
            speaker.speak(text)
        assert raised.value.code == "nothing_to_say"
    assert speaker.speak("Yes").ms > LEAD_MS + TAIL_MS + 100


@pytest.mark.slow
def test_a_driver_that_this_machine_does_not_have_is_told() -> None:
    with Speaker(command=(*STOCK[:-1], "sapi5")) as silent, pytest.raises(VoiceError) as raised:
        silent.speak("hello")
    assert raised.value.code == "no_engine"


def test_languages_are_named_as_we_name_them_and_english_is_always_there() -> None:
    voices = [
        SimpleNamespace(id="a", languages=["cy_GB"]),
        SimpleNamespace(id="b", languages=[b"en_US"]),
        SimpleNamespace(id="c", languages=None),
    ]
    assert languages_of(voices, "c") == {"en-gb": "b", "cy-gb": "a", "en-us": "b"}
    assert languages_of([], "usual") == {"en-gb": "usual"}


def test_the_sound_of_macos_is_read_like_any_other(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import aifc  # noqa: PLC0415
    pcm = np.arange(-500, 500, dtype="<i2")
    file = tmp_path / "said.wav"
    with aifc.open(str(file), "wb") as sound:
        sound.aiff()
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(22_050)
        sound.writeframes(pcm.astype(">i2").tobytes())
    assert samples_of(file) == (pcm.tobytes(), 22_050)
    file.write_bytes(as_wav(pcm.tobytes(), 16_000))
    assert samples_of(file) == (pcm.tobytes(), 16_000)


@pytest.mark.parametrize("content", [None, b"", b"RIFF", b"no sound", "stereo"])
def test_what_is_no_whole_sound_is_an_error(tmp_path: Path, content: bytes | str | None) -> None:
    file = tmp_path / "said.wav"
    if isinstance(content, bytes):
        file.write_bytes(content)
    elif content:
        with wave.open(str(file), "wb") as sound:
            sound.setnchannels(2)
            sound.setsampwidth(2)
            sound.setframerate(22_050)
            sound.writeframes(bytes(8))
    with pytest.raises(VoiceError) as raised:
        samples_of(file)
    assert raised.value.code == "failed"

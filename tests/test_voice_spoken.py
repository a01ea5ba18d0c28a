"""What was spoken ahead is found again, made once, whole or not at all, and goes when nobody wants it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from voice.errors import VoiceError
from voice.speaking import Speaker
from voice.spoken import DAY, KEEP_SECONDS, Spoken, open_spoken
from voice.voices import RATES, Voice, usual_voices

TEXTS = ("What matters to you?", "Thank you.", "Yes")
MAKE_FOR_EVER = """
import sys
from pathlib import Path
from voice.speaking import Speaker
from voice.spoken import Spoken
from voice.voices import Voice

spoken = Spoken(Path(sys.argv[1]), Speaker())
print(spoken.speaker.engine, spoken.speaker.pid, flush=True)
for number in range(1_000_000):
    spoken.make(f"This is the sentence with the number {number}", Voice())
    print(number, flush=True)
"""


@pytest.fixture(scope="module")
def speaker() -> Iterator[Speaker]:
    with Speaker() as speaker:
        yield speaker


@pytest.fixture
def spoken(tmp_path: Path, speaker: Speaker) -> Spoken:
    return Spoken(tmp_path / "spoken", speaker)


def quiet(sentence: str) -> None:
    """Takes it that nothing is told."""
    raise AssertionError(sentence)


def age(spoken: Spoken, seconds: float) -> None:
    """Let every file be so much older."""
    for file in spoken.folder.iterdir():
        then = file.stat().st_mtime - seconds
        os.utime(file, (then, then))


def test_what_was_made_is_found_as_it_was_spoken(spoken: Spoken) -> None:
    assert spoken.find("Yes", Voice()) is None
    made = spoken.make("Yes", Voice())
    assert spoken.find("Yes", Voice()) == made == spoken.make("Yes", Voice())
    clip = spoken.speaker.speak("Yes")
    assert (made.path.read_bytes(), made.ms, made.words) == (clip.wav, clip.ms, clip.words)


def test_each_text_and_voice_has_its_own(spoken: Spoken) -> None:
    voices = [Voice(), Voice(rate=100), Voice(pause=100), Voice("cy")]
    made = [spoken.make(text, voice) for text in ("Yes", "yes") for voice in voices]
    assert len({sound.key for sound in made}) == 8
    assert {sound.path.name for sound in made} == {f"{sound.key}.wav" for sound in made}


def test_a_file_is_given_out_by_its_key_and_by_nothing_else(spoken: Spoken) -> None:
    sound = spoken.make("Yes", Voice())
    assert spoken.path(sound.key) == sound.path
    for other in ("0" * 32, "../spoken/" + sound.key, f"{sound.key}.wav", sound.key.upper(), ""):
        assert spoken.path(other) is None


def test_making_ahead_makes_each_text_at_every_rate_and_the_next_time_nothing(spoken: Spoken) -> None:
    first = spoken.make_ahead([*TEXTS, TEXTS[0]], usual_voices(), quiet)
    assert (first.made, first.there, first.failed, first.whole) == (9, 0, 0, True)
    again = spoken.make_ahead(TEXTS, usual_voices(), quiet)
    assert (again.made, again.there) == (0, 9)
    assert all(spoken.find(text, Voice(rate=rate)) for text in TEXTS for rate in RATES)


def test_making_ahead_can_be_stopped_and_taken_up_again(spoken: Spoken) -> None:
    left = [True, True, False]
    stopped = spoken.make_ahead(TEXTS, [Voice()], quiet, go_on=lambda: left.pop(0))
    assert (stopped.made, stopped.whole) == (2, False)
    rest = spoken.make_ahead(TEXTS, [Voice()], quiet)
    assert (rest.made, rest.there, rest.whole) == (1, 2, True)


def test_a_text_that_cannot_be_spoken_is_told_and_the_others_are_made(spoken: Spoken) -> None:
    told: list[str] = []
    made = spoken.make_ahead(["Yes", "…", "No"], [Voice()], told.append)
    assert (made.made, made.failed) == (2, 1)
    assert told == ['"…" is not read aloud. There is nothing in this text to read aloud. Give it some words.']


def test_what_nobody_wanted_for_a_week_is_removed_and_nothing_else(spoken: Spoken) -> None:
    spoken.make_ahead(TEXTS, [Voice()], quiet)
    stranger = spoken.folder / "notes.wav"
    stranger.write_bytes(b"ours")
    age(spoken, KEEP_SECONDS - 60)
    assert spoken.make_ahead(TEXTS[:2], [Voice()], quiet).removed == 0
    age(spoken, 120)
    assert spoken.make_ahead(TEXTS[:1], [Voice()], quiet).removed == 1
    assert [spoken.find(text, Voice()) is not None for text in TEXTS] == [True, True, False]
    assert len(list(spoken.folder.iterdir())) == 5
    assert stranger.exists()


@pytest.mark.parametrize("damage", ["cut", "no sound", "no words", "other words"])
def test_what_is_damaged_counts_as_not_there_and_is_made_anew(spoken: Spoken, damage: str) -> None:
    sound = spoken.make("Yes", Voice())
    words = sound.path.with_suffix(".json")
    match damage:
        case "cut":
            sound.path.write_bytes(sound.path.read_bytes()[:-10])
        case "no sound":
            sound.path.unlink()
        case "no words":
            words.write_bytes(words.read_bytes()[:10])
        case _:
            words.write_text("[1]")
    assert spoken.find("Yes", Voice()) is None
    assert spoken.make("Yes", Voice()) == sound == spoken.find("Yes", Voice())


def test_a_folder_that_cannot_be_written_is_told_with_its_remedy(tmp_path: Path, speaker: Speaker) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(VoiceError, match="Free some space") as raised:
        Spoken(tmp_path / "file" / "spoken", speaker).make_ahead(TEXTS, [Voice()], quiet)
    assert raised.value.code == "cannot_write"


def test_where_speech_is_there_nothing_is_told(tmp_path: Path) -> None:
    spoken = open_spoken(tmp_path, quiet)
    assert spoken
    assert spoken.make("Yes", Voice()).ms > 500
    spoken.speaker.close()


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [0.05, 0.2, 0.5, 0.9])
def test_nothing_half_written_is_found_after_the_program_was_killed(
    spoken: Spoken, speaker: Speaker, seconds: float
) -> None:
    command = [sys.executable, "-c", MAKE_FOR_EVER, str(spoken.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        worker = int(process.stdout.readline().split()[-1])
        time.sleep(seconds)
        process.kill()
        made = len(process.stdout.readlines())
    assert process.returncode == -signal.SIGKILL
    texts = [f"This is the sentence with the number {number}" for number in range(made + 1)]
    found = [spoken.find(text, Voice()) for text in texts]
    assert all(found[:made])
    for text, sound in zip(texts, found, strict=True):
        assert sound is None or sound.path.read_bytes() == speaker.speak(text).wav
    (spoken.folder / ".part-left").write_bytes(b"half")
    age(spoken, DAY + 60)
    spoken.make_ahead(TEXTS, [Voice()], quiet)
    assert not list(spoken.folder.glob(".part-*"))
    assert gone(worker)


def gone(pid: int) -> bool:
    """Whether a process ends within some seconds."""
    for _ in range(100):
        try:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.05)
    return False

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
from voice.manner import Manner
from voice.speaking import Speaker
from voice.spoken import DAY, KEEP_SECONDS, Spoken, open_spoken

MANNERS = (Manner(), Manner(rate=145), Manner(rate=165))
TEXTS = ("What matters to you?", "Thank you.", "Yes")
MAKE_FOR_EVER = """
import sys
from pathlib import Path
from voice.speaking import Speaker
from voice.spoken import Spoken
from voice.manner import Manner

spoken = Spoken(Path(sys.argv[1]), Speaker())
print(spoken.speaker.engine, spoken.speaker.pid, flush=True)
for number in range(1_000_000):
    spoken.make(f"This is the sentence with the number {number}", Manner())
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
    assert spoken.find("Yes", Manner()) is None
    made = spoken.make("Yes", Manner())
    assert spoken.find("Yes", Manner()) == made == spoken.make("Yes", Manner())
    clip = spoken.speaker.speak("Yes")
    assert (made.path.read_bytes(), made.ms, made.words) == (clip.wav, clip.ms, clip.words)


def test_each_text_and_manner_has_its_own(spoken: Spoken) -> None:
    manners = [Manner(), Manner(rate=140), Manner(pitch=65), Manner("cy")]
    made = [spoken.make(text, manner) for text in ("Yes", "yes") for manner in manners]
    assert len({sound.key for sound in made}) == 8
    assert {sound.path.name for sound in made} == {f"{sound.key}.wav" for sound in made}


def test_manners_in_which_a_text_sounds_alike_share_one_sound(spoken: Spoken) -> None:
    assert spoken.make("Yes", Manner(pause=200)).key == spoken.make("Yes", Manner(sentence_pause=600)).key
    made = spoken.make_ahead(
        ["Tea", "Is it tea?"], [Manner(), Manner(wait_seconds=9, sentence_pause=1000)], quiet
    )
    assert (made.made, made.there) == (2, 0)
    two = "Yes. No."
    assert spoken.make(two, Manner()).key != spoken.make(two, Manner(sentence_pause=600)).key


def test_a_name_that_is_said_otherwise_gives_another_sound(spoken: Spoken) -> None:
    with Speaker(names={"tea": "coffee"}) as other:
        assert Spoken(spoken.folder, other).make("Tea", Manner()).key != spoken.make("Tea", Manner()).key


def size_of(spoken: Spoken) -> int:
    return sum(file.stat().st_size for file in spoken.folder.iterdir())


def test_what_was_longest_unused_makes_way_when_the_folder_holds_its_most(spoken: Spoken) -> None:
    spoken.make_ahead(TEXTS, [Manner()], quiet)
    for days, text in enumerate(reversed(TEXTS)):  # the first is the oldest
        sound = spoken.find(text, Manner())
        assert sound
        os.utime(sound.path.with_suffix(".json"), (time.time() - 3_600 * days,) * 2)
    spoken.most_bytes = size_of(spoken)
    spoken.make("No", Manner())
    assert [spoken.find(text, Manner()) is not None for text in TEXTS] == [False, True, True]
    assert size_of(spoken) <= spoken.most_bytes
    made = spoken.make_ahead([TEXTS[0]], [Manner()], quiet)
    assert (made.made, made.left_out) == (1, 0)
    assert made.removed >= 1
    assert size_of(spoken) <= spoken.most_bytes


def test_what_is_wanted_never_makes_way_for_other_that_is_wanted(spoken: Spoken) -> None:
    spoken.make_ahead(TEXTS, [Manner()], quiet)
    spoken.most_bytes = size_of(spoken) + 1_000
    made = spoken.make_ahead(TEXTS, [Manner(), Manner(rate=165)], quiet)
    assert (made.made, made.there, made.left_out, made.removed, made.whole) == (0, 3, 3, 0, True)
    assert all(spoken.find(text, Manner()) for text in TEXTS)


def test_a_file_is_given_out_by_its_key_and_by_nothing_else(spoken: Spoken) -> None:
    sound = spoken.make("Yes", Manner())
    assert spoken.path(sound.key) == sound.path
    for other in ("0" * 32, "../spoken/" + sound.key, f"{sound.key}.wav", sound.key.upper(), ""):
        assert spoken.path(other) is None


def test_making_ahead_makes_each_text_in_every_manner_and_the_next_time_nothing(spoken: Spoken) -> None:
    first = spoken.make_ahead([*TEXTS, TEXTS[0]], MANNERS, quiet)
    assert (first.made, first.there, first.failed, first.whole) == (9, 0, 0, True)
    again = spoken.make_ahead(TEXTS, MANNERS, quiet)
    assert (again.made, again.there) == (0, 9)
    assert all(spoken.find(text, manner) for text in TEXTS for manner in MANNERS)


def test_making_ahead_can_be_stopped_and_taken_up_again(spoken: Spoken) -> None:
    left = [True, True, False]
    stopped = spoken.make_ahead(TEXTS, [Manner()], quiet, go_on=lambda: left.pop(0))
    assert (stopped.made, stopped.whole) == (2, False)
    rest = spoken.make_ahead(TEXTS, [Manner()], quiet)
    assert (rest.made, rest.there, rest.whole) == (1, 2, True)


def test_a_text_that_cannot_be_spoken_is_told_and_the_others_are_made(spoken: Spoken) -> None:
    told: list[str] = []
    made = spoken.make_ahead(["Yes", "…", "No"], [Manner()], told.append)
    assert (made.made, made.failed) == (2, 1)
    assert told == ['"…" is not read aloud. There is nothing in this text to read aloud. Give it some words.']


def test_what_nobody_wanted_for_a_week_is_removed_and_nothing_else(spoken: Spoken) -> None:
    spoken.make_ahead(TEXTS, [Manner()], quiet)
    stranger = spoken.folder / "notes.wav"
    stranger.write_bytes(b"ours")
    age(spoken, KEEP_SECONDS - 60)
    assert spoken.make_ahead(TEXTS[:2], [Manner()], quiet).removed == 0
    age(spoken, 120)
    assert spoken.make_ahead(TEXTS[:1], [Manner()], quiet).removed == 1
    assert [spoken.find(text, Manner()) is not None for text in TEXTS] == [True, True, False]
    assert len(list(spoken.folder.iterdir())) == 5
    assert stranger.exists()


@pytest.mark.parametrize("damage", ["cut", "no sound", "no words", "other words"])
def test_what_is_damaged_counts_as_not_there_and_is_made_anew(spoken: Spoken, damage: str) -> None:
    sound = spoken.make("Yes", Manner())
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
    assert spoken.find("Yes", Manner()) is None
    assert spoken.make("Yes", Manner()) == sound == spoken.find("Yes", Manner())


def test_a_folder_that_cannot_be_written_is_told_with_its_remedy(tmp_path: Path, speaker: Speaker) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(VoiceError, match="Free some space") as raised:
        Spoken(tmp_path / "file" / "spoken", speaker).make_ahead(TEXTS, [Manner()], quiet)
    assert raised.value.code == "cannot_write"


def test_where_speech_is_there_nothing_is_told(tmp_path: Path) -> None:
    spoken = open_spoken(tmp_path, quiet)
    assert spoken
    assert spoken.make("Yes", Manner()).ms > 500
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
    found = [spoken.find(text, Manner()) for text in texts]
    assert all(found[:made])
    for text, sound in zip(texts, found, strict=True):
        assert sound is None or sound.path.read_bytes() == speaker.speak(text).wav
    (spoken.folder / ".part-left").write_bytes(b"half")
    age(spoken, DAY + 60)
    spoken.make_ahead(TEXTS, [Manner()], quiet)
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

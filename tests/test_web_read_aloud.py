"""What a tablet reads aloud: spoken ahead once, with the times of its words; nothing without an engine."""

import threading
import time
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

from voice.manner import Manner
from voice.speaking import Speaker
from voice.spoken import Spoken
from web.profile_form import CHOICES
from web.read_aloud import ReadAloud

pytestmark = pytest.mark.slow

TEXTS = ("What matters to you?", "Tea 😀 and cake", "Yes")


@pytest.fixture
def spoken(tmp_path: Path) -> Iterator[Spoken]:
    with Speaker() as speaker:
        yield Spoken(tmp_path / "spoken", speaker)


def way(rate: int = 125, pause: int = 0) -> Manner:
    return Manner(rate=rate, pause=pause)


def reader(spoken: Spoken, texts: list[str], ways: list[Manner] | None = None) -> ReadAloud:
    return ReadAloud(spoken, lambda: list(texts), lambda: list(ways or ()))


def test_nothing_is_known_before_it_was_spoken(spoken: Spoken) -> None:
    assert reader(spoken, list(TEXTS)).known() == {}


def test_each_text_is_known_at_each_rate_with_its_sound_and_its_words(spoken: Spoken) -> None:
    aloud = reader(spoken, list(TEXTS))
    aloud.keep_up()
    known = aloud.known()
    assert list(known) == list(TEXTS)
    for text in TEXTS:
        assert set(known[text]) == {"125"}
        for sound in known[text].values():
            assert set(sound) == {"wav", "ms", "words"}
            folder, _, name = sound["wav"].rpartition("/")
            assert folder == "/tablet/spoken"
            file = aloud.file(name.removesuffix(".wav"))
            assert file
            with wave.open(str(file), "rb") as opened:
                assert opened.getnframes() * 1_000 // opened.getframerate() == sound["ms"]
            times = [word["t"] for word in sound["words"]]
            assert times == sorted(times)
            assert times[-1] < sound["ms"]


def test_words_are_counted_as_the_browser_counts(spoken: Spoken) -> None:
    aloud = reader(spoken, [TEXTS[1]])
    aloud.keep_up()
    words = aloud.known()[TEXTS[1]]["125"]["words"]
    units = TEXTS[1].encode("utf-16-le")
    said = [units[2 * word["at"] : 2 * (word["at"] + word["len"])].decode("utf-16-le") for word in words]
    assert said == ["Tea", "😀", "and", "cake"]


def test_a_slower_rate_takes_longer(spoken: Spoken) -> None:
    aloud = reader(spoken, [TEXTS[0]], [way(145), way(165), way(125, 200)])
    aloud.keep_up()
    sounds = aloud.known()[TEXTS[0]]
    assert sounds["125"]["ms"] > sounds["145"]["ms"] > sounds["165"]["ms"]
    assert sounds["125+200"]["ms"] > sounds["125"]["ms"]


@pytest.mark.parametrize(
    ("wanted", "made"),
    [
        ([way(125), way(129)], {"125"}),
        ([way(125, 200)], {"125", "125+200"}),
        ([way(120, 180), way(125, 220), way(125, 40)], {"125", "125+200"}),
        ([way(165, 500), way(150)], {"125", "155", "165+500"}),
        ([Manner(volume=40, wait_seconds=12)], {"125"}),
        (
            [Manner(pitch=20), Manner(pitch=24, voice="+f3")],
            {"125", "125;pitch=20", "125;pitch=20;voice=+f3"},
        ),
        ([Manner(sentence_pause=950, pause=90)], {"125", "125+100;rest=1000"}),
        ([Manner(voice="xx-none")], {"125"}),
    ],
)
def test_only_what_people_here_want_is_made_in_steps_besides_the_usual(
    spoken: Spoken, wanted: list[Manner], made: set[str]
) -> None:
    aloud = reader(spoken, ["Yes"], wanted)
    aloud.keep_up()
    assert set(aloud.known()["Yes"]) == made


def test_when_nothing_is_new_nothing_is_done(spoken: Spoken) -> None:
    aloud = reader(spoken, list(TEXTS))
    aloud.keep_up()
    known = aloud.known()
    spoken.folder.rename(spoken.folder.with_name("away"))
    aloud.keep_up()
    assert aloud.known() is known
    assert not spoken.folder.exists()


def test_what_is_new_is_added_and_what_is_gone_is_not_offered(spoken: Spoken) -> None:
    texts, ways = list(TEXTS[:2]), [way(125, 0)]
    aloud = ReadAloud(spoken, lambda: list(texts), lambda: list(ways))
    aloud.keep_up()
    before = aloud.known()
    texts[0] = TEXTS[2]
    aloud.keep_up()
    assert set(aloud.known()) == {TEXTS[1], TEXTS[2]}
    assert aloud.known()[TEXTS[1]] == before[TEXTS[1]]
    ways.append(way(155, 100))
    aloud.keep_up()
    assert "155+100" in aloud.known()[TEXTS[2]]


def test_another_start_finds_what_was_spoken_before(spoken: Spoken) -> None:
    first = reader(spoken, list(TEXTS))
    first.keep_up()
    written = {file: file.stat().st_mtime_ns for file in spoken.folder.iterdir()}
    again = reader(spoken, list(TEXTS))
    again.keep_up()
    assert again.known() == first.known()
    assert {file: file.stat().st_mtime_ns for file in spoken.folder.iterdir()} == written


def test_a_text_that_cannot_be_spoken_is_not_offered(spoken: Spoken) -> None:
    aloud = reader(spoken, ["…", "Yes"])
    aloud.keep_up()
    assert list(aloud.known()) == ["Yes"]


def test_a_folder_that_cannot_be_written_changes_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "spoken").write_text("in the way")
    with Speaker() as speaker:
        aloud = reader(Spoken(tmp_path / "spoken", speaker), ["Yes"])
        aloud.keep_up()
    assert aloud.known() == {}


def test_a_sound_is_given_out_by_its_name_and_by_nothing_else(spoken: Spoken) -> None:
    aloud = reader(spoken, ["Yes"])
    aloud.keep_up()
    for name in ("", "0" * 32, "../spoken", "x"):
        assert aloud.file(name) is None


def test_closing_stops_early_and_leaves_no_engine_behind(spoken: Spoken) -> None:
    texts = [f"This is the sentence with the number {number}" for number in range(2_000)]
    aloud = reader(spoken, texts)
    work = threading.Thread(target=aloud.keep_up)
    work.start()
    while not list(spoken.folder.glob("*.json")) and work.is_alive():
        time.sleep(0.01)
    aloud.close()
    work.join()
    assert 0 < len(list(spoken.folder.glob("*.json"))) < len(texts)
    assert spoken.speaker.pid is None
    assert set(aloud.known()) < set(texts)


def test_what_a_person_said_is_read_back_to_them_in_their_manner_and_nothing_of_it_is_kept(
    spoken: Spoken,
) -> None:
    aloud = reader(spoken, ["Yes"])
    aloud.keep_up()
    there = set(spoken.folder.iterdir())
    own = spoken.speaker.speak("My dog, please.", Manner(rate=165))
    assert own.ms < spoken.speaker.speak("My dog, please.").ms
    assert set(spoken.folder.iterdir()) == there


def test_every_voice_that_a_profile_offers_is_there_and_sounds_like_no_other(spoken: Spoken) -> None:
    voices = [Manner(voice=voice) for voice in CHOICES["voice"]]
    assert {manner.speaks for manner in voices} <= spoken.speaker.languages
    clips = [spoken.speaker.speak("What matters to you?", manner) for manner in voices]
    assert len({clip.wav for clip in clips}) == len(voices)


def test_reading_back_does_not_wait_until_everything_is_spoken_ahead(spoken: Spoken) -> None:
    texts = [f"This is the sentence with the number {number}" for number in range(2_000)]
    aloud = reader(spoken, texts)
    work = threading.Thread(target=aloud.keep_up)
    work.start()
    while not list(spoken.folder.glob("*.json")) and work.is_alive():
        time.sleep(0.01)
    assert all(spoken.speaker.speak(f"My answer, number {number}").words for number in range(20))
    assert work.is_alive()
    aloud.close()
    work.join()


def test_after_closing_nothing_is_begun(spoken: Spoken) -> None:
    aloud = reader(spoken, list(TEXTS))
    aloud.close()
    aloud.keep_up()
    assert aloud.known() == {}
    assert spoken.speaker.pid is None


def test_without_an_engine_nothing_is_read_aloud_and_nothing_fails() -> None:
    aloud = ReadAloud(None, lambda: list(TEXTS), lambda: [way(125, 0)])
    aloud.keep_up()
    assert aloud.known() == {}
    assert aloud.file("0" * 32) is None
    aloud.close()

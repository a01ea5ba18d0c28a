"""Real sound from the real engine: how long, when each word begins, and what happens when it fails."""

import contextlib
import io
import os
import re
import signal
import sys
import threading
import wave
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest

from storage.question_files import shipped_sets
from voice.clips import LEAD_MS, TAIL_MS, Clip
from voice.errors import VoiceError
from voice.manner import Manner
from voice.running import WORKER, Running
from voice.speaking import LONGEST, Speaker

pytestmark = pytest.mark.slow

RATES = (120, 140, 165)
ASKED = [question for each in shipped_sets() for question in each.questions]
QUESTIONS = [question.text for question in ASKED]
TEXTS = list(dict.fromkeys(text for each in ASKED for text in (each.text, each.simple, each.hint) if text))
SENTENCE = "What makes a good day for you?"
LONG = "Some days I sit by the window, and some days I go out. " * 80
SILENT_WORKER = (
    sys.executable,
    "-c",
    # A machine with neither library: the one of the system has another name, the package is not there.
    """import sys; sys.modules['espeakng_loader'] = None
import voice.library, voice.worker
voice.library.load_library.__defaults__ = ('libnothing.so',)
voice.worker.main()""",
)


@pytest.fixture(scope="module")
def speaker() -> Iterator[Speaker]:
    with Speaker() as speaker:
        yield speaker


def samples(clip: Clip) -> npt.NDArray[np.float64]:
    """The sound, each sample from -1 to 1."""
    with wave.open(io.BytesIO(clip.wav), "rb") as sound:
        assert (sound.getnchannels(), sound.getsampwidth()) == (1, 2)
        assert sound.getframerate() == clip.sample_rate
        frames = sound.readframes(sound.getnframes())
    return np.frombuffer(frames, "<i2") / 32_768


def onsets(clip: Clip, rest_ms: int) -> list[int]:
    """Where sound begins after at least so much quiet, in milliseconds."""
    step = clip.sample_rate // 200
    sound = samples(clip)
    blocks = sound[: len(sound) // step * step].reshape(-1, step)
    loud = np.flatnonzero(np.sqrt((blocks**2).mean(axis=1)) > 0.003)
    begins = [loud[0], *(after for before, after in pairwise(loud) if (after - before - 1) * 5 >= rest_ms)]
    return [int(block) * 5 for block in begins]


def words_of(text: str, clip: Clip) -> list[str]:
    return [text[word.at : word.at + word.len] for word in clip.words]


@pytest.mark.parametrize("text", QUESTIONS)
def test_every_word_of_every_question_has_a_time_within_the_sound(speaker: Speaker, text: str) -> None:
    clip = speaker.speak(text)
    assert words_of(text, clip) == [word.strip(".,;:?!") for word in text.split()]
    times = [word.t for word in clip.words]
    assert all(before < after for before, after in pairwise(times))
    assert 0 <= times[0] <= LEAD_MS
    assert times[-1] < clip.ms - TAIL_MS


def test_the_sound_is_a_wav_file_as_long_as_it_says(speaker: Speaker) -> None:
    clip = speaker.speak(SENTENCE)
    assert abs(len(samples(clip)) * 1_000 / clip.sample_rate - clip.ms) < 1


@pytest.mark.parametrize("rate", range(120, 170, 5))
def test_what_is_chosen_in_words_a_minute_is_what_is_heard(speaker: Speaker, rate: int) -> None:
    manner = Manner(rate=rate)
    words = minutes = 0.0
    for text in TEXTS:
        words += len(text.split())
        rests = sum(speaker.order(text, manner).rests)
        minutes += (speaker.speak(text, manner).ms - LEAD_MS - TAIL_MS - rests) / 60_000
    assert abs(words / minutes / rate - 1) < 0.03


def test_it_begins_and_ends_with_a_little_quiet(speaker: Speaker) -> None:
    for text in (SENTENCE, "Yes.", "... and then?"):
        clip = speaker.speak(text)
        loud = np.flatnonzero(np.abs(samples(clip)) > 0.004)
        assert abs(int(loud[0]) * 1_000 / clip.sample_rate - LEAD_MS) < 10
        assert abs(clip.ms - int(loud[-1]) * 1_000 / clip.sample_rate - TAIL_MS) < 10


def test_a_faster_rate_is_shorter_and_a_pause_is_longer(speaker: Speaker) -> None:
    slow, usual, fast = (speaker.speak(SENTENCE, Manner(rate=rate)).ms for rate in RATES)
    assert slow > 1.08 * usual > 1.08 * 1.08 * fast
    rests = [speaker.speak(SENTENCE, Manner(pause=pause)).ms for pause in (0, 100, 200, 500)]
    assert rests == sorted(set(rests))


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("pause", [100, 300, 500])
def test_a_pause_is_about_as_long_as_was_asked(speaker: Speaker, rate: int, pause: int) -> None:
    # Between two words that end and begin softly; each pause also ends what runs from word to word.
    text = "Who are you when all are away now"
    longer = (
        speaker.speak(text, Manner(rate=rate, pause=pause)).ms - speaker.speak(text, Manner(rate=rate)).ms
    )
    assert abs(longer / (len(text.split()) - 1) - pause) < 0.25 * pause + 20


@pytest.mark.parametrize("rate", RATES)
def test_each_word_lights_up_within_150_ms_of_its_sound(speaker: Speaker, rate: int) -> None:
    # With pauses each word begins after quiet, so that its beginning is seen in the sound alone.
    for text in QUESTIONS[:20]:
        clip = speaker.speak(text, Manner(rate=rate, pause=300))
        heard = np.array(onsets(clip, rest_ms=170))
        lit = np.array([word.t for word in clip.words])
        assert len(heard) == len(lit), text
        assert np.abs(heard - lit).max() <= 150, text


def rests(clip: Clip, least_ms: int) -> list[tuple[int, int]]:
    """Each stretch without any sound of at least so many milliseconds: its beginning and its end."""
    loud = np.flatnonzero(np.abs(samples(clip)) > 0.003) * 1_000 / clip.sample_rate
    return [(int(a), int(b)) for a, b in pairwise(loud) if b - a >= least_ms]


@pytest.mark.parametrize("length", [600, 800, 1000])
def test_between_sentences_there_is_quiet_as_long_as_was_asked_and_the_next_word_comes_right_after(
    speaker: Speaker, length: int
) -> None:
    text = "I like it here. We sat outside! Who came? Tom"
    clip = speaker.speak(text, Manner(sentence_pause=length))
    found = rests(clip, 500)
    assert [abs(end - begin - length) <= 2 for begin, end in found] == [True] * 3
    begins = [
        word.t
        for word, said in zip(clip.words, words_of(text, clip), strict=True)
        if said in ("We", "Who", "Tom")
    ]
    assert [abs(begin - end) <= 60 for begin, (_, end) in zip(begins, found, strict=True)] == [True] * 3


def test_a_long_sentence_is_said_in_breaths_between_its_clauses(speaker: Speaker) -> None:
    text = (
        "We went to the old park by the river and we sat there until the sun had gone down behind the trees"
    )
    clip = speaker.speak(text)
    assert words_of(text, clip) == text.split()
    ((begin, end),) = rests(clip, 250)
    assert abs(end - begin - 300) <= 2
    after = [text[word.at :].split(maxsplit=1)[0] for word in clip.words if word.t >= end - 60]
    assert after[:2] in (["and", "we"], ["until", "the"])


@pytest.mark.parametrize("volume", [20, 50])
def test_it_can_be_quieter_and_is_otherwise_the_same(speaker: Speaker, volume: int) -> None:
    full, quiet = speaker.speak(SENTENCE), speaker.speak(SENTENCE, Manner(volume=volume))
    assert abs(np.abs(samples(quiet)).max() / np.abs(samples(full)).max() - volume / 100) < 0.05
    assert abs(quiet.ms - full.ms) < 20
    assert max(abs(one.t - other.t) for one, other in zip(quiet.words, full.words, strict=True)) < 20


def pitch(clip: Clip) -> float:
    """Hertz of the middle of a sound, by how far it is until it is most like itself."""
    sound = samples(clip)
    middle = sound[len(sound) // 2 - 4_000 :][:8_000]
    alike = np.correlate(middle, middle, "full")[len(middle) :]
    return float(clip.sample_rate / (60 + np.argmax(alike[60:400])))


def test_it_can_be_higher_or_lower_or_another_voice(speaker: Speaker) -> None:
    text = "Who are you when all are away now"
    low, usual, high = (pitch(speaker.speak(text, Manner(pitch=each))) for each in (10, 50, 90))
    assert low < usual < high
    assert pitch(speaker.speak(text, Manner(voice="+f3"))) > 1.5 * usual
    assert speaker.speak(text, Manner(voice="en-gb-scotland")).wav != speaker.speak(text).wav


def test_what_is_said_otherwise_than_written_lights_up_as_it_is_written(speaker: Speaker) -> None:
    text = "Ring 01632 960 018 at 10:30, Dr. Jones, on 12/06/2027 for £3.50."
    clip = speaker.speak(text)
    lit = ["Ring", "01632", "960", "018", "at", "10:30", "Dr", "Jones", "on", "12/06/2027", "for", "£3.50"]
    assert words_of(text, clip) == lit
    times = [word.t for word in clip.words]
    assert all(before < after for before, after in pairwise(times))
    assert times[-1] < clip.ms - TAIL_MS - 500


def test_a_name_is_said_as_the_home_has_written_it_down() -> None:
    with Speaker(names={"wystan": "Wisstan"}) as speaker:
        said = [part.said for part in speaker.order("Wystan’s tea, wystan!").parts]
        assert said == ["Wisstan's\u00a0tea, Wisstan!"]
        assert speaker.speak("Wystan").wav == speaker.speak("Wisstan").wav
        assert speaker.order("Wystan", Manner("cy")).parts[0].said == "Wystan"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I don't think so", ["I", "don't", "think", "so"]),
        ("It was 1,000 pounds, or 3.50?", ["It", "was", "1,000", "pounds", "or", "3.50"]),
        ("Hi 😀 there 👨‍👩‍👧 family", ["Hi", "😀", "there", "👨‍👩‍👧", "family"]),
        ("a cafe\u0301 and a café – “here”", ["a", "cafe\u0301", "and", "a", "café", "here"]),
        (
            "one of the two in the park at a time",
            ["one", "of", "the", "two", "in", "the", "park", "at", "a", "time"],
        ),
        (
            "Dr. Smith left.  Then\n\nSt. Mary's  opened",
            ["Dr", "Smith", "left", "Then", "St", "Mary's", "opened"],
        ),
    ],
)
def test_offsets_are_characters_of_the_text_as_it_was_written(
    speaker: Speaker, text: str, words: list[str]
) -> None:
    assert words_of(text, speaker.speak(text)) == words


def test_offsets_hold_to_the_end_of_a_long_text(speaker: Speaker) -> None:
    text = ("Well 😀, the cafe\u0301 is nice. I don't go on Sunday " * 40)[:LONGEST].strip()
    clip = speaker.speak(text)
    assert words_of(text, clip) == re.findall(r"[^\s.,]+", text)
    assert all(before.t <= after.t for before, after in pairwise(clip.words))
    assert clip.words[-1].t < clip.ms - TAIL_MS


def test_an_accent_sounds_the_same_however_it_is_stored(speaker: Speaker) -> None:
    assert speaker.speak("cafe\u0301").wav == speaker.speak("café").wav


def test_plain_text_is_all_that_is_understood(speaker: Speaker) -> None:
    # As markup, these would be a rest of nine seconds, spelling, and another rate.
    for text in ('<speak><break time="9s"/></speak>', "[[h@loU]]", "\x01450s hello"):
        clip = speaker.speak(text)
        assert clip.words
        assert speaker.speak(SENTENCE) == speaker.speak(SENTENCE)


def test_the_same_text_always_gives_the_same_sound(speaker: Speaker) -> None:
    first = speaker.speak(SENTENCE)
    speaker.speak("Something else, for once.", Manner("cy", rate=150, pause=200))
    assert speaker.speak(SENTENCE) == first
    with Speaker() as another:
        another.speak("And now this.")
        assert another.speak(SENTENCE) == first


def test_several_threads_each_get_their_own_text(speaker: Speaker) -> None:
    with ThreadPoolExecutor(4) as pool:
        spoken = list(pool.map(speaker.speak, QUESTIONS[:8] * 2))
    assert spoken == [speaker.speak(text) for text in QUESTIONS[:8] * 2]


@pytest.mark.parametrize(
    ("text", "manner", "code"),
    [
        ("", Manner(), "nothing_to_say"),
        (" … – ", Manner(), "nothing_to_say"),
        ("\x00\ud800", Manner(), "nothing_to_say"),
        ("a" * (LONGEST + 1), Manner(), "too_long"),
        ("hello", Manner("xx-none"), "no_language"),
        ("salaan", Manner("so"), "no_language"),
    ],
)
def test_what_cannot_be_said_is_refused_with_a_remedy(
    speaker: Speaker, text: str, manner: Manner, code: str
) -> None:
    with pytest.raises(VoiceError) as raised:
        speaker.speak(text, manner)
    assert raised.value.code == code
    assert len(str(raised.value).split(". ")) == 2
    assert speaker.speak("Yes").ms > 500


def test_without_the_library_it_is_said_plainly_what_to_do_and_nothing_is_tried_again() -> None:
    with Speaker(command=SILENT_WORKER) as silent:
        for _ in range(2):
            with pytest.raises(VoiceError, match=r"eSpeak NG is missing.*apt-get install") as raised:
                silent.speak("hello")
            assert raised.value.code == "no_engine"
            assert silent.pid is None


@pytest.mark.slow
class TestFailures:
    """The process of the engine is killed, stopped, or gone."""

    def test_the_next_text_is_said_after_the_engine_was_killed_at_rest(self) -> None:
        with Speaker() as speaker:
            first = speaker.speak(SENTENCE)
            for _ in range(3):
                assert speaker.pid
                os.kill(speaker.pid, signal.SIGKILL)
                assert speaker.speak(SENTENCE) == first

    def test_a_text_is_said_after_all_if_the_engine_is_killed_once_in_the_middle_of_it(self) -> None:
        with Speaker() as speaker:
            first = speaker.speak(LONG)
            killer = threading.Timer(0.02, os.killpg, (speaker.pid, signal.SIGKILL))
            killer.start()
            assert speaker.speak(LONG) == first
            killer.join()

    def test_a_text_is_lost_if_the_engine_is_killed_again_and_again_and_only_that_text(self) -> None:
        with Speaker() as speaker:
            first = speaker.speak(SENTENCE)
            done = threading.Event()
            killer = threading.Thread(target=self._kill_until, args=(done, speaker))
            killer.start()
            with pytest.raises(VoiceError, match="Try again") as raised:
                speaker.speak(LONG)
            done.set()
            killer.join()
            assert raised.value.code == "died"
            assert speaker.speak(SENTENCE) == first

    def _kill_until(self, done: threading.Event, speaker: Speaker) -> None:
        while not done.wait(0.001):
            if pid := speaker.pid:
                # Its copy at work too, which would finish what it was asked.
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(pid, signal.SIGKILL)

    def test_an_engine_that_hangs_is_ended_and_the_next_text_is_said(self) -> None:
        with Speaker(limit=2) as speaker:
            first = speaker.speak(SENTENCE)
            assert speaker.pid
            os.kill(speaker.pid, signal.SIGSTOP)
            with pytest.raises(VoiceError) as raised:
                speaker.speak(SENTENCE)
            assert raised.value.code == "too_slow"
            assert speaker.speak(SENTENCE) == first

    def test_an_engine_that_never_starts_does_not_hold_us_up(self) -> None:
        with pytest.raises(VoiceError) as raised:
            Running([sys.executable, "-c", "import time; time.sleep(60)"], limit=0.5).hello()
        assert raised.value.code == "too_slow"

    def test_an_engine_that_ends_at_once_is_an_error_and_no_wait(self) -> None:
        with pytest.raises(VoiceError) as raised:
            Running([sys.executable, "-c", ""]).hello()
        assert raised.value.code == "died"

    def test_nothing_is_left_running(self) -> None:
        running = Running(WORKER)
        running.hello()
        running.end()
        running.end()
        with pytest.raises(ProcessLookupError):
            os.killpg(running.pid, 0)

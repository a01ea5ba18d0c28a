"""One spoken answer, heard stretch by stretch, whatever happens to the engine meanwhile."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.room import quiet, spoken
from voice.dictation import MOST_BYTES, Dictation
from voice.errors import VoiceError
from voice.recognisers import Heard, HeardWord
from voice.sound import BYTES_A_SECOND, Sound
from voice.speaking import Speaker

GARDEN, TEA, SONG = "I like the garden", "and a cup of tea with my sister", "and we sing the old songs"
YES = "yes"


@pytest.fixture(scope="module")
def speaker() -> Iterator[Speaker]:
    with Speaker() as speaker:
        yield speaker


@pytest.fixture
def executor() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as executor:
        yield executor


class Ear:
    """Hears one thing after the other as it was told to; what is an error is raised."""

    def __init__(self, *script: str | Exception) -> None:
        self.script = list(script)
        self.sounds: list[Sound] = []

    def hear(self, sound: Sound) -> Heard:
        self.sounds.append(sound)
        heard = self.script.pop(0)
        if isinstance(heard, Exception):
            raise heard
        return Heard(heard, "ear", (HeardWord(heard, 0.9, 100),), sure=True)

    def choose(self, sound: Sound, choices: Sequence[str]) -> Heard:
        heard = self.hear(sound).text
        return Heard(heard, "ear", sure=True) if heard in choices else Heard.nothing("ear")


def listen(dictation: Dictation, *sounds: Sound) -> None:
    """One second at a time, as sound comes from a tablet."""
    pcm = Sound.join(sounds).pcm
    for place in range(0, len(pcm), BYTES_A_SECOND):
        dictation.feed(pcm[place : place + BYTES_A_SECOND])


def said_nothing(sound: Sound) -> Heard:
    raise AssertionError("There was nothing to hear.")


def test_silence_is_never_given_to_an_engine(executor: ThreadPoolExecutor) -> None:
    dictation = Dictation(said_nothing, executor)
    listen(dictation, quiet(30))
    assert dictation.waited == pytest.approx(30, abs=0.1)
    heard = dictation.finish(5)
    assert (heard.text, heard.sure, heard.words) == ("", False, ())


def test_who_goes_on_after_a_long_pause_goes_on_with_the_same_answer(
    speaker: Speaker, executor: ThreadPoolExecutor
) -> None:
    ear = Ear(GARDEN, TEA, SONG)
    dictation = Dictation(ear.hear, executor)
    listen(
        dictation, spoken(speaker, GARDEN), quiet(8), spoken(speaker, TEA), quiet(20), spoken(speaker, SONG)
    )
    heard = dictation.finish(5)
    assert heard.text == f"{GARDEN} {TEA} {SONG}"
    assert (heard.engine, heard.sure) == ("ear", True)
    starts = [word.ms or 0 for word in heard.words]
    assert starts[0] < 1_000
    assert starts[1] == pytest.approx(spoken(speaker, GARDEN).ms + 8_000, abs=1_000)
    assert len(ear.sounds) == 3


def test_what_was_said_is_heard_while_they_are_quiet(speaker: Speaker, executor: ThreadPoolExecutor) -> None:
    ear = Ear(GARDEN)
    dictation = Dictation(ear.hear, executor)
    listen(dictation, spoken(speaker, GARDEN), quiet(2))
    executor.shutdown()
    assert dictation.waiting == 0
    assert dictation.finish(0).text == GARDEN


def test_feeding_does_not_wait_for_the_engine(speaker: Speaker, executor: ThreadPoolExecutor) -> None:
    may_go_on = threading.Event()

    def slow(sound: Sound) -> Heard:
        may_go_on.wait(20)
        return Heard(GARDEN, "slow", sure=True)

    dictation = Dictation(slow, executor)
    listen(dictation, spoken(speaker, GARDEN), quiet(8))
    assert dictation.waiting == 1
    too_soon = dictation.finish(0)
    assert (too_soon.text, too_soon.sure) == ("", False)
    may_go_on.set()
    assert dictation.finish(20).text == GARDEN


@pytest.mark.parametrize(
    "failure",
    [VoiceError("died", "It died."), VoiceError("too_slow", "It was slow."), MemoryError("no room")],
)
def test_a_stretch_at_which_the_engine_fails_loses_nothing_else_and_is_told(
    speaker: Speaker, executor: ThreadPoolExecutor, failure: Exception
) -> None:
    dictation = Dictation(Ear(GARDEN, failure, SONG).hear, executor)
    listen(
        dictation, spoken(speaker, GARDEN), quiet(3), spoken(speaker, TEA), quiet(3), spoken(speaker, SONG)
    )
    heard = dictation.finish(5)
    assert (heard.text, heard.sure) == (f"{GARDEN} {SONG}", False)


def test_after_the_executor_is_closed_sound_is_still_taken(
    speaker: Speaker, executor: ThreadPoolExecutor
) -> None:
    dictation = Dictation(Ear(GARDEN).hear, executor)
    executor.shutdown()
    listen(dictation, spoken(speaker, GARDEN), quiet(3))
    assert not dictation.finish(0).sure
    assert dictation.spoke > 0


class TestTheReplyToHaveYouFinished:
    def told_then_asked(self, speaker: Speaker, executor: ThreadPoolExecutor, ear: Ear) -> Dictation:
        dictation = Dictation(ear.hear, executor, ear.choose)
        listen(dictation, spoken(speaker, GARDEN), quiet(7))
        dictation.asked()
        return dictation

    @pytest.mark.parametrize("reply", ["yes", "no", "stop"])
    def test_is_told_once_and_is_no_part_of_the_answer(
        self, speaker: Speaker, executor: ThreadPoolExecutor, reply: str
    ) -> None:
        dictation = self.told_then_asked(speaker, executor, Ear(GARDEN, reply))
        assert dictation.said() is None
        listen(dictation, spoken(speaker, reply), quiet(2))
        assert dictation.finish(5).text == GARDEN
        assert dictation.said() == reply
        assert dictation.said() is None

    def test_is_part_of_the_answer_if_it_is_something_else(
        self, speaker: Speaker, executor: ThreadPoolExecutor
    ) -> None:
        dictation = self.told_then_asked(speaker, executor, Ear(GARDEN, "tea", "and tea"))
        listen(dictation, spoken(speaker, "and tea"), quiet(2))
        assert dictation.finish(5).text == f"{GARDEN} and tea"
        assert dictation.said() is None

    def test_is_part_of_the_answer_if_it_is_long(
        self, speaker: Speaker, executor: ThreadPoolExecutor
    ) -> None:
        ear = Ear(GARDEN, f"yes {TEA} {SONG}")
        dictation = self.told_then_asked(speaker, executor, ear)
        listen(dictation, spoken(speaker, f"yes {TEA} {SONG}"), quiet(2))
        assert dictation.finish(5).text == f"{GARDEN} yes {TEA} {SONG}"

    def test_is_left_out_where_it_is_too_unclear_to_act_upon(
        self, speaker: Speaker, executor: ThreadPoolExecutor
    ) -> None:
        dictation = self.told_then_asked(speaker, executor, Ear(GARDEN, "tea", "Yes"))
        listen(dictation, spoken(speaker, YES), quiet(2))
        assert dictation.finish(5).text == GARDEN
        assert dictation.said() is None

    def test_is_listened_to_even_if_choosing_fails(
        self, speaker: Speaker, executor: ThreadPoolExecutor
    ) -> None:
        dictation = self.told_then_asked(speaker, executor, Ear(GARDEN, VoiceError("died", "It died."), TEA))
        listen(dictation, spoken(speaker, "and tea"), quiet(2))
        assert dictation.finish(5).text == f"{GARDEN} {TEA}"

    def test_is_only_what_they_begin_to_say_after_the_question(
        self, speaker: Speaker, executor: ThreadPoolExecutor
    ) -> None:
        ear = Ear("yes and tea")
        dictation = Dictation(ear.hear, executor, ear.choose)
        listen(dictation, spoken(speaker, "yes and tea"))
        dictation.asked()
        listen(dictation, quiet(2))
        assert dictation.finish(5).text == "yes and tea"

    def test_is_the_first_thing_they_say_and_no_other(
        self, speaker: Speaker, executor: ThreadPoolExecutor
    ) -> None:
        dictation = self.told_then_asked(speaker, executor, Ear(GARDEN, "no", "yes"))
        listen(dictation, spoken(speaker, "no"), quiet(3), spoken(speaker, YES), quiet(2))
        assert dictation.finish(5).text == f"{GARDEN} yes"
        assert dictation.said() == "no"


def test_after_ten_minutes_it_is_full_and_what_was_said_before_stays(
    speaker: Speaker, executor: ThreadPoolExecutor
) -> None:
    ear = Ear(GARDEN)
    dictation = Dictation(ear.hear, executor)
    listen(dictation, spoken(speaker, GARDEN))
    hour, fed = quiet(1).pcm, 0
    while not dictation.full:
        dictation.feed(hour)
        fed += len(hour)
    assert fed <= MOST_BYTES
    listen(dictation, spoken(speaker, TEA), quiet(3))
    assert dictation.finish(5).text == GARDEN


def test_two_answers_at_once_share_an_engine_and_nothing_else(
    speaker: Speaker, executor: ThreadPoolExecutor
) -> None:
    by_length: Callable[[Sound], Heard] = lambda sound: Heard(f"{sound.ms} ms", "ear", sure=True)  # noqa: E731
    one, other = Dictation(by_length, executor), Dictation(by_length, executor)
    for _ in range(3):
        listen(one, spoken(speaker, GARDEN), quiet(3))
        listen(other, spoken(speaker, f"{TEA} {SONG}"), quiet(3))
    first, second = one.finish(5).text, other.finish(5).text
    assert len(set(first.split())) > 1
    assert not set(first.split()) - {"ms"} & set(second.split())

"""`whatmatters talk`: a conversation by microphone and loudspeaker, and the program that keeps it."""

import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

import httpx2
import pytest
from rich.console import Console

from storage.kinds import Audience, Spoken
from storage.records import TurnRecord
from storage.store import Store
from tests.fakes import ScriptedHearing
from tests.plain_words import faults
from tests.room import quiet, spoken
from tests.site import Served, served
from voice.errors import VoiceError
from voice.recognisers import Heard
from voice.sound import BYTES_A_SECOND, Sound
from voice.speaking import Speaker
from web import spoken_phrases
from web.commands.conversation import Conversation
from web.commands.hands_free import HandsFree
from web.commands.keys import Keys
from web.commands.room import Room
from web.commands.spoken_choice import SpokenChoice
from web.ears import Ears

pytestmark = pytest.mark.slow

type Deed = str | float | Exception | type[KeyboardInterrupt] | Callable[[], None]
"""Says it, is quiet for so many seconds, raises it, or does it."""

GARDEN, TEA = "I like to sit in the garden", "and a cup of tea with my sister"
PACKET = BYTES_A_SECOND // 25
FINISHED: tuple[Deed, ...] = (13.0, "yes", 2.0)
"""A pause until it is asked whether they have finished, and a yes."""
AGREED: tuple[Deed, ...] = ("yes", 5.0)


class Resident:
    """Somebody in the room, who says one thing after the other: words, or seconds of quiet; then nothing.

    Honours voice.machine_sound.Microphone, and SpokenChoice's engine: it knows what was just said.
    """

    def __init__(self, speaker: Speaker, script: Sequence[Deed]) -> None:
        self._speaker = speaker
        self._script = list(script)
        self._rest = b""
        self._said = ""

    def read(self) -> bytes:
        while not self._rest:
            self._rest = self._next()
        packet, self._rest = self._rest[:PACKET], self._rest[PACKET:]
        return packet

    def skip(self) -> None:
        """They wait until we have spoken."""

    def choose(self, sound: Sound, choices: Sequence[str]) -> Heard:
        return (
            Heard(self._said, "resident", sure=True) if self._said in choices else Heard.nothing("resident")
        )

    def _next(self) -> bytes:
        if not self._script:
            return quiet(1).pcm
        does = self._script.pop(0)
        if isinstance(does, float):
            return quiet(does).pcm
        if isinstance(does, Exception) or does is KeyboardInterrupt:
            raise does
        if callable(does):
            does()
            return b""
        self._said = does
        return spoken(self._speaker, does).pcm


@dataclass
class Listener:
    """Honours voice.machine_sound.Loudspeaker: hears how much is said."""

    played: int = 0
    ms: int = 0

    def play(self, wav: bytes, enough: Callable[[], bool]) -> None:
        self.played += 1
        self.ms += Sound.from_wav(wav).ms


@dataclass
class Home:
    """A room, and the program that keeps what is said in it."""

    store: Store
    site: Served
    speaker: Speaker
    words: ScriptedHearing
    loudspeaker: Listener = field(default_factory=Listener)
    keys: Keys = field(default_factory=lambda: Keys(io.StringIO()))

    def talk(self, *script: Deed, link: str = "") -> str:
        """Talk until it is over; returns what was to be read."""
        resident, shown = Resident(self.speaker, script), io.StringIO()
        console = Console(file=shown, width=200)
        room = Room(resident, self.loudspeaker, self.speaker, self.keys, console)
        with httpx2.Client(base_url=self.site.url, timeout=30) as http:
            conversation = Conversation.open(http, Audience.RESIDENT, link)
            HandsFree(conversation, room, SpokenChoice(room, resident), wait=6).go_on()
        self.token = conversation.token
        return shown.getvalue()

    def answers(self) -> list[tuple[str, str | None, str]]:
        """Words, how far they can be trusted, and how far they agreed, of each answer."""
        found = self.store.conversations.by_secret(self.token)
        assert found
        answers = (each.answer for each in self.store.review.answers(self.store.services.ids(), found.id))
        return [(each.text, each.spoken, each.state) for each in answers]

    def recordings(self) -> list[int]:
        """How many seconds each kept recording has."""
        found = self.store.conversations.by_secret(self.token)
        assert found
        return [
            round((each.ms or 0) / 1000)
            for each in self.store.recordings.of_conversation(self.store.services.ids(), found.id)
        ]


@pytest.fixture(scope="module")
def speaker() -> Iterator[Speaker]:
    with Speaker() as speaker:
        yield speaker


@pytest.fixture
def home(sqlite_store: Store, speaker: Speaker) -> Iterator[Home]:
    words = ScriptedHearing()

    def ears() -> Ears:
        words.stopped = False  # it starts again with the program
        return Ears(sqlite_store, words)

    with served(sqlite_store, ears=ears) as site:
        yield Home(sqlite_store, site, speaker, words)


def test_an_answer_is_spoken_read_back_and_agreed_to_without_a_hand(home: Home) -> None:
    home.words.script = [GARDEN.lower()]
    shown = home.talk("yes", 5.0, GARDEN, *FINISHED, *AGREED)
    assert f"utter_read_back/resident {GARDEN.lower()}" in shown
    assert "utter_saved" in shown
    assert home.answers() == [(GARDEN.lower(), Spoken.CONFIRMED, "agreed")]


def test_everything_that_is_said_is_shown_and_what_is_shown_as_said_is_spoken(home: Home) -> None:
    shown = home.talk("yes", 5.0)
    for each in (spoken_phrases.KEEP_VOICE, spoken_phrases.VOICE_IS_KEPT, spoken_phrases.NOBODY):
        assert each in shown
    assert home.loudspeaker.played >= 5
    assert home.loudspeaker.ms > 5_000


def test_a_long_pause_is_met_with_patience_and_what_follows_is_the_same_answer(home: Home) -> None:
    home.words.script = [GARDEN, TEA]
    shown = home.talk("yes", 5.0, GARDEN, 8.0, TEA, *FINISHED, *AGREED)
    assert spoken_phrases.TAKE_YOUR_TIME in shown
    assert home.answers() == [(f"{GARDEN} {TEA}", Spoken.CONFIRMED, "agreed")]


def test_not_finished_yet_goes_on_listening_and_is_no_part_of_the_answer(home: Home) -> None:
    home.words.script = [GARDEN, TEA]
    home.talk("yes", 5.0, GARDEN, 13.0, "no", 3.0, TEA, *FINISHED, *AGREED)
    assert home.answers() == [(f"{GARDEN} {TEA}", Spoken.CONFIRMED, "agreed")]
    assert len(home.words.heard) == 2


def test_who_goes_on_instead_of_replying_is_not_cut_off(home: Home) -> None:
    home.words.script = [GARDEN, TEA]
    home.talk("yes", 5.0, GARDEN, 13.0, TEA, *FINISHED, *AGREED)
    assert home.answers() == [(f"{GARDEN} {TEA}", Spoken.CONFIRMED, "agreed")]


def test_enter_ends_an_answer_and_y_agrees(home: Home) -> None:
    home.words.script = [GARDEN]
    enter, y = (partial(home.keys.press, line) for line in ("", "y"))
    shown = home.talk("yes", 5.0, GARDEN, 3.0, enter, 1.0, y)
    assert "utter_saved" in shown
    assert home.answers()[0] == (GARDEN, Spoken.CONFIRMED, "agreed")


def test_no_to_what_was_read_back_lets_them_say_it_again(home: Home) -> None:
    home.words.script = ["i like the guardian", GARDEN]
    shown = home.talk("yes", 5.0, GARDEN, *FINISHED, "no", 5.0, GARDEN, *FINISHED, *AGREED)
    assert "utter_correct" in shown
    assert home.answers() == [(GARDEN, Spoken.CONFIRMED, "agreed")]


def test_what_was_heard_as_yes_can_be_taken_back_for_a_moment(home: Home) -> None:
    home.words.script = ["i like the guardian", GARDEN]
    home.talk(
        *("yes", 5.0, GARDEN, *FINISHED),
        *("yes", 1.2, "no", 3.0, "no", 5.0, GARDEN, *FINISHED, *AGREED),
    )
    assert home.answers() == [(GARDEN, Spoken.CONFIRMED, "agreed")]


def test_anything_but_yes_or_no_is_asked_again_and_never_guessed(home: Home) -> None:
    home.words.script = [GARDEN]
    shown = home.talk("yes", 5.0, GARDEN, *FINISHED, "tea", 3.0, "tea", 3.0, "tea", 3.0, *AGREED)
    assert shown.count(spoken_phrases.SAY_AGAIN) == 2
    assert spoken_phrases.PRESS in shown
    assert home.answers() == [(GARDEN, Spoken.CONFIRMED, "agreed")]


def test_words_that_cannot_be_made_out_keep_the_voice(home: Home) -> None:
    home.words.broken = True
    shown = home.talk("yes", 5.0, GARDEN, *FINISHED, *AGREED)
    assert "utter_voice_kept" in shown
    assert home.answers()[0][:2] == ("", Spoken.LISTEN)
    assert home.recordings()[0] > 10


@pytest.mark.parametrize("reply", ["yes", "stop"])
def test_stop_is_asked_about_and_what_was_said_before_is_kept(home: Home, reply: str) -> None:
    home.words.script = [GARDEN, ""]
    shown = home.talk("yes", 5.0, GARDEN, 4.0, "stop", 3.0, reply, 5.0)
    assert spoken_phrases.SHALL_WE_STOP in shown
    assert "utter_stopped" in shown
    assert home.answers()[0][0] == GARDEN


def test_who_does_not_want_to_stop_after_all_carries_on(home: Home) -> None:
    home.words.script = [GARDEN, "", TEA]
    shown = home.talk("yes", 5.0, GARDEN, 4.0, "stop", 3.0, "no", 5.0, TEA, *FINISHED, *AGREED)
    assert spoken_phrases.CARRYING_ON in shown
    assert home.answers()[0] == (f"{GARDEN} {TEA}", Spoken.CONFIRMED, "agreed")


def test_ctrl_c_in_the_middle_of_an_answer_loses_nothing(home: Home) -> None:
    home.words.script = [GARDEN]
    shown = home.talk("yes", 5.0, GARDEN, 1.5, TEA, KeyboardInterrupt)
    assert "Everything is kept" in shown
    assert re.search(r"whatmatters talk --link \S+", shown)
    (seconds,) = home.recordings()
    assert seconds >= round((spoken(home.speaker, GARDEN).ms + spoken(home.speaker, TEA).ms) / 1000)
    assert [turn.mode for turn in _turns(home)][-1] == "voice"


def test_a_microphone_that_is_lost_in_the_middle_loses_nothing(home: Home) -> None:
    home.words.script = [GARDEN]
    shown = home.talk("yes", 5.0, GARDEN, 2.0, VoiceError("no_microphone", "It is gone."))
    assert spoken_phrases.NO_MICROPHONE in shown
    assert [turn.text for turn in _turns(home)][-1] == GARDEN


def test_an_empty_room_is_left_after_a_while_and_nothing_of_it_is_kept(home: Home) -> None:
    shown = home.talk()
    assert spoken_phrases.NOBODY in shown
    assert home.recordings() == []
    assert home.answers() == []


def test_who_walks_away_after_speaking_is_kept_and_not_agreed_for(home: Home) -> None:
    home.words.script = [GARDEN]
    home.talk("yes", 5.0, GARDEN)
    assert home.answers() == [(GARDEN, Spoken.DRAFT, "read_back")]


def test_a_conversation_goes_on_where_it_was_left(home: Home) -> None:
    home.words.script = [GARDEN]
    home.talk("yes", 5.0, GARDEN)
    again = home.talk("yes", 5.0, *AGREED, link=home.token)
    assert f"utter_read_back/resident {GARDEN}" in again
    assert home.answers() == [(GARDEN, Spoken.CONFIRMED, "agreed")]


@pytest.mark.parametrize(("reply", "kept"), [("yes", True), ("no", False)])
def test_their_voice_is_kept_only_if_they_say_so(home: Home, reply: str, kept: bool) -> None:
    home.words.script = [GARDEN]
    home.talk(reply, 5.0, GARDEN, *FINISHED, *AGREED)
    found = home.store.conversations.by_secret(home.token)
    assert found
    assert home.store.recordings.of_conversation(home.store.services.ids(), found.id)[0].keep is kept


def test_while_the_program_is_away_they_talk_on_and_it_is_kept_when_it_comes_back(home: Home) -> None:
    home.words.script = [GARDEN]
    home.talk("yes", 5.0, home.site.stop, GARDEN, 2.0, home.site.start, *FINISHED, *AGREED)
    assert home.answers() == [(GARDEN, Spoken.CONFIRMED, "agreed")]


def test_nothing_that_is_said_is_hard_to_follow() -> None:
    said = [value for name, value in vars(spoken_phrases).items() if name.isupper()]
    assert len(said) > 10
    assert [fault for each in said for fault in faults(each, "resident")] == []


def _turns(home: Home) -> list[TurnRecord]:
    found = home.store.conversations.by_secret(home.token)
    assert found
    return [turn for turn in home.store.turns.latest(found.id) if turn.speaker == "person"]

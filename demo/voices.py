"""Voices of the invented home: eSpeak says what people say, and it is kept as a recording like any other."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from uuid import UUID, uuid4

from demo.garbled import garbled, heard_words
from demo.residents import Resident
from storage.store import Store
from voice.errors import VoiceError
from voice.manner import Manner
from voice.sound import BYTES_A_SECOND, Sound
from voice.speaking import Speaker

ENGINE = "faster_whisper base.en"
BADLY, NOT_AT_ALL = 0.2, 0.06
"""So many are heard with wrong words; of so many nothing is made out."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A recording, and what a machine made of it."""

    recording_id: UUID
    text: str
    """Empty if nothing could be made out."""
    right: bool
    """Whether these are the words that were said."""


class Voices:
    """Speaks for everybody, each in their own manner."""

    def __init__(self, store: Store, speaker: Speaker, chance: Random, tell: Callable[[str], None]) -> None:
        self._store = store
        self._speaker = speaker
        self._chance = chance
        self._tell = tell
        self._mute = False

    def record(self, conversation_id: UUID, person: Resident, text: str, *, with_sound: bool) -> Heard:
        """Somebody says this, and it is heard: well, badly or not at all."""
        recording_id = uuid4()
        store = self._store.recordings
        store.begin(recording_id, conversation_id)
        chunks = self._chunks(person, text) if with_sound and not self._mute else []
        for seq, chunk in enumerate(chunks):
            store.add(recording_id, seq, chunk)
        store.finish(recording_id, len(chunks))
        store.consent(recording_id, keep=True)
        heard = self._heard(text)
        store.heard(recording_id, heard, ENGINE, heard == text, heard_words(heard, text, self._chance))
        return Heard(recording_id, heard, heard == text)

    def _heard(self, text: str) -> str:
        luck = self._chance.random()
        if luck < NOT_AT_ALL:
            return ""
        return garbled(text) if luck < NOT_AT_ALL + BADLY else text

    def _chunks(self, person: Resident, text: str) -> list[bytes]:
        try:
            pitch = 30 + sum(map(ord, person.name)) % 50
            wav = self._speaker.speak(text, Manner("en-gb", rate=150, pitch=pitch)).wav
        except VoiceError as error:
            self._mute = True
            self._tell(f"{error} The invented home is without sound.")
            return []
        pcm = Sound.from_wav(wav).pcm
        return [pcm[at : at + BYTES_A_SECOND] for at in range(0, len(pcm), BYTES_A_SECOND)]

"""Everybody who is being heard just now, and the engines that hear them. One of these in a process."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Lock
from uuid import UUID

from storage.kinds import RecordingState
from storage.store import Store
from voice.errors import VoiceError
from voice.recognisers import Heard
from voice.sound import Sound
from voice.vocabulary import STEERING
from web.draft_words import NOTHING, Draft, as_draft, kept_draft
from web.ear import Ear, Hears, Sign

log = logging.getLogger(__name__)

MOST_CHUNKS = 600
"""Of a recording: ten minutes."""
USUAL_BYTES, MOST_BYTES = 32_000, 64_000
"""Of a chunk: one second, and two."""
MOST_AT_ONCE = 24
"""Recordings that are listened to while they are said. Those beyond are heard at their end."""
IDLE_SECONDS = 300.0
"""After so long without a chunk nobody listens any more; what was kept is heard anew when it goes on."""
LONGEST = 180.0
"""Seconds that may be needed at the end for what was not heard by then: ten minutes, by a slow engine."""
MOST_TRIES = 3
"""Recordings at which the engine fails so often are left to people."""
AT_A_TIME = 5
"""Recordings that nobody heard, heard at one go."""
PURGE_SECONDS = 3600.0
"""How often it is looked which recordings have to go."""


class Ears:
    """Keeps what is said aloud, then listens to it. Without engines everything is kept, and nothing heard."""

    def __init__(
        self, store: Store, words: Hears | None = None, choices: Hears | None = None, days: int = 30
    ) -> None:
        """`words` hears whatever is said; `choices`, another process, whether it was one of a few words.

        `days`: how long a recording stays that somebody lets us keep.
        """
        self._store = store
        self._words = words
        self._choices = choices
        self._days = days
        self._live: dict[UUID, Ear] = {}
        self._turn = Lock()
        # Apart, because those who finish wait for those who hear.
        self._hearing = ThreadPoolExecutor(4, "hearing")
        self._finishing = ThreadPoolExecutor(8, "finishing")
        self._choosing = ThreadPoolExecutor(2, "choosing")
        self._awaited: dict[UUID, asyncio.Task[Draft]] = {}
        self._tries: dict[UUID, int] = {}
        self._purged_at = -PURGE_SECONDS
        self._awake = False
        self._leaving = False

    @property
    def engine(self) -> str | None:
        """Who hears what is said; None if nobody does."""
        return self._words.engine if self._words else None

    def begin(
        self, conversation_id: UUID, recording_id: UUID, question_id: UUID | None, began_at: datetime | None
    ) -> int:
        """A recording begins, or goes on after a break; returns the first chunk that is not kept.

        Raises StorageError("unknown" | "taken").
        """
        recordings = self._store.recordings
        found = recordings.begin(recording_id, conversation_id, question_id=question_id, began_at=began_at)
        if found.state == RecordingState.OPEN:
            self._wake()
            self._take_up(recording_id)
        return next(iter(recordings.missing(recording_id, MOST_CHUNKS)), MOST_CHUNKS)

    def keep(self, recording_id: UUID, seq: int, pcm: bytes) -> None:
        """Keep a chunk, and only then return. Raises StorageError."""
        self._store.recordings.add(recording_id, seq, pcm)

    def keep_all(self, recording_id: UUID, pieces: Sequence[bytes]) -> None:
        """Keep a whole recording, which then has as many chunks as pieces. Raises StorageError."""
        for seq, pcm in enumerate(pieces):
            self.keep(recording_id, seq, pcm)
        self._store.recordings.finish(recording_id, len(pieces))

    def feed(self, recording_id: UUID, seq: int, pcm: bytes) -> list[Sign]:
        """Listen to a chunk that is kept; returns what it tells, as `Ear.feed` does."""
        ear = self._live.get(recording_id)
        return ear.feed(seq, pcm) if ear else []

    def ear(self, recording_id: UUID) -> Ear | None:
        """Who listens to a recording, if anybody does."""
        return self._live.get(recording_id)

    def drop(self, recording_id: UUID) -> None:
        """They want to say it again: the sound is gone, and nobody listens to it."""
        self._live.pop(recording_id, None)
        self._store.recordings.discard(recording_id)

    async def finish(self, recording_id: UUID, chunks: int, seconds: float) -> tuple[list[int], Draft | None]:
        """They have finished: which chunks are missing; if none, what was heard.

        None if that is not known within `seconds`: ask again. Raises StorageError.
        """
        missing = await asyncio.to_thread(self._store.recordings.finish, recording_id, chunks)
        if missing:
            return missing, None
        task = self._awaited.get(recording_id)
        if task is None and not self._leaving:
            task = self._awaited[recording_id] = asyncio.create_task(
                self._heard_in_time(recording_id, chunks)
            )
            task.add_done_callback(lambda _: self._awaited.pop(recording_id, None))
        done, _ = await asyncio.wait({task}, timeout=seconds) if task else (set(), None)
        return [], task.result() if task in done and task and not task.cancelled() else None

    async def choose(self, sound: Sound, choices: Sequence[str]) -> str | None:
        """Which of the choices was said; None if none was, or nobody can tell."""
        if self._choices is None or self._leaving:
            return None
        try:
            heard = await asyncio.wrap_future(self._choosing.submit(self._choices.choose, sound, choices))
        except VoiceError:
            return None
        return heard.text or None

    def keep_up(self) -> None:
        """Now and then: forget who went away, erase what has to go, hear what nobody heard."""
        self._forget_idle()
        if time.monotonic() - self._purged_at >= PURGE_SECONDS:
            self._store.recordings.purge(datetime.now(UTC), self._days)
            self._purged_at = time.monotonic()
        if self._words:
            for recording in self._store.recordings.unheard(AT_A_TIME):
                if self._live or self._awaited or self._leaving:
                    return  # those who talk now come first
                self._hear_for_staff(recording.id)

    def let_go(self) -> None:
        """We are about to stop: nobody need wait any longer for what was heard."""
        self._leaving = True
        for task in list(self._awaited.values()):
            task.cancel()

    def close(self) -> None:
        """Let go of the engines. What was not heard is, after the next start."""
        self._leaving = True
        pools = (self._hearing, self._finishing, self._choosing)
        for pool in pools:
            pool.shutdown(wait=False, cancel_futures=True)
        for engine in filter(None, (self._words, self._choices)):
            engine.stop()
        for pool in pools:
            pool.shutdown()

    async def _heard_in_time(self, recording_id: UUID, chunks: int) -> Draft:
        return await asyncio.wrap_future(self._finishing.submit(self._heard, recording_id, chunks))

    def _heard(self, recording_id: UUID, chunks: int) -> Draft:
        """What was heard, as it is kept, or as it is known now."""
        recording = self._store.recordings.get(recording_id)
        if recording and (known := kept_draft(recording)):
            return known
        ear = self._live.get(recording_id)
        heard = ear.finish(chunks, LONGEST) if ear else None
        if heard is None:
            ear, heard = self._hear_whole(recording_id)
        self._live.pop(recording_id, None)
        if heard is None:
            return NOTHING
        # With an engine that failed at all of it, it has not been heard: it is tried again later.
        if heard.text or (ear and not ear.failed):
            self._keep_heard(recording_id, heard)
        return as_draft(heard)

    def _hear_whole(self, recording_id: UUID) -> tuple[Ear | None, Heard | None]:
        """Hear a recording from its beginning, as it is kept."""
        if self._words is None:
            return None, None
        ear = self._new_ear()
        ear.feed(0, self._store.recordings.sound(recording_id))
        return ear, ear.finish(1, LONGEST)

    def _hear_for_staff(self, recording_id: UUID) -> None:
        ear, heard = self._hear_whole(recording_id)
        if heard and (heard.text or (ear and not ear.failed)):
            self._keep_heard(recording_id, heard)
            return
        self._tries[recording_id] = self._tries.get(recording_id, 0) + 1
        if self._tries[recording_id] >= MOST_TRIES and not self._leaving:
            self._keep_heard(recording_id, Heard.nothing(self.engine or ""))

    def _keep_heard(self, recording_id: UUID, heard: Heard) -> None:
        self._tries.pop(recording_id, None)
        engine = heard.engine or self.engine or ""
        self._store.recordings.heard(recording_id, heard.text, engine, heard.sure, heard.words)

    def _new_ear(self) -> Ear:
        return Ear(self._hear, self._hearing, self._choices.choose if self._choices else None)

    def _hear(self, sound: Sound) -> Heard:
        if self._leaving or self._words is None:
            raise VoiceError("died", "The program is about to stop. It is heard after the next start.")
        return self._words.hear(sound)

    def _wake(self) -> None:
        """Load the engines while the first words are said, so that nobody waits for that in the end."""
        if self._awake or self._leaving:
            return
        self._awake = True
        for pool, engine, choices in (
            (self._hearing, self._words, ()),
            (self._choosing, self._choices, STEERING),
        ):
            if engine:
                pool.submit(_start, engine, choices)

    def _take_up(self, recording_id: UUID) -> None:
        """Listen to a recording from now on, and to what is kept of it."""
        self._forget_idle()
        with self._turn:
            if self._words is None or recording_id in self._live or len(self._live) >= MOST_AT_ONCE:
                return
            ear = self._live[recording_id] = self._new_ear()
        # From here on new chunks come too. Each is heard once, whichever way it comes first.
        for seq, pcm in self._store.recordings.pieces(recording_id):
            ear.feed(seq, pcm)

    def _forget_idle(self) -> None:
        before = time.monotonic() - IDLE_SECONDS
        with self._turn:
            for recording_id, ear in list(self._live.items()):
                if ear.used_at < before and recording_id not in self._awaited:
                    del self._live[recording_id]


def _start(engine: Hears, choices: Sequence[str]) -> None:
    # What cannot start is told when somebody is not heard.
    with contextlib.suppress(VoiceError):
        engine.start(choices)

"""What somebody says aloud at this machine, sent on second by second while they speak."""

from collections.abc import Callable
from queue import SimpleQueue
from threading import Event, Thread
from typing import Any
from uuid import uuid4

import httpx2

from voice.sound import BYTES_A_SECOND

CHUNK = BYTES_A_SECOND
MOST_SECONDS = 595
"""A little under the ten minutes that are taken."""
PAUSES = (0.5, 1, 2, 5)
"""Seconds before the next try, and the next; the last again and again."""
FINISH_TRIES = 12
"""So often it is asked what was heard: each time a slow engine has some more seconds."""
TELL_EVERY = 10.0
"""Seconds between two times that somebody is told that it is not kept yet."""

SOUND = {"content-type": "application/octet-stream"}


class KeptRecording:
    """One recording. Feeding never waits; what cannot be sent is tried again until it can be.

    path: of the conversation, as "/chat/<token>".
    """

    def __init__(self, http: httpx2.Client, path: str) -> None:
        self.id = str(uuid4())
        self._http = http
        self._address = f"{path}/recordings/{self.id}"
        self._rest = b""
        self._held: bytes | None = None
        self._chunks: list[bytes] = []
        self._to_send: SimpleQueue[int | None] = SimpleQueue()
        self._stopped = Event()
        self._refused: str | None = None
        self._thread = Thread(target=self._send_all, name="sending", daemon=True)
        self._thread.start()

    @property
    def seconds(self) -> float:
        """How long it is."""
        return (len(self._chunks) * CHUNK + len(self._rest)) / BYTES_A_SECOND

    @property
    def full(self) -> bool:
        """Whether it may not become longer."""
        return self.seconds >= MOST_SECONDS

    @property
    def held_ms(self) -> int:
        """How much is held back."""
        return len(self._held or b"") * 1000 // BYTES_A_SECOND

    @property
    def refused(self) -> str | None:
        """Why it can never be kept, if that is so."""
        return self._refused

    def feed(self, pcm: bytes) -> None:
        """What came next."""
        if self._held is not None:
            self._held += pcm
            return
        self._rest += pcm
        while len(self._rest) >= CHUNK:
            self._cut(CHUNK)

    def hold(self) -> None:
        """What comes now may be a reply to us, and no part of what they tell."""
        self._held = self._held or b""

    def take_held(self, seconds: float | None = None) -> None:
        """It was a part of it; or the last so many seconds of it were."""
        held, self._held = self._held, None
        if held:
            self.feed(held if seconds is None else held[-round(seconds * BYTES_A_SECOND / 2) * 2 :])

    def forget_held(self) -> None:
        """It was none."""
        self._held = None

    def finish(self, tell: Callable[[], None]) -> dict[str, Any] | None:
        """Everything is kept; returns what was heard of it, or None if that will be known only later.

        tell: called now and then while the other side cannot be reached, for as long as that lasts.
        """
        self.take_held()
        if self._rest:
            self._cut(len(self._rest))
        self._to_send.put(None)
        while self._thread.is_alive():
            self._thread.join(TELL_EVERY)
            if self._thread.is_alive():
                tell()
        return None if self._refused else self._finished()

    def drop(self) -> None:
        """It holds nothing that anybody said."""
        self._stopped.set()
        self._to_send.put(None)
        self._thread.join()
        if self._chunks:
            self._ask("DELETE", "")

    def _cut(self, size: int) -> None:
        self._chunks.append(self._rest[:size])
        self._rest = self._rest[size:]
        self._to_send.put(len(self._chunks) - 1)

    def _finished(self) -> dict[str, Any] | None:
        for _ in range(FINISH_TRIES):
            told = self._ask("POST", "/finish", json={"chunks": len(self._chunks)})
            if told is None or (told["heard"] and not told["missing"]):
                return told and told["heard"]
            for seq in told["missing"]:
                self._send(seq)
        return None

    def _send_all(self) -> None:
        begun = False
        while (seq := self._to_send.get()) is not None and not self._stopped.is_set():
            begun = begun or self._ask("PUT", "", json={}) is not None
            self._send(seq)

    def _send(self, seq: int) -> None:
        self._ask("POST", f"/chunks/{seq}", content=self._chunks[seq], headers=SOUND)

    def _ask(self, method: str, at: str, **more: Any) -> dict[str, Any] | None:
        """What they answer; asked again until they can be reached. None if they refuse it for good."""
        for tries in range(1_000_000):
            answer = self._tried(method, at, more)
            if answer is not None and answer.is_success:
                told: dict[str, Any] = answer.json()
                return told
            if answer is not None and answer.status_code < 500 and answer.status_code != 429:
                self._refused = answer.text
                return None
            if self._stopped.wait(PAUSES[min(tries, len(PAUSES) - 1)]):
                return None
        return None

    def _tried(self, method: str, at: str, more: dict[str, Any]) -> httpx2.Response | None:
        try:
            return self._http.request(method, self._address + at, **more)
        except httpx2.HTTPError:
            return None

"""A process that holds an engine: started when needed, started again when it dies, asked one at a time."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock

from voice.errors import VoiceError
from voice.running import Answer, Running, Wording


class Supervised:
    """May be used by several threads.

    command: what is started.
    limit: seconds that it may take to start, and for each answer.
    wording: what is said when it goes wrong.
    patience: seconds that somebody waits for a turn; else four times the limit.
    """

    def __init__(
        self, command: Sequence[str], limit: float, wording: Wording, patience: float | None = None
    ) -> None:
        self._command = command
        self._limit = limit
        self._wording = wording
        self._patience = patience or 4 * limit
        self._turn = Lock()
        self._running: Running | None = None
        self._hello: Answer | None = None
        self._silent: str | None = None

    @property
    def pid(self) -> int | None:
        """The process, if one runs."""
        running = self._running
        return running.pid if running and running.alive else None

    def hello(self) -> Answer:
        """What it said of itself when it was last started; starts it if it never was. Raises VoiceError."""
        if self._hello is None:
            with self._my_turn():
                self._ready()
        return self._hello or {}

    def ask(self, asked: Answer, samples: bytes | None = None, more: float = 0) -> tuple[Answer, bytes]:
        """What it answers, and the samples of that. Tried once more if it died meanwhile.

        samples: what goes with the question. more: seconds besides the limit.

        Raises VoiceError: "no_engine", "too_slow", "died", "busy", and whatever it says itself.
        """
        with self._my_turn():
            try:
                return self._ready().ask(asked, samples, more)
            except VoiceError as error:
                if error.code != "died":
                    raise
            # It may have been ended by the machine, to save memory, through no fault of this question.
            return self._ready().ask(asked, samples, more)

    def close(self) -> None:
        """End it. It starts again when it is needed."""
        with self._my_turn():
            self._end()

    def stop(self) -> None:
        """End it for good, also in the middle of an answer, which then fails."""
        self._silent = self._wording.died
        if running := self._running:
            running.kill()
        self.close()

    def _ready(self) -> Running:
        if self._silent:
            raise VoiceError("no_engine", self._silent)
        if self._running is None or not self._running.alive:
            self._end()
            self._running = Running(self._command, self._limit, self._wording)
            self._meet(self._running)
        return self._running

    def _meet(self, running: Running) -> None:
        try:
            self._hello = running.hello()
        except VoiceError as error:
            self._end()
            if error.code == "no_engine":
                self._silent = str(error)
            raise

    def _end(self) -> None:
        if self._running:
            self._running.end()
        self._running = None

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        if not self._turn.acquire(timeout=self._patience):
            raise VoiceError("busy", self._wording.busy)
        try:
            yield
        finally:
            self._turn.release()

"""One run of the process that holds the engine, seen from outside: asked, watched, ended."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Event, Timer
from typing import Any, NamedTuple

from voice.errors import VoiceError

WORKER = (sys.executable, "-m", "voice.worker")
HERE = Path(__file__).resolve().parent.parent
"""The folder that holds `voice`."""

type Answer = dict[str, Any]


class Wording(NamedTuple):
    """What is said when it goes wrong, each with its remedy."""

    too_slow: str
    died: str
    busy: str


READING = Wording(
    "Reading aloud took too long. Try a shorter text.",
    "The part that reads aloud stopped. Try again.",
    "Much is being read aloud just now. Try again in a minute.",
)


def _inheriting(line: Connection) -> dict[str, Any]:
    """How a process that is started gets an end of a line, and stands apart from us."""
    if sys.platform == "win32":  # as Python's manual says; tried on no machine yet
        os.set_handle_inheritable(line.fileno(), True)  # noqa: FBT003 (it takes no name)
        return {"close_fds": False}
    return {"pass_fds": [line.fileno()], "start_new_session": True}


class Running:
    """Started at once. Not for several threads.

    command: what to start; the number of its end of the line is added.
    limit: seconds that it may take to start, and for each answer; then it is ended.
    """

    def __init__(
        self, command: Sequence[str] = WORKER, limit: float = 20, wording: Wording = READING
    ) -> None:
        self._line, theirs = Pipe()
        self._limit = limit
        self._wording = wording
        self._ended = False
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 (our own program)
                [*command, str(theirs.fileno())],
                cwd=HERE,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                **_inheriting(theirs),
            )
        self.pid = self._process.pid
        """It leads a group of its own, and is in it with what it started."""

    @property
    def alive(self) -> bool:
        """Whether it can be asked."""
        return not self._ended and self._process.poll() is None

    def hello(self) -> Answer:
        """How it introduces itself, once, at the beginning. Raises VoiceError as `ask` does."""
        return self._in_time(self._hear)

    def ask(self, asked: Answer, samples: bytes | None = None, more: float = 0) -> tuple[Answer, bytes]:
        """What it answers, and the samples that come with it.

        samples: those that go with the question, if the process expects any.
        more: seconds that this may take besides the limit.
        Raises VoiceError("too_slow") after the limit and VoiceError("died") if it went away: both end it.
        Raises VoiceError with what it says itself, too.
        """
        return self._in_time(lambda: self._exchange(asked, samples), more)

    def end(self) -> None:
        """Stop it and what it started."""
        if not self._ended:
            self._ended = True
            self.kill()
            self._process.wait()
            self._line.close()

    def _exchange(self, asked: Answer, samples: bytes | None) -> tuple[Answer, bytes]:
        self._line.send_bytes(json.dumps(asked).encode())
        if samples is not None:
            self._line.send_bytes(samples)
        return self._hear(), self._line.recv_bytes()

    def _hear(self) -> Answer:
        answer: Answer = json.loads(self._line.recv_bytes())
        if "error" in answer:
            raise VoiceError(answer["error"], answer["message"])
        return answer

    def _in_time[T](self, talk: Callable[[], T], more: float = 0) -> T:
        late = Event()

        def stop() -> None:
            late.set()
            self.kill()

        # Once it is dead, every read and write here comes back, wherever it got stuck.
        watch = Timer(self._limit + more, stop)
        watch.daemon = True
        watch.start()
        try:
            return talk()
        except (EOFError, OSError, ValueError) as error:
            self.end()
            if late.is_set():
                raise VoiceError("too_slow", self._wording.too_slow) from error
            raise VoiceError("died", self._wording.died) from error
        finally:
            watch.cancel()

    def kill(self) -> None:
        """Let it die at once, from any thread; whoever talks with it finds out."""
        if sys.platform == "win32":
            self._process.kill()
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)

"""Who works and is killed: forked from a process that has everything loaded, so that a kill costs little."""

import os
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Client, Connection, Listener
from typing import Any

from storage.errors import StorageError

Tell = Callable[[str], None]
Work = Callable[[str, str, str, Tell], None]
"""One kind of work at an address, with the file of the keys, telling what is done."""


class Lane:
    """One worker after the other. None of them outlives it."""

    def __init__(self, warm: Callable[[], None], work: Work) -> None:
        """`warm` is done once, before the first; `work` by each. Both are functions of a module."""
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._told = Listener(family="AF_UNIX")
        self._process = context.Process(
            target=_fork_on_demand, args=(theirs, self._told.address, warm, work), daemon=True
        )
        self._process.start()
        theirs.close()
        assert self._pipe.recv() == "ready"

    def __enter__(self) -> "Lane":
        return self

    def __exit__(self, *_: object) -> None:
        self._pipe.close()  # after which it ends by itself
        self._process.join()
        self._told.close()

    def start(self, kind: str, address: str, key: str) -> "Worker":
        """Somebody begins to work."""
        self._pipe.send((kind, address, key))
        return Worker(self._pipe.recv(), self._told.accept(), self._pipe)


class Worker:
    """A process at work, and what it tells."""

    def __init__(self, pid: int, told: Any, pipe: Connection) -> None:
        self.pid = pid
        self.told = told
        self._pipe = pipe
        self._code: int | None = None

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self.told.close()

    def kill(self) -> int:
        """Kill it; returns how it ended, which may have been before."""
        if self._code is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            self._code = self._pipe.recv()
        return self._code

    def heard(self) -> list[str]:
        """All that it told until its end."""
        said = []
        with suppress(EOFError, OSError):
            while True:
                said.append(self.told.recv())
        return said


def _fork_on_demand(pipe: Connection, told: Any, warm: Callable[[], None], work: Work) -> None:
    warm()
    pipe.send("ready")
    with suppress(EOFError):
        while True:
            job = pipe.recv()
            pid = os.fork()
            if pid == 0:
                _do(job, told, work)
            pipe.send(pid)
            pipe.send(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


def _do(job: tuple[str, str, str], told: Any, work: Work) -> None:
    code = 1
    try:
        with Client(told) as telling:
            work(*job, telling.send)
        code = 0
    except StorageError as error:  # such as that its server was killed
        print(f"    {job[0]}: {error}", file=sys.stderr, flush=True)
    except Exception:  # noqa: BLE001 (whatever it was, this process must not go on as its parent)
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(code)

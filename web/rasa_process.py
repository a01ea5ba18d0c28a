"""Starts Rasa in its own environment and looks after it: started again when it falls, gone when we go."""

import asyncio
import contextlib
import logging
import os
import socket
import subprocess
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections import deque
from pathlib import Path
from urllib.parse import urlsplit

from web.errors import WebError
from web.settings import ROOT

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
"""Seconds before a fallen Rasa is started again; doubled each time."""
STEADY_SECONDS = 60.0
"""After so long a run a fall counts as the first one again."""
QUICK_FALLS = 3
"""So many falls before it was ever ready mean that it cannot start at all."""


def bot_python() -> Path:
    """The interpreter of Rasa's own environment. Raises WebError("no_bot") if it was not set up."""
    folder = ROOT / "bot" / ".venv"
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not python.exists():
        raise WebError("no_bot", "Rasa is not set up yet. Run `make setup`, then start again.")
    return python


def free_port() -> int:
    """A port on loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class RasaProcess:
    """One Rasa on loopback. `run` never returns unless Rasa cannot start at all."""

    def __init__(self, model: Path, url: str, environment: dict[str, str]) -> None:
        """`environment` holds what bot/credentials.yml and bot/endpoints.yml ask for."""
        self._model = model
        self._port = urlsplit(url).port
        self._environment = {**os.environ, **environment, "WM_WATCH_STDIN": "1", "PYTHONUNBUFFERED": "1"}
        self._last_lines: deque[str] = deque(maxlen=20)
        self._process: Process | None = None
        self.was_ready = asyncio.Event()
        """Set by whoever finds that Rasa answers."""

    @property
    def pid(self) -> int | None:
        """The process that runs now."""
        return self._process.pid if self._process else None

    async def run(self) -> None:
        """Keep Rasa running. Raises WebError("broken_model") if it falls again and again at once."""
        falls, pause = 0, FIRST_PAUSE
        loop = asyncio.get_running_loop()
        while True:
            started = loop.time()
            code = await self._run_once()
            falls += 1
            if not self.was_ready.is_set() and falls >= QUICK_FALLS:
                raise WebError("broken_model", self._why())
            if loop.time() - started > STEADY_SECONDS:
                pause = FIRST_PAUSE
            log.warning(
                "Rasa ended (%s). It is started again in %.0f s; words are kept meanwhile.", code, pause
            )
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _run_once(self) -> int:
        # Its standard input is a pipe that we hold: when we are gone, however that came, it closes,
        # and Rasa goes too.
        self._process = await asyncio.create_subprocess_exec(
            *self._command(),
            cwd=ROOT,
            env=self._environment,
            stdin=PIPE,
            stdout=DEVNULL,
            stderr=PIPE,
            start_new_session=True,  # Ctrl-C reaches us alone, and we end Rasa in order
        )
        try:
            assert self._process.stderr is not None
            async for line in self._process.stderr:
                self._last_lines.append(line.decode(errors="replace").rstrip())
            return await self._process.wait()
        finally:
            await self._end(self._process)
            self._process = None

    async def _end(self, process: Process) -> None:
        if process.returncode is None:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), 5)
            except TimeoutError:
                process.kill()
                await process.wait()
        if process.stdin:
            process.stdin.close()
            with contextlib.suppress(ConnectionError):
                await process.stdin.wait_closed()

    def _command(self) -> list[str]:
        return [
            *bot_command("bot.rasa_cli", "run"),
            "--model", str(self._model),
            "--endpoints", "bot/endpoints.yml",
            "--credentials", "bot/credentials.yml",
            "-i", "127.0.0.1",
            "-p", str(self._port),
        ]  # fmt: skip

    def _why(self) -> str:
        last = next((line for line in reversed(self._last_lines) if line.strip()), "it said nothing")
        return (
            f"Rasa cannot start with the model {self._model.name}: {last[:300]} "
            f"Delete {self._model} and start again: the model is then trained anew."
        )


def bot_command(module: str, *arguments: str) -> list[str]:
    """The command line of a module of bot/, in Rasa's own environment."""
    return [str(bot_python()), "-m", module, *arguments]


def run_bot_tool(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one of Rasa's own commands (train, test, ...) and wait for it."""
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    return subprocess.run(  # noqa: S603 (our own program with our own arguments)
        bot_command("bot.rasa_cli", *arguments),
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

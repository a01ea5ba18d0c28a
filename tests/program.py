"""The real program in a process of its own, with the real Rasa behind it, to be used, stopped and killed."""

import contextlib
import os
import queue
import re
import signal
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2

from tests.at_rest import key_file_of
from web.settings import ROOT

START_SECONDS = 240
WHATMATTERS = [sys.executable, "-c", "from web.cli import main; main()"]


class Program:
    """A running `whatmatters serve`."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self._settings = settings
        self._lines: queue.Queue[str] = queue.Queue()
        self.said: list[str] = []
        self.process = self._start()

    def _start(self) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [*WHATMATTERS, "serve"],
            cwd=ROOT,
            env=environment(self.folder, **self._settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._listen, args=[process], daemon=True).start()
        return process

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self._lines.put(line.rstrip())

    def hears(self, words: str, seconds: float = START_SECONDS) -> str:
        """The next line that holds `words`."""
        until = time.monotonic() + seconds
        while True:
            ended = self.process.poll() is not None
            try:
                line = self._lines.get(timeout=0.2)
            except queue.Empty:
                in_time = not ended and time.monotonic() < until
                assert in_time, f"{words!r} was not said, but: {self.said}"
                continue
            self.said.append(line)
            if words in line:
                return line

    def is_ready(self) -> "Program":
        """Wait until it says so."""
        line = self.hears("Talk to us")
        found = re.search(r"https?://\S+(?=/chat)", line)
        assert found, line
        url = found[0].replace("localhost", "127.0.0.1")
        self.http = httpx2.Client(base_url=url, timeout=60, verify=self.trusting())
        self.hears("Ready")
        return self

    def trusting(self) -> ssl.SSLContext:
        """Somebody who trusts the program's own authority, if it has one, and nobody else."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        authority = self.folder / "tls" / "authority.pem"
        if authority.exists():
            context.load_verify_locations(authority)
        return context

    @property
    def rasa_pid(self) -> int:
        """Rasa's process."""
        children = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        pids = [int(pid) for file in children for pid in file.read_text().split()]
        found = [pid for pid in pids if "bot.rasa_cli" in command_of(pid)]
        assert len(found) == 1, [command_of(pid) for pid in pids]
        return found[0]

    def stop(self) -> int:
        """Ctrl-C; returns the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(20)

    def end(self) -> None:
        """Whatever state it is in, it is gone after this."""
        if hasattr(self, "http"):
            self.http.close()
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()

    # Talking ----------------------------------------------------------------------------------

    def begin(self, audience: str = "carer") -> "Person":
        """Somebody comes in."""
        opened = self.http.post("/api/conversations", json={"audience": audience, "channel": "web"})
        opened.raise_for_status()
        return Person(self, opened.json()["token"], opened.json()["conversation"])


class Person:
    """Somebody who talks to the program."""

    def __init__(self, program: Program, token: str, conversation: str) -> None:
        self.program = program
        self.token = token
        self.conversation = conversation

    def says(self, words: str, intent: str | None = None, turn: str | None = None) -> list[str]:
        """Say something and wait for the reply, which is returned."""
        message: dict[str, Any] = {"id": turn or str(uuid4()), "text": words}
        if intent:
            message["intent"] = intent
        answer = self.program.http.post(f"/chat/{self.token}/turns?wait=true", json=message)
        assert answer.status_code == 201, answer.text
        self.status = answer.json()["status_text"]
        return [reply["text"] for reply in answer.json()["replies"]]

    def turns(self) -> list[dict[str, Any]]:
        """All that was said."""
        found: list[dict[str, Any]] = self.program.http.get(f"/chat/{self.token}/turns").json()["turns"]
        return found

    def waits_for_reply(self, seconds: float = 60) -> None:
        """Until everything was replied to."""
        wait_until(lambda: not self.program.http.get(f"/chat/{self.token}/turns").json()["waiting"], seconds)


def wait_until(happened: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for something, but not for ever."""
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.1)


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """The environment of a program that keeps everything in `folder`."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("WM_")}
    return {
        **inherited,
        "WM_DATA_FOLDER": str(folder),
        "WM_KEY_FILE": str(key_file_of(folder)),
        "WM_PORT": "0",
        "WM_MESSAGES_PER_MINUTE": "100000",
        "WM_CONVERSATIONS_PER_HOUR": "100000",
        "PYTHONUNBUFFERED": "1",
        **settings,
    }


def command_of(pid: int) -> str:
    """The command line of a process, or nothing if it is gone."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    return ""


@contextlib.contextmanager
def running_program(folder: Path, models: Path, **settings: str) -> Iterator[Program]:
    """The program, ready, with models that were trained before."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "models").exists():
        (folder / "models").symlink_to(models)
    program = Program(folder, **settings)
    try:
        yield program.is_ready()
    finally:
        program.end()

"""The running program: who can reach its doors, and that nothing it writes holds a word or a name."""

import os
import re
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest

from tests.program import WHATMATTERS, Program, command_of, environment, wait_until
from tests.test_web_terminal import talk
from web.rasa_process import free_port
from web.settings import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

WORDS = "Zephyrine waters the kumquat behind the wainscot"
"""Words that stand nowhere else."""
NAMES = ("Zephyrine", "kumquat", "wainscot", "Quillfeather", "ocelots-at-midnight")
PASSWORD = "ocelots-at-midnight play chess"
TALKATIVE = "import logging; logging.basicConfig(level=logging.DEBUG); from web.cli import main; main()"
"""The program with the most talkative log that there is."""


class TalkativeProgram(Program):
    """The program, with every record of every library on its standard error. That makes it slow."""

    def hears(self, words: str, seconds: float = 400) -> str:
        """As above, with more patience."""
        return super().hears(words, seconds)

    def _start(self) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-c", TALKATIVE, "serve"],
            cwd=ROOT, env=environment(self.folder, **self._settings),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        threading.Thread(target=self._listen, args=[process], daemon=True).start()
        return process


@pytest.fixture(scope="module")
def rasa_port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def program(models: Path, tmp_path_factory: pytest.TempPathFactory, rasa_port: int) -> Iterator[Program]:
    """A program that is open to the whole network, as tablets need it."""
    folder = tmp_path_factory.mktemp("open")
    folder.mkdir(exist_ok=True)
    (folder / "models").symlink_to(models)
    settings = {
        "WM_HOST": "0.0.0.0",
        "WM_RASA_PORT": str(rasa_port),
        "WM_RASA_SECRET": secrets.token_urlsafe(24),
        "WM_ENCRYPTION": "off",  # a test breaks a table of the file from outside, and greps in it
    }
    program = TalkativeProgram(folder, **settings)
    try:
        yield program.is_ready()
    finally:
        program.end()


# Who can reach what -------------------------------------------------------------------------------


def sockets_of(pid: int) -> set[tuple[str, int]]:
    """Where a process listens: (address, port)."""
    inodes = set()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        try:
            found = re.fullmatch(r"socket:\[(\d+)\]", str(link.readlink()))
        except OSError:
            continue
        if found:
            inodes.add(found[1])
    listening = set()
    for table, family in (("tcp", socket.AF_INET), ("tcp6", socket.AF_INET6)):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            (
                _,
                local,
                _,
                state,
                *_,
            ) = line.split()
            if state == "0A" and line.split()[9] in inodes:
                listening.add(_address(local, family))
    return listening


def _address(written: str, family: socket.AddressFamily) -> tuple[str, int]:
    number, port = written.split(":")
    words = [bytes.fromhex(number[at : at + 8])[::-1] for at in range(0, len(number), 8)]
    return socket.inet_ntop(family, b"".join(words)), int(port, 16)


def elsewhere() -> str:
    """An address of this machine that other machines know."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as probe:
        try:
            probe.connect(("192.0.2.77", 9))  # nothing is sent
        except OSError:
            pytest.skip("this machine has no address but its own")
        found = str(probe.getsockname()[0])
    if found.startswith("127."):
        pytest.skip("this machine has no address but its own")
    return found


def doors(program: Program, rasa_port: int) -> tuple[int, int]:
    """The port of the pages, and the one at which Rasa calls its actions."""
    ports = {port for _, port in sockets_of(program.process.pid)}
    pages = int(str(program.http.base_url).rstrip("/").rpartition(":")[2])
    (inner,) = ports - {pages, rasa_port}
    return pages, inner


def test_only_the_pages_listen_to_the_network(program: Program, rasa_port: int) -> None:
    pages, inner = doors(program, rasa_port)
    assert sockets_of(program.process.pid) == {("0.0.0.0", pages), ("127.0.0.1", inner)}
    assert sockets_of(program.rasa_pid) == {("127.0.0.1", rasa_port)}


def test_from_another_address_neither_rasa_nor_the_actions_are_there(
    program: Program, rasa_port: int
) -> None:
    pages, inner = doors(program, rasa_port)
    here = elsewhere()
    assert httpx2.get(f"http://{here}:{pages}/health").status_code == 200
    for port in (inner, rasa_port):
        with pytest.raises(httpx2.ConnectError):
            httpx2.get(f"http://{here}:{port}/")


def test_without_the_secret_rasa_says_nothing(program: Program, rasa_port: int) -> None:
    told = {"sender": "a", "kind": "carer", "text": "hello", "metadata": {}}
    for secret in ({}, {"x-app-secret": ""}, {"x-app-secret": "wrong"}):
        refused = httpx2.post(f"http://127.0.0.1:{rasa_port}/webhooks/app/webhook", json=told, headers=secret)
        assert refused.status_code == 403
    for path in ("conversations/a/tracker", "model/parse", "domain", "webhooks/rest/webhook", "status"):
        answer = httpx2.post(f"http://127.0.0.1:{rasa_port}/{path}", json={"sender": "a", "message": "hello"})
        assert answer.status_code in (401, 404, 405), path


def test_the_actions_are_at_their_own_port_alone_and_it_has_nothing_else(
    program: Program, rasa_port: int
) -> None:
    _, inner = doors(program, rasa_port)
    secret = secret_of(program.rasa_pid, "WM_ACTION_SECRET")
    call = {"next_action": "action_nothing", "tracker": {}}
    with_secret = {"x-app-secret": secret}
    assert (
        httpx2.post(f"http://127.0.0.1:{inner}/rasa/actions", json=call, headers=with_secret).status_code
        == 404
    )
    assert httpx2.post(f"http://127.0.0.1:{inner}/rasa/actions", json=call).status_code == 403
    assert program.http.post("/rasa/actions", json=call, headers=with_secret).status_code == 403
    for path in ("/", "/health", "/review", "/chat", "/static/css/base.css", "/rasa/actions/"):
        assert httpx2.get(f"http://127.0.0.1:{inner}{path}").status_code == 404, path


def secret_of(pid: int, name: str) -> str:
    """What only the same user of this machine can look up."""
    given = Path(f"/proc/{pid}/environ").read_text().split("\0")
    return next(each.partition("=")[2] for each in given if each.startswith(f"{name}="))


def test_no_secret_stands_on_a_command_line_or_in_a_file(program: Program) -> None:
    given = [secret_of(program.rasa_pid, name) for name in ("WM_RASA_SECRET", "WM_ACTION_SECRET")]
    for secret in given:
        assert len(secret) >= 32
        assert secret not in command_of(program.process.pid) + command_of(program.rasa_pid)
        assert holding(program.folder, [secret]) == []


def test_nothing_says_what_serves_it(program: Program) -> None:
    headers = program.http.get("/").headers
    assert "server" not in headers
    assert "uvicorn" not in str(headers)


# What is written ----------------------------------------------------------------------------------


def test_a_day_with_every_door_and_errors_leaves_no_word_in_any_log(program: Program) -> None:
    chat(program)
    tablet(program)
    terminal(program)
    staff(program)
    errors(program)
    said = everything_said(program)
    assert len(said) > 200  # it really was talkative
    assert [line for line in said if any(name.casefold() in line.casefold() for name in NAMES)] == []


def chat(program: Program) -> None:
    """A whole talk in the chat, by scripts and by forms."""
    person = program.begin()
    assert "Zephyrine" in person.says(WORDS)[-1]
    person.says("yes")
    fields = {"id": str(uuid4()), "text": WORDS}
    assert program.http.post(f"/chat/{person.token}", data=fields).status_code in (200, 303)
    person.says("delete that")
    person.says("yes")


def tablet(program: Program) -> None:
    """A paired tablet: a person of the roster says something."""
    code = run(program, "user", "add", "priya", "--name", "Priya Quillfeather", "--role", "manager",
               "--role", "administrator", "--password-stdin", given=f"{PASSWORD}\n")  # fmt: skip
    assert code.returncode == 0, code.stderr
    signed = program.http.post("/review/login", data={"username": "priya", "password": PASSWORD})
    assert signed.status_code == 303
    program.http.post("/review/people", data={"name": "Zephyrine Quillfeather"})
    page = program.http.post("/review/tablets", data={"name": "Kumquat room", "pin": "2468"})
    found = re.search(r"\b([A-Z0-9]{4})[ -]?([A-Z0-9]{4})\b", re.sub(r"<[^>]+>", " ", page.text))
    assert found, page.text
    program.http.post("/tablet/pair", data={"code": found[1] + found[2]})
    pack = program.http.get("/tablet/pack").json()
    talk_id = uuid4()
    begun = {"set_id": pack["set_id"], "began_at": "2026-01-01T00:00:00Z"}
    begun["person_id"] = pack["people"][0]["id"]
    assert program.http.put(f"/tablet/conversations/{talk_id}", json=begun).is_success
    turn = {
        "id": str(uuid4()),
        "text": WORDS,
        "mode": "typed",
        "screen": "asking",
        "said_at": "2026-01-01T00:00:01Z",
    }
    program.http.post(f"/tablet/conversations/{talk_id}/turns?wait=true", json=turn)


def terminal(program: Program) -> None:
    """A talk in a terminal; its own window shows the words, its log does not."""
    said = talk([WORDS], program.folder, "--url", str(program.http.base_url))
    assert said.returncode == 0
    assert not any(name in said.stderr for name in NAMES)


def staff(program: Program) -> None:
    """Somebody reads, searches, fails to sign in, and takes everything out."""
    http = program.http
    assert "Zephyrine" in http.get("/review").text
    for path in ("/review?q=kumquat", "/review/people", "/review/audit", "/review/heard", "/review/brief"):
        assert http.get(path).status_code == 200, path
    http.post("/review/export", data={"format": "csv", "words": "as_said"})
    http.post("/review/login", data={"username": "Quillfeather", "password": "wainscot-wainscot"})


def errors(program: Program) -> None:
    """What breaks in the middle: requests that cannot be read, a table that is gone, a fallen Rasa."""
    person = program.begin()
    program.http.post(f"/chat/{person.token}/turns", content=WORDS.encode())
    program.http.post(f"/chat/{person.token}/turns", json={"id": WORDS, "text": [WORDS]})
    program.http.get(f"/chat/{WORDS}")
    program.http.get("/review", params={"q": WORDS * 90})
    with closing(sqlite3.connect(program.folder / "whatmatters.db")) as database:
        database.execute("ALTER TABLE tag RENAME TO tag_gone")
    person.says(WORDS)
    program.http.get("/review")
    with closing(sqlite3.connect(program.folder / "whatmatters.db")) as database:
        database.execute("ALTER TABLE tag_gone RENAME TO tag")
    os.kill(program.rasa_pid, signal.SIGKILL)
    later = program.begin()
    program.http.post(f"/chat/{later.token}/turns", json={"id": str(uuid4()), "text": WORDS})
    wait_until(lambda: program.http.get("/health").json()["rasa"], 60)


def everything_said(program: Program) -> list[str]:
    """Every line that web and Rasa wrote, and what stands in files that are no database."""
    program.process.send_signal(signal.SIGINT)
    program.process.wait(120)  # a log of every byte is slow to close
    while not program._lines.empty():
        program.said.append(program._lines.get())
    kept = holding(program.folder, NAMES)
    own = [file for file in kept if not re.search(r"whatmatters\.db(-wal|-shm)?$|/spoken/", file)]
    return [*program.said, *own]


def holding(folder: Path, words: "list[str] | tuple[str, ...]") -> list[str]:
    """The files of a folder that hold one of these words, models left out: they were there before."""
    found = []
    for file in folder.rglob("*"):
        if file.is_file() and "models" not in file.relative_to(folder).parts:
            content = file.read_bytes()
            found += [str(file) for word in words if word.encode() in content]
    return found


def run(program: Program, *arguments: str, given: str = "") -> "subprocess.CompletedProcess[str]":
    """A command beside the program."""
    return subprocess.run(
        [*WHATMATTERS, *arguments], cwd=ROOT, input=given, text=True,
        env=environment(program.folder, **program._settings), capture_output=True, check=False,
    )  # fmt: skip

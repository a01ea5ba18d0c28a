"""Lines over a real port: what is left when a program is killed or stopped in the middle of a sentence."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from websockets.sync.connection import Connection

from storage.kinds import Audience, Channel
from storage.store import Store
from tests.fakes import ScriptedHearing
from tests.site import Served, served
from tests.speech import silence, spoken
from tests.talking import chunks_of, framed, quiet, voice
from voice.hearing import Hearing
from voice.speaking import Speaker
from web.ears import Ears
from web.settings import ROOT

SAID = quiet(0.5) + voice(2) + quiet(1.5)
CHUNKS = chunks_of(SAID)


def line(address: str, token: str, origin: str | None = None) -> Connection:
    """A line as a page opens it."""
    where = address.replace("http", "ws", 1)
    return connect(f"{where}/chat/{token}/listen", origin=origin, compression=None)  # type: ignore[arg-type]


def open_recording(page: Connection, recording: UUID) -> int:
    """Begin a recording, or go on; returns the first chunk that is missing."""
    page.send(json.dumps({"open": str(recording)}))
    found: int = json.loads(page.recv(10))["missing_from"]
    return found


def say(page: Connection, recording: UUID, chunks: list[bytes], first: int = 0) -> None:
    """Chunks, each once the one before was acknowledged."""
    for seq, pcm in enumerate(chunks, first):
        page.send(framed(recording, seq, pcm))
        until(page, "kept")


def until(page: Connection, word: str) -> dict[str, Any]:
    """The next message that has this word."""
    while True:
        found: dict[str, Any] = json.loads(page.recv(60))
        if word in found:
            return found


@pytest.fixture
def token(sqlite_store: Store) -> str:
    """A private link."""
    return sqlite_store.conversations.begin(Audience.CARER, Channel.WEB).secret


@pytest.fixture
def words() -> ScriptedHearing:
    """Who hears what is said."""
    return ScriptedHearing("i like the garden")


@pytest.fixture
def site(sqlite_store: Store, words: ScriptedHearing) -> Iterator[Served]:
    with served(sqlite_store, ears=lambda: Ears(sqlite_store, words)) as site:
        yield site


def test_a_line_works_over_a_real_port(site: Served, token: str) -> None:
    recording = uuid4()
    with line(site.url, token, origin=site.url) as page:
        assert open_recording(page, recording) == 0
        say(page, recording, CHUNKS)
        page.send(json.dumps({"finish": str(recording), "chunks": len(CHUNKS)}))
        assert until(page, "heard")["text"] == "i like the garden"


def test_another_sites_page_opens_no_line(site: Served, token: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        line(site.url, token, origin="http://elsewhere.example")
    assert refused.value.response.status_code == 403


def test_on_loopback_a_line_under_another_name_is_refused(site: Served, token: str) -> None:
    port = int(site.url.rpartition(":")[2])
    with (
        socket.create_connection(("127.0.0.1", port)) as rebound,
        pytest.raises(InvalidStatus) as refused,
    ):
        connect(f"ws://rebound.example:{port}/chat/{token}/listen", sock=rebound)
    assert refused.value.response.status_code == 400


def test_a_message_that_is_too_large_ends_the_line_and_nothing_else(site: Served, token: str) -> None:
    recording = uuid4()
    with line(site.url, token) as page:
        open_recording(page, recording)
        say(page, recording, CHUNKS[:2])
        page.send(framed(recording, 2, bytes(80_000)))
        with pytest.raises(ConnectionClosed) as closed:
            page.recv(10)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009
    with line(site.url, token) as page:
        assert open_recording(page, recording) == 2


def test_stopping_waits_for_no_open_line_and_no_engine(
    site: Served, token: str, words: ScriptedHearing, sqlite_store: Store
) -> None:
    recording = uuid4()
    words.goes_on.clear()
    with line(site.url, token) as page:
        open_recording(page, recording)
        say(page, recording, CHUNKS)
        page.send(json.dumps({"finish": str(recording), "chunks": len(CHUNKS)}))
        while not words.heard:
            time.sleep(0.01)
        site.stop()  # the engine would take 20 seconds
        assert words.stopped
        with pytest.raises(ConnectionClosed) as closed:
            until(page, "heard")
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1012
    assert [each.id for each in sqlite_store.recordings.unheard()] == [recording]


PROGRAM = """
import sys
from pathlib import Path
from storage.store import Store
from tests.site import served
with served(Store(sys.argv[1], key_file=Path(sys.argv[2]))) as site:
    print(site.url, flush=True)
    sys.stdin.read()
"""


@pytest.mark.slow
def test_killed_in_the_middle_of_a_sentence_what_was_acknowledged_is_there(
    sqlite_address: str, key_file: Path, sqlite_store: Store, token: str
) -> None:
    recording = uuid4()
    command = [sys.executable, "-c", PROGRAM, sqlite_address, str(key_file)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout
        address = program.stdout.readline().strip()
        with line(address, token) as page:
            open_recording(page, recording)
            say(page, recording, CHUNKS[:3])
            page.send(framed(recording, 3, CHUNKS[3])[:-100])
            program.kill()
    assert sqlite_store.recordings.sound(recording).startswith(b"".join(CHUNKS[:3]))
    words = ScriptedHearing("i like the garden")
    with served(sqlite_store, ears=lambda: Ears(sqlite_store, words)) as site, line(site.url, token) as page:
        assert open_recording(page, recording) >= 3
        page.send(json.dumps({"finish": str(recording), "chunks": 3}))
        assert until(page, "heard")["text"] == "i like the garden"


@pytest.mark.slow
def test_what_is_spoken_is_made_out_and_a_killed_engine_comes_back(sqlite_store: Store, token: str) -> None:
    hearing = Hearing("sphinx")
    with Speaker() as speaker:
        said = spoken(speaker, "I like the garden and the people here.").pcm
    with (
        served(sqlite_store, ears=lambda: Ears(sqlite_store, hearing, Hearing("sphinx"))) as site,
        line(site.url, token) as page,
    ):
        for killed in (False, True):
            recording = uuid4()
            open_recording(page, recording)
            say(page, recording, chunks_of(said))
            if killed:
                assert hearing.pid
                os.kill(hearing.pid, signal.SIGKILL)
            page.send(json.dumps({"finish": str(recording), "chunks": len(chunks_of(said))}))
            heard = until(page, "heard")
            assert heard["engine"] == "sphinx"
            # A machine's voice is not made out well: some of the words have to be right.
            assert (
                len({"i", "like", "garden", "and", "people", "here"} & set(str(heard["text"]).split())) >= 3
            )
        name = uuid4()
        page.send(json.dumps({"closed": str(name), "choices": ["yes", "no", "stop"]}))
        with Speaker() as speaker:
            reply = spoken(speaker, "yes").pcm + silence(1.5).pcm
        for seq, pcm in enumerate(chunks_of(reply, 0.1)):
            page.send(framed(name, seq, pcm))
        assert until(page, "chose")["choice"] in ("yes", None)  # never another one

"""A mail server and a receiver of pushes of the tests' own: real sockets, which say no when told to."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class MailServer:
    """Takes e-mails, and keeps them; with `refuse` it takes none."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, Message]] = []
        """(whom it is for, the e-mail)."""
        self.signed_in: list[str] = []
        self.refuse = ""
        """What it says instead of taking one, such as "451 later"."""
        self.port = 0


class _Talk(socketserver.StreamRequestHandler):
    office: MailServer

    def handle(self) -> None:
        self._say("220 test")
        to = ""
        while line := self.rfile.readline().decode().strip():
            verb = line.upper().partition(" ")[0]
            if verb == "EHLO":
                self._say("250-test\r\n250 AUTH PLAIN")
            elif verb == "AUTH":
                self.office.signed_in.append(line)
                self._say("235 ok")
            elif verb == "RCPT":
                to = line.partition("<")[2].partition(">")[0]
                self._say(self.office.refuse or "250 ok")
            elif verb == "DATA":
                self._say("354 go on")
                self.office.mails.append((to, message_from_bytes(self._body())))
                self._say("250 kept")
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _body(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        return b"".join(lines)

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """One on a free port of this machine."""
    office = MailServer()
    handler = type("Talk", (_Talk,), {"office": office})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        office.port = server.server_address[1]
        with _serving(server):
            yield office


class Pushes:
    """What arrived."""

    def __init__(self) -> None:
        self.found: list[dict[str, Any]] = []
        self.status = 200
        self.asked = 0
        self.elsewhere = ""
        """Where whoever is refused is sent."""
        self.port = 0


@contextmanager
def push_server() -> Iterator[Pushes]:
    """Takes what Apprise sends to json://127.0.0.1:PORT/."""
    pushes = Pushes()

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            pushes.asked += 1
            if pushes.status == 200:
                pushes.found.append(json.loads(body))
            self.send_response(pushes.status)
            if pushes.elsewhere:
                self.send_header("location", pushes.elsewhere)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Taking) as server:
        pushes.port = server.server_address[1]
        with _serving(server):
            yield pushes


@contextmanager
def _serving(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()

"""Rasa is told whom to forget, once for each, and again if it did not answer."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

from storage.store import Store
from tests.keeping import SECRET
from tests.saying import begin, erase, tell
from web.rasa import RasaAddress
from web.rasas_memory import RasasMemory


@contextmanager
def rasa(port: int = 0) -> Iterator[tuple[int, list[tuple[str, str, list[str]]]]]:
    """Its port, and what it was told: path, secret, conversations."""
    told: list[tuple[str, str, list[str]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            told.append((self.path, self.headers["x-app-secret"], body["senders"]))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", port), Handler)
    thread = threading.Thread(target=server.serve_forever, args=[0.05])
    thread.start()
    yield server.server_port, told
    server.shutdown()
    thread.join()
    server.server_close()


def test_it_is_told_once_and_again_if_it_was_not_there(sqlite_store: Store) -> None:
    with rasa() as (port, told):
        memory = RasasMemory(sqlite_store, RasaAddress(f"http://127.0.0.1:{port}", "secret"))
        memory.keep_up()
        assert told == []
        talk = begin(sqlite_store)
        erase(sqlite_store, talk, tell(sqlite_store, talk, f"a {SECRET}"))
        for _ in range(2):
            memory.keep_up()
        assert told == [("/webhooks/app/forget", "secret", [str(talk)])]
    other = begin(sqlite_store)
    sqlite_store.erasures.forget(other)
    memory.keep_up()
    with rasa(port) as (_, told):
        memory.keep_up()
        assert told == [("/webhooks/app/forget", "secret", [str(other)])]

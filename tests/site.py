"""The whole web application, on a test client or a port; the real question loop, a stand-in for Rasa."""

import asyncio
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid4

from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from actions.care import Care
from actions.steering import make_executor
from nlu.principles import load_taxonomy
from storage.grants import Post
from storage.rights import Role
from storage.store import Store
from tests.fakes import LoopRasa, WordTagger
from web.action_route import action_router
from web.alarm_courier import Courier
from web.alarm_routes import ways_out
from web.app import make_app
from web.auth import COOKIE as STAFF_COOKIE
from web.certificates import Certificates
from web.ears import Ears
from web.engine_states import EngineState
from web.limits import Limits
from web.listening import Server, listen
from web.messenger import Messenger
from web.openid_groups import open_openid
from web.pages import Parts
from web.pictures import load_pictures
from web.pins import hash_pin
from web.read_aloud import ReadAloud
from web.settings import Settings
from web.suggestions import suggestions
from web.talk import Talk
from web.trust import Trust
from web.waveforms import Waveforms

ACTION_SECRET = "only the dialogue engine knows this"
PASSWORD = "correct horse battery"
ALL_POWERS = (Role.MANAGER, Role.ADMINISTRATOR)
"""The two roles that together may do everything."""
QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
"""Nobody steals what tests keep, so that their hashes need not take long."""
_HASH = QUICK.hash(PASSWORD)
ENGINES = (
    EngineState("sphinx", factor=0.25),
    EngineState("faster_whisper base.en", trouble="tokenizer.json is missing. Get it anew."),
    EngineState("vosk small", factor=1.4),
)
"""What the machine of a site has to make out words with."""
NAMES = ("192.168.1.10", "rosebox.local", "localhost", "127.0.0.1", "::1")
"""What the machine of a site with certificates is called."""


@dataclass
class Site:
    """The application and what stands behind it."""

    client: TestClient
    store: Store
    rasa: LoopRasa
    app: FastAPI

    def begin(self, audience: str = "carer") -> str:
        """Start a conversation as the start page does; returns its token."""
        started = self.client.post("/chat", data={"audience": audience}, follow_redirects=False)
        assert started.status_code == 303, started.text
        return started.headers["location"].rpartition("/")[2]

    def say(self, token: str, words: str, **more: object) -> Response:
        """Send a message as the page's script does, and wait for the reply."""
        message = {"id": str(uuid4()), "text": words, **more}
        return self.client.post(f"/chat/{token}/turns", params={"wait": "true"}, json=message)

    def pair(self, name: str = "Lavender wing", pin: str = "2468") -> UUID:
        """Make this client a paired tablet; returns the device."""
        staff = self.store.staff.add(f"staff-{uuid4().hex[:6]}", "Priya", _HASH)
        device, code = self.store.devices.add(self.store.services.get().id, name, hash_pin(pin), staff.id)
        paired = self.client.post("/tablet/pair", data={"code": code}, follow_redirects=False)
        assert paired.status_code == 303, paired.text
        return device.id

    def add_staff(self, username: str = "priya", *roles: Role) -> None:
        """Somebody of the staff; without other roles they may do everything everywhere."""
        self.store.staff.add(username, username.title(), _HASH, map(Post, roles or ALL_POWERS))

    def come_in(self, username: str = "priya") -> None:
        """Be signed in already, without a password and its slow hash."""
        staff = next(each for each in self.store.staff.everyone() if each.username == username)
        self.client.cookies.set(STAFF_COOKIE, self.store.staff.sign_in(staff.id), path="/review")

    def sign_in(self, username: str = "priya", password: str = PASSWORD) -> Response:
        """Sign in as the login page does."""
        fields = {"username": username, "password": password}
        return self.client.post("/review/login", data=fields, follow_redirects=False)


@contextmanager
def running(store: Store, ears: Ears | None = None, **settings: object) -> Iterator[Site]:
    """A site around a store; who listens, if anybody does; `settings` as in web.settings."""
    rasa = LoopRasa(store, WordTagger())
    app = _application(store, rasa, {"host": "testserver", "reply_seconds": 2.0, **settings}, ears=ears)
    with TestClient(app) as client:
        client.headers["accept"] = "text/html"
        yield Site(client, store, rasa, app)


class Served:
    """The application on a port of this machine, to be met with a browser, stopped and started again."""

    def __init__(
        self, store: Store, rasa: LoopRasa, ears: Callable[[], Ears] | None = None, **settings: object
    ) -> None:
        plenty = dict.fromkeys(
            ("messages_per_minute", "conversations_per_hour", "sign_ins_per_quarter_hour"), 10_000
        )
        self.store = store
        self.rasa = rasa
        self._ears = ears
        self.settings: dict[str, Any] = {"host": "127.0.0.1", "reply_seconds": 2.0, **plenty, **settings}
        self._port = 0
        self.start()

    @property
    def url(self) -> str:
        """Its address, the same after a new start."""
        return f"{'https' if self.trust else 'http'}://127.0.0.1:{self._port}"

    @property
    def trust(self) -> Trust | None:
        """What there is to trust, with the setting `tls`."""
        found = self.app.state.parts.trust
        assert found is None or isinstance(found, Trust)
        return found

    def start(self) -> None:
        """Begin to answer, with nothing remembered but what is in the store."""
        door = listen("127.0.0.1", self._port)
        self._port = door.getsockname()[1]
        ears = self._ears() if self._ears else None
        self.app = _application(self.store, self.rasa, self.settings, self._port, ears)
        self._server = Server(self.app, self.trust.certificates.tls if self.trust else None)
        self._thread = threading.Thread(target=lambda: asyncio.run(self._server.serve(sockets=[door])))
        self._thread.start()
        while not self._server.started and self._thread.is_alive():
            time.sleep(0.01)

    def stop(self) -> None:
        """Go away, as after Ctrl-C; stopped twice is stopped."""
        self._server.should_exit = True
        self._thread.join()

    def restart(self, **settings: object) -> None:
        """Stop and start again, with other settings."""
        self.stop()
        self.settings |= settings
        self.start()

    def add_staff(self, username: str = "priya", *roles: Role) -> None:
        """Somebody of the staff; without other roles they may do everything everywhere."""
        self.store.staff.add(username, username.title(), _HASH, map(Post, roles or ALL_POWERS))


@contextmanager
def served(
    store: Store,
    rasa: LoopRasa | None = None,
    ears: Callable[[], Ears] | None = None,
    **settings: object,
) -> Iterator[Served]:
    """The application at an address, with high limits; `ears` opens those who listen; `settings` as above."""
    served = Served(store, rasa or LoopRasa(store, WordTagger()), ears, **settings)
    try:
        yield served
    finally:
        served.stop()


def _application(
    store: Store, rasa: LoopRasa, settings: dict[str, Any], port: int = 8443, ears: Ears | None = None
) -> FastAPI:
    # Given by name so that nothing is read from the environment of whoever runs the tests.
    chosen = Settings(**{"_env_file": None, **settings})
    parts = Parts(
        settings=chosen,
        store=store,
        talk=Talk(store, rasa, Care(store, rasa.tagger)),
        rasa=rasa,
        limits=Limits(chosen),
        taxonomy=load_taxonomy(),
        pictures=load_pictures(),
        own_pictures={},
        read_aloud=ReadAloud(None, list, list),
        ears=ears or Ears(store),
        engines=lambda: ENGINES,
        waveforms=Waveforms(store),
        suggestions=lambda within: suggestions(store.tablet_talks.said_by_person(within)),
        messenger=Messenger(
            store, "https://rose.example", ssl.create_default_context, private=chosen.private_webhooks
        ),
        courier=Courier(store, ways_out(chosen), "https://rose.example"),
        trust=trust_of(chosen.trust_port, port) if chosen.tls else None,
        openid=open_openid(chosen),
    )
    return make_app(parts, action_router(make_executor(store, rasa.tagger), ACTION_SECRET), lambda: None)


def trust_of(plain_port: int = 8081, port: int = 8443) -> Trust:
    """Certificates that were just made; their files are gone again."""
    with TemporaryDirectory() as folder:
        return Trust(Certificates(Path(folder), "Rose Court", NAMES), port, plain_port)

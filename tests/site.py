"""The whole web application on a test client, with the real question loop behind a stand-in for Rasa."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from fastapi.testclient import TestClient
from httpx2 import Response

from actions.steering import make_executor
from nlu.principles import load_taxonomy
from storage.store import Store
from tests.fakes import LoopRasa, WordTagger
from web.action_route import action_router
from web.app import make_app
from web.auth import hash_password
from web.limits import Limits
from web.pages import Parts
from web.settings import Settings
from web.talk import Talk

ACTION_SECRET = "only the dialogue engine knows this"
PASSWORD = "correct horse battery"
_HASH = hash_password(PASSWORD)


@dataclass
class Site:
    """The application and what stands behind it."""

    client: TestClient
    store: Store
    rasa: LoopRasa

    def begin(self, audience: str = "carer") -> str:
        """Start a conversation as the start page does; returns its token."""
        started = self.client.post("/chat", data={"audience": audience}, follow_redirects=False)
        assert started.status_code == 303, started.text
        return started.headers["location"].rpartition("/")[2]

    def say(self, token: str, words: str, **more: object) -> Response:
        """Send a message as the page's script does, and wait for the reply."""
        message = {"id": str(uuid4()), "text": words, **more}
        return self.client.post(f"/chat/{token}/turns", params={"wait": "true"}, json=message)

    def add_staff(self, username: str = "priya") -> None:
        """Somebody who may read."""
        self.store.staff.add(username, username.title(), _HASH)

    def sign_in(self, username: str = "priya", password: str = PASSWORD) -> Response:
        """Sign in as the login page does."""
        fields = {"username": username, "password": password}
        return self.client.post("/review/login", data=fields, follow_redirects=False)


@contextmanager
def running(store: Store, **settings: object) -> Iterator[Site]:
    """A site around a store; `settings` as in web.settings."""
    # Given by name so that nothing is read from the environment of whoever runs the tests.
    wanted: dict[str, Any] = {"host": "testserver", "reply_seconds": 2.0, **settings}
    chosen = Settings(_env_file=None, **wanted)
    tagger = WordTagger()
    rasa = LoopRasa(store, tagger)
    parts = Parts(
        settings=chosen,
        store=store,
        talk=Talk(store, rasa),
        rasa=rasa,
        limits=Limits(chosen),
        taxonomy=load_taxonomy(),
    )
    app = make_app(parts, action_router(make_executor(store, tagger), ACTION_SECRET))
    with TestClient(app) as client:
        client.headers["accept"] = "text/html"
        yield Site(client, store, rasa)

"""Every door of the application, with something behind each: for tests that try them all."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from httpx2 import Response

from storage.grants import Post
from storage.kinds import Audience
from storage.rights import Role
from storage.store import Store
from tests.ladder import LADDER, Door
from tests.saying import record, tell
from tests.site import Site, running
from tests.test_storage_apart import tell_apart
from tests.test_web_ladder import BODIES, QUERIES, things

NO_PAGES = ("WS ", "MOUNT ")
NAMED = {"slug": "rose-court", "key": "garden", "name": "welcome", "seq": "0"}
EVERYTHING = (Role.MANAGER, Role.ADMINISTRATOR, Role.SAFEGUARDING)


@dataclass
class Doors:
    """A site, a browser that everybody has used, and the names of what there is."""

    site: Site
    found: dict[str, str]

    def path(self, key: str) -> str:
        """The address of a line of the table, with what there is in it."""
        _, path = key.split()
        filled = path.format(**self.names(key))
        return filled + QUERIES.get(key, "").format(**self.found)

    def names(self, key: str) -> dict[str, str]:
        """What stands for each name of an address: on a tablet and behind a link it is theirs."""
        door = LADDER[key]
        if door == Door.TABLET:
            return self.found | {
                "conversation_id": self.found["tablet_talk"],
                "recording_id": self.found["tablet_recording"],
            }
        if door == Door.LINK:
            return self.found | {"recording_id": self.found["link_recording"]}
        if key.endswith(("/words", "/right")) and "/review/" in key:
            return self.found | {"answer_id": self.found["spoken_id"]}
        return self.found

    def ask(self, key: str, **more: Any) -> Response:
        """Go there as whoever may, once; with a body of its own unless one is given."""
        method, _ = key.split()
        if not {"data", "content", "json", "files"} & set(more):
            fields = {name: text.format(**self.found) for name, text in BODIES.get(key, {}).items()}
            more["data"] = fields or None
        self.come_in()
        return self.site.client.request(method, self.path(key), follow_redirects=False, **more)

    def come_in(self) -> None:
        """Be signed in, also if somebody has just signed out."""
        self.site.come_in("everything")


@contextmanager
def open_doors(store: Store, **settings: Any) -> Iterator[Doors]:
    """A site with one of everything, and a browser that is a tablet, signed in, and has a private link."""
    plenty = dict.fromkeys(("messages_per_minute", "conversations_per_hour", "sign_in_tries"), 1_000_000)
    with running(store, **(plenty | settings)) as site:
        here = store.services.get().id
        found = {name: str(value) for name, value in things(store, here).items()} | NAMED
        store.staff.add("everything", "Priya", "hash", [Post(role) for role in EVERYTHING])
        device = site.pair()
        found |= _said(site, device) | {"browser_id": "none", "alert_id": found["call_id"]}
        yield Doors(site, found)


def _said(site: Site, device: UUID) -> dict[str, str]:
    """A conversation behind a link and one on the tablet, each with a recording."""
    store, token = site.store, site.begin()
    linked = store.conversations.by_secret(token)
    assert linked
    tell(store, linked.id, "I like the parrot.")
    tell_apart(store, linked.id, "The parrot is loud.")
    on_tablet = store.tablet_talks
    newest = store.questions.newest(Audience.RESIDENT)
    assert newest
    talk = uuid4()
    begun = {"set_id": str(newest.id), "began_at": "2026-01-01T00:00:00Z"}
    made = site.client.put(f"/tablet/conversations/{talk}", json=begun)
    assert made.status_code < 300, made.text
    assert on_tablet.get(device, talk)
    return {
        "token": token,
        "apart_id": str(store.apart.own(linked.id)[0].id),
        "tablet_talk": str(talk),
        "link_recording": str(record(store, linked.id)),
        "tablet_recording": str(record(store, talk)),
    }


def addresses() -> list[str]:
    """Every line of the table that answers requests, signing out and pairing last."""
    keys = [key for key in LADDER if not key.startswith(NO_PAGES)]
    return sorted(keys, key=lambda key: (bool(re.search(r"revoke|leave|remove|logout|off", key)), key))


def every_door(doors: Doors) -> Iterator[tuple[str, Response]]:
    """What each address answers."""
    for key in addresses():
        yield key, doors.ask(key)

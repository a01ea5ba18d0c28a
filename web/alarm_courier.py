"""Lets alarms climb, and tells who is to be told by e-mail and push, until it went out or is given up."""

import time
from collections.abc import Mapping
from uuid import UUID

from storage.alarm_climbing import AlarmMessageRecord
from storage.alarm_records import Route, Telling
from storage.store import Store
from web.alarm_routes import Note, Send
from web.errors import WebError

ROUND_SECONDS = 45.0
"""How long one round goes on before the next begins."""
EVERY_SECONDS = 5.0
"""Between one round and the next: "at once" is at most so much later."""
TITLES = {
    (Telling.NEEDED, True): "Somebody needs you now",
    (Telling.NEEDED, False): "Somebody needs you today",
    (Telling.TAKEN, True): "Somebody is going",
    (Telling.TAKEN, False): "Somebody is going",
}


class Courier:
    """Sends what is due. Two of them never send the same message at once."""

    def __init__(self, store: Store, routes: Mapping[Route, Send], home: str) -> None:
        """home: how our pages are reached by staff."""
        self._store, self._routes, self._home = store, routes, home.rstrip("/")

    def keep_up(self) -> None:
        """Let climb what nobody came for, then send all that is due."""
        self._store.alarm_climbing.climb()
        until = time.monotonic() + ROUND_SECONDS
        while time.monotonic() < until and self._store.alarm_climbing.has_message():
            if found := self._store.alarm_climbing.take_message():
                self.send(found)

    def send(self, found: AlarmMessageRecord) -> None:
        """Send one that was taken, and write down whether it went out."""
        try:
            self._routes[found.route](found.address, note(found, self._home))
        except WebError as error:
            self._store.alarm_climbing.failed(found.id, str(error))
        else:
            self._store.alarm_climbing.sent(found.id)

    def link(self, alarm_id: UUID) -> str:
        """Where staff see an alarm."""
        return f"{self._home}/review/alarms/{alarm_id}"


def note(found: AlarmMessageRecord, home: str) -> Note:
    """What is told: that somebody is needed, where, and a link. Nobody's name and nobody's words."""
    drill = "DRILL: " if found.drill else ""
    title = f"{drill}{TITLES[found.kind, found.urgent]} – {found.service}"
    lines = [
        "This is a drill. Nobody said anything. Please do as you would." if found.drill else "",
        _sentence(found),
        f"Open What Matters: {home}/review/alarms/{found.alarm_id}",
        "This message says nothing of who it is about, because others may read it.",
    ]
    return Note(title, "\n\n".join(filter(None, lines)) + "\n")


def _sentence(found: AlarmMessageRecord) -> str:
    if found.kind == Telling.TAKEN:
        return "Somebody has said that they are going. You need not go, unless they ask you."
    since = f"{found.waiting_since.astimezone():%H:%M}"
    return f"Somebody said something that needs you, at {since}. Press “I am going” there, then go."

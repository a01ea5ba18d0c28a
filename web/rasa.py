"""The way to Rasa: one turn there, what it says back."""

import asyncio
from dataclasses import dataclass
from typing import Any, Protocol

import httpx2

from storage.records import Reply, TurnRecord
from web.errors import WebError

TURN_SECONDS = 25.0
"""Longer than Rasa's own limit for a turn (20 s), so that its word about a failure is the one that counts."""
AT_ONCE = 8
"""Turns given to Rasa at a time. It works on one after the other; more connections only cost time."""
MOST_CHARACTERS = 4_000
"""What Rasa looks at of a turn. All of it is kept; the actions read it from there."""


class RasaError(WebError):
    """Rasa did not do a turn. `reached` tells whether it was there at all; the turn may be tried again."""

    def __init__(self, message: str, *, reached: bool) -> None:
        super().__init__("no_reply", message)
        self.reached = reached


@dataclass(frozen=True, slots=True)
class RasaAddress:
    """Where Rasa is, and the secret that opens its door."""

    url: str
    secret: str


class Rasa(Protocol):
    """What the rest of web needs of the dialogue engine."""

    async def ready(self) -> bool:
        """Whether it is there with its model loaded."""

    async def say(self, turn: TurnRecord, audience: str) -> list[Reply]:
        """Give it one turn; returns what it says. Raises RasaError."""


class RasaClient:
    """Talks to one Rasa process over HTTP."""

    def __init__(self, address: RasaAddress, http: httpx2.AsyncClient) -> None:
        self._url = f"{address.url}/webhooks/app"
        self._headers = {"x-app-secret": address.secret}
        self._http = http
        self._doors = asyncio.Semaphore(AT_ONCE)

    async def ready(self) -> bool:
        """Whether Rasa is there with its model loaded."""
        try:
            return (await self._http.get(f"{self._url}/", timeout=2.0)).is_success
        except httpx2.HTTPError:
            return False

    async def say(self, turn: TurnRecord, audience: str) -> list[Reply]:
        """Give Rasa one turn; returns what it says. Raises RasaError."""
        body = {
            "sender": str(turn.conversation_id),
            "kind": audience,
            "text": turn.text[:MOST_CHARACTERS],
            "intent": turn.intent,
            "metadata": {"turn": str(turn.id)},
        }
        try:
            async with self._doors:
                answer = await self._http.post(
                    f"{self._url}/webhook", json=body, headers=self._headers, timeout=TURN_SECONDS
                )
        except httpx2.HTTPError as error:
            raise RasaError(f"Rasa cannot be reached ({type(error).__name__}).", reached=False) from error
        if not answer.is_success:
            raise RasaError(f"Rasa could not do the turn ({answer.status_code}).", reached=True)
        return [_reply(message) for message in answer.json() if message.get("text")]


def _reply(message: dict[str, Any]) -> Reply:
    return Reply(text=message["text"], choices=tuple(message.get("buttons") or ()))

"""One conversation as a terminal holds it: over HTTP, by the same addresses as the chat page."""

import time
from collections.abc import Iterator
from typing import Any, Self
from uuid import uuid4

import httpx2

from storage.consent_kinds import How
from storage.kinds import Audience, Channel
from web.errors import WebError
from web.phrases import NOT_KEPT

SLOW_REPLY_SECONDS = 30.0

type Turn = dict[str, Any]
"""What somebody said, as web.chat.turn_view tells it."""


class Conversation:
    """Knows what was shown already, and which quick answers there are."""

    def __init__(self, http: httpx2.Client, token: str) -> None:
        self.http = http
        self.token = token
        self.path = f"/chat/{token}"
        self.choices: list[dict[str, str]] = []
        """Quick answers to what was said last."""
        self._seen = 0

    @classmethod
    def open(
        cls,
        http: httpx2.Client,
        audience: Audience,
        link: str,
        service: str = "",
        keep_words: How | None = None,
    ) -> Self:
        """A new one at a service, or an earlier one by its private link. Raises WebError("refused").

        service: its short name, or none for the first one.
        keep_words: how they said that their words may be kept.
        """
        if link:
            return cls(http, link.rstrip("/").rpartition("/")[2])
        opening = {
            "audience": audience,
            "channel": Channel.TERMINAL,
            "service": service,
            "keep_words": keep_words,
        }
        opened = http.post("/api/conversations", json=opening)
        if not opened.is_success:
            raise WebError("refused", opened.json().get("error", "It could not be started. Try again."))
        return cls(http, opened.json()["token"])

    def send(self, message: dict[str, Any]) -> str | None:
        """Send what somebody said; returns why it could not be kept, or None if it is.

        It has an identifier from the first try on, so that sending it again is harmless.
        """
        message.setdefault("id", str(uuid4()))
        try:
            kept = self.http.post(f"{self.path}/turns", json=message)
        except httpx2.HTTPError:
            return NOT_KEPT
        if kept.is_success:
            return None
        return str(kept.json().get("error", NOT_KEPT))

    def news(self, wait: float) -> tuple[list[Turn], dict[str, Any]]:
        """What we said since, and all that was told of it. Raises WebError("no_conversation")."""
        asked = self.http.get(f"{self.path}/turns", params={"after": self._seen, "wait": wait})
        if not asked.is_success:
            raise WebError("no_conversation", asked.json().get("error", "This link does not lead anywhere."))
        told: dict[str, Any] = asked.json()
        self._seen = max([self._seen, *(turn["seq"] for turn in told["turns"])])
        said = [turn for turn in told["turns"] if turn["speaker"] != "person"]
        if said:
            self.choices = said[-1]["choices"]
        return said, told

    def replies(self) -> Iterator[tuple[list[Turn], str | None]]:
        """What we reply, as it comes, until there is no more; and why it is slow, if it is."""
        until = time.monotonic() + SLOW_REPLY_SECONDS
        while time.monotonic() < until:
            said, told = self.news(wait=10)
            slow = told["status_text"] if told["waiting"] else None
            yield said, slow
            if slow:
                return
            if not told["waiting"]:
                # Our reply may have come between the two looks of one request.
                yield self.news(wait=0)[0], None
                return

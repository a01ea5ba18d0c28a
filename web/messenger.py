"""Tells other programs what happened: signed, without words, until it arrives or is given up."""

import hashlib
import hmac
import json
import logging
import ssl
import time
from collections.abc import Callable
from uuid import UUID

import httpx2

from storage.store import Store
from storage.webhooks import DeliveryRecord, Outgoing
from web.errors import WebError
from web.outside import number_of, read_address

SECONDS = 10.0
"""How long the other side may take."""
ROUND_SECONDS = 45.0
"""How long one round goes on before the next begins."""
TIMESTAMP, SIGNATURE, IDENTIFIER = "whatmatters-timestamp", "whatmatters-signature", "whatmatters-id"
"""The headers of a message."""

log = logging.getLogger(__name__)


class Messenger:
    """Sends what is due. Two of them never send the same message at once."""

    def __init__(
        self, store: Store, home: str, trusting: Callable[[], ssl.SSLContext], *, private: bool
    ) -> None:
        """home: how our pages are reached from outside. private: whether our own network will do."""
        self._store, self._home, self._private = store, home.rstrip("/"), private
        self._trusting = trusting

    def keep_up(self) -> None:
        """Send all that is due, longest waiting first; who does not answer is left alone in this round."""
        until = time.monotonic() + ROUND_SECONDS
        silent: set[UUID] = set()
        while time.monotonic() < until and (found := self._store.webhooks.take(besides=silent)):
            if not self._send(found):
                silent.add(found.webhook_id)

    def send(self, delivery_id: UUID) -> None:
        """Send this one now, if it is due."""
        if found := self._store.webhooks.take(delivery_id):
            self._send(found)

    def _send(self, found: Outgoing) -> bool:
        problem = self._problem(found)
        if problem is None:
            self._store.webhooks.arrived(found.delivery.id)
        else:
            self._store.webhooks.failed(found.delivery.id, problem)
        return problem is None

    def _problem(self, found: Outgoing) -> str | None:
        """Try it once; why it did not arrive, if it did not."""
        try:
            status = self._post(found)
        except WebError as error:
            return str(error)
        except httpx2.TimeoutException:
            return f"It did not answer within {SECONDS:.0f} seconds."
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
            log.warning("A webhook could not be reached: %s", type(error).__name__)
            return f"It could not be reached ({type(error).__name__})."
        if 300 <= status < 400:
            return f"It answered {status}, another address. Put in that one: we follow nobody."
        return None if 200 <= status < 300 else f"It answered {status}."

    def _post(self, found: Outgoing) -> int:
        outside = read_address(found.url)
        number = number_of(outside, private=self._private)
        host = f"[{number}]" if ":" in number else number
        body = message(found.delivery, found.service_id, self._home)
        headers = signed(body, found.secret, int(time.time())) | {
            "host": outside.authority,
            "content-type": "application/json",
            "user-agent": "whatmatters",
            IDENTIFIER: str(found.delivery.id),
        }
        # Connected to the number that was looked at, but asked for, and certified, by its name.
        extensions = {"sni_hostname": outside.host}
        url = f"https://{host}:{outside.port}{outside.target}"
        with (
            httpx2.Client(timeout=SECONDS, verify=self._trusting(), trust_env=False) as http,
            http.stream("POST", url, content=body, headers=headers, extensions=extensions) as answer,
        ):
            return int(answer.status_code)  # what else it says is not read


def message(delivery: DeliveryRecord, service_id: UUID, home: str) -> bytes:
    """What is told: that something happened, and where staff see it. Nobody's words."""
    told = {
        "id": str(delivery.id),
        "event": delivery.event,
        "at": delivery.at.isoformat(),
        "service": str(service_id),
        "subject": str(delivery.subject_id),
        "link": f"{home}{delivery.path}",
    }
    return json.dumps(told).encode()


def signed(body: bytes, secret: str, timestamp: int) -> dict[str, str]:
    """The headers that prove who sent a message, and when: HMAC-SHA256 over `timestamp.body`."""
    found = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256)
    return {TIMESTAMP: str(timestamp), SIGNATURE: f"sha256={found.hexdigest()}"}

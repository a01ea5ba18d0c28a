"""A chat and a tablet that talk over HTTP to an application which is killed meanwhile."""

import os
import random
import signal
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Timer
from uuid import uuid4

import httpx2

from bench.kill_files import opened
from bench.kill_lane import Lane
from storage.kinds import Audience
from web.pins import hash_pin

AT_ONCE = 0.2
"""So often it begins before anybody spoke."""


def talked_to(lane: Lane, address: str, key: Path, longest: float) -> list[str]:
    """Talk until it is killed, `longest` seconds after it began at most; returns what was kept.

    Mostly it begins with the first word that was kept, now and then with nobody there yet.
    """
    with opened(address, key) as store:
        staff = store.staff.add(uuid4().hex[:8], "Priya", "hash")
        _, code = store.devices.add(store.services.get().id, "Tablet", hash_pin("2468"), staff.id)
        asked = store.questions.newest(Audience.RESIDENT)
    assert asked
    said: list[str] = []
    with lane.start("serve", address, str(key)) as worker:
        url = worker.told.recv()
        killer = Timer(random.uniform(0, longest), os.kill, (worker.pid, signal.SIGKILL))
        if random.random() < AT_ONCE:
            killer.start()
        with (
            suppress(httpx2.TransportError),
            httpx2.Client(base_url=url, timeout=60, headers={"accept": "application/json"}) as http,
        ):
            for kept in _talk(http, code, str(asked.id)):
                said.append(kept)
                if killer.ident is None:
                    killer.start()
        assert killer.ident is not None, "nobody could talk to it"
        killer.join()
    return said


def _talk(http: httpx2.Client, code: str, asked: str) -> Iterator[str]:
    token = http.post("/api/conversations", json={"audience": "carer", "channel": "web"}).json()["token"]
    paired = http.post("/tablet/pair", data={"code": code})
    assert paired.status_code == 303, paired.text
    talk_id = str(uuid4())
    http.put(
        f"/tablet/conversations/{talk_id}", json={"set_id": asked, "began_at": _now()}
    ).raise_for_status()
    for number in range(100_000):
        turn = {"id": str(uuid4()), "text": f"I like the garden, number {uuid4().hex}"}
        if number % 2:
            address, body = (
                f"/tablet/conversations/{talk_id}/turns",
                turn | {"mode": "typed", "said_at": _now(), "screen": "asking"},
            )
        else:
            address, body = f"/chat/{token}/turns", turn
        answer = http.post(address, params={"wait": "true"} if number % 4 < 2 else {}, json=body)
        assert answer.status_code == 201, answer.text
        yield f"kept {turn['id']} {turn['text']}"


def _now() -> str:
    return datetime.now(UTC).isoformat()

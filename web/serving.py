"""Runs everything: the pages, the actions on a door of their own, and Rasa beside them."""

import asyncio
import contextlib
import gc
import logging
import signal
import socket
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
from fastapi import FastAPI

from storage.store import Store
from web.action_route import ADDRESS, DoorForRasa
from web.app import LOOPBACK
from web.assembly import Doors, build_app, make_doors, open_ears, open_store, open_tagger, open_trust
from web.audit_faults import verdict_words
from web.bot_model import train_if_changed
from web.errors import WebError
from web.listening import Ports, Server, SideServer, listen, take_ports
from web.machine import as_in_a_link, own_names
from web.rasa import RasaAddress, RasaClient
from web.rasa_process import RasaProcess, free_port
from web.settings import Settings
from web.trust import Trust
from web.trust_door import trust_door

log = logging.getLogger(__name__)

Door = tuple[SideServer, socket.socket]
"""A server and the port that it answers at."""
Tell = Callable[[str], None]
"""Says one line to the person who started the program."""
READY_SECONDS = 120.0
"""How long Rasa may take to be ready before that is said; it goes on starting."""
LOOK_EVERY = 0.25
"""Seconds between two looks whether Rasa answers."""
LOOKED_AT = 2_000
"""So many of the newest lines of the audit are looked at before the pages open: some tenths of a second."""
RENEW_EVERY = 60.0
"""Seconds between two looks whether the certificate still fits: the network may give us a new address."""


async def serve(
    settings: Settings,
    tell: Tell,
    *,
    started: Callable[[str], None] | None = None,
    stop: asyncio.Event | None = None,
) -> None:
    """Run until `stop`, or without it until Ctrl-C; `started` is given the address once Rasa answers.

    Raises WebError, StorageError or NluError with one sentence and the remedy.
    """
    ports = take_ports(settings)
    tell("Getting ready ...")
    trust = await asyncio.to_thread(open_trust, settings, ports.number)
    model = await asyncio.to_thread(prepare_model, settings, tell)
    doors = make_doors(settings, rasa_url(settings), ports.inner.getsockname()[1])
    process = RasaProcess(model, doors.rasa.url, doors_for_rasa(doors)) if model else None
    async with _beside(process.run() if process else None) as rasa:  # it takes longest, so it starts first
        tagger = await asyncio.to_thread(open_tagger, settings)
        store = await asyncio.to_thread(open_store, settings)
        await asyncio.to_thread(look_at_audit, store, tell)
        for service in store.services.all():
            store.consents.begin_with_consent(service.id)
        ears = await asyncio.to_thread(open_ears, settings, store)  # the first time it looks how fast each is
        served = _behind(ports, build_app(settings, store, tagger, doors, ears, trust), trust)
        words = addresses(settings, ports.number, trust)
        freeze_what_is_loaded()
        try:
            async with (
                _beside(_renewing(trust, settings.host) if trust else None),
                _beside(_tell_when_ready(doors.rasa, process, words, tell, started)),
            ):
                await _run_all(served, rasa, stop or _stop_signal())
        finally:
            store.close()


def freeze_what_is_loaded() -> None:
    """Tell the garbage collector that what is loaded now stays: a look at all of it stops all for 0.3 s.

    Every twentieth page or so had to wait for that.
    """
    gc.collect()
    gc.freeze()


@contextlib.asynccontextmanager
async def _beside(work: Coroutine[Any, Any, None] | None) -> AsyncIterator[asyncio.Task[None] | None]:
    """Work that goes on meanwhile, and is ended in the end."""
    task = asyncio.create_task(work) if work else None
    try:
        yield task
    finally:
        if task:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def rasa_url(settings: Settings) -> str:
    """Where Rasa is or will be. Raises WebError("port_in_use")."""
    if settings.rasa_url:
        return settings.rasa_url.rstrip("/")
    if settings.rasa_port:
        listen("127.0.0.1", settings.rasa_port).close()
    return f"http://127.0.0.1:{settings.rasa_port or free_port()}"


def doors_for_rasa(doors: Doors) -> dict[str, str]:
    """What bot/credentials.yml and bot/endpoints.yml ask for."""
    return {
        "WM_RASA_SECRET": doors.rasa.secret,
        "WM_ACTION_SECRET": doors.action_secret,
        "WM_ACTION_URL": f"http://127.0.0.1:{doors.action_port}{ADDRESS}",
    }


def prepare_model(settings: Settings, tell: Tell) -> Path | None:
    """Train the conversation if its files changed; None if somebody else starts Rasa."""
    if settings.rasa_url:
        return None
    return train_if_changed(settings.data_folder / "models", tell)


def look_at_audit(store: Store, tell: Tell) -> None:
    """Say so if the newest lines of the audit are not as they were written."""
    if (verdict := store.audit.verify(last=LOOKED_AT)).found:
        tell("The list of who read what is not as it was written. `whatmatters audit verify` says more.")
        for sentence in verdict_words(verdict)[:3]:
            tell(sentence)


def _behind(ports: Ports, app: FastAPI, trust: Trust | None) -> list[Door]:
    """A server for each port, that of the pages first."""
    tls = trust.certificates.tls if trust else None
    doors: list[Door] = [(Server(app, tls), ports.pages), (SideServer(DoorForRasa(app)), ports.inner)]
    if trust and ports.plain:
        doors.append((SideServer(trust_door(trust)), ports.plain))
    return doors


async def _run_all(doors: Sequence[Door], rasa: asyncio.Task[None] | None, stop: asyncio.Event) -> None:
    """Pages and Rasa side by side, until we are asked to stop or one of them cannot go on."""
    served = [asyncio.create_task(server.serve(sockets=[port])) for server, port in doors]
    asked = asyncio.create_task(stop.wait())
    jobs = {*served, asked, rasa} if rasa else {*served, asked}
    try:
        done, _ = await asyncio.wait(jobs, return_when=asyncio.FIRST_COMPLETED)
    finally:
        asked.cancel()
        # The pages first: what somebody just said there may still need Rasa's door.
        for (server, _), task in zip(doors, served, strict=True):
            server.should_exit = True
            await asyncio.gather(task, return_exceptions=True)
        await asyncio.gather(asked, return_exceptions=True)
    for job in done:
        job.result()


async def _renewing(trust: Trust, host: str) -> None:
    """Have a certificate that fits for as long as we run."""
    while True:
        await asyncio.sleep(RENEW_EVERY)
        try:
            if await asyncio.to_thread(lambda: trust.certificates.renew(own_names(host))):
                trust.certificates.use()
        except (WebError, OSError) as error:
            log.warning("The certificate could not be renewed: %s", error)


def _stop_signal() -> asyncio.Event:
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    return stop


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where people find us."""

    here: str
    """On this machine, or at the one address that was asked for."""
    words: str
    """All of them, as they are told."""


def addresses(settings: Settings, port: int, trust: Trust | None) -> Addresses:
    """Where people find us, for whoever started the program."""
    everywhere = ("0.0.0.0", "::", *LOOPBACK)  # noqa: S104 (only compared)
    host = "localhost" if settings.host in everywhere else as_in_a_link(settings.host)
    here = f"{'https' if trust else 'http'}://{host}:{port}"
    lines = [f"  Talk to us    {here}/chat", f"  Staff read    {here}/review"]
    if trust and settings.host in LOOPBACK:
        lines.append("  Tablets       only on this machine; to let others in: WM_HOST=0.0.0.0")
    elif trust:
        lines += _for_tablets(trust)
    return Addresses(here, "\n".join(["", *lines, ""]))


def _for_tablets(trust: Trust) -> Iterator[str]:
    groups = trust.fingerprint
    told = {
        "Tablets": trust.addresses,
        "Set them up": trust.help_addresses,
        "Fingerprint": [" ".join(groups[:4]), " ".join(groups[4:])],
    }
    for title, lines in told.items():
        yield from (f"  {'' if number else title:13} {line}" for number, line in enumerate(lines))


async def _tell_when_ready(
    address: RasaAddress,
    process: RasaProcess | None,
    found: Addresses,
    tell: Tell,
    started: Callable[[str], None] | None,
) -> None:
    await _ready(address, tell)
    if process:
        process.was_ready.set()
    tell(found.words)
    tell("Ready. Press Ctrl-C to stop.")
    if started:
        started(found.here)


async def _ready(address: RasaAddress, tell: Tell) -> None:
    """Return once Rasa answers; say so if that takes long."""
    clock = asyncio.get_running_loop().time
    slow, told = clock() + READY_SECONDS, False
    async with httpx2.AsyncClient() as http:
        rasa = RasaClient(address, http)
        while not await rasa.ready():
            if not told and clock() > slow:
                tell("Rasa is slow to start. People can write already: their words are kept.")
                told = True
            await asyncio.sleep(LOOK_EVERY)

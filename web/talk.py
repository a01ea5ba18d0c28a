"""Keeps what a person says, then gets the reply: each conversation in order, nothing lost."""

import asyncio
import contextlib
import logging
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID
from weakref import WeakValueDictionary

from storage.details import Details
from storage.errors import StorageError
from storage.kinds import Mode, Speaker, Steering, TurnState
from storage.records import Reply, TurnRecord
from storage.store import Store
from web.phrases import SET_ASIDE
from web.rasa import Rasa, RasaError

log = logging.getLogger(__name__)

MOST_TRIES = 8
"""Failed tries of one turn before a person gets it instead: with growing pauses, about two minutes."""
LONGEST_PAUSE = 30.0
"""Seconds between two tries, at most."""
LOOK_AROUND = 2.0
"""Seconds between two looks for turns that still wait for a reply."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says in a conversation. `turn_id` is made where it is said; a repeat is harmless."""

    conversation_id: UUID
    turn_id: UUID
    text: str
    mode: Mode = Mode.TYPED
    intent: Steering | None = None
    """What a pressed button means; never set for typed words, unless they were read back before."""
    details: Details | None = None
    """How it was said, on a tablet."""
    said_at: datetime | None = None
    """When it was said, if that was earlier."""


class LooksFirst(Protocol):
    """What looks at each turn before Rasa does, and needs no Rasa."""

    def reply(self, turn: TurnRecord, audience: str) -> list[Reply] | None:
        """What is said at once to a turn, which is then done with; None: it is for Rasa."""

    def urgent(self, turn: TurnRecord) -> bool:
        """Whether it would reply, so that the turn cannot wait behind one that Rasa is stuck on."""


class Talk:
    """The way of a turn: kept, looked at, given to Rasa, replied to. One of these in a process."""

    def __init__(self, store: Store, rasa: Rasa, first: LooksFirst | None = None) -> None:
        self._store = store
        self._rasa = rasa
        self._first = first
        self._wanted: set[UUID] = set()
        self._workers: dict[UUID, asyncio.Task[None]] = {}
        self._not_before: dict[UUID, float] = {}
        # Held by those who wait only, so that a conversation nobody looks at costs nothing.
        self._news: WeakValueDictionary[UUID, asyncio.Event] = WeakValueDictionary()
        self._awaited: dict[UUID, asyncio.Future[list[TurnRecord] | None]] = {}
        self._letting_go = False

    async def keep(self, said: Said) -> TurnRecord:
        """Keep a turn, and only then let Rasa have it. Raises StorageError if it could not be kept."""
        turn = await asyncio.to_thread(
            self._store.turns.keep,
            said.conversation_id,
            said.turn_id,
            said.text,
            said.mode,
            said.intent,
            details=said.details,
            said_at=said.said_at,
        )
        self._tell(
            said.conversation_id
        )  # every open page of the conversation shows it, and that a reply is due
        self.wake(said.conversation_id)
        return turn

    async def keep_and_wait(self, said: Said, seconds: float) -> tuple[TurnRecord, list[TurnRecord] | None]:
        """Keep a turn and wait for its reply; None instead of a reply if none came within `seconds`."""
        awaited = self._awaited.setdefault(said.turn_id, asyncio.get_running_loop().create_future())
        try:
            turn = await self.keep(said)
            if turn.state != TurnState.KEPT:  # sent before, replied to before
                return turn, []
            async with asyncio.timeout(seconds):
                return turn, await asyncio.shield(awaited)
        except TimeoutError:
            return turn, None
        finally:
            self._awaited.pop(said.turn_id, None)

    def news_of(self, conversation_id: UUID) -> asyncio.Event:
        """Set when something happens next in a conversation; asked for anew each time."""
        event = self._news.get(conversation_id) or asyncio.Event()
        self._news[conversation_id] = event
        if self._letting_go:
            event.set()
        return event

    def in_trouble(self, conversation_id: UUID) -> bool:
        """Whether the last try of this conversation failed."""
        return conversation_id in self._not_before

    def wake(self, conversation_id: UUID) -> None:
        """See to it that every waiting turn of a conversation is worked on, in order."""
        self._wanted.add(conversation_id)
        if conversation_id not in self._workers:
            self._workers[conversation_id] = asyncio.create_task(self._work(conversation_id))

    async def look_around(self) -> None:
        """For ever: find turns that still wait, after a failure or a restart, and work on them."""
        while True:
            with contextlib.suppress(StorageError):
                for conversation_id in await asyncio.to_thread(self._store.turns.conversations_waiting):
                    if time.monotonic() >= self._not_before.get(conversation_id, 0):
                        self.wake(conversation_id)
            await asyncio.sleep(LOOK_AROUND)

    def let_go(self) -> None:
        """We are about to stop: nobody need wait any longer for news or for a reply."""
        self._letting_go = True
        for event in list(self._news.values()):
            event.set()
        for awaited in self._awaited.values():
            if not awaited.done():
                awaited.set_result(None)

    async def close(self) -> None:
        """Stop working; what is not replied to waits for the next start."""
        workers = list(self._workers.values())
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)

    async def _work(self, conversation_id: UUID) -> None:
        try:
            while conversation_id in self._wanted:
                self._wanted.discard(conversation_id)
                await self._work_through(conversation_id)
        except StorageError as error:
            log.warning("A conversation waits: %s", error)
            self._not_before[conversation_id] = time.monotonic() + LOOK_AROUND
        finally:
            del self._workers[conversation_id]
            self._tell(conversation_id)

    async def _work_through(self, conversation_id: UUID) -> None:
        while waiting := await asyncio.to_thread(self._store.turns.next_waiting, conversation_id):
            turn, audience, more = waiting
            try:
                replies = await self._reply(turn, audience)
            except RasaError as error:
                await self._failed(turn, error)
                return
            said = await asyncio.to_thread(self._store.turns.answered, turn.id, replies)
            self._not_before.pop(conversation_id, None)
            self._tell(conversation_id, turn, said)
            if not more:  # what came meanwhile has asked for another round
                return

    async def _reply(self, turn: TurnRecord, audience: str) -> list[Reply]:
        """What is said to a turn: at once if somebody may be unsafe, else by Rasa. Raises RasaError."""
        said = await asyncio.to_thread(self._at_once, turn, audience)
        return await self._rasa.say(turn, audience) if said is None else said

    def _at_once(self, turn: TurnRecord, audience: str) -> list[Reply] | None:
        """What needs no Rasa. If it fails, Rasa gets the turn as always: nobody is left without a reply."""
        try:
            return self._first.reply(turn, audience) if self._first else None
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001 (whatever it is, and its text may hold words)
            log.error("A turn could not be looked at first: %s", type(error).__name__)  # noqa: TRY400
            return None

    def _urgent_behind(self, turn: TurnRecord) -> bool:
        """Whether something was said after this turn that cannot wait for Rasa."""
        if self._first is None:
            return False
        later = self._store.turns.waiting_behind(turn.conversation_id, turn.seq)
        return any(self._first.urgent(each) for each in later)

    async def _failed(self, turn: TurnRecord, error: RasaError) -> None:
        tries = turn.attempts
        if error.reached:
            tries = await asyncio.to_thread(self._store.turns.failed, turn.id)
        log.warning("A turn is kept but has no reply yet: %s", error)
        self._not_before[turn.conversation_id] = time.monotonic() + min(2.0**tries, LONGEST_PAUSE)
        said = None
        if tries >= MOST_TRIES or await asyncio.to_thread(self._urgent_behind, turn):
            said = await asyncio.to_thread(self._store.turns.set_aside, turn.id, Reply(SET_ASIDE))
            self._not_before.pop(turn.conversation_id, None)
            self._wanted.add(turn.conversation_id)
        self._tell(turn.conversation_id, turn, said)

    def _tell(
        self, conversation_id: UUID, turn: TurnRecord | None = None, said: list[TurnRecord] | None = None
    ) -> None:
        """Wake everybody who waits for news of this conversation, or for the reply to this turn."""
        if event := self._news.pop(conversation_id, None):
            event.set()
        if turn and (awaited := self._awaited.get(turn.id)) and not awaited.done():
            awaited.set_result(said)


async def wait_for(event: asyncio.Event, seconds: float) -> None:
    """Return when the event is set, or after `seconds`."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()


def is_waiting(turns: list[TurnRecord]) -> bool:
    """Whether the person said something that has had no reply yet."""
    return any(turn.speaker == Speaker.PERSON and turn.state == TurnState.KEPT for turn in turns)

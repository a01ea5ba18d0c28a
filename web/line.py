"""One line that is held open: what is said comes in, and what there is to say of it goes out."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Coroutine, Sequence
from typing import Any
from uuid import UUID

from starlette.types import Message
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketDisconnected

from storage.errors import StorageError
from voice.sound import Sound
from web.choosing import Choosing
from web.errors import WebError
from web.line_door import Caller
from web.messages import (
    Asked,
    Asking,
    ChoicesOpened,
    Dropped,
    Ended,
    Finished,
    Opened,
    UnreadableError,
    read_chunk,
    read_text,
    subject,
)
from web.pages import Parts

log = logging.getLogger(__name__)

GONE = (WebSocketDisconnect, WebSocketDisconnected)
"""What a line that is closed answers to whoever still uses it."""
UNREADABLE, UNKNOWN, CROWDED = 4400, 4401, 4409
"""Why we close a line: we understand nothing of it; they are not known (any more); theirs are too many."""
MOST_UNREADABLE = 20
"""Messages that cannot be read; then the line is closed."""
CHECK_SECONDS = 5.0
"""How often it is looked whether they are still known."""
LOOK_SECONDS, REPLY_SECONDS = 0.1, 30.0
"""How often a reply to "have you finished?" is looked for, and for how long."""
HEARD_SECONDS = 600.0
"""How long what was heard is waited for."""


class Line:
    """A WebSocket that was accepted. `serve` returns when it is closed, by whomever."""

    def __init__(self, socket: WebSocket, caller: Caller, parts: Parts) -> None:
        self._socket = socket
        self._caller = caller
        self._parts = parts
        self._open: dict[UUID, UUID] = {}
        """Recordings that may come over it, and the conversation of each."""
        self._choosing: tuple[UUID, Choosing] | None = None
        """Under which name one of a few words is listened for."""
        self._replying: set[UUID] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._unreadable = 0
        self.used_at = time.monotonic()

    async def serve(self) -> None:
        """Take what comes until it is closed."""
        self._meanwhile(self._watch())
        try:
            while message := await self._next():
                await self._take(message)
        except GONE:
            pass  # in the middle of something: what was acknowledged is kept
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def close(self, code: int) -> None:
        """End it, and say why."""
        with contextlib.suppress(*GONE):
            await self._socket.close(code)

    async def _next(self) -> Message | None:
        message = await self._socket.receive()
        self.used_at = time.monotonic()
        return message if message["type"] == "websocket.receive" else None

    async def _take(self, message: Message) -> None:
        """Do what a message asks. What is wrong with one is told, and the next is taken."""
        about: UUID | None = None
        try:
            if data := message.get("bytes"):
                about, seq, pcm = read_chunk(data)
                await self._hear(about, seq, pcm)
            else:
                asked = read_text(message.get("text") or "")
                about = subject(asked)
                await self._do(asked)
        except UnreadableError as error:
            await self._not_read(error)
        except (StorageError, WebError) as error:
            await self._wrong(about, error)

    async def _not_read(self, error: UnreadableError) -> None:
        self._unreadable += 1
        if self._unreadable >= MOST_UNREADABLE:
            await self.close(UNREADABLE)
        else:
            await self._wrong(None, error)

    async def _do(self, asked: Asking) -> None:
        match asked:
            case Opened():
                await self._begin(asked)
            case Finished(finish=recording, chunks=chunks):
                self._finish(recording, chunks)
            case Dropped(drop=recording):
                self._must_be_open(recording)
                await asyncio.to_thread(self._parts.ears.drop, recording)
                del self._open[recording]
            case Asked(asked=recording):
                self._listen_for_reply(recording)
            case ChoicesOpened(closed=name, choices=choices):
                self._parts.limits.message(self._caller.key)
                self._choosing = name, Choosing(choices)
            case Ended(end=name) if (choosing := self._choosing_of(name)) is not None:
                self._choosing = None
                self._meanwhile(self._tell_choice(name, choosing, choosing.end()))

    def _must_be_open(self, recording: UUID) -> None:
        if recording not in self._open:
            raise WebError("unknown", "This recording was not opened here. Open it first.")

    async def _begin(self, asked: Opened) -> None:
        self._parts.limits.message(self._caller.key)
        conversation = await asyncio.to_thread(self._caller.conversation, asked.conversation)
        if conversation is None:
            raise WebError("unknown", "There is no such conversation. Begin it first.")
        first = await asyncio.to_thread(
            self._parts.ears.begin, conversation, asked.open, asked.question_id, asked.began_at
        )
        self._open[asked.open] = conversation
        await self._socket.send_json({"opened": str(asked.open), "missing_from": first})

    async def _hear(self, about: UUID, seq: int, pcm: bytes) -> None:
        if choosing := self._choosing_of(about):
            if sounds := choosing.feed(pcm):
                self._meanwhile(self._tell_choice(about, choosing, sounds))
            return
        self._must_be_open(about)
        self._parts.limits.sound(str(self._open[about]), len(pcm))
        await asyncio.to_thread(self._parts.ears.keep, about, seq, pcm)
        await self._socket.send_json({"kept": str(about), "seq": seq})
        for name, seconds in await asyncio.to_thread(self._parts.ears.feed, about, seq, pcm):
            await self._socket.send_json({name: str(about), "seconds": seconds})

    def _finish(self, recording: UUID, chunks: int) -> None:
        self._must_be_open(recording)
        self._parts.limits.message(self._caller.key)
        self._meanwhile(self._tell_heard(recording, chunks))

    async def _tell_heard(self, recording: UUID, chunks: int) -> None:
        try:
            missing, heard = await self._parts.ears.finish(recording, chunks, HEARD_SECONDS)
        except StorageError as error:
            await self._wrong(recording, error)
            return
        if missing:
            await self._socket.send_json({"missing": str(recording), "seqs": missing})
        elif heard:
            await self._socket.send_json({"heard": str(recording), **heard})

    def _listen_for_reply(self, recording: UUID) -> None:
        self._must_be_open(recording)
        if ear := self._parts.ears.ear(recording):
            ear.asked()
        if recording not in self._replying:
            self._replying.add(recording)
            self._meanwhile(self._tell_reply(recording))

    async def _tell_reply(self, recording: UUID) -> None:
        until = time.monotonic() + REPLY_SECONDS
        try:
            while (ear := self._parts.ears.ear(recording)) and time.monotonic() < until:
                if said := ear.said():
                    await self._socket.send_json({"said": str(recording), "choice": said})
                    return
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            self._replying.discard(recording)

    def _choosing_of(self, name: UUID) -> Choosing | None:
        return self._choosing[1] if self._choosing and self._choosing[0] == name else None

    async def _tell_choice(self, name: UUID, choosing: Choosing, sounds: Sequence[Sound | None]) -> None:
        """What was chosen, or that nothing was. One that was chosen is the end of it."""
        for sound in sounds:
            choice = await self._parts.ears.choose(sound, choosing.choices) if sound else None
            if choice and not choosing.over:
                choosing.over = True
                await self._socket.send_json({"chose": str(name), "choice": choice})
        if not choosing.over:
            await self._socket.send_json({"chose": str(name), "choice": None})

    async def _watch(self) -> None:
        """Close it once they are let go. A database that is busy lets nobody go."""
        while True:
            with contextlib.suppress(StorageError):
                if not await asyncio.to_thread(self._caller.is_known):
                    await self.close(UNKNOWN)
                    return
            await asyncio.sleep(CHECK_SECONDS)

    def _meanwhile(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something while other messages are taken. It ends with the line."""
        task = asyncio.create_task(self._to_its_end(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: work.close())  # it may have been ended before it began

    async def _to_its_end(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except GONE:
            pass
        except Exception as error:  # noqa: BLE001 (the line goes on; its words stay unlogged)
            log.error("Something failed on a line: %s", type(error).__name__)  # noqa: TRY400

    async def _wrong(self, about: UUID | None, error: StorageError | WebError) -> None:
        told = {"error": error.code, "recording": str(about)} if about else {"error": error.code}
        await self._socket.send_json(told)

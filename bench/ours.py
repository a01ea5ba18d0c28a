"""Our whole program: `whatmatters serve` in processes of its own, talked to as the chat page does."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx2

from bench.screenplay import AUDIENCE, SERVICE, Step, opening
from bench.side import Visit, WrongError
from storage.kinds import Mode, Speaker, TurnState
from storage.records import TurnRecord
from storage.store import Store
from tests.at_rest import kept_in
from tests.program import Program, running_program

TIMEOUT = 120.0
CONNECTIONS = httpx2.Limits(max_connections=None, keepalive_expiry=2.0)
"""As many as people. Given up sooner than servers do (5 s), so that none is used while it is closed."""
MOST_TURNS = 2_000
"""More than anybody says in a conversation."""
SETTINGS = {
    "WM_SERVICE_NAME": SERVICE["service"],
    "WM_SERVICE_READERS": SERVICE["readers"],
    "WM_SERVICE_PHONE": SERVICE["phone"],
    "WM_REPLY_SECONDS": str(TIMEOUT),  # a slow reply is measured, not excused
}


class Ours:
    """The chat page's own interface, with a whole turn in each request."""

    name = "ours"

    def __init__(self, program: Program, store: Store) -> None:
        self.store = store
        self._program = program
        self._http = httpx2.AsyncClient(base_url=program.http.base_url, timeout=TIMEOUT, limits=CONNECTIONS)

    @property
    def pids(self) -> Mapping[str, int]:
        """The two processes."""
        return {"web": self._program.process.pid, "rasa": self._program.rasa_pid}

    async def open(self, steps: Sequence[Step]) -> Visit:
        """Begin a conversation."""
        opened = await self._post("/api/conversations", {"audience": AUDIENCE, "channel": "web"})
        said = tuple(turn["text"] for turn in opened["turns"])
        if said != opening():
            raise WrongError(f"The opening was {said}.")
        return Visit(UUID(opened["conversation"]), opened["token"], steps)

    async def say(self, visit: Visit, words: str) -> list[str]:
        """Post a message as the page does, and wait for the reply."""
        message = {"id": str(uuid4()), "text": words}
        answer = await self._post(f"/chat/{visit.door}/turns?wait=true", message)
        return [reply["text"] for reply in answer["replies"]]

    async def close(self) -> None:
        """Hang up."""
        await self._http.aclose()

    def check_transcript(self, visit: Visit) -> None:
        """The whole transcript, from the welcome to the last reply."""
        turns = self.store.turns.since(visit.conversation, 0, MOST_TURNS)
        found = [(turn.speaker, turn.text) for turn in turns if turn.mode != Mode.OPENED]
        if found != list(_transcript(visit)):
            raise WrongError(f"The transcript of {visit.conversation} is not what was said.")
        if waiting := [turn for turn in turns if _unanswered(turn)]:
            raise WrongError(f"{len(waiting)} turns of {visit.conversation} have no reply.")

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = await self._http.post(path, json=body)
        if answer.status_code != 201:
            raise WrongError(f"The program answered {answer.status_code}: {answer.text[:200]}")
        found: dict[str, Any] = answer.json()
        return found


def _transcript(visit: Visit) -> Iterator[tuple[str, str]]:
    yield from ((Speaker.BOT, words) for words in opening())
    for step in visit.said:
        yield Speaker.PERSON, step.words
        yield from ((Speaker.BOT, words) for words in step.replies)


def _unanswered(turn: TurnRecord) -> bool:
    return turn.speaker == Speaker.PERSON and turn.state != TurnState.ANSWERED


@contextmanager
def running_ours(folder: Path, models: Path) -> Iterator[Ours]:
    """The program, ready, keeping everything in `folder`."""
    with running_program(folder, models, **SETTINGS) as program:
        store = kept_in(folder)
        try:
            yield Ours(program, store)
        finally:
            store.close()

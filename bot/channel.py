"""The door between the application and Rasa: one POST a turn, the replies in its answer.

Rasa's own REST channel lets anyone in, takes a typed "/stop" for a command, pools messages without a sender,
and answers 200 with an empty list when a turn has failed. This one does none of that.
"""

import asyncio
import hmac
import logging
import os
import re
from typing import Any, Awaitable, Callable, Dict, List, NamedTuple, Optional

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot import fast_calls, fast_validation
from bot.errors import MessageError, SettingError
from bot.rasa_cli import NO_MODEL
from bot.text import LONGEST, clean

for faster in (fast_calls, fast_validation):
    faster.install()  # Rasa imports this module once, when it starts

log = logging.getLogger(__name__)
INTENT = re.compile(r"[a-z][a-z_]{1,40}")
RASAS_OWN = ("restart", "session_start")  # they would make Rasa forget the conversation
SECRET_HEADER = "x-app-secret"  # noqa: S105  a name, not a secret
Handler = Callable[[UserMessage], Awaitable[Any]]


class _Output(CollectingOutputChannel):  # type: ignore[misc]
    """Collects the replies. Its name is the kind of person, which `channel:` in the responses goes by."""

    async def send_text_message(self, recipient_id: str, text: str, **_: Any) -> None:
        """Keep the text whole: Rasa would cut it at empty lines, which may be the person's own."""
        await self._persist_message(self._message(recipient_id, text=text))


def _output(kind: str) -> type:
    return type(f"{kind.title()}Output", (_Output,), {"name": classmethod(lambda _: kind)})


OUTPUTS = {kind: _output(kind) for kind in ("resident", "carer", "staff")}


class Message(NamedTuple):
    """One message of the application, checked."""

    sender: str
    kind: str
    words: str
    metadata: Dict[str, Any]


def read_message(body: Any, longest: int = LONGEST) -> Message:
    """The message in a decoded JSON `body`. Raises MessageError naming the field that is wrong."""
    if not isinstance(body, dict):
        raise MessageError("Send one JSON object with sender, kind, text, intent and metadata.")
    sender, kind, metadata = body.get("sender"), body.get("kind"), body.get("metadata") or {}
    if not isinstance(sender, str) or not 1 <= len(sender) <= 80:
        raise MessageError("'sender' must be the id of the conversation, 1 to 80 characters.")
    if not isinstance(kind, str) or kind not in OUTPUTS:
        raise MessageError(f"'kind' must be one of {', '.join(OUTPUTS)}.")
    if not isinstance(metadata, dict):
        raise MessageError("'metadata' must be a JSON object.")
    return Message(sender, kind, _words(body, longest), {**metadata, "kind": kind})


def read_senders(body: Any) -> List[str]:
    """The conversations in a decoded JSON `body`. Raises MessageError."""
    senders = body.get("senders") if isinstance(body, dict) else None
    if not isinstance(senders, list) or not all(isinstance(each, str) and len(each) <= 80 for each in senders):
        raise MessageError("'senders' must be the ids of conversations.")
    return senders


def _words(body: Dict[str, Any], longest: int) -> str:
    text, intent = body.get("text"), body.get("intent")
    if intent is None and isinstance(text, str):
        return clean(text, longest)
    if isinstance(intent, str) and INTENT.fullmatch(intent) and intent not in RASAS_OWN:
        return f"/{intent}"
    raise MessageError("Send 'text' as a string, or 'intent' as the name of an intent.")


def write_replies(messages: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
    """Rasa's collected messages as the contract has them."""
    return [_reply(message) for message in messages]


def _reply(message: Dict[str, Any]) -> Dict[str, Any]:
    reply = {key: value for key, value in message.items() if key != "recipient_id" and value}
    if "buttons" in reply:
        reply["buttons"] = [_button(button) for button in reply["buttons"]]
    return reply


def _button(button: Dict[str, Any]) -> Dict[str, str]:
    title = str(button.get("title", ""))
    payload = str(button.get("payload") or title)
    if payload.startswith("/"):
        return {"title": title, "intent": payload[1:]}
    return {"title": title, "text": payload}


class AppInput(InputChannel):  # type: ignore[misc]
    """The input channel named in credentials.yml."""

    def __init__(self, secret: str, longest: int, timeout: float) -> None:
        self._secret = secret.encode()
        self._longest = longest
        self._timeout = timeout  # seconds one turn may take

    @classmethod
    def name(cls) -> str:
        """Part of the address: /webhooks/app/."""
        return "app"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[str, Any]]) -> "AppInput":
        """Read secret, max_chars and timeout. Raises SettingError without a secret."""
        settings = credentials or {}
        secret = str(settings.get("secret") or "")
        if len(secret) < 16 or secret.startswith("${"):  # Rasa leaves an unknown variable as it is written
            raise SettingError("Set WM_RASA_SECRET to at least 16 characters, the same here and in the application.")
        return cls(secret, int(settings.get("max_chars", LONGEST)), float(settings.get("timeout", 20)))

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """The two routes."""
        routes = Blueprint("app_webhook")

        @routes.get("/")
        async def health(request: Request) -> HTTPResponse:
            if _has_model(request.app):
                return response.json({"status": "ok"})
            return _failure(503, "no model is loaded")

        @routes.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            return await self._receive(request, on_new_message)

        @routes.post("/forget")
        async def forget(request: Request) -> HTTPResponse:
            return await self._forget(request)

        @routes.listener("after_server_start")
        async def leave_without_model(app: Sanic, _loop: object) -> None:
            if not _has_model(app):  # Rasa would stay for ever and never answer
                log.error("the model cannot be loaded: train it again")
                os._exit(NO_MODEL)

        return routes

    async def _receive(self, request: Request, on_new_message: Handler) -> HTTPResponse:
        if not self._knows_secret(request):
            return _failure(403, "forbidden")
        try:
            message = read_message(_json(request), self._longest)
        except MessageError as error:
            return _failure(400, str(error))
        return await self._answer(message, on_new_message)

    async def _forget(self, request: Request) -> HTTPResponse:
        """Let go of what is remembered of some conversations: their words were erased."""
        if not self._knows_secret(request):
            return _failure(403, "forbidden")
        try:
            senders = read_senders(_json(request))
        except MessageError as error:
            return _failure(400, str(error))
        agent = getattr(request.app.ctx, "agent", None)
        for sender in senders if agent is not None else ():
            await agent.tracker_store.save(DialogueStateTracker(sender, agent.domain.slots))  # without events
        return response.json({"forgotten": len(senders)})

    def _knows_secret(self, request: Request) -> bool:
        given = request.headers.get(SECRET_HEADER, "")
        return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self._secret)

    async def _answer(self, message: Message, on_new_message: Handler) -> HTTPResponse:
        output = OUTPUTS[message.kind]()
        turn = UserMessage(message.words, output, message.sender, input_channel=self.name(), metadata=message.metadata)
        try:
            await asyncio.wait_for(on_new_message(turn), self._timeout)
        except asyncio.TimeoutError:
            return _failure(504, "timed out")
        except Exception as error:  # noqa: BLE001  whatever it was, the application must know, and not by silence
            log.error("a turn failed: %s", type(error).__name__)  # noqa: TRY400  a traceback may quote the words
            return _failure(500, "failed")
        replies = write_replies(output.messages)
        return response.json(replies) if replies else _failure(502, "nothing was said")


def _has_model(app: Sanic) -> bool:
    agent = getattr(app.ctx, "agent", None)
    return agent is not None and bool(agent.is_ready())


def _json(request: Request) -> Any:
    try:
        return request.json
    except Exception:  # noqa: BLE001  Sanic's own error would quote the body
        raise MessageError("Send JSON.") from None


def _failure(status: int, reason: str) -> HTTPResponse:
    return response.json({"error": reason}, status=status)

"""What all pages share: templates, the parts a request needs, and errors told plainly."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import UUID

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from fastapi.templating import Jinja2Templates
from starlette.exceptions import HTTPException

from nlu.principles import Taxonomy
from storage.errors import StorageError
from storage.store import Store
from web.alarm_courier import Courier
from web.ears import Ears
from web.engine_states import EngineState
from web.limits import Limits, TooOftenError
from web.lines import Lines
from web.messenger import Messenger
from web.openid import OpenId
from web.phrases import NOT_KEPT, NOT_READABLE, TOO_FAST, TOO_LONG
from web.pictures import Picture
from web.rasa import Rasa
from web.read_aloud import ReadAloud
from web.security import add_headers
from web.settings import ROOT, Settings
from web.talk import Talk
from web.trust import Trust
from web.waveforms import Waveforms

STATIC = ROOT / "web" / "static"
templates = Jinja2Templates(directory=ROOT / "web" / "templates")


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that the pages work with, built in one place and found at `request.app.state.parts`."""

    settings: Settings
    store: Store
    talk: Talk
    rasa: Rasa
    limits: Limits
    taxonomy: Taxonomy
    pictures: Mapping[str, Picture]
    own_pictures: Mapping[str, Path]
    """Key and file of pictures that this home put in the place of ours."""
    read_aloud: ReadAloud
    ears: Ears
    engines: Callable[[], Sequence[EngineState]]
    """What there is on this machine to make out words with."""
    waveforms: Waveforms
    """How loud somebody spoke, for staff."""
    suggestions: Callable[[Collection[UUID]], list[str]]
    """Words for the writing door, of these services alone."""
    messenger: Messenger
    """Tells other programs what happened."""
    courier: Courier
    """Lets alarms climb, and tells who is on duty."""
    trust: Trust | None = None
    """What tablets have to trust; nothing without `WM_TLS`."""
    openid: OpenId | None = None
    """The sign-in of the group, if there is one."""
    chores: Sequence[Callable[[], object]] = ()
    """What is done once a minute besides, each in a thread of its own."""
    taught_at: Callable[[], datetime | None] = lambda: None
    """When the tagger in use was trained, if it learned from decisions of staff."""
    lines: Lines[Any] = field(default_factory=Lines)
    """Those that pages hold open to say something aloud (web.line.Line)."""


async def parts_of(request: Request) -> Parts:
    """The parts of this application (a FastAPI dependency)."""
    parts = request.app.state.parts
    assert isinstance(parts, Parts)
    return parts


def page(
    request: Request, name: str, context: Mapping[str, Any] | None = None, status: int = 200
) -> HTMLResponse:
    """A page from its template."""
    parts = getattr(request.app.state, "parts", None)  # the door for trust alone has none
    about = {"invented": bool(parts and parts.settings.invented), **(context or {})}
    return templates.TemplateResponse(request, name, about, status_code=status)


def day_name(at: datetime) -> str:
    """A day as people say it: "Today", "Yesterday", "Monday 2 November"."""
    local, today = at.astimezone().date(), datetime.now().astimezone().date()
    days = (today - local).days
    if days in (0, 1):
        return "Today" if days == 0 else "Yesterday"
    return f"{local:%A} {local.day} {local:%B}" + (f" {local.year}" if local.year != today.year else "")


def day_within(at: datetime) -> str:
    """The same within a sentence: "today", "yesterday", "Monday 2 November"."""
    day = day_name(at)
    return day.lower() if day in {"Today", "Yesterday"} else day


def clock(at: datetime) -> str:
    """A time of day here: "10:42"."""
    return f"{at.astimezone():%H:%M}"


TITLES = {
    403: ("This was not done", "It came from another site."),
    404: ("There is nothing here", "The link may be old, or a letter may be missing."),
    413: ("That was too much", TOO_LONG),
    429: ("Please wait a minute", TOO_FAST),
    503: ("Please try again", NOT_KEPT),
}
"""What a person is told for each status; anything else is ours to mend."""
OURS = ("Something went wrong here", "It was not your fault. What was saved stays saved. Please try again.")


STORAGE_STATUS = {
    "too_long": 413,
    "unknown": 404,
    "taken": 409,
    "changed": 409,
    "gone": 410,
    "unusable": 400,
    "bad_profile": 400,
    "bad_name": 400,
}
"""What storage refuses for good; anything else may go well later."""


def add_error_pages(app: FastAPI) -> None:
    """Tell every error in plain words, as a page or as JSON, whichever was asked for."""

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        ours = error.detail if error.detail != HTTPStatus(error.status_code).phrase else None
        return told(request, error.status_code, ours, error.headers)

    async def unreadable(request: Request, _: Exception) -> Response:
        return told(request, 400, NOT_READABLE)

    async def too_often(request: Request, error: Exception) -> Response:
        assert isinstance(error, TooOftenError)
        return told(request, 429, headers={"retry-after": str(error.seconds)})

    async def storage(request: Request, error: Exception) -> Response:
        assert isinstance(error, StorageError)
        status = STORAGE_STATUS.get(error.code, 503)
        return told(request, status, headers={"retry-after": "5"} if error.retry else None)

    async def unforeseen(request: Request, _: Exception) -> Response:
        answer = told(request, 500)
        add_headers(request.scope, answer.headers)  # it is told outside of what wraps all other pages
        return answer

    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, unreadable)
    app.add_exception_handler(TooOftenError, too_often)
    app.add_exception_handler(StorageError, storage)
    app.add_exception_handler(Exception, unforeseen)


def told(
    request: Request, status: int, message: str | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """An error as the one who asked can use it."""
    title, usual = TITLES.get(status, OURS)
    words = message or usual
    if "text/html" not in request.headers.get("accept", ""):
        return JSONResponse({"error": words}, status_code=status, headers=headers)
    staff = request.url.path.startswith("/review")
    url, label = ("/review", "All conversations") if staff else ("/", "Go to the start")
    context = {"status": status, "title": title, "message": words, "action": {"url": url, "label": label}}
    response = page(request, "error.html", context, status)
    response.headers.update(headers or {})
    return response

"""What goes wrong for another program, told as `application/problem+json` (RFC 9457)."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from storage.errors import StorageError
from web.limits import TooOftenError
from web.pages import STORAGE_STATUS

MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """What went wrong, and what to do."""

    type: str = Field("about:blank", description="Always about:blank: the status says which kind it is.")
    title: str = Field(description="The status in words.")
    status: int
    detail: str = Field(description="What to do.")


DETAILS = {
    401: "Send a token that is good: Authorization: Bearer wm_...",
    404: "There is nothing here, or not at the service of your token.",
    405: "This can only be read: use GET.",
    500: "It was not your fault. Please try again.",
}


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For the document: what an operation may answer besides what was asked for."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: {"schema": schema}}}
        for status in statuses
    }


def problem(status: int, detail: str = "", headers: dict[str, str] | None = None) -> Response:
    """A problem as it is sent."""
    title = HTTPStatus(status).phrase
    body = Problem(
        type="about:blank", title=title, status=status, detail=detail or DETAILS.get(status, title)
    )
    return JSONResponse(body.model_dump(), status, headers, media_type=MEDIA_TYPE)


def add_problems(api: FastAPI) -> None:
    """Tell every error in this way."""

    async def http(_: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        own = error.detail if error.detail != HTTPStatus(error.status_code).phrase else ""
        return problem(error.status_code, own, dict(error.headers or {}))

    async def unreadable(_: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return problem(422, "; ".join(map(_told, error.errors())))

    async def too_often(_: Request, error: Exception) -> Response:
        assert isinstance(error, TooOftenError)
        return problem(429, str(error), {"retry-after": str(error.seconds)})

    async def storage(_: Request, error: Exception) -> Response:
        assert isinstance(error, StorageError)
        headers = {"retry-after": "5"} if error.retry else None
        return problem(STORAGE_STATUS.get(error.code, 503), str(error), headers)

    async def unforeseen(_: Request, __: Exception) -> Response:
        return problem(500)

    api.add_exception_handler(HTTPException, http)
    api.add_exception_handler(RequestValidationError, unreadable)
    api.add_exception_handler(TooOftenError, too_often)
    api.add_exception_handler(StorageError, storage)
    api.add_exception_handler(Exception, unforeseen)


def _told(error: dict[str, Any]) -> str:
    where = ".".join(str(part) for part in error["loc"][1:])
    return f"{where}: {error['msg']}"

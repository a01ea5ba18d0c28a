"""What travels compressed, for slow lines: only what holds no secret beside words that somebody sent us.

How long a compressed answer is tells a little of what is in it. So pages of conversations travel as they are.
"""

import gzip
from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import FileResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import Headers

WORDS = ("text/", "application/json", "image/svg+xml")
"""Kinds that become smaller; a font or a sound is compressed already."""


def compressed(request: Request, response: Response) -> Response:
    """The same answer, smaller if the browser takes it so."""
    if _takes_it(request.headers):
        response.body = gzip.compress(bytes(response.body), mtime=0)
        response.headers["content-length"] = str(len(response.body))
        response.headers["content-encoding"] = "gzip"
    response.headers["vary"] = "accept-encoding"
    return response


class CheckedFiles(StaticFiles):
    """Static files that a browser keeps, and asks about each time whether they are still the same."""

    async def get_response(self, path: str, scope: Any) -> Response:
        """One file."""
        response = await super().get_response(path, scope)
        if isinstance(response, FileResponse) and str(response.media_type).startswith(WORDS):
            response.headers["vary"] = "accept-encoding"
            if scope["method"] == "GET" and _takes_it(Headers(scope=scope)):
                response = _smaller(response)
        response.headers["cache-control"] = "no-cache"
        return response


def _takes_it(headers: Headers) -> bool:
    return "gzip" in headers.get("accept-encoding", "")


def _smaller(file: FileResponse) -> Response:
    headers = {name: file.headers[name] for name in ("last-modified", "vary")}
    # Another form of the same file: the mark is weak, and is still the one that is asked about.
    headers |= {"etag": f"W/{file.headers['etag']}", "content-encoding": "gzip"}
    path = Path(file.path)
    return Response(_packed(path, path.stat().st_mtime_ns), media_type=file.media_type, headers=headers)


@lru_cache(maxsize=200)
def _packed(path: Path, _changed: int) -> bytes:
    return gzip.compress(path.read_bytes(), mtime=0)

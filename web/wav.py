"""A sound that a browser plays, wholly or a piece of it at a time: Safari plays nothing without pieces."""

import re

from fastapi.responses import Response
from starlette.datastructures import Headers

_WANTED = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


def wav_response(headers: Headers, wav: bytes) -> Response:
    """The sound, or the piece that the request asks for with `Range`; kept by no cache.

    Several pieces at once, or what cannot be read, give the whole, as RFC 9110 (14.2) allows.
    """
    always = {"accept-ranges": "bytes", "cache-control": "no-store"}
    wanted = _WANTED.fullmatch(headers.get("range", ""))
    if wanted is None or wanted.group() == "bytes=-":
        return Response(wav, media_type="audio/wav", headers=always)
    first, last = _piece(wanted, len(wav))
    if first > last:
        nothing = {"content-range": f"bytes */{len(wav)}"}
        return Response(status_code=416, headers=always | nothing)
    about = {"content-range": f"bytes {first}-{last}/{len(wav)}"}
    return Response(wav[first : last + 1], 206, media_type="audio/wav", headers=always | about)


def _piece(wanted: re.Match[str], size: int) -> tuple[int, int]:
    """The first byte and the last; the first is behind the last if there is nothing."""
    begin, end = wanted.groups()
    if not begin:
        return max(0, size - int(end)), size - 1
    return int(begin), min(int(end), size - 1) if end else size - 1

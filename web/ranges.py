"""A part of something in memory, as players ask for it, so that one can go back a few words."""

import re

from fastapi.responses import Response

_WANTED = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


def ranged(content: bytes, kind: str, wanted: str | None) -> Response:
    """The bytes that a Range header asks for, else all of them.

    What it does not say plainly, or several parts at once, is answered with the whole (RFC 9110 14.2), a part
    that is not there with 416.
    """
    size = len(content)
    asked = _WANTED.fullmatch(wanted.strip()) if wanted else None
    if asked is None or asked.groups() == ("", ""):
        return Response(content, media_type=kind, headers={"accept-ranges": "bytes"})
    first, last = _edges(*asked.groups(), size)
    if asked[1] and asked[2] and int(asked[2]) < int(asked[1]):  # no range at all
        return Response(content, media_type=kind, headers={"accept-ranges": "bytes"})
    if first >= size or last < first:
        return Response(
            status_code=416, headers={"accept-ranges": "bytes", "content-range": f"bytes */{size}"}
        )
    headers = {"accept-ranges": "bytes", "content-range": f"bytes {first}-{last}/{size}"}
    return Response(content[first : last + 1], 206, media_type=kind, headers=headers)


def _edges(first: str, last: str, size: int) -> tuple[int, int]:
    """Numbers of the first and the last byte; a first one left out means so many at the end."""
    if not first:
        return max(0, size - int(last)), size - 1 if int(last) else -1
    return int(first), min(int(last), size - 1) if last else size - 1

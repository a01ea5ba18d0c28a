"""Parts of a sound, as players ask for them."""

import pytest
from fastapi.responses import Response
from starlette.datastructures import Headers

from web.wav import wav_response

SOUND = bytes(range(100))


def asked(wanted: str | None, sound: bytes = SOUND) -> Response:
    """What a player gets that asks for this."""
    return wav_response(Headers({"range": wanted} if wanted is not None else {}), sound)


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [
        ("bytes=0-", 0, 99),
        ("bytes=0-1", 0, 1),
        ("bytes=10-19", 10, 19),
        ("bytes=99-", 99, 99),
        ("bytes=90-500", 90, 99),
        ("bytes=-5", 95, 99),
        ("bytes=-500", 0, 99),
        ("bytes=3-3", 3, 3),
    ],
)
def test_a_part_is_given_with_its_place(wanted: str, first: int, last: int) -> None:
    given = asked(wanted)
    assert (given.status_code, given.body) == (206, SOUND[first : last + 1])
    assert given.headers["content-range"] == f"bytes {first}-{last}/100"
    assert given.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize(
    "wanted", ["bytes=100-", "bytes=500-600", "bytes=-0", "bytes=9-3", f"bytes={'9' * 18}-"]
)
def test_a_part_that_is_not_there_is_refused_with_the_size(wanted: str) -> None:
    refused = asked(wanted)
    assert (refused.status_code, refused.body) == (416, b"")
    assert refused.headers["content-range"] == "bytes */100"


@pytest.mark.parametrize(
    "wanted",
    [
        None,
        "",
        "bytes=-",
        "bytes=0-1,5-6",
        "lines=0-1",
        "bytes=a-b",
        "bytes=²-³",
        "bytes=" + "9" * 40,
    ],
)
def test_what_is_not_said_plainly_is_answered_with_the_whole(wanted: str | None) -> None:
    given = asked(wanted)
    assert (given.status_code, given.body) == (200, SOUND)
    assert "content-range" not in given.headers


def test_a_part_of_nothing_is_refused() -> None:
    assert asked("bytes=0-", b"").status_code == 416

"""Brings the files of a model into a folder: only when asked, and never half a file."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx2

from nlu.encoder_files import PINS, REVISION, Pin, fault
from nlu.progress import Progress, silent
from web.errors import WebError

SOURCE = f"https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2/resolve/{REVISION}"
"""The public page of the sentence encoder."""
SECONDS = 30.0
"""How long a connection may be silent."""
_PARTIAL = 206
_DISK_FULL = (28, 122)


def fetch(
    folder: Path, source: str = SOURCE, pins: Sequence[Pin] = PINS, tell: Progress = silent
) -> list[str]:
    """Bring what is missing or wrong in the folder, and return the names of what was brought.

    A file has its name only once its hash is right; until then it is `<name>.part`, and the next try goes on
    from there. Tells file and bytes. Raises WebError with one sentence and the remedy.
    """
    brought = []
    with _told(folder, source, pins), httpx2.Client(follow_redirects=True, timeout=SECONDS) as http:
        folder.mkdir(parents=True, exist_ok=True)
        for pin in pins:
            if fault(folder, pin):
                _bring(http, f"{source.rstrip('/')}/{pin.name}", folder, pin, tell)
                brought.append(pin.name)
    return brought


def _bring(http: httpx2.Client, address: str, folder: Path, pin: Pin, tell: Progress) -> None:
    part = folder / f"{pin.name}.part"
    ended = True
    if not _has(part, pin):
        ended = _load(http, address, part, pin, tell)
    size = part.stat().st_size
    if size < pin.size and not ended:
        raise WebError(
            "cut_off",
            f"The connection ended after {size:,} of {pin.size:,} bytes of {pin.name}. What came is kept: "
            "run the same command again to go on.",
        )
    if not _has(part, pin):
        part.unlink()
        raise WebError(
            "not_genuine",
            f"What {address} gave is not the published file and was thrown away. "
            "Try again, or name another source with `--from`.",
        )
    part.replace(folder / pin.name)


def _has(part: Path, pin: Pin) -> bool:
    return fault(part.parent, pin._replace(name=part.name)) is None


def _load(http: httpx2.Client, address: str, part: Path, pin: Pin, tell: Progress) -> bool:
    """Go on after what is there already, if the source can; else begin again.

    Returns whether all came that the source has; False also if it does not say how much that is.
    """
    have = part.stat().st_size if part.exists() else 0
    if have >= pin.size:  # as long as the file, but not the file
        have = 0
    headers = {"Accept-Encoding": "identity", **({"Range": f"bytes={have}-"} if have else {})}
    with http.stream("GET", address, headers=headers) as answer:
        answer.raise_for_status()
        goes_on = answer.status_code == _PARTIAL
        with part.open("ab" if goes_on else "wb") as file:
            done = file.tell()
            tell(pin.name, done, pin.size)
            for piece in answer.iter_raw():
                file.write(piece)
                done += len(piece)
                tell(pin.name, min(done, pin.size), pin.size)
                if done > pin.size:  # it is not the file, however much more there is
                    break
            file.flush()
            os.fsync(file.fileno())
        return "Content-Length" in answer.headers


@contextmanager
def _told(folder: Path, source: str, pins: Sequence[Pin]) -> Iterator[None]:
    """What can go wrong with the network and the disk, in a sentence."""
    names = ", ".join(pin.name for pin in pins)
    by_hand = f"or copy {names} into {folder} by hand, from a computer with a network, for example on a stick"
    try:
        yield
    except httpx2.HTTPStatusError as error:
        raise WebError(
            "no_source",
            f"{error.request.url} answered {error.response.status_code}. "
            f"Name another source with `--from`, {by_hand}.",
        ) from error
    except httpx2.RemoteProtocolError as error:
        raise WebError(
            "cut_off",
            f"The connection to {source} was cut. What came is kept: run the same command again to go on.",
        ) from error
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise WebError(
            "no_source", f"{source} cannot be reached ({error}). Try again with a network, {by_hand}."
        ) from error
    except OSError as error:
        if error.errno in _DISK_FULL:
            raise
        raise WebError(
            "not_writable",
            f"{folder} cannot be written to ({error.strerror or error}). "
            "Make it writable, or name another folder with `--to`.",
        ) from error

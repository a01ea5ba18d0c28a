"""JSON lines {"id", "text"} in, one line out for each, in order; a broken line is answered in its place."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import batched
from typing import Any

import typer

BATCH = 64
"""Lines worked on together; each is written as soon as its batch is done."""


def answer_lines(answer: Callable[[list[str]], Iterable[dict[str, Any]]]) -> None:
    """Read standard input; write what `answer` gives for the texts of each batch, beside their ids.

    A line that cannot be read is answered with {"id": null, "error": ...}, and the exit code is 1.
    """
    failed = False
    for batch in batched(_lines(sys.stdin), BATCH):
        answers = iter(answer([row["text"] for row in batch if "text" in row]))
        for row in batch:
            result = {"id": row["id"], **next(answers)} if "text" in row else row
            failed = failed or "error" in row
            sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    raise typer.Exit(1 if failed else 0)


def _lines(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Each line as an object with an id and a text, or with an error."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _read(number, line)


def _read(number: int, line: str) -> dict[str, Any]:
    try:
        given = json.loads(line)
        text = given["text"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return {"id": None, "error": f'Line {number} is not {{"id": ..., "text": ...}}.'}
    if not isinstance(text, str):
        return {"id": given.get("id"), "error": f"The text of line {number} is not a string."}
    return {"id": given.get("id"), "text": text}

"""`whatmatters redact`: answers without the names and numbers that would tell who is meant."""

from pathlib import Path
from typing import Annotated

import typer

from nlu.redaction import Redactor
from web.commands.json_lines import answer_lines
from web.errors import WebError


def redact(
    roster: Annotated[
        Path | None,
        typer.Option(help="Full names of residents and staff, one a line; they are found better."),
    ] = None,
) -> None:
    """Read JSON lines {"id", "text"}; write each with placeholders for names and numbers, and their places.

    A line that cannot be read is answered with {"id": null, "error": ...}, and the exit code is 1.
    """
    redactor = Redactor(_names(roster) if roster else ())
    answer_lines(lambda texts: (redactor.redact(text).as_json() for text in texts))


def _names(roster: Path) -> list[str]:
    try:
        lines = roster.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise WebError(
            "bad_file",
            f"{roster} cannot be read ({error}). Name a text file in UTF-8 with one full name a line.",
        ) from error
    return [line.strip() for line in lines if line.strip()]

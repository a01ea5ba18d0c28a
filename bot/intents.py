"""`python -m bot.intents --model PATH`: what a trained model takes each text for.

Reads JSON lines {"id", "text"}; writes {"id", "intent", "confidence"} for each at once, in order.
A line that cannot be read becomes {"id": ..., "error": ...}, its id null if it has none, and the exit code is
1 in the end. Blank lines are passed over.
"""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import IO, Any, Dict, Iterable, Optional, TextIO

from bot import stand_ins
from bot.errors import BotError
from bot.rasa_cli import NO_MODEL, set_environment
from bot.understand import Understand, load

NOT_READABLE = 'Send one JSON object with "id" and "text" a line, in UTF-8.'


def read_line(line: bytes) -> Dict[str, Any]:
    """The object on one line, {} when there is none."""
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):  # wrong UTF-8, wrong JSON, or nested too deeply
        return {}
    return row if isinstance(row, dict) else {}


def told(line: bytes, understand: Understand) -> Dict[str, Any]:
    """What is written for one line; an error never quotes it."""
    row = read_line(line)
    text = row.get("text")
    if "id" not in row or not isinstance(text, str):
        return {"id": row.get("id"), "error": NOT_READABLE}
    intent, confidence = understand(text)
    return {"id": row["id"], "intent": intent, "confidence": round(confidence, 4)}


def write_all(lines: Iterable[bytes], out: TextIO, understand: Understand) -> int:
    """Write one line for each line that holds something; returns the exit code."""
    failed = False
    for line in lines:
        if line.strip():
            row = told(line, understand)
            failed |= "error" in row
            out.write(json.dumps(row) + "\n")
            out.flush()
    return int(failed)


def keep_stdout() -> IO[str]:
    """Standard output for us alone: whatever else is printed from now on goes to standard error."""
    sys.stdout.flush()
    ours = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)
    return ours


def main(arguments: Optional[Iterable[str]] = None) -> int:
    """Read standard input to its end; returns the exit code."""
    parser = argparse.ArgumentParser("python -m bot.intents", description="Tell what texts are taken for.")
    parser.add_argument("--model", type=Path, required=True, help="a trained model, *.tar.gz")
    model = parser.parse_args(None if arguments is None else list(arguments)).model
    out = keep_stdout()
    set_environment()
    stand_ins.install()
    from bot import quiet_log  # noqa: PLC0415  structlog is there once Rasa is

    quiet_log.install()(None)
    try:
        understand = load(model)
    except BotError as error:
        sys.stderr.write(f"{error}\n")
        return NO_MODEL
    return write_all(iter(sys.stdin.buffer.readline, b""), out, understand)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:  # whoever read us has seen enough
        os._exit(1)

"""A log without anybody's words or names: places in the program and kinds of errors, nothing to read.

Libraries quote what they were given: a traceback ends with the text that could not be read, a database at
its most talkative prints rows, and a line of sound or words is a line in the log of the WebSocket library.
So the records of others are reduced to where they come from, whatever level is chosen, and an error of any
record to its kinds and the places that it came through. Our own records name no one (docs/security.md).
"""

import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

OURS = ("web", "storage", "actions", "nlu", "voice", "demo")
"""Our own folders, whose messages are written to be read by anybody."""
PLACES = 6
"""So many of the last places of an error are told."""


def quieten() -> None:
    """From now on no record, no warning and no fall of this process repeats what somebody said."""
    make = logging.getLogRecordFactory()
    logging.setLogRecordFactory(lambda *args, **more: wordless(make(*args, **more)))
    warnings.showwarning = _show_warning  # type: ignore[assignment]  # its first words are left unnamed
    sys.excepthook = _fallen
    threading.excepthook = lambda fall: _fallen(fall.exc_type, fall.exc_value, fall.exc_traceback)


def wordless(record: logging.LogRecord) -> logging.LogRecord:
    """The record without words: of others their place alone, and of any error kinds and places."""
    error = record.exc_info[1] if record.exc_info else None
    if record.name.partition(".")[0] not in OURS:
        record.msg, record.args = f"{record.name}: in {record.funcName}, line {record.lineno}", ()
    if error is not None:
        record.msg, record.args = f"{_told(record)} ({account(error)})", ()
    record.exc_info, record.exc_text, record.stack_info = None, None, None
    return record


def account(error: BaseException) -> str:
    """What an error is and where it came through, without what it says."""
    kinds, places = " from ".join(_kinds(error)), list(_places(error.__traceback__))
    return f"{kinds} at {' > '.join(places[-PLACES:])}" if places else kinds


def _told(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):
        return f"{record.name}: in {record.funcName}, line {record.lineno}"


def _kinds(error: BaseException | None) -> Iterator[str]:
    while error is not None:
        yield type(error).__name__
        error = error.__cause__ or error.__context__


def _places(found: TracebackType | None) -> Iterator[str]:
    while found is not None:
        code = found.tb_frame.f_code
        yield f"{Path(code.co_filename).parent.name}/{Path(code.co_filename).name}:{found.tb_lineno}"
        found = found.tb_next


def _show_warning(_: object, category: type[Warning], filename: str, lineno: int, *__: Any) -> None:
    sys.stderr.write(f"warning: {category.__name__} at {Path(filename).name}:{lineno}\n")


def _fallen(kind: type[BaseException], error: BaseException | None, _: TracebackType | None) -> None:
    told = account(error) if error is not None else kind.__name__
    sys.stderr.write(
        f"Something failed that was not foreseen: {told}. Please tell whoever wrote this program.\n"
    )

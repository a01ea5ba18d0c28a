"""A log without anybody's words.

Rasa 3.6 writes what people say into its log: in structured events (text, response, tracker states), in
warnings, and in tracebacks of a failed reply check, which quote the whole reply. So while Rasa serves people,
a record is written in full only if it comes from a logger that never sees a message. From all the others
stays the place in the program and the kinds of error: enough to find the fault, nothing to read.
"""

import json
import logging
import sys
import warnings
from typing import Any, Callable, Iterator, Optional, Type

import structlog

SPEAKS_FREELY = (
    "bot", "rasa.core.agent", "rasa.core.run", "rasa.model", "rasa.shared.utils.io", "sanic.root",
)  # fmt: skip
LEVEL = logging.WARNING


def _kinds(error: Optional[BaseException]) -> Iterator[str]:
    while error is not None:
        yield type(error).__name__
        error = error.__cause__ or error.__context__


def wordless(record: logging.LogRecord) -> logging.LogRecord:
    """The record, with its message replaced by place and kinds of error unless its logger speaks freely."""
    error = record.exc_info[1] if record.exc_info else None
    if not record.name.startswith(SPEAKS_FREELY):
        record.msg, record.args = f"in {record.funcName}, line {record.lineno}", ()
    if error is not None:
        record.msg = f"{record.getMessage()} ({' from '.join(_kinds(error))})"
        record.args, record.exc_info, record.exc_text = (), None, None
    record.stack_info = None
    record.msg = f"{record.levelname.lower()}: {record.name}: {record.getMessage()}"
    record.args = ()
    return record


def _event_name_only(_logger: object, _method: str, event: Any) -> str:
    return json.dumps({"event": str(event.get("event"))})


def _structlog(_level: Optional[int] = None) -> None:
    """Replaces Rasa's set-up of structlog, whose events carry texts and trackers."""
    structlog.configure(
        processors=[_event_name_only],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(LEVEL),
    )


def _show_warning(
    _message: object, category: Type[Warning], filename: str, lineno: int, *_: object, **__: object
) -> None:
    if not issubclass(category, DeprecationWarning):  # of Rasa's old libraries, which nobody here can mend
        sys.stderr.write(f"warning: {category.__name__} at {filename}:{lineno}\n")


def install() -> Callable[[Optional[int]], None]:
    """Make all records wordless; returns what must take the place of Rasa's set-up of structlog."""
    logging.basicConfig(format="%(message)s", level=LEVEL)
    logging.disable(LEVEL - 1)  # not even --debug brings the words back
    make = logging.getLogRecordFactory()
    logging.setLogRecordFactory(lambda *args, **options: wordless(make(*args, **options)))
    warnings.showwarning = _show_warning
    return _structlog

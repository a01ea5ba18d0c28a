"""A file beside the database that remembers what was erased: identifiers and times, no words.

Who puts an older copy of the database back brings erased words back with it. This file is not part of any
copy, so that at the next start they are erased again.
"""

import json
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from threading import Lock
from uuid import UUID

from storage.erasures import EVER, NOTHING
from storage.keeping_records import ErasedRecord
from storage.restoring import Carry
from storage.store import Store
from web.errors import WebError


class ErasedList:
    """The file, and the database that it stands beside."""

    def __init__(self, store: Store, file: Path) -> None:
        self._store, self._file = store, file
        self._writing = Lock()
        self._at, self._after = EVER, NOTHING
        self._known: set[tuple[UUID, str, datetime]] | None = None

    def replay(self) -> int:
        """Erase again what this file says was erased and this database still has; returns how many.

        Raises WebError("bad_file") if the file cannot be read.
        """
        return self._store.erasures.replay(read_list(self._file))

    def keep_up(self) -> None:
        """Write down what was erased since the last time. A chore."""
        with self._writing:
            if self._known is None:
                self._known = {_key(each) for each in read_list(self._file)}
            while some := self._store.erasures.since(self._at, self._after):
                new = [each for each in some if _key(each) not in self._known]
                if new:
                    _append(self._file, new)
                    self._known.update(map(_key, new))
                self._at, self._after = some[-1].at, some[-1].subject_id


def carry_erased(file: Path) -> Carry:
    """While a backup is put back: what was erased until now is erased in it too; the file stays as it is.

    What the database that goes has erased and the file does not know yet is written into it before.
    Raises WebError("bad_file") before anything is put back, if the file cannot be read.
    """

    def carry(old: Store | None) -> Callable[[Store], None]:
        if old is not None:
            ErasedList(old, file).keep_up()
        records = list(read_list(file))
        return lambda new: _erase_again(new, records)

    return carry


def _erase_again(store: Store, records: list[ErasedRecord]) -> None:
    store.erasures.replay(records)
    store.erasures.leave_nothing()


def read_list(file: Path) -> Iterator[ErasedRecord]:
    """What was erased, by the file. A last line that was not written wholly is left out.

    Raises WebError("bad_file").
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    except (OSError, UnicodeDecodeError):
        raise _unreadable(file) from None
    for number, line in enumerate(lines, 1):
        try:
            yield _record(line)
        except (ValueError, KeyError, TypeError):
            if number < len(lines):
                raise _unreadable(file) from None


def _append(file: Path, records: list[ErasedRecord]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()
    with file.open("r+b") as written:
        whole = written.read()
        written.seek(whole.rfind(b"\n") + 1)  # what was stopped half-way is written again
        written.truncate()
        written.write("".join(f"{_line(each)}\n" for each in records).encode())
        written.flush()
        os.fsync(written.fileno())


def _line(record: ErasedRecord) -> str:
    talk = str(record.conversation_id) if record.conversation_id else None
    fields = {"id": str(record.subject_id), "kind": record.kind, "conversation": talk}
    return json.dumps(fields | {"at": record.at.isoformat(), "taught": record.taught})


def _record(line: str) -> ErasedRecord:
    found = json.loads(line)
    talk = found["conversation"]
    at = datetime.fromisoformat(found["at"])
    if at.tzinfo is None:
        raise ValueError("a time without a zone")
    return ErasedRecord(
        UUID(found["id"]), str(found["kind"]), UUID(talk) if talk else None, at, int(found["taught"])
    )


def _key(record: ErasedRecord) -> tuple[UUID, str, datetime]:
    return record.subject_id, record.kind, record.at


def _unreadable(file: Path) -> WebError:
    return WebError(
        "bad_file",
        f"{file} says what was erased, and cannot be read. Put a copy of it back, or take it away: then "
        "words that were erased may stand in a database that was put back.",
    )

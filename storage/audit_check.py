"""Whether the audit is as it was written: every row follows on the one before it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Engine, RowMapping, select

from storage.audit_chain import (
    BEGINNING,
    EMPTIED,
    SHORTENED,
    Head,
    digest_of_subject,
    head_of,
    next_digest,
)
from storage.audit_models import AuditEvent
from storage.engine import reading

AT_ONCE = 5_000
"""So many rows are held in memory."""
MOST_FAULTS = 100
"""Nobody reads more of them."""

_ROWS = AuditEvent.metadata.tables["audit_event"]


class Fault(StrEnum):
    """What can be wrong."""

    BROKEN = "broken"
    """A row does not follow on the one before: it, or that one, was changed, put in or moved."""
    MISSING = "missing"
    """Rows before this one are not there."""
    BEGINNING_GONE = "beginning_gone"
    """The oldest rows are not there, and that they were taken out stands nowhere."""
    WORDS_GONE = "words_gone"
    """What a row was about was taken out or changed, and that stands nowhere."""
    END_GONE = "end_gone"
    """An end that it had is not in it any more: rows were cut off."""
    REWRITTEN = "rewritten"
    """An end that it had is another one now: rows were written anew."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something that is wrong, at a place in the chain."""

    fault: Fault
    seq: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of looking at it."""

    rows: int
    """How many were looked at."""
    head: Head
    found: tuple[Found, ...]
    """The first of what is wrong; empty if it is whole."""


def verify(engine: Engine, anchors: Collection[Head] = (), last: int | None = None) -> Verdict:
    """Look at all rows, or at the `last` ones. Rows that are written meanwhile are left out."""
    with reading(engine) as session:
        head = head_of(session.connection())
    began = 0 if last is None else max(0, head.seq - last)
    walk = _Walk(engine, began, head.seq, {anchor.seq: anchor for anchor in anchors})
    for rows in _in_parts(engine, began, head.seq):
        walk.past(rows)
    walk.end()
    return Verdict(walk.rows, head, tuple(walk.found[:MOST_FAULTS]))


def _in_parts(engine: Engine, began: int, end: int) -> Iterator[Sequence[RowMapping]]:
    while began < end:
        with reading(engine) as session:
            part = select(_ROWS).where(_ROWS.c.seq > began, _ROWS.c.seq <= end)
            rows = session.connection().execute(part.order_by(_ROWS.c.seq).limit(AT_ONCE)).mappings().all()
        if not rows:
            return
        yield rows
        began = rows[-1]["seq"]


class _Walk:
    """From one row to the next."""

    def __init__(self, engine: Engine, began: int, end: int, anchors: dict[int, Head]) -> None:
        self._anchors = {seq: anchor for seq, anchor in anchors.items() if seq > began}
        self._whole = began == 0
        self._end = end
        self._cuts, self._emptied = _noted(engine)
        self.rows = 0
        self.found: list[Found] = []
        self._before: Head | None = Head(0, BEGINNING) if self._whole else _at(engine, began)

    def past(self, rows: Sequence[RowMapping]) -> None:
        """Look at the next rows."""
        for row in rows:
            self._look(row)
        self.rows += len(rows)

    def end(self) -> None:
        """Look for ends that were not met."""
        for seq in sorted(self._anchors):
            if seq > self._end:
                self._fault(Fault.END_GONE, seq)
            elif seq and not self._was_cut(seq):
                self._fault(Fault.MISSING, seq)

    def _look(self, row: RowMapping) -> None:
        before = self._before_of(row)
        if before is not None and next_digest(before, dict(row)) != row["digest"]:
            self._fault(Fault.BROKEN, row["seq"])
        if not self._words_are_there(row):
            self._fault(Fault.WORDS_GONE, row["seq"])
        anchor = self._anchors.pop(row["seq"], None)
        if anchor and anchor.digest != row["digest"]:
            self._fault(Fault.REWRITTEN, row["seq"])
        self._before = Head(row["seq"], row["digest"])

    def _before_of(self, row: RowMapping) -> bytes | None:
        """The digest of the row before; none if that is not known, which is told here."""
        if self._before and self._before.seq == row["seq"] - 1:
            return self._before.digest
        if self.rows or not self._whole or (self._before and self._before.seq):
            self._fault(Fault.MISSING, row["seq"])
            return None
        cut = self._cuts.get(row["seq"] - 1)
        if cut is None:
            self._fault(Fault.BEGINNING_GONE, row["seq"])
        return cut

    def _words_are_there(self, row: RowMapping) -> bool:
        subject, salt, digest = row["subject"], row["subject_salt"], row["subject_digest"]
        if subject is None:
            return digest is None or row["seq"] in self._emptied
        return salt is not None and digest_of_subject(salt, subject) == bytes(digest or b"")

    def _was_cut(self, seq: int) -> bool:
        return any(seq <= cut for cut in self._cuts)

    def _fault(self, fault: Fault, seq: int) -> None:
        self.found.append(Found(fault, seq))


def _at(engine: Engine, seq: int) -> Head | None:
    with reading(engine) as session:
        row = session.connection().execute(select(_ROWS.c.digest).where(_ROWS.c.seq == seq)).first()
    return Head(seq, row.digest) if row else None


def _noted(engine: Engine) -> tuple[dict[int, bytes], set[int]]:
    """Where the audit was shortened, and of which rows the words were taken out: that stands in itself."""
    mine = select(_ROWS.c.verb, _ROWS.c.subject).where(_ROWS.c.verb.in_((SHORTENED, EMPTIED)))
    with reading(engine) as session:
        noted: Sequence[Any] = session.connection().execute(mine).all()
    cuts, emptied = dict[int, bytes](), set[int]()
    for verb, subject in noted:
        try:
            if verb == SHORTENED:
                cut = Head.read(subject or "")
                cuts[cut.seq] = cut.digest
            else:
                emptied.add(int(subject or ""))
        except ValueError:
            continue
    return cuts, emptied

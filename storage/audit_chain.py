"""The chain of the audit: each row holds a digest of the one before it and of what stands in itself.

Whoever changes, removes, adds or reorders a row in the database breaks it there. Whoever cuts its end off, or
writes all of it anew from some row on, is noticed by whoever kept an earlier end of it elsewhere.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from os import urandom
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, event, select, text
from sqlalchemy.orm import Session

from storage.audit_models import AuditEvent
from storage.errors import StorageError

BEGINNING = bytes(32)
"""What the first row follows on."""
WRITING = 0x57_4D_41_55
"""The number of PostgreSQL's lock for writing the next row: "WMAU" in letters."""
SHORTENED = "shortened_audit"
EMPTIED = "emptied_audit"
"""What is done to the audit itself stands in it; each of these names the row it is about by its number."""

_ROWS = AuditEvent.metadata.tables["audit_event"]
_HEAD = select(_ROWS.c.seq, _ROWS.c.digest).order_by(_ROWS.c.seq.desc()).limit(1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain at some time."""

    seq: int
    """How many rows there ever were."""
    digest: bytes

    def __str__(self) -> str:
        """As it is printed and kept: `1234:3f2a...`."""
        return f"{self.seq}:{self.digest.hex()}"

    @staticmethod
    def read(written: str) -> "Head":
        """The same from what was printed. Raises StorageError("unusable")."""
        seq, _, digest = written.strip().partition(":")
        try:
            found = Head(int(seq), bytes.fromhex(digest))
        except ValueError:
            found = Head(-1, b"")
        if found.seq < 0 or len(found.digest) != len(BEGINNING):
            raise StorageError(
                "unusable", "This is no end of the audit. Give one as `whatmatters audit head` prints it."
            )
        return found


def chained(session: Session, row: AuditEvent) -> AuditEvent:
    """A row which gets its place in the chain when this session writes it."""
    row.subject_salt, row.subject_digest = sealed_subject(row.subject)
    if not event.contains(session, "before_flush", _give_places):
        event.listen(session, "before_flush", _give_places)
    return row


def sealed_subject(subject: str | None) -> tuple[bytes | None, bytes | None]:
    """A salt, and what the chain holds of a subject: without both nobody can find out what it was."""
    if subject is None:
        return None, None
    salt = urandom(16)
    return salt, digest_of_subject(salt, subject)


def digest_of_subject(salt: bytes, subject: str) -> bytes:
    """What the chain holds of a subject."""
    return sha256(salt + subject.encode()).digest()


def head_of(connection: Connection) -> Head:
    """The end of the chain as it stands now."""
    row = connection.execute(_HEAD).first()
    return Head(row.seq, row.digest) if row else Head(0, BEGINNING)


def next_digest(before: bytes, row: Mapping[str, Any]) -> bytes:
    """The digest of a row (its columns by their names) which follows on one with the digest `before`.

    The form is a JSON list without spaces: place, identifier, millionths of a second since 1970, who, verb,
    digest of the subject, its kind, service, conversation and person; identifiers and digests in hex.
    """
    form = [
        row["seq"],
        _hex(row["id"]),
        (row["at"] - _EPOCH) // timedelta(microseconds=1),
        _hex(row["staff_id"]),
        row["verb"],
        _hex(row["subject_digest"]),
        row["kind"],
        *(_hex(row[name]) for name in ("service_id", "conversation_id", "person_id")),
    ]
    return sha256(before + json.dumps(form, separators=(",", ":")).encode()).digest()


def _hex(value: UUID | bytes | None) -> str | None:
    return value.hex if isinstance(value, UUID) else value.hex() if value is not None else None


def _give_places(session: Session, _: object, __: object) -> None:
    """Chain the rows that are about to be written; others who write one wait until this is committed."""
    rows = [row for row in session.new if isinstance(row, AuditEvent) and row.digest is None]
    if not rows:
        return
    connection = session.connection()
    if connection.dialect.name == "postgresql":  # on SQLite only one writes at a time anyway
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": WRITING})
    head = head_of(connection)
    for row in rows:
        row.seq = head.seq + 1
        row.digest = next_digest(head.digest, {each.name: getattr(row, each.name) for each in _ROWS.c})
        head = Head(row.seq, row.digest)

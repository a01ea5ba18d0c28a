"""The audit is a chain: each row holds a digest of the one before. What is there is chained as it stands."""

import json
import os
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

AT_ONCE = 1000
EVENTS = sa.table(
    "audit_event",
    sa.column("id", sa.Uuid()),
    sa.column("at", sa.DateTime(timezone=True)),
    *(sa.column(name, sa.Uuid()) for name in ("staff_id", "service_id", "conversation_id", "person_id")),
    *(sa.column(name, sa.String()) for name in ("verb", "subject", "kind")),
    sa.column("seq", sa.BigInteger()),
    *(sa.column(name, sa.LargeBinary()) for name in ("digest", "subject_salt", "subject_digest")),
)


def upgrade() -> None:
    """Do the step."""
    op.add_column("audit_event", sa.Column("seq", sa.BigInteger(), nullable=True))
    op.add_column("audit_event", sa.Column("digest", sa.LargeBinary(length=32), nullable=True))
    op.add_column("audit_event", sa.Column("subject_salt", sa.LargeBinary(length=16), nullable=True))
    op.add_column("audit_event", sa.Column("subject_digest", sa.LargeBinary(length=32), nullable=True))
    _chain()
    with op.batch_alter_table("audit_event") as batch_op:
        batch_op.alter_column("seq", existing_type=sa.BigInteger(), nullable=False)
        batch_op.alter_column("digest", existing_type=sa.LargeBinary(length=32), nullable=False)
    op.create_index("ix_audit_event_seq", "audit_event", ["seq"], unique=True)


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_audit_event_seq", table_name="audit_event")
    with op.batch_alter_table("audit_event") as batch_op:
        for name in ("subject_digest", "subject_salt", "digest", "seq"):
            batch_op.drop_column(name)


def _chain() -> None:
    """What was written down until now, oldest first."""
    connection, digest, seq = op.get_bind(), bytes(32), 0
    order = sa.select(EVENTS.c.id).order_by(EVENTS.c.at, EVENTS.c.id)
    ids = list(connection.scalars(order))
    write = sa.update(EVENTS).where(EVENTS.c.id == sa.bindparam("row")).values(
        {name: sa.bindparam(f"new_{name}") for name in ("seq", "digest", "subject_salt", "subject_digest")}
    )  # fmt: skip
    for first in range(0, len(ids), AT_ONCE):
        some = ids[first : first + AT_ONCE]
        rows = {row["id"]: row for row in connection.execute(_of(some)).mappings()}
        links = []
        for each in some:
            seq += 1
            salt = os.urandom(16) if rows[each]["subject"] is not None else None
            subject = sha256(salt + rows[each]["subject"].encode()).digest() if salt else None
            digest = _digest(digest, seq, rows[each], subject)
            links.append(
                {"row": each, "new_seq": seq, "new_digest": digest, "new_subject_salt": salt,
                 "new_subject_digest": subject}
            )  # fmt: skip
        connection.execute(write, links)


def _of(ids: list[Any]) -> sa.Select[Any]:
    return sa.select(EVENTS).where(EVENTS.c.id.in_(ids))


def _digest(before: bytes, seq: int, row: Any, subject: bytes | None) -> bytes:
    """As storage.audit_chain does it; written out, because a step never changes."""
    at = row["at"] if row["at"].tzinfo else row["at"].replace(tzinfo=UTC)
    form = [
        seq,
        row["id"].hex,
        (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1),
        row["staff_id"].hex if row["staff_id"] else None,
        row["verb"],
        subject.hex() if subject else None,
        row["kind"],
        *(row[n].hex if row[n] else None for n in ("service_id", "conversation_id", "person_id")),
    ]
    return sha256(before + json.dumps(form, separators=(",", ":")).encode()).digest()

"""Failed tries, the second step, sign-in by a group, browsers, and what each deed was about."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Do the step."""
    op.create_table(
        "sign_in_try",
        sa.Column("who_hash", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("who_hash", name=op.f("pk_sign_in_try")),
    )
    op.create_index(op.f("ix_sign_in_try_last_at"), "sign_in_try", ["last_at"])
    op.create_table(
        "second_step",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counter", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_second_step_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_second_step")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_recovery_code_staff_id")),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_recovery_code")),
    )
    op.create_index(op.f("ix_recovery_code_staff_id"), "recovery_code", ["staff_id"])
    op.create_table(
        "sign_in_step",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_sign_in_step_staff_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in_step")),
    )
    op.create_index(op.f("ix_sign_in_step_staff_id"), "sign_in_step", ["staff_id"])
    op.create_table(
        "staff_identity",
        sa.Column("subject_hash", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_identity_staff_id")),
        sa.PrimaryKeyConstraint("subject_hash", name=op.f("pk_staff_identity")),
        sa.UniqueConstraint("staff_id", name=op.f("uq_staff_identity_staff_id")),
    )
    op.add_column("staff_session", sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("staff_session", sa.Column("browser", sa.String(length=80), nullable=True))
    op.add_column("audit_event", sa.Column("kind", sa.String(length=20), nullable=True))
    for name in ("service_id", "conversation_id", "person_id"):
        op.add_column("audit_event", sa.Column(name, sa.Uuid(), nullable=True))
    _say_what_it_was_about()
    for name in ("service", "conversation", "person", "staff"):
        op.create_index(f"ix_audit_event_{name}", "audit_event", [f"{name}_id", "at", "id"])


def downgrade() -> None:
    """Take it back."""
    for name in ("staff", "person", "conversation", "service"):
        op.drop_index(f"ix_audit_event_{name}", table_name="audit_event")
    with op.batch_alter_table("audit_event") as batch_op:
        for name in ("person_id", "conversation_id", "service_id", "kind"):
            batch_op.drop_column(name)
    with op.batch_alter_table("staff_session") as batch_op:
        batch_op.drop_column("browser")
        batch_op.drop_column("seen_at")
    for name in ("staff_identity", "sign_in_step", "recovery_code", "second_step", "sign_in_try"):
        op.drop_table(name)


_BY_CONVERSATION = ("answer", "recording", "reply")
_BY_SERVICE = ("conversation", "person", "device", "change", "alert")


def _say_what_it_was_about() -> None:
    """What was written down until now gets its kind, its service, its conversation and its person."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    # Identifiers are written with hyphens there and, on SQLite, kept without them elsewhere.
    subject = "replace(subject, '-', '')" if sqlite else "subject"
    for kind in (*_BY_SERVICE, *_BY_CONVERSATION):
        identifier = f"{kind}.id" if sqlite else f"CAST({kind}.id AS text)"
        here = f"FROM {kind} WHERE {identifier} = {subject}"
        op.execute(f"UPDATE audit_event SET kind = '{kind}' WHERE EXISTS (SELECT 1 {here})")  # noqa: S608
        if kind in _BY_SERVICE:
            _fill(kind, service_id=f"SELECT {kind}.service_id {here}")
        else:
            _fill(kind, conversation_id=f"SELECT {kind}.conversation_id {here}")
        if kind in ("conversation", "person"):
            _fill(kind, **{f"{kind}_id": f"SELECT {kind}.id {here}"})
        if kind == "alert":
            _fill(kind, person_id=f"SELECT alert.person_id {here}")
    theirs = "FROM conversation WHERE conversation.id = audit_event.conversation_id"
    for name in ("service_id", "person_id"):
        op.execute(
            f"UPDATE audit_event SET {name} = (SELECT conversation.{name} {theirs}) "  # noqa: S608
            "WHERE conversation_id IS NOT NULL"
        )


def _fill(kind: str, **columns: str) -> None:
    for name, found in columns.items():
        op.execute(f"UPDATE audit_event SET {name} = ({found}) WHERE kind = '{kind}'")  # noqa: S608

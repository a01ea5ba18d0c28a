"""What staff do with a conversation: who sees to it, notes, deeds; and what the person says against a tag."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ASSIGNED = sa.text("assigned_to IS NOT NULL")


def upgrade() -> None:
    """Do the step."""
    op.create_table(
        "work",
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("assigned_to", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_work_conversation_id")
        ),
        sa.ForeignKeyConstraint(["assigned_to"], ["staff.id"], name=op.f("fk_work_assigned_to")),
        sa.ForeignKeyConstraint(["reviewed_by"], ["staff.id"], name=op.f("fk_work_reviewed_by")),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_work")),
    )
    op.create_index(
        "ix_work_assigned",
        "work",
        ["assigned_to", "due_on"],
        sqlite_where=_ASSIGNED,
        postgresql_where=_ASSIGNED,
    )
    op.create_table(
        "work_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_work_note_conversation_id")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_work_note_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_note")),
    )
    op.create_index(op.f("ix_work_note_conversation_id"), "work_note", ["conversation_id"])
    _deeds()
    _disagreements()


def _deeds() -> None:
    op.create_table(
        "work_deed",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("undoes_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_work_deed_staff_id")),
        sa.ForeignKeyConstraint(["undoes_id"], ["work_deed.id"], name=op.f("fk_work_deed_undoes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_deed")),
    )
    op.create_index(op.f("ix_work_deed_undoes_id"), "work_deed", ["undoes_id"])
    op.create_table(
        "work_deed_item",
        sa.Column("deed_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["deed_id"], ["work_deed.id"], name=op.f("fk_work_deed_item_deed_id")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_work_deed_item_conversation_id")
        ),
        sa.PrimaryKeyConstraint("deed_id", "conversation_id", name=op.f("pk_work_deed_item")),
    )
    op.create_index(op.f("ix_work_deed_item_conversation_id"), "work_deed_item", ["conversation_id"])


def _disagreements() -> None:
    op.create_table(
        "disagreement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("stance", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["answer_id"], ["answer.id"], name=op.f("fk_disagreement_answer_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_disagreement_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disagreement")),
    )
    op.create_index(op.f("ix_disagreement_answer_id"), "disagreement", ["answer_id"])


def downgrade() -> None:
    """Undo the step."""
    for table in ("disagreement", "work_deed_item", "work_deed", "work_note", "work"):
        op.drop_table(table)

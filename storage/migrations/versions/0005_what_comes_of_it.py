"""What comes of what was said: changes, parts in them, replies."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Do the step."""
    op.create_table(
        "change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("doing", sa.Text(), nullable=False),
        sa.Column("did", sa.Text(), nullable=False),
        sa.Column("picture", sa.String(length=40), nullable=True),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("doing_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("did_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["staff.id"], name=op.f("fk_change_created_by")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_change_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
    )
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_change_service_id"), ["service_id"], unique=False)

    op.create_table(
        "change_part",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("change_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("who", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_change_part_change_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_part")),
    )
    with op.batch_alter_table("change_part", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_change_part_change_id"), ["change_id"], unique=False)

    op.create_table(
        "reply",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("change_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verdict", sa.String(length=20), nullable=True),
        sa.Column("verdict_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_reply_change_id")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_reply_conversation_id")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_reply_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
    )
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reply_change_id"), ["change_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reply_conversation_id"), ["conversation_id"], unique=False)
        batch_op.create_index("ix_reply_waiting", ["state", "at"], unique=False)

    op.create_table(
        "change_answer",
        sa.Column("change_id", sa.Uuid(), nullable=False),
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["answer.id"], name=op.f("fk_change_answer_answer_id")),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_change_answer_change_id")),
        sa.PrimaryKeyConstraint("change_id", "answer_id", name=op.f("pk_change_answer")),
    )
    with op.batch_alter_table("change_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_change_answer_answer_id"), ["answer_id"], unique=False)


def downgrade() -> None:
    """Undo the step."""
    with op.batch_alter_table("change_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_change_answer_answer_id"))

    op.drop_table("change_answer")
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.drop_index("ix_reply_waiting")
        batch_op.drop_index(batch_op.f("ix_reply_conversation_id"))
        batch_op.drop_index(batch_op.f("ix_reply_change_id"))

    op.drop_table("reply")
    with op.batch_alter_table("change_part", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_change_part_change_id"))

    op.drop_table("change_part")
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_change_service_id"))

    op.drop_table("change")

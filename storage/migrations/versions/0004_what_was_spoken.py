"""Recordings, their sealed sound, what people wrote down of it, and how far spoken words can be trusted."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SPOKEN = sa.text("spoken IS NOT NULL")
UNHEARD = sa.text("state = 'whole' AND engine IS NULL")
HERE = sa.text("state <> 'gone'")


def upgrade() -> None:
    """Do the step."""
    op.create_table(
        "recording",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=True),
        sa.Column("answer_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("chunks", sa.Integer(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sealed_by", sa.String(length=16), nullable=True),
        sa.Column("keep", sa.Boolean(), nullable=True),
        sa.Column("voice_counts", sa.Boolean(), nullable=False),
        sa.Column("heard", sa.Text(), nullable=True),
        sa.Column("engine", sa.String(length=40), nullable=True),
        sa.Column("sure", sa.Boolean(), nullable=True),
        sa.Column("words", sa.JSON(), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("listened_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["answer_id"], ["answer.id"], name=op.f("fk_recording_answer_id")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_recording_conversation_id")
        ),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_recording_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording")),
    )
    with op.batch_alter_table("recording", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recording_answer_id"), ["answer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recording_conversation_id"), ["conversation_id"], unique=False)
        batch_op.create_index(
            "ix_recording_unheard", ["created_at"], sqlite_where=UNHEARD, postgresql_where=UNHEARD
        )
        batch_op.create_index("ix_recording_here", ["created_at"], sqlite_where=HERE, postgresql_where=HERE)

    op.create_table(
        "recording_chunk",
        sa.Column("recording_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recording.id"], name=op.f("fk_recording_chunk_recording_id")
        ),
        sa.PrimaryKeyConstraint("recording_id", "seq", name=op.f("pk_recording_chunk")),
    )
    op.create_table(
        "wording",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["answer.id"], name=op.f("fk_wording_answer_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_wording_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wording")),
    )
    with op.batch_alter_table("wording", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wording_answer_id"), ["answer_id"], unique=False)

    # Without "batch", which makes SQLite's table anew: a column without a value needs no copy of all words.
    op.add_column("answer", sa.Column("spoken", sa.String(length=20), nullable=True))
    op.add_column("answer", sa.Column("worded_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_answer_spoken", "answer", ["spoken", "updated_at"], sqlite_where=SPOKEN, postgresql_where=SPOKEN
    )


def downgrade() -> None:
    """Undo the step."""
    op.drop_index("ix_answer_spoken", "answer")
    op.drop_column("answer", "worded_at")
    op.drop_column("answer", "spoken")
    op.drop_table("wording")
    op.drop_table("recording_chunk")
    op.drop_table("recording")

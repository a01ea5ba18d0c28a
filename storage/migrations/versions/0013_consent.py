"""What people agreed to, on which legal basis, and what they said without their name."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Do the step."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "consent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("use", sa.String(length=20), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("footing", sa.String(length=20), nullable=False),
        sa.Column("representative", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("door", sa.String(length=20), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("turn_id", sa.Uuid(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("at", moment, nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_consent_service_id_service")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_consent_staff_id_staff")),
        sa.ForeignKeyConstraint(["turn_id"], ["turn.id"], name=op.f("fk_consent_turn_id_turn")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index("ix_consent_of_subject", "consent", ["subject_id", "at"])
    op.create_table(
        "consent_today",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("use", sa.String(length=20), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.PrimaryKeyConstraint("subject_id", "use", name=op.f("pk_consent_today")),
    )
    op.create_table(
        "legal_basis",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("basis", sa.String(length=30), nullable=False),
        sa.Column("condition", sa.String(length=30), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_legal_basis_service_id_service")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_legal_basis_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_basis")),
    )
    op.create_index(op.f("ix_legal_basis_service_id"), "legal_basis", ["service_id"])
    op.create_table(
        "sharing",
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("share", sa.String(length=20), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_sharing_conversation_id_conversation")
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_sharing")),
    )
    _kept_apart(moment)


def _kept_apart(moment: sa.DateTime) -> None:
    op.create_table(
        "kept_apart",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.Column("turn_id", sa.Uuid(), nullable=True),
        sa.Column("question_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("share", sa.String(length=20), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("released_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["answer_id"], ["answer.id"], name=op.f("fk_kept_apart_answer_id_answer")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_kept_apart_conversation_id_conversation")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_kept_apart_question_id_question")
        ),
        sa.ForeignKeyConstraint(
            ["released_id"], ["answer.id"], name=op.f("fk_kept_apart_released_id_answer")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_kept_apart_service_id_service")
        ),
        sa.ForeignKeyConstraint(["turn_id"], ["turn.id"], name=op.f("fk_kept_apart_turn_id_turn")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_apart")),
    )
    op.create_index(op.f("ix_kept_apart_answer_id"), "kept_apart", ["answer_id"])
    op.create_index(op.f("ix_kept_apart_conversation_id"), "kept_apart", ["conversation_id"])
    op.create_index(
        "ix_kept_apart_waiting",
        "kept_apart",
        ["service_id", "at"],
        sqlite_where=sa.text("released_id IS NULL"),
        postgresql_where=sa.text("released_id IS NULL"),
    )


def downgrade() -> None:
    """Undo the step. What was said without a name has no place then, and goes."""
    op.drop_table("kept_apart")
    op.drop_table("sharing")
    op.drop_table("legal_basis")
    op.drop_table("consent_today")
    op.drop_table("consent")

"""The list and its words: a narrow row for each conversation, an index of what was said, saved filters.

Revision ID: 0009
Revises: 0008
Create Date: 2026-11-27

The rows and the index are filled by storage.listing.fill, which runs after the steps.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SQLITE = (
    "CREATE VIRTUAL TABLE listed_words USING fts5(words, marks, tokenize='unicode61 remove_diacritics 0')"
)
POSTGRESQL = """
CREATE TABLE listed_words (
    n BIGINT CONSTRAINT pk_listed_words PRIMARY KEY
        CONSTRAINT fk_listed_words_n REFERENCES listed (n) ON DELETE CASCADE,
    document TSVECTOR NOT NULL
)
"""


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "listed",
        sa.Column("n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_listed_conversation_id")
        ),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_listed")),
        sa.UniqueConstraint("conversation_id", name=op.f("uq_listed_conversation_id")),
    )
    op.create_table(
        "listed_owed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listed_owed")),
    )
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_saved_filter_service_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_saved_filter_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
    )
    op.create_index(op.f("ix_saved_filter_staff_id"), "saved_filter", ["staff_id"], unique=False)
    op.create_index(op.f("ix_saved_filter_service_id"), "saved_filter", ["service_id"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(SQLITE)
        return
    op.execute(POSTGRESQL)
    op.execute("CREATE INDEX ix_listed_words_document ON listed_words USING gin (document)")


def downgrade() -> None:
    """Undo the step."""
    op.execute("DROP TABLE listed_words")
    op.drop_index(op.f("ix_saved_filter_service_id"), table_name="saved_filter")
    op.drop_index(op.f("ix_saved_filter_staff_id"), table_name="saved_filter")
    op.drop_table("saved_filter")
    op.drop_table("listed_owed")
    op.drop_table("listed")

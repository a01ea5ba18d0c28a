"""The groups of what we heard stand in the order in which they are summed, with all that a sum needs."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

NAME, TABLE = "ix_heard_block_shown", "heard_block"
BEFORE = ["build", "kind", "family", "leaf"]
NOW = [
    "build", "kind", "family", "key", "stance", "status", "first_month", "last_month", "leaf", "answers",
    "people", "place", "question", "id",
]  # fmt: skip


def upgrade() -> None:
    """Do the step."""
    op.drop_index(NAME, TABLE)
    op.create_index(NAME, TABLE, NOW)


def downgrade() -> None:
    """Undo the step."""
    op.drop_index(NAME, TABLE)
    op.create_index(NAME, TABLE, BEFORE)

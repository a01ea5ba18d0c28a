"""Calls for help that are open are found without reading all that there ever were."""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Do the step."""
    op.create_index("ix_alert_done_at", "alert", ["done_at"])


def downgrade() -> None:
    """Take the step back."""
    op.drop_index("ix_alert_done_at", "alert")

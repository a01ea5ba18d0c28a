"""The notes of staff in the log of alarms can be taken out, when the words that it is about are erased."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

REFUSED = "the log of alarms is only ever added to"
STAYS = ("id", "alarm_id", "at", "deed", "staff_id", "who", "route")
"""All columns but the note."""


def upgrade() -> None:
    """Do the step: one change is let through, which empties a note and leaves all else."""
    if op.get_bind().dialect.name == "sqlite":
        same = " AND ".join(f"NEW.{each} IS OLD.{each}" for each in STAYS)
        _sqlite(f"WHEN NOT (NEW.note = '' AND {same}) ")
        return
    new, old = (", ".join(f"{row}.{each}" for each in STAYS) for row in ("NEW", "OLD"))
    op.execute(
        f"""CREATE OR REPLACE FUNCTION alarm_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                IF NEW.note = '' AND ({new}) IS NOT DISTINCT FROM ({old}) THEN RETURN NEW; END IF;
            END IF;
            RAISE EXCEPTION '{REFUSED}';
        END $$"""
    )


def downgrade() -> None:
    """Undo the step."""
    if op.get_bind().dialect.name == "sqlite":
        _sqlite("")
        return
    op.execute(
        f"""CREATE OR REPLACE FUNCTION alarm_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{REFUSED}'; END $$"""
    )


def _sqlite(when: str) -> None:
    op.execute("DROP TRIGGER alarm_event_update")
    op.execute(
        f"CREATE TRIGGER alarm_event_update BEFORE UPDATE ON alarm_event {when}"
        f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    )

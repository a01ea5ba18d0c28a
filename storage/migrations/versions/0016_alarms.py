"""The alarm: what was raised, whom it told, who is on duty; a log that nobody can change."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

REFUSED = "the log of alarms is only ever added to"
FUNCTION = f"""
CREATE FUNCTION alarm_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{REFUSED}'; END $$
"""


def upgrade() -> None:
    """Do the step."""
    op.create_table(
        "duty",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("starts", sa.String(length=5), nullable=False),
        sa.Column("ends", sa.String(length=5), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("push", sa.Text(), nullable=False),
        sa.Column("also_called", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_duty_service_id_service")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_duty_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
    )
    op.create_index(op.f("ix_duty_service_id"), "duty", ["service_id"])
    op.create_table(
        "alarm_clock",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("second_minutes", sa.Integer(), nullable=False),
        sa.Column("manager_minutes", sa.Integer(), nullable=False),
        sa.Column("soon_minutes", sa.Integer(), nullable=False),
        sa.Column("going_minutes", sa.Integer(), nullable=False),
        sa.Column("work_from", sa.String(length=5), nullable=False),
        sa.Column("work_to", sa.String(length=5), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_alarm_clock_service_id_service")
        ),
        sa.PrimaryKeyConstraint("service_id", name=op.f("pk_alarm_clock")),
    )
    _alarms()
    _steps()
    _let_the_log_stand()


def _alarms() -> None:
    op.create_table(
        "alarm",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("concern_id", sa.Uuid(), nullable=True),
        sa.Column("alert_id", sa.Uuid(), nullable=True),
        sa.Column("conversation_id", sa.Uuid(), nullable=True),
        sa.Column("urgency", sa.String(length=20), nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("pace", sa.Double(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("climbs", sa.Integer(), nullable=False),
        sa.Column("climbs_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kept_from", sa.JSON(), nullable=False),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply_id", sa.Uuid(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_alarm_service_id_service")),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_alarm_concern_id_concern")),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_alarm_alert_id_alert")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_alarm_conversation_id_conversation")
        ),
        sa.ForeignKeyConstraint(["taken_by"], ["staff.id"], name=op.f("fk_alarm_taken_by_staff")),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_alarm_reply_id_reply")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm")),
        sa.UniqueConstraint("concern_id", name=op.f("uq_alarm_concern_id")),
        sa.UniqueConstraint("alert_id", name=op.f("uq_alarm_alert_id")),
    )
    op.create_index("ix_alarm_open", "alarm", ["service_id", "state", "at"])
    op.create_index(op.f("ix_alarm_climbs_at"), "alarm", ["climbs_at"])
    op.create_index(op.f("ix_alarm_conversation_id"), "alarm", ["conversation_id"])


def _steps() -> None:
    op.create_table(
        "alarm_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alarm_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deed", sa.String(length=20), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("route", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["alarm_id"], ["alarm.id"], name=op.f("fk_alarm_event_alarm_id_alarm")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_alarm_event_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm_event")),
    )
    op.create_index(op.f("ix_alarm_event_alarm_id"), "alarm_event", ["alarm_id"])
    op.create_table(
        "alarm_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("alarm_id", sa.Uuid(), nullable=False),
        sa.Column("duty_id", sa.Uuid(), nullable=True),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("route", sa.String(length=20), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["alarm_id"], ["alarm.id"], name=op.f("fk_alarm_message_alarm_id_alarm")),
        sa.ForeignKeyConstraint(["duty_id"], ["duty.id"], name=op.f("fk_alarm_message_duty_id_duty")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm_message")),
    )
    op.create_index(op.f("ix_alarm_message_alarm_id"), "alarm_message", ["alarm_id"])
    op.create_index("ix_alarm_message_due", "alarm_message", ["state", "next_at"])


def _let_the_log_stand() -> None:
    """The database itself refuses to change or remove a line."""
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER alarm_event_{event.lower()} BEFORE {event} ON alarm_event "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
            )
        return
    op.execute(FUNCTION)
    op.execute(
        "CREATE TRIGGER alarm_event_stays BEFORE UPDATE OR DELETE ON alarm_event "
        "FOR EACH ROW EXECUTE FUNCTION alarm_event_stays()"
    )


def downgrade() -> None:
    """Undo the step."""
    op.drop_table("alarm_message")
    op.drop_table("alarm_event")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION alarm_event_stays()")
    op.drop_table("alarm")
    op.drop_table("alarm_clock")
    op.drop_table("duty")

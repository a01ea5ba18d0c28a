"""What we heard in sum: groups of people large enough to be counted."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

OF_CONVERSATION = "conversation.id = {row}.conversation_id"
OF_ANSWER = "conversation.id = (SELECT conversation_id FROM answer WHERE answer.id = {row}.answer_id)"
ITSELF = "conversation.id = {row}.id"
WATCHED = (
    ("answer", "INSERT", OF_CONVERSATION),
    ("answer", "UPDATE OF kind, state, text, spoken, stance, question_id, created_at", OF_CONVERSATION),
    ("tag", "INSERT", OF_ANSWER),
    ("tag", "UPDATE", OF_ANSWER),
    ("tag", "DELETE", OF_ANSWER),
    ("topic", "INSERT", OF_ANSWER),
    ("topic", "DELETE", OF_ANSWER),
    ("conversation", "UPDATE OF service_id, person_id, device_id, audience, language", ITSELF),
)
"""What, when it changes, makes the numbers of a service out of date."""


def upgrade() -> None:
    """Do the step."""
    op.create_table(
        "heard_block",
        sa.Column("build", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("family", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("stance", sa.String(length=20), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=True),
        sa.Column("first_month", sa.Integer(), nullable=False),
        sa.Column("last_month", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=32), nullable=True),
        sa.Column("question", sa.String(length=60), nullable=True),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("leaf", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("build", "id", name=op.f("pk_heard_block")),
    )
    op.create_index("ix_heard_block_shown", "heard_block", ["build", "kind", "family", "leaf"])
    op.create_table(
        "heard_sample",
        sa.Column("build", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("block_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("build", "block_id", name=op.f("pk_heard_sample")),
    )
    op.create_table(
        "heard_stale",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("taken", sa.Boolean(), nullable=False),
        sa.Column("mark", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heard_stale")),
    )
    op.create_index(op.f("ix_heard_stale_service_id"), "heard_stale", ["service_id"])
    op.create_table(
        "heard_state",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("build", sa.BigInteger(), nullable=False),
        sa.Column("built_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("service_id", name=op.f("pk_heard_state")),
    )
    # Whose talks: the newest of each person is looked for.
    op.drop_index("ix_conversation_person_id", "conversation")
    op.create_index("ix_conversation_of_person", "conversation", ["person_id", "last_at"])
    for number, (table, event, whose) in enumerate(WATCHED):
        for statement in _watch(number, table, event, whose):
            op.execute(statement)


def _watch(number: int, table: str, event: str, whose: str) -> list[str]:
    """What writes down that a service is out of date, once while nobody has looked."""
    row = "OLD" if event == "DELETE" else "NEW"
    name = f"heard_{table}_{number}"
    sqlite = op.get_bind().dialect.name == "sqlite"
    mark, taken = ("0", "0") if sqlite else ("txid_current()", "false")
    same = "taken = 0" if sqlite else f"mark = {mark}"
    insert = (
        "INSERT INTO heard_stale (service_id, taken, mark) "  # noqa: S608 (our own words)
        f"SELECT conversation.service_id, {taken}, {mark} FROM conversation WHERE {whose.format(row=row)} "
        "AND NOT EXISTS (SELECT 1 FROM heard_stale AS known "
        f"WHERE known.service_id = conversation.service_id AND known.{same});"
    )
    if sqlite:
        return [f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {insert} END"]
    function = (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {insert} RETURN NULL; END $$"
    )
    fires = f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    return [function, fires]


def downgrade() -> None:
    """Undo the step."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for number, (table, _, _) in enumerate(WATCHED):
        name = f"heard_{table}_{number}"
        op.execute(f"DROP TRIGGER {name}" + ("" if sqlite else f" ON {table}"))
        if not sqlite:
            op.execute(f"DROP FUNCTION {name}()")
    op.drop_index("ix_conversation_of_person", "conversation")
    op.create_index("ix_conversation_person_id", "conversation", ["person_id"])
    op.drop_table("heard_state")
    op.drop_index(op.f("ix_heard_stale_service_id"), "heard_stale")
    op.drop_table("heard_stale")
    op.drop_table("heard_sample")
    op.drop_index("ix_heard_block_shown", "heard_block")
    op.drop_table("heard_block")

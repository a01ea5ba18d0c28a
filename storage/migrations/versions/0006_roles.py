"""Roles of staff, and a short name for each service."""

import re
import unicodedata
from datetime import UTC, datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SERVICE = sa.table(
    "service", sa.column("id", sa.Uuid()), sa.column("name", sa.Text()), sa.column("slug", sa.String()),
    sa.column("created_at", sa.DateTime(timezone=True)),
)  # fmt: skip
STAFF = sa.table("staff", sa.column("id", sa.Uuid()))
GRANT = sa.table(
    "staff_role", sa.column("id", sa.Uuid()), sa.column("staff_id", sa.Uuid()),
    sa.column("service_id", sa.Uuid()), sa.column("role", sa.String()),
    sa.column("at", sa.DateTime(timezone=True)),
)  # fmt: skip


def upgrade() -> None:
    """Do the step: whoever could read everything until now is manager and administrator."""
    op.create_table(
        "staff_role",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["given_by"], ["staff.id"], name=op.f("fk_staff_role_given_by")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_staff_role_service_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_role_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_role")),
    )
    with op.batch_alter_table("staff_role", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_role_service_id"), ["service_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_staff_role_staff_id"), ["staff_id"], unique=False)

    # Not made anew: on SQLite that would be refused while other tables point to it.
    op.add_column("service", sa.Column("slug", sa.String(length=30), nullable=False, server_default=""))
    _name_services()
    op.create_index(op.f("ix_service_slug"), "service", ["slug"], unique=True)
    _give_roles()


def downgrade() -> None:
    """Undo the step."""
    op.drop_index(op.f("ix_service_slug"), "service")
    op.drop_column("service", "slug")

    with op.batch_alter_table("staff_role", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_role_staff_id"))
        batch_op.drop_index(batch_op.f("ix_staff_role_service_id"))

    op.drop_table("staff_role")


def _services() -> list[tuple[UUID, str]]:
    order = (SERVICE.c.created_at, SERVICE.c.id)
    found = sa.select(SERVICE.c.id, SERVICE.c.name).order_by(*order)
    return [(row.id, row.name) for row in op.get_bind().execute(found)]


def _name_services() -> None:
    taken: set[str] = set()
    for number, (service_id, name) in enumerate(_services(), 1):
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:24].strip("-") or "home"
        slug = f"{slug}-{number}" if slug in taken else slug
        taken.add(slug)
        op.execute(SERVICE.update().where(SERVICE.c.id == service_id).values(slug=slug))


def _give_roles() -> None:
    staff = [row.id for row in op.get_bind().execute(sa.select(STAFF.c.id))]
    rows = [
        {"id": uuid4(), "staff_id": each, "service_id": service_id, "role": role, "at": datetime.now(UTC)}
        for each in staff
        for service_id, _ in _services()
        for role in ("manager", "administrator")
    ]
    if rows:
        op.bulk_insert(GRANT, rows)

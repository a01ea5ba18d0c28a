"""Run by Alembic: the connection is handed in by storage.migrate."""

from typing import Any, Literal

from alembic import context

from storage.base import Base, UtcTime


def render(kind: str, thing: Any, _: Any) -> str | Literal[False]:
    """Write our time type into new steps as the plain type: old steps never import today's code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, UtcTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
    render_item=render,
)
with context.begin_transaction():
    context.run_migrations()

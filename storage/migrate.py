"""Brings the tables up to date, step by step (Alembic)."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Engine

from storage.complaints import told_plainly
from storage.engine import alone
from storage.errors import StorageError

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(engine: Engine) -> None:
    """Run the steps that this database has not had yet, all or none.

    Raises StorageError("newer") if it has had steps that this program does not know, and those of
    `told_plainly`.
    """
    with told_plainly(), engine.execution_options(writes=True).begin() as connection:
        alone(connection)
        try:
            command.upgrade(config(connection), "head")
        except CommandError as error:
            raise StorageError(
                "newer",
                "The database was made by a newer version of this program. Start that version instead.",
            ) from error


def config(connection: object) -> Config:
    """Alembic's settings for a connection that is already open."""
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    settings.attributes["connection"] = connection
    return settings

"""Brings the tables up to date, step by step (Alembic)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.util import CommandError
from sqlalchemy import Connection, Engine

from storage.complaints import told_plainly
from storage.engine import alone
from storage.errors import StorageError

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(engine: Engine) -> None:
    """Run the steps that this database has not had yet, all or none.

    Raises StorageError("newer") if it has had steps that this program does not know, and those of
    `told_plainly`.
    """
    with told_plainly(), unchecked(engine) as connection, connection.begin():
        alone(connection)
        before = _step(connection)
        try:
            command.upgrade(config(connection), "head")
        except CommandError as error:
            raise StorageError(
                "newer",
                "The database was made by a newer version of this program. Start that version instead.",
            ) from error
        if _step(connection) != before:
            _require_whole(connection)


@contextmanager
def unchecked(engine: Engine) -> Iterator[Connection]:
    """A connection on which a table may go while others point to it: they find the new one by its name.

    SQLite makes some tables anew to change them, and refuses that else. It can be told so only outside of a
    transaction, and past SQLAlchemy, which would begin one.
    """
    with engine.execution_options(writes=True).connect() as connection:
        if engine.dialect.name != "sqlite":
            yield connection
            return
        driver = connection.connection.cursor()
        driver.execute("PRAGMA foreign_keys = OFF")
        try:
            yield connection
        finally:
            driver.execute("PRAGMA foreign_keys = ON")
            driver.close()


def _require_whole(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return  # it checks by itself, also meanwhile
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise StorageError("damaged", "Some rows point to nothing. Put the last backup in its place.")


def _step(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def config(connection: object) -> Config:
    """Alembic's settings for a connection that is already open."""
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    settings.attributes["connection"] = connection
    return settings

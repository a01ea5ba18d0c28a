"""The one way to a database: SQLite by default, PostgreSQL by its address."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from storage.errors import StorageError

BUSY_SECONDS = 5
"""How long a write waits for another one on SQLite before it gives up."""


def open_engine(address: str) -> Engine:
    """An engine for `address` (an SQLAlchemy URL).

    Raises StorageError("no_database") if the address is not one of ours.
    """
    try:
        url = make_url(address)
    except ArgumentError:
        raise StorageError(
            "no_database",
            "The database address is not readable. Use sqlite:///FILE or postgresql://USER@HOST/NAME.",
        ) from None
    if url.get_backend_name() == "sqlite":
        return _open_sqlite(url)
    if url.get_backend_name() == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
        return create_engine(url, pool_size=10, max_overflow=20, pool_pre_ping=True)
    raise StorageError(
        "no_database", f"{url.drivername} is not supported. Use sqlite:///FILE or postgresql://..."
    )


def _open_sqlite(url: URL) -> Engine:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, pool_size=10, max_overflow=30)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    # The driver must not open transactions by itself: _begin_sqlite does, and says of which kind.
    connection.isolation_level = None
    # FULL: a kept word survives a power cut, not only a killed process.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A write takes its lock at the start. Begun as a reader it could not wait for another writer later:
    # SQLite then fails at once with "database is locked".
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session to read with."""
    with _told_plainly(), Session(engine, expire_on_commit=False) as session:
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A session whose changes are committed together at the end, or not at all.

    Raises StorageError("busy" | "full" | "no_database", retry=True) if they could not be.
    """
    with _told_plainly(), Session(engine.execution_options(writes=True), expire_on_commit=False) as session:
        yield session
        session.commit()


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Turns a database's own complaints into ours."""
    try:
        yield
    except (OperationalError, PoolTimeoutError) as error:
        raise _explained(error) from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise _explained(error) from error
        raise


def _explained(error: Exception) -> StorageError:
    text = str(error).lower()
    if "full" in text or "no space" in text or "disk i/o" in text or "too large" in text:
        return StorageError(
            "full", "The disk is full. Free some space; nothing was half-written.", retry=True
        )
    if "locked" in text or "busy" in text or isinstance(error, PoolTimeoutError):
        return StorageError("busy", "The database is busy with something else. Try again.", retry=True)
    return StorageError(
        "no_database", "The database cannot be reached. Check WM_DATABASE and that it is running.", retry=True
    )

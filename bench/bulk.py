"""Many rows at once, past the verbs: into SQLite and into PostgreSQL, with the indexes made afterwards."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from sqlalchemy import Table
from sqlalchemy.engine import make_url

from storage.base import Base

type Row = Mapping[str, Any]
type Batch = Mapping[str, Sequence[Row]]
"""Rows for some tables; those that others point to stand first."""

CACHE_KB = 1_000_000


def fill(address: str, batches: Iterable[Batch]) -> None:
    """Write all rows. Columns that a row does not name are as they usually are."""
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        _fill_sqlite(str(url.database), batches)
    else:
        _fill_postgresql(address, batches)


def _fill_sqlite(file: str, batches: Iterable[Batch]) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for pragma in (
            "synchronous=OFF",
            "journal_mode=MEMORY",
            f"cache_size=-{CACHE_KB}",
            "foreign_keys=OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")
        with _without_indexes(connection):
            connection.execute("BEGIN")
            for table, rows in _tables(batches):
                marks = ",".join("?" * len(table.columns))
                names = ",".join(f'"{column.name}"' for column in table.columns)
                connection.executemany(f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', rows)
            connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode=WAL")


@contextmanager
def _without_indexes(connection: sqlite3.Connection) -> Iterator[None]:
    """Indexes (but those of keys) and triggers go, and come back when everything is there."""
    found = connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    ).fetchall()
    for kind, name, _ in found:
        connection.execute(f'DROP {kind} "{name}"')
    yield
    for _, _, statement in found:
        connection.execute(statement)


def _fill_postgresql(address: str, batches: Iterable[Batch]) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")  # foreign keys hold: they are made so
        connection.execute("SET TimeZone = 'UTC'")
        for table, rows in _tables(batches):
            names = [sql.Identifier(column.name) for column in table.columns]
            copy = sql.SQL("COPY {} ({}) FROM STDIN").format(
                sql.Identifier(table.name), sql.SQL(",").join(names)
            )
            with connection.cursor().copy(copy) as into:
                for row in rows:
                    into.write_row(row)


def _tables(batches: Iterable[Batch]) -> Iterator[tuple[Table, list[tuple[Any, ...]]]]:
    known = Base.metadata.tables
    for batch in batches:
        for name, rows in batch.items():
            if rows and name in known:
                yield known[name], _in_order(known[name], rows)


def _in_order(table: Table, rows: Sequence[Row]) -> list[tuple[Any, ...]]:
    columns = [(column.name, _usual(column)) for column in table.columns]
    return [tuple(_plain(row.get(name, usual)) for name, usual in columns) for row in rows]


def _usual(column: Any) -> Any:
    """What a column holds if nobody says anything."""
    if column.default is not None and column.default.is_scalar:
        return column.default.arg
    if not column.nullable and column.server_default is not None:
        return column.server_default.arg
    return None


def _plain(value: Any) -> Any:
    """A value as both databases read it: identifiers and moments as text, lists as JSON."""
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    if isinstance(value, list | dict):
        return json.dumps(value)
    return value

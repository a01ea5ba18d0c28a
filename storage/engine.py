"""The one way to a database: SQLite by default, PostgreSQL by its address."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session

from storage.complaints import said, told_plainly
from storage.errors import StorageError
from storage.keys import Keys
from storage.locked import Locked
from storage.sqlite_driver import SQLITE_ERRORS, any_driver, cipher_driver, connect

BUSY_SECONDS = 5.0
"""How long a write waits for another one before it gives up."""

SYNCHRONOUS = "FULL"
"""A kept word survives a power cut, not only a killed process."""

SWEEP_SECONDS = 0.5
"""How long `sweep` waits for readers: it can always be done later, and somebody waits for a reply."""

REST_SECONDS = 0.1
"""How long much work rests at most between two parts. Another program tries at least that often."""

SWEPT_LATER: tuple[type[Exception], ...] = (StorageError, *SQLITE_ERRORS)

_AT_LAST = "at last"

SETTING_UP = 0x57_4D_53_55
"""The number of PostgreSQL's lock for setting up: "WMSU" in letters."""


def open_engine(
    address: str, busy_seconds: float = BUSY_SECONDS, keys: Keys | None = None, *, locked: bool = True
) -> Engine:
    """An engine for `address` (an SQLAlchemy URL); a write waits `busy_seconds` for others.

    With `keys` the file of SQLite is locked, unless `locked` says that it is not: nothing in it, or beside
    it, can be read without one of them.
    Raises StorageError("no_database") if the address is not one of ours.
    """
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise StorageError(
            "no_database",
            "The database address is not readable. Use sqlite:///FILE or postgresql://USER@HOST/NAME.",
        ) from None
    if url.get_backend_name() == "sqlite":
        return _open_sqlite(url.set(drivername="sqlite"), busy_seconds, keys, locked=locked)
    if url.get_backend_name() == "postgresql":
        return _open_postgresql(url.set(drivername="postgresql+psycopg"), busy_seconds)
    raise StorageError(
        "no_database", f"{url.drivername} is not supported. Use sqlite:///FILE or postgresql://..."
    )


def sqlite_file(address: str) -> Path | None:
    """The file of an address that `open_engine` took; None for PostgreSQL."""
    url = make_url(address)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def _open_sqlite(url: URL, busy_seconds: float, keys: Keys | None, *, locked: bool) -> Engine:
    if not url.database or url.database == ":memory:":
        raise StorageError("no_database", "Words are kept in a file. Use sqlite:///FILE.")
    try:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            "no_database",
            f"The folder of {url.database} cannot be made ({error.strerror}). Choose another in WM_DATABASE.",
        ) from error
    engine = create_engine(
        url,
        **_driver(Path(url.database), busy_seconds, keys, locked=locked),
        hide_parameters=True,  # they are people's words, and error texts end in logs
        pool_size=10,
        max_overflow=30,
        pool_timeout=busy_seconds,
        execution_options={"line": Lock(), "busy_seconds": busy_seconds},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _driver(file: Path, busy_seconds: float, keys: Keys | None, *, locked: bool) -> dict[str, Any]:
    """How connections are made: by Python's own driver, or by SQLCipher's with the key first.

    With keys it is never Python's own: two drivers in one process take each other's locks away.
    """
    if keys is None:
        return {"connect_args": {"timeout": busy_seconds}}
    if not locked:
        return {"module": any_driver(), "creator": lambda: connect(file, "", busy_seconds)}
    found = Locked(file, keys)
    return {"module": cipher_driver(), "creator": lambda: found.connect(busy_seconds)}


def _prepare_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    # The driver must not open transactions by itself: _begin_sqlite does, and says of which kind.
    connection.isolation_level = None
    _use_write_ahead_log(connection)
    for pragma in (f"synchronous={SYNCHRONOUS}", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    # A new file changes its mode only once. Of several programs that open it at that moment SQLite refuses
    # all but one at once, without the waiting it does elsewhere: two that wait to become the writer would
    # wait for each other. So the waiting is here.
    patience = connection.execute("PRAGMA busy_timeout").fetchone()[0] / 1000
    until = monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except SQLITE_ERRORS as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > until:
                raise
            sleep(0.02)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    # A write takes its lock at the start. Begun as a reader it could not wait for another writer later:
    # SQLite then fails at once with "database is locked".
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _open_postgresql(url: URL, busy_seconds: float) -> Engine:
    if "connect_timeout" not in url.query:
        url = url.update_query_dict({"connect_timeout": "5"})
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=10,
        max_overflow=20,
        pool_timeout=busy_seconds,
        pool_pre_ping=True,
    )

    def prepare(connection: Any, _: Any) -> None:
        # Without the first a write would wait for a stuck one for ever. Without the second the server, which
        # thinks our questions dearer than they are, compiles for seconds what it answers in milliseconds.
        connection.execute(f"SET lock_timeout = {int(busy_seconds * 1000)}; SET jit = off")
        connection.commit()

    event.listen(engine, "connect", prepare)
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session to read with. Raises StorageError as `told_plainly` does."""
    with told_plainly(), Session(engine, expire_on_commit=False) as session:
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A session whose changes are committed together at the end, or not at all.

    Raises StorageError as `told_plainly` does.
    """
    writer = engine.execution_options(writes=True)
    with told_plainly(), _in_line(engine), Session(writer, expire_on_commit=False) as session:
        yield session
        for do in session.info.pop(_AT_LAST, ()):
            do(session)
        session.commit()


@contextmanager
def writing_a_part(engine: Engine) -> Iterator[Session]:
    """The same, of much work that is done in parts: it rests after each, so that others get their turn."""
    began = monotonic()
    with writing(engine) as session:
        yield session
    sleep(min(monotonic() - began, REST_SECONDS))


def at_last(session: Session, do: Callable[[Session], None]) -> None:
    """Have something done right before what is written here is committed."""
    session.info.setdefault(_AT_LAST, []).append(do)


@contextmanager
def _in_line(engine: Engine) -> Iterator[None]:
    # SQLite waits for another write by sleeping longer and longer, so that of many at once some starve.
    # Those of one process stand in line instead.
    options = engine.get_execution_options()
    line: Lock | None = options.get("line")
    if line is None:
        yield
        return
    if not line.acquire(timeout=options["busy_seconds"]):
        raise said("busy")
    try:
        yield
    finally:
        line.release()


def alone(transaction: Connection) -> None:
    """Let no other process set up this database until this transaction ends."""
    if transaction.dialect.name == "postgresql":  # on SQLite only one writes at a time anyway
        transaction.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": SETTING_UP})


def sweep(engine: Engine) -> bool:
    """Empty SQLite's log of changes (FILE-wal), where erased words would stand until it is written over.

    False if it could not be: somebody was reading just then. The next erasing, start or orderly end does it.
    """
    if engine.dialect.name != "sqlite":
        return True
    try:
        with told_plainly(), _in_line(engine), closing(engine.raw_connection()) as connection:
            return _empty_log(connection.cursor())
    except SWEPT_LATER:  # what was erased is erased; this comes after it
        return False


def _empty_log(cursor: DBAPICursor) -> bool:
    waits = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
    cursor.execute(f"PRAGMA busy_timeout = {int(SWEEP_SECONDS * 1000)}")
    (blocked, *_) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    cursor.execute(f"PRAGMA busy_timeout = {waits}")
    return not blocked

"""A PostgreSQL server of our own for one test session: in a temporary folder, reached by a socket in it."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg import sql

START_SECONDS = 60
OWNER = "whatmatters"
"""The server's superuser; not a user of the machine."""
PLAIN_USERS = ("postgres", "nobody")
"""The server refuses to run as root; then it runs as the first of these that exists."""
SETTINGS = {
    "listen_addresses": "''",
    "timezone": "'Australia/Sydney'",  # what is read must not depend on it
    # Nothing here has to survive a power cut.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "16MB",
    "autovacuum": "off",
}


class NoPostgreSQLError(Exception):
    """This machine has no PostgreSQL server to start; its text says what to install."""


class PostgreSQL:
    """A server, with verbs for what tests do to it."""

    def __init__(self, binaries: Path, folder: Path, **settings: str) -> None:
        """A server whose data and socket are in `folder`; nothing runs before `start`.

        `settings` stand in the place of those of SETTINGS.
        """
        self._settings = SETTINGS | settings
        self._binaries = binaries
        self._folder = folder
        self._as: dict[str, Any] = _plain_user()
        self._process: subprocess.Popen[bytes] | None = None

    def address(self, database: str) -> str:
        """The SQLAlchemy URL of one of its databases."""
        return f"postgresql://{OWNER}@/{database}?host={self._folder}"

    def make(self) -> None:
        """Prepare the folder; once."""
        if self._as:
            shutil.chown(self._folder, self._as["user"], self._as["group"])
        options = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", f"--username={OWNER}"]
        subprocess.run(
            [self._binaries / "initdb", "--pgdata", self._folder / "data", *options],
            check=True,
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            **self._as,
        )
        lines = [f"{key} = {value}\n" for key, value in self._settings.items()]
        with (self._folder / "data" / "postgresql.conf").open("a") as settings:
            settings.writelines([f"unix_socket_directories = '{self._folder}'\n", *lines])

    def start(self) -> None:
        """Start, and wait until it answers."""
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._binaries / "postgres", "-D", self._folder / "data"],
                cwd=self._folder,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C in the terminal is for the tests; they stop it then
                **self._as,
            )
        self._wait_until_it_answers(self._process)

    def stop(self) -> None:
        """Stop now, cutting every connection off; harmless when it does not run."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)  # PostgreSQL's "fast" way
            self._process.wait(START_SECONDS)
            self._process = None

    def kill(self) -> None:
        """Kill every process of it without warning, as a power cut would."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(START_SECONDS)
        time.sleep(0.2)  # the last of them lets go of the shared memory

    def run(self, statement: LiteralString, *names: str, database: str = "postgres") -> None:
        """Run a statement outside a transaction; each {} stands for one of `names`."""
        with self._connect(database) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def run_each(self, database: str, statement: LiteralString, names: Sequence[str]) -> None:
        """Run a statement for each of `names`, which {0} stands for, all in one transaction."""
        every = [sql.SQL(statement).format(sql.Identifier(name)) for name in names]
        with self._connect(database) as connection:
            connection.execute(sql.SQL(";").join(every))

    def _connect(self, database: str) -> psycopg.Connection:
        return psycopg.connect(self.address(database), autocommit=True)

    def _wait_until_it_answers(self, process: subprocess.Popen[bytes]) -> None:
        give_up = time.monotonic() + START_SECONDS
        while process.poll() is None and time.monotonic() < give_up:
            try:
                self._connect("postgres").close()
            except psycopg.OperationalError:
                time.sleep(0.02)
            else:
                return
        process.kill()
        raise RuntimeError(f"PostgreSQL did not start:\n{(self._folder / 'log').read_text()}")


@contextmanager
def running_server(**settings: str) -> Iterator[PostgreSQL]:
    """A server that is stopped and thrown away at the end. Raises NoPostgreSQLError."""
    binaries = _binaries()
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:  # a socket's path has to be short
        server = PostgreSQL(binaries, Path(folder), **settings)
        server.make()
        try:
            server.start()
            yield server
        finally:
            server.stop()


def _binaries() -> Path:
    for folder in _likely_folders():
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoPostgreSQLError(
        "This machine has no PostgreSQL server, so only SQLite was tried. "
        "On Debian and Ubuntu `apt-get install postgresql` brings one."
    )


def _likely_folders() -> Iterator[Path]:
    if on_path := shutil.which("initdb"):
        yield Path(on_path).resolve().parent
    # Debian keeps the server's programs out of the PATH, a folder for each version.
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if config := shutil.which("pg_config"):
        said = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=True)
        yield Path(said.stdout.strip())


def _plain_user() -> dict[str, Any]:
    """What makes a child process run as somebody who is not root; nothing if we are not root."""
    if os.geteuid() != 0:
        return {}
    for user in pwd.getpwall():
        if user.pw_name in PLAIN_USERS:
            return {"user": user.pw_name, "group": user.pw_gid, "extra_groups": []}
    raise NoPostgreSQLError("PostgreSQL does not run as root. Run the tests as another user.")

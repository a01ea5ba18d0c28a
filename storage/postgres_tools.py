"""PostgreSQL's own tools for taking a database out and putting it back: pg_dump and pg_restore."""

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator

from sqlalchemy.engine import URL, make_url

from storage.durable import PIECE
from storage.errors import StorageError


def dumped(address: str) -> Iterator[bytes]:
    """The whole database as it was at one moment, in pg_dump's own form. Raises StorageError("no_tool")."""
    url = make_url(address)
    command = [_tool("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", *_where(url)]
    with subprocess.Popen(  # noqa: S603 (a tool of the machine; the address is the settings')
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment(url)
    ) as tool:
        assert tool.stdout
        assert tool.stderr
        while block := tool.stdout.read(PIECE):
            yield block
        complaint = tool.stderr.read()
    _require(tool.returncode, "pg_dump", complaint)


def put_back(address: str, dump: Iterable[bytes]) -> None:
    """Put a database into the place of what is there, or change nothing. Raises StorageError("no_tool")."""
    url = make_url(address)
    command = [
        _tool("pg_restore"), "--clean", "--if-exists", "--no-owner", "--no-privileges",
        "--single-transaction", "--exit-on-error", *_where(url),
    ]  # fmt: skip
    with subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment(url)
    ) as tool:
        assert tool.stdin
        assert tool.stderr
        try:
            for block in dump:
                tool.stdin.write(block)
            tool.stdin.close()
        except BrokenPipeError:
            pass  # it says why
        except BaseException:
            tool.kill()  # nothing of a transaction without an end remains
            raise
        complaint = tool.stderr.read()
    _require(tool.returncode, "pg_restore", complaint)


def _where(url: URL) -> list[str]:
    found = {"--host": url.host or url.query.get("host"), "--port": url.port or url.query.get("port")}
    named = [f"{name}={value}" for name, value in found.items() if value]
    return [*named, *([f"--username={url.username}"] if url.username else []), f"--dbname={url.database}"]


def _environment(url: URL) -> dict[str, str]:
    """The password goes where no list of running programs shows it."""
    return {**os.environ, **({"PGPASSWORD": str(url.password)} if url.password else {})}


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise StorageError("no_tool", f"{name} is missing. Install PostgreSQL's client (postgresql-client).")
    return found


def _require(code: int, name: str, complaint: bytes) -> None:
    if code:
        why = (complaint.decode(errors="replace").strip().splitlines() or ["it said nothing"])[0]
        raise StorageError("no_database", f"{name} failed: {why[:300]}. Check WM_DATABASE and its version.")

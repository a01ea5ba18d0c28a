"""Datasette over an SQLite file, to be held against: its page of a table, and its facets."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from web.rasa_process import free_port

START_SECONDS = 60
PATIENT = {"sql_time_limit_ms": "60000", "facet_time_limit_ms": "60000", "facet_suggest_time_limit_ms": "50"}
"""With its own limits (1 s, and 200 ms for a facet) it leaves out what takes longer at this size."""
GET_IT = "Datasette is not here, so nothing was compared: uv run --with datasette python -m bench staff"


@contextmanager
def running_datasette(file: Path) -> Iterator[str | None]:
    """Its address for the tables of `file`; None if it is not installed."""
    program = shutil.which("datasette")
    if program is None:
        print(f"  {GET_IT}")
        yield None
        return
    port = free_port()
    settings = [part for name, value in PATIENT.items() for part in ("--setting", name, value)]
    command = [program, "serve", str(file), "--port", str(port), *settings]
    # Its own libraries, not ours: it may be installed in another environment.
    apart = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=apart)
    try:
        yield _ready(f"http://127.0.0.1:{port}/{file.stem}", process)
    finally:
        process.terminate()
        process.wait()


def _ready(address: str, process: "subprocess.Popen[bytes]") -> str:
    until = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            httpx2.get(f"{address}.json", timeout=START_SECONDS)
        except httpx2.HTTPError:
            time.sleep(0.1)
        else:
            return address
    raise RuntimeError("Datasette did not start.")

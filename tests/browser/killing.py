"""Ending one browser as a flat battery does."""

import os
import signal
from pathlib import Path

from tests.program import command_of


def kill_everything_of(profile: Path) -> None:
    """SIGKILL to every process of the one browser that uses this profile."""
    for pid in running(profile):
        os.kill(pid, signal.SIGKILL)


def running(profile: Path) -> list[int]:
    """Those processes."""
    pids = [int(each.name) for each in Path("/proc").iterdir() if each.name.isdecimal()]
    return [pid for pid in pids if f"--user-data-dir={profile}" in command_of(pid)]

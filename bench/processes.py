"""What a process uses, as the kernel counts it."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
"""CPU time is counted in these parts of a second: usually 100."""


def cpu_seconds(pid: int) -> float:
    """CPU time of a process and all its threads since it began, in user and system mode."""
    return cpu_of(Path(f"/proc/{pid}/stat").read_text())


def cpu_of(stat: str) -> float:
    """CPU time in seconds, from a line as in /proc/PID/stat."""
    fields = stat.rpartition(")")[2].split()  # a program's name may hold blanks and brackets
    user, system = fields[11:13]
    return (int(user) + int(system)) / TICKS


def resident_mb(pid: int) -> float:
    """Memory of a process that is in RAM, in MB (10^6 bytes)."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return round(int(line.split()[1]) * 1024 / 1e6, 1)


class CpuMeter:
    """CPU time that several processes use from now on."""

    def __init__(self, pids: Mapping[str, int]) -> None:
        self._pids = dict(pids)
        self._before = self._now()

    def seconds(self) -> dict[str, float]:
        """So much so far, by name."""
        return {name: now - self._before[name] for name, now in self._now().items()}

    def _now(self) -> dict[str, float]:
        return {name: cpu_seconds(pid) for name, pid in self._pids.items()}


def disk_mb(*places: Path) -> float:
    """Disk space of files and folders in MB (10^6 bytes), a file with several names counted once."""
    seen: dict[tuple[int, int], int] = {}
    for path in _files(places):
        found = path.lstat()
        seen[found.st_dev, found.st_ino] = found.st_blocks * 512
    return round(sum(seen.values()) / 1e6, 1)


def _files(places: Iterable[Path]) -> Iterable[Path]:
    for place in places:
        yield place
        if place.is_dir():
            yield from place.rglob("*")

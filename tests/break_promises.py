"""`python -m tests.break_promises [WORDS ...]`: break promises in a copy, and see that their guards fail."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.promises import Break, promises
from web.settings import ROOT

LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "var", "__pycache__", ".*_cache", "results")


def fails(folder: Path, change: Break, guard: str) -> bool:
    """Whether the guard fails in a copy with this change."""
    file = folder / change.file
    was = file.read_text(encoding="utf-8")
    if change.was not in was:
        sys.exit(f"{change.file} does not hold {change.was!r} any more. Bring tests/promises.yml up to date.")
    file.write_text(was.replace(change.was, change.becomes, 1), encoding="utf-8")
    try:
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", guard]
        ran = subprocess.run(command, cwd=folder, env=os.environ | {"PYTHONPATH": str(folder)}, check=False,
                             capture_output=True)  # fmt: skip
    finally:
        file.write_text(was, encoding="utf-8")
    return ran.returncode == 1


def main() -> int:
    """Try all of them, or those that hold one of the words; 1 if a broken promise was not noticed."""
    asked = sys.argv[1:]
    unnoticed = 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "copy"
        shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
        for name in (".venv", "var"):
            (folder / name).symlink_to((ROOT / name).resolve())
        for each in promises():
            if each.breaks and (not asked or any(word in each.says for word in asked)):
                noticed = fails(folder, each.breaks, each.guard)
                unnoticed += not noticed
                sys.stdout.write(f"{'noticed ' if noticed else 'UNNOTICED'} {each.door}: {each.says}\n")
    return int(bool(unnoticed))


if __name__ == "__main__":
    sys.exit(main())

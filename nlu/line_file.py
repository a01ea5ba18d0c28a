"""Text files that a person can read and correct: one thing a line; empty lines and `# ...` are for people."""

from pathlib import Path

from nlu.errors import NluError


def numbered(path: Path) -> list[tuple[str, str]]:
    """(place, line) of each line that says something; the place is for messages: `staff.txt, line 3`.

    Raises NluError with the remedy if the file cannot be read.
    """
    return [
        (f"{path.name}, line {number}", line)
        for number, line in enumerate(whole(path), start=1)
        if line.strip() and not line.startswith("#")
    ]


def whole(path: Path) -> list[str]:
    """All lines, notes too. Raises NluError with the remedy if the file cannot be read."""
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise NluError(
            f"{path} cannot be read ({error}). Bring it back with `git checkout -- nlu`."
        ) from error

"""How names are said: some that the engine gets wrong, and those that a home has written down itself."""

from collections.abc import Callable
from pathlib import Path

SHIPPED = Path(__file__).resolve().parent / "data" / "spoken_names.txt"
OWN = "names.txt"
"""What a home's own file is called, in the folder of its data."""
LONGEST = 60


def read_names(own: Path | None = None, tell: Callable[[str], None] = lambda _: None) -> dict[str, str]:
    """How names are said, by the name in small letters; a home's own file, if there is one, counts for more.

    A line is "Siobhan = Shivawn"; what follows a # is for people. A line that is none is told, and left out.
    """
    return _read(SHIPPED, tell) | (_read(own, tell) if own and own.exists() else {})


def _read(file: Path, tell: Callable[[str], None]) -> dict[str, str]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        tell(f"{file} cannot be read ({error}), so names are said as ever. Write it as plain text in UTF-8.")
        return {}
    found = {}
    for number, line in enumerate(lines, 1):
        words = line.partition("#")[0].strip()
        name, _, said = (part.strip() for part in words.partition("="))
        if name and said and len(words) <= LONGEST and not name.count(" "):
            found[name.casefold()] = said
        elif words:
            tell(f"Line {number} of {file} is left out. Write a name and how it is said: Siobhan = Shivawn.")
    return found

"""What a home has besides its database that nobody could make again: its pictures, names and certificates."""

from pathlib import Path, PurePosixPath

from voice.names import OWN
from web.settings import Settings

FOLDERS = ("pictures", "tls")


def kept_files(settings: Settings) -> dict[str, Path]:
    """Each of these files by its place in the data folder. What can be made anew is not among them."""
    folder = settings.data_folder
    found = [path for name in FOLDERS for path in sorted((folder / name).rglob("*")) if path.is_file()]
    if (folder / OWN).is_file():
        found.append(folder / OWN)
    return {path.relative_to(folder).as_posix(): path for path in found}


def place_of_kept(settings: Settings, name: str) -> Path | None:
    """Where a file of this name belongs; None for names that are none of ours, such as `../x`."""
    path = PurePosixPath(name)
    ours = name == OWN or (len(path.parts) > 1 and path.parts[0] in FOLDERS)
    return settings.data_folder / path if ours and ".." not in path.parts else None

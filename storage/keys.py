"""Where the keys are: in a file, in a setting, or in the machine's own vault; read once, made when needed."""

from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Protocol

from storage.durable import write_alone
from storage.errors import StorageError
from storage.ring import Key, Ring, read_ring
from storage.sealing import Sealer, new_key

ADVICE = (
    "Keep a copy of it apart from this machine and from the backups: without it nobody can read anything."
)


class Place(Protocol):
    """Somewhere that keys can be."""

    @property
    def name(self) -> str:
        """What it is called in a sentence."""
        ...

    def read(self) -> str | None:
        """What stands there; None if there is no such place yet, empty if somebody emptied it."""
        ...

    def write(self, written: str, *, first: bool) -> None:
        """Put keys there. `first`: only if nobody else was quicker."""
        ...


class FilePlace:
    """A file that only we may read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.name = f"The key file {path}"

    def read(self) -> str | None:
        """Its text. Raises OSError."""
        try:
            return self._path.read_text(encoding="ascii", errors="replace")
        except FileNotFoundError:
            return None

    def write(self, written: str, *, first: bool) -> None:
        """Written to its end or not at all, readable by us alone. Raises OSError."""
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_alone(self._path, written.encode("ascii"), replace=not first)


class GivenPlace:
    """Keys that came with the settings (WM_KEY): they can be read and not changed."""

    name = "WM_KEY"

    def __init__(self, written: str) -> None:
        self._written = written

    def read(self) -> str | None:
        """What was given."""
        return self._written

    def write(self, written: str, *, first: bool) -> None:  # noqa: ARG002
        """Raises StorageError("wrong_key"): whoever sets it has to change it."""
        raise StorageError(
            "wrong_key",
            "The key stands in WM_KEY, which only you can change. Make one with `whatmatters key new`, put "
            "it in front of the old one with a comma between, and try again.",
        )


class Keys:
    """All keys of a database and of what goes with it."""

    def __init__(
        self, place: Place | None, older: Place | None = None, tell: Callable[[str], None] | None = None
    ) -> None:
        """Nothing is read or written yet; without a place there is no key.

        `older`: where keys are that only open what they locked before. `tell` hears of a key that was made.
        """
        self._place = place
        self._older = older
        self._tell = tell
        self._lock = Lock()
        self._ring: Ring | None = None

    @classmethod
    def in_file(cls, path: Path | None) -> "Keys":
        """Those of one file."""
        return cls(FilePlace(path) if path else None)

    def ring(self, in_use: Callable[[], bool]) -> Ring:
        """The keys; made if there are none.

        `in_use` tells whether something is locked already, so that a new key would be the wrong one. It is
        asked if the place is missing. An empty file is somebody's wish for a new key, whatever there is.
        Raises StorageError("wrong_key").
        """
        with self._lock:
            if self._ring is None:
                self._ring = self._opened(in_use)
            return self._ring

    def sealer(self, in_use: Callable[[], bool], name: str | None = None) -> Sealer:
        """What seals and opens: with the newest key, or with the one of this name. Raises as `ring`."""
        return self.ring(in_use).sealer(name)

    def add(self) -> Ring:
        """Put a new key in front of those there are. Raises StorageError("wrong_key")."""
        return self._put(lambda before: [Key(new_key()), *before.keys])

    def forget(self, names: frozenset[str]) -> Ring:
        """Leave these keys out, but never the newest: what they locked stays locked for ever."""
        return self._put(lambda before: [before.newest, *(k for k in before.keys[1:] if k.name not in names)])

    def keep_older(self) -> Ring:
        """Write down beside the others what was only found at the older place. Raises as `add`."""
        return self._put(lambda before: list(before.keys))

    def _put(self, chosen: Callable[[Ring], list[Key]]) -> Ring:
        before = self.ring(lambda: True)
        after = Ring(chosen(before))
        with self._lock:
            assert self._place, "there was a ring"
            _told_plainly(self._place, lambda place: place.write(after.written(), first=False))
            self._ring = after
        return after

    def _opened(self, in_use: Callable[[], bool]) -> Ring:
        if self._place is None:
            raise StorageError("wrong_key", "No key is set. Say where it is in WM_KEY_FILE.")
        found = self._read(self._place) or self._make(self._place, in_use)
        older = self._read(self._older) if self._older else None
        return Ring([*found.keys, *older.keys]) if older else found

    def _read(self, place: Place) -> Ring | None:
        written = _told_plainly(place, lambda there: there.read())
        return read_ring(written, place.name) if written else None

    def _make(self, place: Place, in_use: Callable[[], bool]) -> Ring:
        asked_for = _told_plainly(place, lambda there: there.read()) is not None
        older = self._read(self._older) if self._older else None
        if not asked_for and not older and in_use():
            raise StorageError(
                "wrong_key",
                f"{place.name} is missing, and there is something that only it opens. Put it back "
                "(WM_KEY_FILE). If it is lost for good, see docs/at-rest.md.",
            )
        made = Key(new_key())
        _told_plainly(place, lambda there: there.write(f"{made.written()}\n", first=not asked_for))
        ring = self._read(place)  # another program may have been quicker: its key is the key
        assert ring, "it was just written"
        if self._tell and ring.newest.name == made.name:
            self._tell(f"{place.name} was made. {ADVICE}")
        return ring


def _told_plainly[Found](place: Place, do: Callable[[Place], Found]) -> Found:
    try:
        return do(place)
    except OSError as error:
        raise StorageError(
            "wrong_key",
            f"{place.name} cannot be used ({error.strerror}). Check it and its folder, or choose another "
            "place in WM_KEY_FILE.",
        ) from error

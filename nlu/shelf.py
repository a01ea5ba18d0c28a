"""The folder of trained taggers: which are there, which one is in use, which were before it."""

import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from nlu import artefact
from nlu.artefact import Card
from nlu.errors import NluError
from nlu.meaning import Encodes
from nlu.principles import DATA
from nlu.tagger import Tagger, load_tagger
from nlu.upkeep import fingerprint

POINTER = "active.json"

type Tell = Callable[[str], None]
"""Hears what is wrong, in a sentence with its remedy."""


@dataclass(frozen=True)
class Trained:
    """A tagger on the shelf that can be read."""

    version: str
    at: datetime
    """When it was written here."""
    card: Card
    usable: bool
    """Whether it was trained from today's data, code and encoder, with whatever corrections."""


@dataclass(frozen=True)
class Use:
    """A tagger and when it was taken into use."""

    version: str
    since: datetime


class Shelf:
    """A folder with `tagger-<version>` folders, and the name of the active one in one small file."""

    def __init__(self, folder: Path, data: Path = DATA, encoder: Encodes | None = None) -> None:
        self.folder = folder
        self.encoder = encoder
        self._base = fingerprint(data, encoder=encoder.identity if encoder else "")

    def taggers(self) -> list[Trained]:
        """Those that can be read, the newest first."""
        found = (self._trained(path) for path in self.folder.glob("tagger-*"))
        known = [each for each in found if each]
        return sorted(known, key=lambda each: (each.at, each.version), reverse=True)

    def history(self) -> list[Use]:
        """What was taken into use and not taken back, the active one last; empty before the first.

        Raises NluError if it cannot be read.
        """
        try:
            uses = json.loads((self.folder / POINTER).read_text(encoding="utf-8"))["uses"]
            return [Use(str(each["version"]), datetime.fromisoformat(each["since"])) for each in uses]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise NluError(
                f"{self.folder / POINTER} cannot be read ({error}). "
                "Choose a tagger with `whatmatters models activate VERSION`."
            ) from error

    def active(self) -> str | None:
        """The version in use; None before the first. Raises NluError as `history` does."""
        history = self.history()
        return history[-1].version if history else None

    def find(self, version: str) -> Trained:
        """A tagger by its version. Raises NluError if there is none, or it cannot be read."""
        found = self._trained(self.path(version))
        if found is None:
            raise NluError(
                f'There is no readable tagger "{version}" in {self.folder}. '
                "See which there are with `whatmatters models list`."
            )
        return found

    def path(self, version: str) -> Path:
        """Where a tagger stands."""
        return self.folder / f"tagger-{version}"

    def load(self, version: str) -> Tagger:
        """A tagger, with the encoder if it needs one. Raises NluError as `load_tagger` does."""
        return load_tagger(self.path(version), self.encoder)

    def activate(self, version: str) -> None:
        """Take a tagger into use at the next start. Raises NluError if today's program cannot use it."""
        found = self.find(version)
        self.load(version)  # says so if the encoder is what is missing
        if not found.usable:
            raise NluError(
                f"The tagger {version} was trained from other data, by another program, or without the "
                "encoder that is set. Train one of today's with `whatmatters train`."
            )
        try:
            history = self.history()
        except NluError:
            history = []  # choosing one is the remedy
        if not history or history[-1].version != version:
            self._write([*history, Use(version, datetime.now(UTC))])

    def roll_back(self) -> str:
        """Take the one before it into use again and return its version.

        Those that are gone or of other data are passed over. Raises NluError if none is left.
        """
        before = self.history()[:-1]
        usable = {each.version for each in self.taggers() if each.usable}
        while before and before[-1].version not in usable:
            before.pop()
        if not before:
            raise NluError(
                "No earlier tagger can be used. See which there are with `whatmatters models list`, "
                "and choose one with `whatmatters models activate VERSION`."
            )
        self._write(before)
        return before[-1].version

    def open(self, tell: Tell) -> Tagger | None:
        """The active tagger; None if there is none, or it is not of today's data and code.

        If it is gone or cannot be read, that is told, and the newest of today's data and code is opened.
        """
        try:
            active = self.active()
            if active is None:
                return None
            if artefact.read_card(self.path(active)).base != self._base:
                return None
            return self.load(active)
        except NluError as error:
            tell(f"{error}")
        return self._newest(tell)

    def _newest(self, tell: Tell) -> Tagger | None:
        for each in self.taggers():
            if each.usable and (tagger := self._loaded(each.version)):
                tell(
                    f"Meanwhile the newest tagger, {each.version}, is used. "
                    f"Keep it with `whatmatters models activate {each.version}`."
                )
                return tagger
        return None

    def _loaded(self, version: str) -> Tagger | None:
        try:
            return self.load(version)
        except NluError:
            return None

    def _trained(self, folder: Path) -> Trained | None:
        try:
            card = artefact.read_card(folder)
            at = datetime.fromtimestamp(artefact.written_at(folder), UTC)
        except (NluError, OSError):
            return None
        return Trained(folder.name.removeprefix("tagger-"), at, card, card.base == self._base)

    def _write(self, uses: list[Use]) -> None:
        """Whole or not at all, also when the power fails just then."""
        self.folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"uses": [{"version": u.version, "since": u.since.isoformat()} for u in uses]})
        handle, name = tempfile.mkstemp(prefix=".active-", dir=self.folder)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(0o644)
            Path(name).replace(self.folder / POINTER)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

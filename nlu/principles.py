"""The words we tag with: nine principles, four stances, the topics. They are data, see data/taxonomy.yml."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from nlu.errors import NluError

DATA = Path(__file__).parent / "data"
NEUTRAL = "neutral"  # the stance of an answer nothing is known about
OTHER = "other"  # the topic of an answer that is about none of the rest


@dataclass(frozen=True)
class Principle:
    """One of the nine things working together rests on."""

    key: str
    """What is stored; never shown."""
    label: str
    """What staff read."""
    plain: str
    """What residents read or hear."""
    description: str
    """What belongs under it, for staff."""


@dataclass(frozen=True)
class Stance:
    """How the speaker stands to what they speak of."""

    key: str
    label: str
    plain: str
    sign: str
    """One character: how training lines write it."""


@dataclass(frozen=True)
class Topic:
    """What an answer is about, in everyday terms."""

    key: str
    label: str


@dataclass(frozen=True)
class Taxonomy:
    """Everything an answer can be tagged with."""

    version: int
    principles: tuple[Principle, ...]
    stances: tuple[Stance, ...]
    topics: tuple[Topic, ...]

    @cached_property
    def principle_keys(self) -> tuple[str, ...]:
        return tuple(principle.key for principle in self.principles)

    @cached_property
    def stance_keys(self) -> tuple[str, ...]:
        return tuple(stance.key for stance in self.stances)

    @cached_property
    def topic_keys(self) -> tuple[str, ...]:
        return tuple(topic.key for topic in self.topics)

    @cached_property
    def signs(self) -> Mapping[str, str]:
        """Sign in a training line -> stance key."""
        return {stance.sign: stance.key for stance in self.stances}

    def principle(self, key: str) -> Principle | None:
        """The principle of that key; None for a key of an older list, so that old rows still show."""
        return next((principle for principle in self.principles if principle.key == key), None)


def load_taxonomy(data: Path = DATA) -> Taxonomy:
    """Read `taxonomy.yml` in `data`. Raises NluError if it is missing, incomplete or names a key twice."""
    path = data / "taxonomy.yml"
    raw = read_yaml(path)
    try:
        taxonomy = Taxonomy(
            version=int(raw["version"]),
            principles=tuple(Principle(**entry) for entry in raw["principles"]),
            stances=tuple(Stance(**entry) for entry in raw["stances"]),
            topics=tuple(Topic(**entry) for entry in raw["topics"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise NluError(f"{path} is incomplete ({error}). Compare it with the version in git.") from error
    _refuse_doubles(path, taxonomy)
    return taxonomy


def read_yaml(path: Path) -> dict[str, Any]:
    """A YAML file whose top level is a mapping. Raises NluError with the place of the mistake."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NluError(f"{path} is missing. Bring it back with `git checkout -- nlu/data`.") from error
    except yaml.YAMLError as error:
        raise NluError(f"{path} cannot be read. Put this right: {error}") from error
    if not isinstance(raw, dict):
        raise NluError(f"{path} must begin with names and a colon, such as `version: 1`.")
    return raw


def _refuse_doubles(path: Path, taxonomy: Taxonomy) -> None:
    for keys in (taxonomy.principle_keys, taxonomy.stance_keys, taxonomy.topic_keys):
        double = next((key for key in keys if keys.count(key) > 1), None)
        if double:
            raise NluError(f"{path} has `{double}` twice. Give one of them another key.")

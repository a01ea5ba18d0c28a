"""The three files of the optional sentence encoder, and whether those in a folder are the published ones."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from nlu.errors import NluError

WEIGHTS, TOKENIZER, CONFIG = "model.safetensors", "tokenizer.json", "config.json"


class Pin(NamedTuple):
    """A file as it was published."""

    name: str
    size: int
    """In bytes."""
    sha256: str


REVISION = "1110a243fdf4706b3f48f1d95db1a4f5529b4d41"
"""Of sentence-transformers/all-MiniLM-L6-v2, Apache-2.0."""
PINS = (
    Pin(CONFIG, 612, "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41"),
    Pin(TOKENIZER, 466_247, "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"),
    Pin(WEIGHTS, 90_868_376, "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"),
)
"""The smallest first, so that a wrong place is noticed before much was loaded."""


def identity(pins: Sequence[Pin] = PINS) -> str:
    """One hash for all of them: of what a tagger that uses the encoder depends on."""
    return hashlib.sha256("\n".join(sorted(pin.sha256 for pin in pins)).encode()).hexdigest()


def fault(folder: Path, pin: Pin) -> str | None:
    """What is wrong with a file in a folder, in a few words; None if it is the published one."""
    try:
        size = (folder / pin.name).stat().st_size
        if size != pin.size:
            return f"{pin.name} has {size:,} bytes instead of {pin.size:,}"
        with (folder / pin.name).open("rb") as file:
            right = hashlib.file_digest(file, "sha256").hexdigest() == pin.sha256
    except FileNotFoundError:
        return f"{pin.name} is missing"
    except OSError as error:
        return f"{pin.name} cannot be read ({error.strerror or error})"
    return None if right else f"{pin.name} is not the published file"


def faults(folder: Path, pins: Sequence[Pin] = PINS) -> list[str]:
    """What is wrong with any of them; empty if the encoder is complete and genuine."""
    return [found for pin in pins if (found := fault(folder, pin))]


def require(folder: Path, pins: Sequence[Pin] = PINS) -> None:
    """Raises NluError, which says how to mend it, unless the encoder is complete and genuine."""
    if found := faults(folder, pins):
        raise NluError(
            f"The sentence encoder in {folder} cannot be used: {'; '.join(found)}. "
            "Get it with `whatmatters encoder fetch`, or empty WM_ENCODER to do without."
        )

"""Finds eSpeak NG on this machine, for pyttsx3."""

import ctypes
from pathlib import Path

from voice.errors import VoiceError

SYSTEM = "libespeak-ng.so.1"
MISSING = (
    "Nothing can be read aloud, because eSpeak NG is missing. Install it (Debian, Ubuntu: "
    "apt-get install libespeak-ng1; or once more: make setup) and start again. Everything else works."
)


def load_library(system: str = SYSTEM) -> Path | None:
    """Load the machine's own eSpeak NG, else the one that was installed with this program.

    Returns the folder where its data stand, None if it knows itself. Raises VoiceError("no_engine").
    pyttsx3 looks for the library by its name alone. One of that name that is loaded already is what it finds.
    """
    if _loads(system):
        return None
    packaged = _packaged()
    if packaged and _loads(str(packaged)):
        return packaged.parent
    raise VoiceError("no_engine", MISSING)


def _packaged() -> Path | None:
    try:
        import espeakng_loader  # noqa: PLC0415 (may be missing)
    except ImportError:
        return None
    return Path(espeakng_loader.get_library_path())


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name, mode=ctypes.RTLD_GLOBAL)
    except OSError:
        return False
    return True

"""What the disk of this machine has to make out words with."""

from pathlib import Path

from voice.engines import ANSWER, Installed, installed, known_speed
from web.engine_states import EngineState


def installed_engines(folder: Path) -> list[EngineState]:
    """Every model in the folder, and what is installed besides. Nothing is measured: that takes a while."""
    return [_state(each, folder) for each in installed(folder)]


def _state(found: Installed, folder: Path) -> EngineState:
    if found.faults:
        what = ", ".join(found.faults)
        trouble = f"{what[:1].upper()}{what[1:]}. Fetch it anew, as it says below."
        return EngineState(found.engine.label, trouble)
    seconds = known_speed(found.engine, folder)
    return EngineState(found.engine.label, factor=seconds / ANSWER if seconds is not None else None)

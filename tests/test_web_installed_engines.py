"""What the disk has to make out words with is told as it is, and nothing is measured for it."""

from pathlib import Path

from voice.engines import remember_speed
from voice.recognisers import Engine
from web.engine_states import EngineState
from web.installed_engines import installed_engines


def test_what_is_on_the_disk_is_told_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "base.en").mkdir()
    (tmp_path / "base.en" / "config.json").write_text("{}", encoding="utf-8")
    whisper, sphinx = installed_engines(tmp_path)
    assert whisper.label == "faster_whisper base.en"
    assert "odel.bin is missing" in whisper.trouble
    assert whisper.trouble.endswith("Fetch it anew, as it says below.")
    assert sphinx == EngineState("sphinx")
    assert list(tmp_path.iterdir()) == [tmp_path / "base.en"]  # nothing was measured, and nothing written


def test_a_speed_that_was_measured_is_told(tmp_path: Path) -> None:
    remember_speed(Engine("sphinx"), tmp_path, 2.0)
    assert installed_engines(tmp_path) == [EngineState("sphinx", factor=0.25)]

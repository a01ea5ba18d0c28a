"""The microphone and the loudspeaker of a machine that may have none, and files in their place."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.room import in_room, quiet
from voice.endpointing import Endpointing
from voice.errors import VoiceError
from voice.machine_sound import machine_loudspeaker, machine_microphone
from voice.sound import BYTES_A_SECOND, Sound
from voice.wav_files import FileLoudspeaker, FileMicrophone
from web.settings import ROOT

NO_SUCH_DEVICE = "a device that nobody has"
WITHOUT_PORTAUDIO = """
import sys
sys.modules["sounddevice"] = None
from voice.machine_sound import machine_microphone
from voice.errors import VoiceError
try:
    machine_microphone().__enter__()
except VoiceError as error:
    print(error.code, error)
"""


def test_a_machine_without_a_sound_system_says_what_to_install() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_PORTAUDIO], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("no_sound_system")
    assert "apt install libportaudio2" in done.stdout


@pytest.mark.parametrize(
    ("opens", "codes", "option"),
    [
        (machine_microphone, {"no_microphone", "no_sound_system"}, "microphone"),
        (machine_loudspeaker, {"no_loudspeaker", "no_sound_system"}, "loudspeaker"),
    ],
)
def test_a_device_that_is_not_there_is_told_with_what_to_do(
    opens: type[object], codes: set[str], option: str
) -> None:
    with pytest.raises(VoiceError) as told, opens(NO_SUCH_DEVICE):  # type: ignore[call-arg,attr-defined]
        pass
    assert told.value.code in codes
    assert f"--{option}" in str(told.value) or "Install" in str(told.value)


def test_a_file_in_place_of_a_microphone_is_heard_whole_and_then_the_room_is_quiet(tmp_path: Path) -> None:
    said = in_room(quiet(2))
    (tmp_path / "said.wav").write_bytes(said.wav())
    microphone = FileMicrophone(tmp_path / "said.wav")
    packets = [microphone.read() for _ in range(100)]
    assert b"".join(packets).startswith(said.pcm)
    ends = Endpointing()
    for packet in packets:
        ends.feed(packet)
    assert (ends.spoke, ends.waited > 3.5) == (0, True)


def test_a_file_in_place_of_a_loudspeaker_holds_all_that_was_played(tmp_path: Path) -> None:
    loudspeaker = FileLoudspeaker(tmp_path / "spoken.wav")
    loudspeaker.play(quiet(1).wav(), lambda: False)
    loudspeaker.play(quiet(2).wav(), lambda: False)
    loudspeaker.play(quiet(2).wav(), lambda: True)
    assert Sound.from_wav((tmp_path / "spoken.wav").read_bytes()).ms == 5_000


def test_a_file_that_cannot_be_read_or_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(VoiceError, match="Name a WAV file"):
        FileMicrophone(tmp_path / "nothing.wav")
    with pytest.raises(VoiceError, match="Name another"):
        FileLoudspeaker(tmp_path / "no folder" / "a.wav").play(
            Sound(bytes(BYTES_A_SECOND)).wav(), lambda: False
        )

"""`whatmatters talk` itself: real engines, the real conversation, and a file in the place of a microphone."""

import subprocess
from pathlib import Path

import numpy as np
import pytest

from bench.recordings import recorded, recordings
from tests.at_rest import kept_in
from tests.program import WHATMATTERS, environment, running_program
from tests.speech import needs_recordings
from voice.sound import RATE, Sound
from web.settings import ROOT

pytestmark = [pytest.mark.slow, needs_recordings]


def room(seconds: float) -> Sound:
    """Nobody speaks; a real recording brings its own noise, so this is soft."""
    return Sound.from_samples(np.random.default_rng(3).normal(0, 0.001, int(seconds * RATE)))


def said(file: str) -> Sound:
    """A recording of somebody real."""
    return recorded(next(each for each in recordings() if each.file.startswith(file)))


def test_one_question_is_asked_answered_and_agreed_to_by_voice_alone(models: Path, tmp_path: Path) -> None:
    yes, first, second = said("words/yes"), said("open/austen_0920"), said("open/austen_0890")
    heard = [
        room(0.5),
        yes,
        room(7),
        yes,
        room(6),
        first,
        room(7),
        second,
        room(13.5),
        yes,
        room(3),
        yes,
        room(6),
    ]
    (tmp_path / "said.wav").write_bytes(Sound.join(heard).wav())
    with running_program(tmp_path, models) as program:
        files = ("--microphone", str(tmp_path / "said.wav"), "--loudspeaker", str(tmp_path / "spoken.wav"))
        done = subprocess.run(
            [*WHATMATTERS, "talk", "--url", str(program.http.base_url), *files],
            cwd=ROOT,
            env=environment(tmp_path) | {"COLUMNS": "150"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert "Take your time." in done.stdout
        assert "Thank you. I have kept that." in done.stdout
        store = kept_in(tmp_path)
        found = store.conversations.by_secret(done.stdout.split("--link")[1].strip())
        assert found
        (answer,) = (each.answer for each in store.review.answers(store.services.ids(), found.id))
        (recording,) = store.recordings.of_conversation(store.services.ids(), found.id)
        store.close()
    assert (answer.spoken, answer.state) == ("confirmed", "agreed")
    assert "more amiable woman" in answer.text
    assert "yes" not in answer.text.split()
    assert recording.keep
    assert Sound.from_wav((tmp_path / "spoken.wav").read_bytes()).ms > 20_000

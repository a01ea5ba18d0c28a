"""Somebody's own words, said back to them."""

import base64
from pathlib import Path

from storage.store import Store
from tests.site import running
from voice.sound import Sound
from voice.speaking import Speaker
from voice.spoken import Spoken
from web.read_aloud import ReadAloud
from web.say import said

WORDS = "I said that I like \N{GRINNING FACE} the garden"


def test_without_a_voice_the_words_are_shown_and_that_is_all(sqlite_store: Store) -> None:
    with running(sqlite_store) as site:
        token = site.begin()
        silent: dict[str, object] = {"wav": None, "words": []}
        assert site.client.post(f"/chat/{token}/say", json={"text": WORDS}).json() == silent
        assert site.client.post("/tablet/say", json={"text": WORDS}).status_code == 401
        site.pair()
        assert site.client.post("/tablet/say", json={"text": WORDS}).json() == silent
        assert site.client.post("/tablet/say", json={"text": ""}).status_code == 400


def test_what_is_said_back_comes_with_its_words_and_is_kept_nowhere(tmp_path: Path) -> None:
    folder = tmp_path / "spoken"
    with Speaker() as speaker:
        aloud = ReadAloud(Spoken(folder, speaker), list, list)
        found = said(aloud, WORDS)
    assert Sound.from_wav(base64.b64decode(found["wav"])).ms > 500
    last = found["words"][-1]
    assert (last["at"], last["len"]) == (
        WORDS.index("garden") + 1,
        6,
    )  # an emoji is two, as JavaScript counts
    assert not list(tmp_path.rglob("*.wav"))

"""What is said aloud, over plain HTTP: kept, heard, played to the one who said it, erased."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx2 import Response

from storage.store import Store
from tests.fakes import ScriptedHearing
from tests.site import Site, running
from tests.talking import chunks_of, quiet, voice
from tests.test_web_tablet_api import asked, begin, now
from voice.sound import Sound
from web.ears import Ears

pytestmark = pytest.mark.slow

SAID = quiet(0.5) + voice(2) + quiet(1.5)


@pytest.fixture
def words() -> ScriptedHearing:
    """Who hears what is said."""
    return ScriptedHearing("i like the garden")


@pytest.fixture
def site(sqlite_store: Store, words: ScriptedHearing) -> Iterator[Site]:
    with running(sqlite_store, Ears(sqlite_store, words)) as site:
        site.client.headers["accept"] = "application/json"
        yield site


class Page:
    """A page that says something aloud, of a tablet or of the chat."""

    def __init__(self, site: Site, base: str) -> None:
        self.site = site
        self.id = uuid4()
        self.address = f"{base}/recordings/{self.id}"

    def begin(self, **about: Any) -> Response:
        """Begin a recording, or go on with it."""
        return self.site.client.put(self.address, json=about)

    def send(self, seq: int, pcm: bytes) -> Response:
        """A chunk."""
        kind = {"content-type": "application/octet-stream"}
        return self.site.client.post(f"{self.address}/chunks/{seq}", content=pcm, headers=kind)

    def say(self, pcm: bytes) -> int:
        """All of it, chunk by chunk; returns how many."""
        assert self.begin().status_code == 200
        chunks = chunks_of(pcm)
        assert [self.send(seq, each).status_code for seq, each in enumerate(chunks)] == [201] * len(chunks)
        return len(chunks)

    def finish(self, chunks: int) -> Any:
        """They have finished."""
        done = self.site.client.post(f"{self.address}/finish", json={"chunks": chunks})
        assert done.status_code == 200, done.text
        return done.json()


@pytest.fixture(params=["tablet", "chat"])
def page(request: pytest.FixtureRequest, site: Site) -> Page:
    """A page of either kind, in a conversation that has begun."""
    if request.param == "chat":
        return Page(site, f"/chat/{site.begin()}")
    site.pair()
    return Page(site, f"/tablet/conversations/{begin(site)[0]}")


def test_what_is_said_aloud_is_kept_and_heard(page: Page) -> None:
    chunks = page.say(SAID)
    done = page.finish(chunks)
    assert done["missing"] == []
    assert (done["heard"]["text"], done["heard"]["engine"]) == ("i like the garden", "scripted")
    assert done["heard"]["words"][0] == {"text": "i", "sure": True}
    assert page.site.store.recordings.sound(page.id) == SAID
    kept = page.site.store.recordings.get(page.id)
    assert kept
    assert (kept.state, kept.heard) == ("whole", "i like the garden")


def test_what_is_missing_is_told_and_comes_later_in_any_order(page: Page) -> None:
    chunks = chunks_of(SAID)
    page.begin()
    for seq in (2, 0, 0):
        assert page.send(seq, chunks[seq]).status_code == 201
    assert page.finish(4) == {"missing": [1, 3], "heard": None}
    assert page.begin().json() == {"missing_from": 1}
    for seq in (3, 1):
        assert page.send(seq, chunks[seq]).status_code == 201
    assert page.finish(4)["heard"]["text"] == "i like the garden"
    assert page.site.store.recordings.sound(page.id) == SAID


def test_asked_again_the_same_was_heard_and_nobody_hears_it_twice(page: Page, words: ScriptedHearing) -> None:
    chunks = page.say(SAID)
    first = page.finish(chunks)
    assert page.finish(chunks) == first
    assert len(words.heard) == 1


def test_a_slow_engine_keeps_nobody_waiting(page: Page, words: ScriptedHearing) -> None:
    words.goes_on.clear()
    chunks = page.say(SAID)
    assert page.finish(chunks) == {"missing": [], "heard": None}
    words.goes_on.set()
    assert page.finish(chunks)["heard"]["text"] == "i like the garden"


def test_a_dead_engine_gives_no_words_and_the_recording_stays_whole(
    page: Page, words: ScriptedHearing
) -> None:
    words.broken = True
    chunks = page.say(SAID)
    assert page.finish(chunks)["heard"]["text"] == ""
    assert page.site.store.recordings.sound(page.id) == SAID
    assert [each.id for each in page.site.store.recordings.unheard()] == [page.id]
    words.broken = False  # what nobody heard is heard later, for staff
    page.site.app.state.parts.ears.keep_up()
    kept = page.site.store.recordings.get(page.id)
    assert kept
    assert kept.heard == "i like the garden"


def test_the_whole_can_come_as_one_file_of_another_rate(page: Page) -> None:
    page.begin()
    kind = {"content-type": "audio/wav"}
    sent = page.site.client.post(f"{page.address}/sound", content=Sound(SAID).wav(), headers=kind)
    assert (sent.status_code, sent.json()) == (201, {"kept": True, "chunks": 4})
    assert page.site.store.recordings.sound(page.id) == SAID
    assert page.finish(4)["heard"]["text"] == "i like the garden"


def test_what_is_no_sound_is_refused(page: Page) -> None:
    page.begin()
    assert page.site.client.post(f"{page.address}/sound", content=b"RIFFrubbish").status_code == 400
    assert page.send(0, b"").status_code == 400
    assert page.send(0, b"odd").status_code == 400
    assert page.send(0, bytes(64_002)).status_code == 413
    assert page.send(600, bytes(320)).status_code == 413
    assert page.send(-1, bytes(320)).status_code == 413
    assert page.site.client.post(f"{page.address}/finish", json={"chunks": 601}).status_code == 400


def test_other_sound_under_the_same_number_is_refused(page: Page) -> None:
    page.begin()
    assert page.send(0, SAID[:32_000]).status_code == 201
    assert page.send(0, SAID[32_000:64_000]).status_code == 409


def test_their_own_voice_can_be_played_wholly_or_in_pieces(page: Page) -> None:
    page.say(SAID)
    wav = Sound(SAID).wav()
    whole = page.site.client.get(f"{page.address}.wav")
    assert (whole.status_code, whole.content, whole.headers["cache-control"]) == (200, wav, "no-store")
    assert (whole.headers["content-type"], whole.headers["accept-ranges"]) == ("audio/wav", "bytes")
    for wanted, first, last in (
        ("0-1", 0, 1),
        ("100-", 100, len(wav) - 1),
        ("-10", len(wav) - 10, len(wav) - 1),
    ):
        piece = page.site.client.get(f"{page.address}.wav", headers={"range": f"bytes={wanted}"})
        assert (piece.status_code, piece.content) == (206, wav[first : last + 1])
        assert piece.headers["content-range"] == f"bytes {first}-{last}/{len(wav)}"
    beyond = page.site.client.get(f"{page.address}.wav", headers={"range": f"bytes={len(wav)}-"})
    assert beyond.status_code == 416
    assert page.site.client.get(f"{page.address}.wav", headers={"range": "bytes=0-1,4-5"}).content == wav


def test_said_again_the_first_try_is_gone(page: Page) -> None:
    page.say(SAID)
    assert page.site.client.delete(page.address).status_code == 200
    assert page.site.client.get(f"{page.address}.wav").status_code == 410
    assert page.send(0, SAID[:32_000]).status_code == 410
    assert page.site.client.delete(page.address).status_code == 200


def test_nobody_reaches_a_recording_through_another_conversation(page: Page) -> None:
    page.say(SAID)
    other = Page(page.site, f"/chat/{page.site.begin()}")
    other.address = other.address.replace(str(other.id), str(page.id))
    assert other.begin().status_code == 409
    assert other.send(0, SAID[:32_000]).status_code == 404
    assert page.site.client.get(f"{other.address}.wav").status_code == 404
    assert page.site.client.delete(other.address).status_code == 404
    assert page.site.store.recordings.sound(page.id) == SAID


def test_a_link_that_leads_nowhere_and_a_tablet_that_was_let_go_get_nothing(site: Site) -> None:
    assert Page(site, "/chat/nonsense").begin().status_code == 404
    device = site.pair()
    conversation, _ = begin(site)
    assert Page(site, f"/tablet/conversations/{uuid4()}").begin().status_code == 404
    assert Page(site, "/tablet/conversations/nonsense").begin().status_code == 404
    site.store.devices.revoke(site.store.services.ids(), device)
    assert Page(site, f"/tablet/conversations/{conversation}").begin().status_code == 401


def test_more_speech_than_anybody_speaks_has_to_wait(sqlite_store: Store) -> None:
    with running(sqlite_store, sound_minutes_per_hour=1) as site:
        page = Page(site, f"/chat/{site.begin()}")
        page.begin()
        sent = [page.send(seq, bytes(64_000)).status_code for seq in range(31)]
        assert sent == [201] * 30 + [429]


def test_without_an_engine_all_is_kept_and_nothing_heard(sqlite_store: Store) -> None:
    with running(sqlite_store) as site:
        page = Page(site, f"/chat/{site.begin()}")
        done = page.finish(page.say(SAID))
        assert done == {"missing": [], "heard": {"text": "", "engine": "", "sure": False, "words": []}}
        assert [each.id for each in sqlite_store.recordings.unheard()] == [page.id]


def tablet_turn(site: Site, conversation: str, **more: Any) -> Response:
    """A spoken turn, as a tablet sends it."""
    turn = {"id": str(uuid4()), "text": "", "mode": "voice", "said_at": now(), "screen": "asking", **more}
    return site.client.post(f"/tablet/conversations/{conversation}/turns", params={"wait": 1}, json=turn)


def test_a_spoken_turn_is_an_answer_with_its_recording(site: Site) -> None:
    site.pair()
    conversation, _ = begin(site)
    page = Page(site, f"/tablet/conversations/{conversation}")
    page.say(SAID)
    said = tablet_turn(
        site, conversation, text="stop", recording=str(page.id), keep_voice=True, heard="stoop",
        question_id=asked(site)[1][0],
    )  # fmt: skip
    assert said.json()["place"]["phase"] != "stopped"
    assert said.json()["place"]["said"] == "stop"
    turn = next(each for each in site.store.turns.latest(UUID(conversation)) if each.mode == "voice")
    assert turn.details is not None
    assert turn.details["recording_id"] == str(page.id)
    assert (turn.details["heard"], turn.details["keep_voice"]) == ("stoop", True)
    kept = site.store.recordings.get(page.id)
    assert kept
    assert kept.keep is True


def test_a_spoken_yes_is_what_the_page_says_it_is(site: Site) -> None:
    site.pair()
    conversation, _ = begin(site)
    tablet_turn(site, conversation, text="the garden", recording=str(uuid4()))
    yes = tablet_turn(site, conversation, text="Yes", intent="affirm", screen="confirming")
    assert yes.json()["place"]["phase"] == "asking"


def test_a_voice_without_words_is_something_said_and_words_without_voice_are_nothing(site: Site) -> None:
    site.pair()
    conversation, _ = begin(site)
    assert tablet_turn(site, conversation).status_code == 400
    assert tablet_turn(site, conversation, recording=str(uuid4())).status_code == 201


def test_a_turn_cannot_name_somebody_elses_recording(site: Site) -> None:
    theirs = Page(site, f"/chat/{site.begin()}")
    theirs.say(SAID)
    site.pair()
    conversation, _ = begin(site)
    named = tablet_turn(site, conversation, recording=str(theirs.id), keep_voice=True)
    assert named.status_code == 404
    assert site.say(site.begin(), "hello", mode="voice", recording=str(theirs.id)).status_code == 404
    kept = site.store.recordings.get(theirs.id)
    assert kept
    assert kept.keep is None


def test_in_the_chat_heard_words_mean_what_written_ones_would(site: Site) -> None:
    token = site.begin()
    page = Page(site, f"/chat/{token}")
    page.say(SAID)
    assert (
        site.say(token, "the people in the garden", mode="voice", recording=str(page.id)).status_code == 201
    )
    assert site.say(token, "yes", mode="voice").status_code == 201
    found = site.store.conversations.by_secret(token)
    assert found
    assert found.phase == "asking"
    alone = site.say(token, "", mode="voice", recording=str(uuid4()))
    assert alone.status_code == 201

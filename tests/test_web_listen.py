"""The line that a page holds open while somebody speaks: kept first, acknowledged, then listened to."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any, Self
from uuid import UUID, uuid4

import pytest
from starlette.testclient import WebSocketDenialResponse, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from storage.store import Store
from tests.fakes import ScriptedHearing
from tests.site import Site, running
from tests.talking import chunks_of, framed, quiet, voice
from tests.test_web_tablet_api import begin
from web import line as line_module
from web.ears import Ears

pytestmark = pytest.mark.slow

SAID = quiet(0.5) + voice(2) + quiet(1.5)
CHUNKS = chunks_of(SAID)
NOBODY = str(UUID(int=0))


@pytest.fixture
def words() -> ScriptedHearing:
    """Who hears what is said."""
    return ScriptedHearing("i like the garden", "and the birds", "and my chair")


@pytest.fixture
def choices() -> ScriptedHearing:
    """Who hears one of a few words."""
    return ScriptedHearing(choice="yes")


@pytest.fixture
def site(sqlite_store: Store, words: ScriptedHearing, choices: ScriptedHearing) -> Iterator[Site]:
    with running(sqlite_store, Ears(sqlite_store, words, choices)) as site:
        site.client.headers["accept"] = "application/json"
        yield site


class Page:
    """A page with an open line."""

    def __init__(self, site: Site, address: str, conversation: str | None = None, **headers: str) -> None:
        self.site = site
        self.conversation = conversation
        self._opening: AbstractContextManager[WebSocketTestSession] = site.client.websocket_connect(
            address, headers=headers
        )

    def __enter__(self) -> Self:
        self.socket = self._opening.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._opening.__exit__(None, None, None)

    def tell(self, **message: Any) -> None:
        """Something in words."""
        self.socket.send_json({name: str(v) if isinstance(v, UUID) else v for name, v in message.items()})

    def open(self, recording: UUID) -> Any:
        """Begin a recording, or go on with it; returns the reply."""
        self.tell(open=recording, conversation=self.conversation)
        return self.next()

    def send(self, recording: UUID, seq: int, pcm: bytes) -> None:
        """A chunk."""
        self.socket.send_bytes(framed(recording, seq, pcm))

    def next(self) -> Any:
        """What comes next."""
        return self.socket.receive_json()

    def until(self, word: str) -> list[Any]:
        """Everything that comes, up to the first message that has this word."""
        found = [self.next()]
        while word not in found[-1]:
            found.append(self.next())
        return found

    def say(self, recording: UUID, chunks: list[bytes], first: int = 0) -> list[Any]:
        """Chunks, each sent when the one before was acknowledged; returns what else came."""
        came = []
        for seq, pcm in enumerate(chunks, first):
            self.send(recording, seq, pcm)
            *others, kept = self.until("kept")
            assert kept == {"kept": str(recording), "seq": seq}
            came += others
        return came


@pytest.fixture(params=["tablet", "chat"])
def page(request: pytest.FixtureRequest, site: Site) -> Iterator[Page]:
    """A page of either kind."""
    in_chat = request.param == "chat"
    with Page(site, f"/chat/{site.begin()}/listen") if in_chat else on_tablet(site) as page:
        yield page


def on_tablet(site: Site) -> Page:
    """A paired tablet on which a talk has begun."""
    site.pair()
    return Page(site, "/tablet/listen", begin(site)[0])


def code_of(page: Page) -> int:
    """Why the line is closed."""
    try:
        while True:
            page.next()
    except WebSocketDisconnect as closed:
        return closed.code


def test_each_chunk_is_kept_before_it_is_acknowledged(page: Page) -> None:
    recording = uuid4()
    assert page.open(recording) == {"opened": str(recording), "missing_from": 0}
    for seq, pcm in enumerate(CHUNKS):
        page.say(recording, [pcm], seq)
        assert page.site.store.recordings.sound(recording) == b"".join(CHUNKS[: seq + 1])


def test_what_was_said_is_heard_at_the_end(page: Page) -> None:
    recording = uuid4()
    page.open(recording)
    page.say(recording, CHUNKS)
    page.tell(finish=recording, chunks=len(CHUNKS))
    heard = page.until("heard")[-1]
    assert heard["heard"] == str(recording)
    assert (heard["text"], heard["engine"], heard["sure"]) == ("i like the garden", "scripted", True)
    kept = page.site.store.recordings.get(recording)
    assert kept
    assert kept.heard == "i like the garden"


def test_who_pauses_is_heard_meanwhile_and_told_how_long_it_was_quiet(
    page: Page, words: ScriptedHearing
) -> None:
    recording = uuid4()
    page.open(recording)
    page.say(recording, chunks_of(quiet(2) + voice(2) + quiet(3)))
    page.send(recording, 7, voice(1))
    page.send(recording, 8, quiet(1))
    page.tell(finish=recording, chunks=9)
    came = [each for each in page.until("heard") if "kept" not in each]
    assert {"quiet": str(recording), "seconds": 0} in came
    assert came[-1]["text"] == "i like the garden and the birds"
    assert len(words.heard) == 2


def test_waiting_and_quiet_are_told_each_second(page: Page) -> None:
    recording = uuid4()
    page.open(recording)
    told = page.say(recording, [*chunks_of(quiet(3) + voice(1) + quiet(4)), quiet(0.04)])
    waited = [each["seconds"] for each in told if "waited" in each]
    silent = [each["seconds"] for each in told if "quiet" in each]
    assert waited == [1, 2, 3]
    assert silent == [1, 2, 3]


def test_repeated_and_reordered_chunks_are_one_recording(page: Page, words: ScriptedHearing) -> None:
    recording = uuid4()
    page.open(recording)
    for seq in (1, 3, 1, 0, 0, 2):
        page.send(recording, seq, CHUNKS[seq])
    page.tell(finish=recording, chunks=4)
    assert page.until("heard")[-1]["text"] == "i like the garden"
    assert page.site.store.recordings.sound(recording) == SAID
    assert len(words.heard) == 1


def test_what_is_missing_is_asked_for(page: Page) -> None:
    recording = uuid4()
    page.open(recording)
    page.say(recording, CHUNKS[:1])
    page.tell(finish=recording, chunks=4)
    assert page.until("missing")[-1] == {"missing": str(recording), "seqs": [1, 2, 3]}
    page.say(recording, CHUNKS[1:], 1)
    page.tell(finish=recording, chunks=4)
    assert page.until("heard")[-1]["text"] == "i like the garden"


def test_after_a_dropped_line_the_same_answer_goes_on(site: Site) -> None:
    first, recording = on_tablet(site), uuid4()
    with first:
        first.open(recording)
        first.say(recording, CHUNKS[:2])
    with Page(site, "/tablet/listen", first.conversation) as second:
        assert second.open(recording)["missing_from"] == 2
        second.say(recording, CHUNKS[2:], 2)
        second.tell(finish=recording, chunks=4)
        assert second.until("heard")[-1]["text"] == "i like the garden"


def test_a_server_that_was_away_hears_what_it_has_kept_from_the_beginning(
    sqlite_store: Store, words: ScriptedHearing
) -> None:
    recording = uuid4()
    with running(sqlite_store, Ears(sqlite_store, ScriptedHearing("never told"))) as before:
        with (talking := on_tablet(before)):
            talking.open(recording)
            talking.say(recording, CHUNKS[:3])
        cookies = before.client.cookies
    with running(sqlite_store, Ears(sqlite_store, words)) as after:
        after.client.cookies = cookies
        with Page(after, "/tablet/listen", talking.conversation) as page:
            assert page.open(recording)["missing_from"] == 3
            page.say(recording, CHUNKS[3:], 3)
            page.tell(finish=recording, chunks=4)
            assert page.until("heard")[-1]["text"] == "i like the garden"


def test_a_dead_engine_gives_no_words_and_the_line_goes_on(page: Page, words: ScriptedHearing) -> None:
    words.broken = True
    for _ in range(2):
        recording = uuid4()
        page.open(recording)
        page.say(recording, CHUNKS)
        page.tell(finish=recording, chunks=len(CHUNKS))
        heard = page.until("heard")[-1]
        assert (heard["text"], heard["sure"]) == ("", False)
        assert page.site.store.recordings.sound(recording) == SAID


def test_a_slow_engine_holds_up_neither_chunks_nor_anybody_else(page: Page, words: ScriptedHearing) -> None:
    words.goes_on.clear()
    recording = uuid4()
    page.open(recording)
    page.say(recording, CHUNKS)
    page.tell(finish=recording, chunks=len(CHUNKS))
    other = uuid4()
    page.open(other)
    page.say(other, CHUNKS)
    assert page.site.client.get("/health").status_code == 200
    words.goes_on.set()
    assert page.until("heard")[-1]["heard"] == str(recording)


def test_said_again_the_first_try_is_gone(page: Page) -> None:
    recording = uuid4()
    page.open(recording)
    page.say(recording, CHUNKS[:2])
    page.tell(drop=recording)
    page.send(recording, 2, CHUNKS[2])
    assert page.until("error")[-1] == {"error": "unknown", "recording": str(recording)}
    kept = page.site.store.recordings.get(recording)
    assert kept
    assert kept.state == "gone"


def test_a_spoken_reply_to_have_you_finished_is_no_part_of_the_answer(page: Page) -> None:
    recording = uuid4()
    page.open(recording)
    page.say(recording, CHUNKS)
    page.tell(asked=recording)
    reply = chunks_of(quiet(1) + voice(0.8) + quiet(2.2))
    for seq, pcm in enumerate(reply, len(CHUNKS)):
        page.send(recording, seq, pcm)
    assert page.until("said")[-1] == {"said": str(recording), "choice": "yes"}
    page.tell(finish=recording, chunks=len(CHUNKS) + len(reply))
    assert page.until("heard")[-1]["text"] == "i like the garden"


def test_one_of_a_few_words_is_chosen_and_nothing_of_it_is_kept(page: Page, choices: ScriptedHearing) -> None:
    name = uuid4()
    page.tell(closed=name, choices=["yes", "no"])
    for seq, pcm in enumerate(chunks_of(quiet(1) + voice(0.6) + quiet(1.4), 0.04)):
        page.send(name, seq, pcm)
    assert page.until("chose")[-1] == {"chose": str(name), "choice": "yes"}
    page.tell(end=name)
    assert page.site.store.recordings.get(name) is None
    choices.choice = "something else"
    page.tell(closed=name, choices=["yes", "no"])
    for seq, pcm in enumerate(chunks_of(quiet(0.4) + voice(0.6) + quiet(1.4), 0.2)):
        page.send(name, seq, pcm)
    assert page.until("chose")[-1] == {"chose": str(name), "choice": None}


def test_who_is_asked_and_says_nothing_has_chosen_nothing(page: Page) -> None:
    name = uuid4()
    page.tell(closed=name, choices=["yes", "no"])
    page.send(name, 0, quiet(1))
    page.tell(end=name)
    assert page.next() == {"chose": str(name), "choice": None}


def test_a_dead_engine_chooses_nothing(page: Page, choices: ScriptedHearing) -> None:
    choices.broken = True
    name = uuid4()
    page.tell(closed=name, choices=["yes", "no"])
    page.send(name, 0, quiet(0.3) + voice(0.5) + quiet(1.2))
    page.tell(end=name)
    assert page.next() == {"chose": str(name), "choice": None}


def test_two_tablets_at_once_each_get_their_own(site: Site, words: ScriptedHearing) -> None:
    words.script = ["the same words for both"] * 2
    first, one = on_tablet(site), uuid4()
    with first:
        site.client.cookies.clear()
        second, other = on_tablet(site), uuid4()
        with second:
            first.open(one)
            second.open(other)
            for seq, pcm in enumerate(CHUNKS):
                first.say(one, [pcm], seq)
                second.say(other, [pcm], seq)
            for page, recording in ((first, one), (second, other)):
                page.tell(finish=recording, chunks=4)
            for page, recording in ((first, one), (second, other)):
                heard = page.until("heard")[-1]
                assert (heard["heard"], heard["text"]) == (str(recording), "the same words for both")
            second.tell(open=one, conversation=first.conversation)
            assert second.next() == {"error": "unknown", "recording": str(one)}


@pytest.mark.parametrize(
    "sent",
    [
        "", "{", "[]", "null", "1", '"open"', "{}", '{"what": 1}', '{"open": "nonsense"}', '{"open": null}',
        '{"finish": "' + NOBODY + '", "chunks": 601}', '{"closed": "' + NOBODY + '", "choices": []}',
        '{"closed": "' + NOBODY + '", "choices": ["<yes>"]}', "[" * 3000, "x" * 5000,
        b"", b"short", bytes(20), bytes(21), bytes(20 + 64_002),
    ],
    ids=lambda sent: f"{type(sent).__name__}-{len(sent)}",
)  # fmt: skip
def test_what_cannot_be_read_is_told_and_the_line_goes_on(site: Site, sent: str | bytes) -> None:
    with Page(site, f"/chat/{site.begin()}/listen") as page:
        if isinstance(sent, str):
            page.socket.send_text(sent)
        else:
            page.socket.send_bytes(sent)
        assert page.next() == {"error": "unreadable"}
        assert "opened" in page.open(uuid4())


def test_a_line_with_nothing_but_rubbish_is_closed(site: Site) -> None:
    with Page(site, f"/chat/{site.begin()}/listen") as page:
        for _ in range(line_module.MOST_UNREADABLE):
            page.socket.send_text("rubbish")
        assert code_of(page) == line_module.UNREADABLE


def test_chunks_of_a_recording_that_was_not_opened_are_refused(page: Page) -> None:
    page.send(UUID(int=7), 0, CHUNKS[0])
    assert page.next() == {"error": "unknown", "recording": str(UUID(int=7))}
    for word in ("finish", "drop", "asked"):
        page.tell(**{word: UUID(int=7), "chunks": 1})
        assert page.next()["error"] == "unknown"


def test_a_recording_of_more_than_ten_minutes_is_told(page: Page) -> None:
    recording = uuid4()
    page.open(recording)
    page.send(recording, 600, CHUNKS[0])
    assert page.next() == {"error": "too_long", "recording": str(recording)}


def test_other_sound_under_the_same_number_is_refused(page: Page) -> None:
    recording = uuid4()
    page.open(recording)
    page.say(recording, CHUNKS[:1])
    page.send(recording, 0, CHUNKS[1])
    assert page.until("error")[-1] == {"error": "taken", "recording": str(recording)}


def test_another_sites_page_opens_no_line(site: Site) -> None:
    address = f"/chat/{site.begin()}/listen"
    for origin in ("https://elsewhere.example", "null", "http://testserver.elsewhere.example"):
        with (
            pytest.raises((WebSocketDisconnect, WebSocketDenialResponse)),
            Page(site, address, origin=origin),
        ):
            pass
    with Page(site, address, origin="http://testserver") as page:
        assert "opened" in page.open(uuid4())


def test_behind_a_proxy_our_public_address_is_our_own(sqlite_store: Store) -> None:
    with running(sqlite_store, public_url="https://feedback.example") as site:
        address = f"/chat/{site.begin()}/listen"
        with Page(site, address, origin="https://feedback.example") as page:
            assert "opened" in page.open(uuid4())


def test_a_link_that_leads_nowhere_is_closed(site: Site) -> None:
    with Page(site, "/chat/nonsense/listen") as page:
        assert code_of(page) == line_module.UNKNOWN
    with Page(site, "/tablet/listen") as page:
        assert code_of(page) == line_module.UNKNOWN


def test_a_tablet_that_is_let_go_is_closed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_module, "CHECK_SECONDS", 0.05)
    with on_tablet(site) as page:
        page.open(uuid4())
        site.store.devices.revoke(
            site.store.services.ids(), site.store.devices.all(site.store.services.ids())[0].id
        )
        assert code_of(page) == line_module.UNKNOWN


def test_of_three_lines_the_one_that_was_silent_for_the_longest_is_closed(site: Site) -> None:
    address = f"/chat/{site.begin()}/listen"
    with Page(site, address) as first, Page(site, address) as second:
        second.open(uuid4())
        first.open(uuid4())
        with Page(site, address) as third:
            assert code_of(second) == line_module.CROWDED
            assert "opened" in first.open(uuid4())
            assert "opened" in third.open(uuid4())


def test_what_was_taken_out_meanwhile_takes_nothing_more(site: Site) -> None:
    with Page(site, f"/chat/{site.begin()}/listen") as page:
        recording = uuid4()
        page.open(recording)
        site.store.recordings.discard(recording)
        page.send(recording, 0, CHUNKS[0])
        assert page.next() == {"error": "gone", "recording": str(recording)}


def test_too_often_is_told(sqlite_store: Store) -> None:
    with (
        running(sqlite_store, messages_per_minute=2) as site,
        Page(site, f"/chat/{site.begin()}/listen") as page,
    ):
        assert ["error" in page.open(uuid4()) for _ in range(3)] == [False, False, True]


def test_without_engines_all_is_kept_and_nothing_heard(sqlite_store: Store) -> None:
    with running(sqlite_store) as site, Page(site, f"/chat/{site.begin()}/listen") as page:
        recording = uuid4()
        page.open(recording)
        assert page.say(recording, CHUNKS) == []
        page.tell(finish=recording, chunks=len(CHUNKS))
        assert page.next() == {
            "heard": str(recording), "text": "", "engine": "", "sure": False, "words": [],
        }  # fmt: skip
        name = uuid4()
        page.tell(closed=name, choices=["yes"])
        page.send(name, 0, quiet(0.3) + voice(0.5) + quiet(1.2))
        page.tell(end=name)
        assert page.next() == {"chose": str(name), "choice": None}

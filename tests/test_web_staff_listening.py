"""Staff hear a spoken answer, and stand by its words or put them right."""

import io
import re
import wave
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from actions.tagging import tag_waiting
from storage.errors import StorageError
from storage.kinds import Audience
from storage.store import Store
from tests.fakes import WordTagger
from tests.saying import begin, erase, tell
from tests.site import Site, running
from tests.spoken import Spoken, record, speak

pytestmark = pytest.mark.slow

HEARD = "i wish somebody would listen to me in the guard hen"
RIGHT = "I wish somebody would listen to me in the garden."


@pytest.fixture
def site(sqlite_store: Store) -> Iterator[Site]:
    """A site with Priya signed in, and Ahmed there as well."""
    with running(sqlite_store) as site:
        site.add_staff()
        site.add_staff("ahmed")
        site.come_in()
        yield site


@pytest.fixture
def draft(site: Site) -> Spoken:
    """An answer that a machine guessed, left without a yes."""
    return speak(site.store, begin(site.store), HEARD, unsure="guard hen")


@pytest.fixture
def voice_only(site: Site) -> Spoken:
    """An answer whose words could not be made out."""
    return speak(site.store, begin(site.store), "")


def put_right(site: Site, at: Spoken, text: str, seen: str = HEARD) -> str:
    """Send the form as a browser does; returns the page that one is led to."""
    return site.client.post(at.words, data={"text": text, "seen": seen}).text


def shown(site: Site, at: Spoken) -> str:
    """The page as one reads it: without tags, spaces as they look."""
    page = re.sub(r"<(script|style|template).*?</\1>", "", site.client.get(at.page).text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


# Who stands by the words ----------------------------------------------------------------------------


def test_a_guess_that_nobody_confirmed_asks_for_a_listener(site: Site, draft: Spoken) -> None:
    page = shown(site, draft)
    assert "Guessed by the machine, confirmed by nobody: please listen" in page
    assert "Words by PocketSphinx" in page
    assert "Not read for principles until somebody stands by the words." in page


@pytest.mark.parametrize(
    ("engine", "words"),
    [
        ("faster_whisper base.en", "Words by Whisper base.en"),
        ("vosk small", "Words by Vosk small"),
        ("something new", "Words by something new"),
    ],
)
def test_the_engine_is_called_as_its_makers_do(site: Site, engine: str, words: str) -> None:
    conversation = begin(site.store)
    record(site.store, conversation, "is anybody there", engine=engine)
    assert words in site.client.get(f"/review/{conversation}").text


def test_a_voice_that_no_machine_could_hear_is_played_all_the_same(site: Site) -> None:
    conversation = begin(site.store)
    unheard, given_up = (
        record(site.store, conversation, None),
        record(site.store, conversation, "", engine=""),
    )
    page = site.client.get(f"/review/{conversation}").text
    assert "No machine has heard it yet" in page
    assert "The machine could not make out the words" in page
    assert all(f"/review/recordings/{each}.wav" in page for each in (unheard, given_up))


def test_a_voice_without_words_asks_for_a_listener(site: Site, voice_only: Spoken) -> None:
    page = shown(site, voice_only)
    assert "Only the voice was kept: please listen" in page
    assert "PocketSphinx could not make out the words" in page
    assert "I listened, and cannot make it out" in page


def test_a_voice_that_is_to_count_asks_for_a_listener_whatever_was_heard(site: Site) -> None:
    spoken = speak(site.store, begin(site.store), HEARD, voice_only=True)
    assert "Their voice is to count, not these words: please listen" in shown(site, spoken)


def test_what_the_person_agreed_to_needs_no_listener(site: Site) -> None:
    agreed = speak(site.store, begin(site.store), HEARD, agreed=True)
    page = shown(site, agreed)
    assert "Confirmed by the person" in page
    assert "The words are right" not in page
    assert "Put the words right" in page


def test_words_that_were_hard_to_hear_are_dotted_and_said(site: Site, draft: Spoken) -> None:
    page = site.client.get(draft.page).text
    assert '<span class="unsure">guard hen<span class="unseen"> (hard to hear)</span></span>' in page
    assert "Dotted" in page


def test_a_typed_answer_has_no_player(site: Site) -> None:
    conversation = begin(site.store)
    tell(site.store, conversation, "I like the garden")
    page = site.client.get(f"/review/{conversation}").text
    assert "<audio" not in page
    assert "Put the words right" not in page


@pytest.mark.parametrize(
    ("keep", "words"),
    [
        (True, "May be kept: until "),
        (False, "Not to be kept: goes once somebody has listened, at the latest "),
        (None, "They were not asked whether to keep it: goes once somebody has listened, at the latest "),
    ],
)
def test_it_is_said_whether_the_voice_may_be_kept_and_until_when(
    site: Site, keep: bool | None, words: str
) -> None:
    spoken = speak(site.store, begin(site.store), HEARD, keep=keep)
    until = datetime.now().astimezone() + timedelta(days=30 if keep else 1)
    assert f"{words}{until.day} {until:%B}" in shown(site, spoken)


def test_a_voice_that_may_not_be_kept_goes_once_its_words_are_settled(site: Site) -> None:
    spoken = speak(site.store, begin(site.store), HEARD, keep=False, agreed=True)
    assert "Not to be kept: goes within the hour" in shown(site, spoken)


# The voice ------------------------------------------------------------------------------------------


def test_the_voice_is_played_from_a_page_that_nothing_keeps(site: Site, draft: Spoken) -> None:
    page = site.client.get(draft.page).text
    [player] = re.findall(r"<audio[^>]*>", page)
    for part in (f'src="{draft.wav}"', " controls ", 'preload="none"', 'controlslist="nodownload"'):
        assert part in player
    played = site.client.get(draft.wav)
    assert played.headers["content-type"] == "audio/wav"
    assert played.headers["cache-control"] == "no-store"
    with wave.open(io.BytesIO(played.content)) as file:
        assert (file.getframerate(), file.getnframes()) == (16_000, 32_000)


def test_a_player_gets_the_piece_that_it_asks_for(site: Site, draft: Spoken) -> None:
    whole = site.client.get(draft.wav).content
    piece = site.client.get(draft.wav, headers={"range": "bytes=100-199"})
    assert (piece.status_code, piece.content) == (206, whole[100:200])


def test_listening_is_written_down_like_reading(site: Site, draft: Spoken) -> None:
    site.client.get(draft.wav)
    assert ("priya", "listened", str(draft.recording_id)) in site.store.staff.audit()


def test_only_staff_hear_it_or_write(site: Site, draft: Spoken) -> None:
    site.client.post("/review/logout")
    assert site.client.get(draft.wav, follow_redirects=False).status_code == 303
    for address in (draft.words, draft.right):
        sent = {"text": "mine", "seen": HEARD}
        assert site.client.post(address, data=sent, follow_redirects=False).status_code == 401
    assert draft.given(site.store).answer.text == HEARD


def test_a_recording_that_is_gone_has_no_player_and_says_so(site: Site, draft: Spoken) -> None:
    site.store.recordings.purge(datetime.now(UTC) + timedelta(days=31), 30)
    page = site.client.get(draft.page).text
    assert "<audio" not in page
    assert "The recording is gone" in page
    assert site.client.get(draft.wav).status_code == 404
    assert site.client.get(f"/review/recordings/{uuid4()}.wav").status_code == 404


def test_a_voice_that_cannot_be_opened_says_why_and_keeps_its_words(
    sqlite_address: str, tmp_path: Path
) -> None:
    first, other = (Store(sqlite_address, key_file=tmp_path / name) for name in ("a.key", "b.key"))
    draft = speak(first, begin(first), HEARD)
    first.close()
    with running(other) as site:
        site.add_staff()
        site.come_in()
        page = site.client.get(draft.page).text
        assert site.client.get(draft.wav).status_code == 503
    other.close()
    assert "<audio" not in page
    assert 'class="trouble"' in page
    assert HEARD in page


def test_the_drawing_says_how_long_it_is_and_when_it_was_recorded(site: Site, draft: Spoken) -> None:
    page = site.client.get(draft.page).text
    assert re.search(
        r'role="img" aria-label="How loud they spoke: 2 seconds, recorded Today, \d\d:\d\d"', page
    )
    assert re.search(r'<path d="(M[\d.]+ [\d.]+v[\d.]+){96}"/>', page)


def test_a_recording_without_an_answer_is_heard_too(site: Site) -> None:
    conversation = begin(site.store)
    recording = record(site.store, conversation, "is anybody there", unsure="there")
    page = site.client.get(f"/review/{conversation}").text
    assert "Recorded, and part of no answer" in page
    assert f"/review/recordings/{recording}.wav" in page
    assert 'is anybody <span class="unsure">there' in page


# The words ------------------------------------------------------------------------------------------


def test_words_that_are_put_right_stand_beside_those_before(site: Site, draft: Spoken) -> None:
    page = put_right(site, draft, RIGHT)
    assert "Listened to by Priya" in page
    assert "The machine heard" in page
    assert draft.given(site.store).answer.text == RIGHT
    assert {wording.text for wording in draft.given(site.store).wordings} == {HEARD, RIGHT}
    assert ("priya", "corrected_words", str(draft.answer_id)) in site.store.staff.audit()
    assert "please listen" not in shown(site, draft)


def test_words_are_right_with_one_press(site: Site, draft: Spoken) -> None:
    page = site.client.post(draft.right, data={"seen": HEARD}).text
    assert "Listened to by Priya" in page
    assert "Nothing else waits for somebody to listen." in page
    assert draft.given(site.store).answer.text == HEARD
    assert ("priya", "confirmed_words", str(draft.answer_id)) in site.store.staff.audit()


def test_one_is_led_back_to_the_answer_and_told_what_else_waits(site: Site, draft: Spoken) -> None:
    speak(site.store, begin(site.store), "another one")
    sent = {"text": RIGHT, "seen": HEARD}
    led = site.client.post(draft.words, data=sent, follow_redirects=False)
    assert led.status_code == 303
    assert led.headers["location"] == f"{draft.page}?kept={draft.answer_id}#answer-{draft.answer_id}"
    assert "1 more to listen to" in site.client.get(led.headers["location"]).text


def test_what_nobody_can_make_out_is_done_with(site: Site, voice_only: Spoken) -> None:
    assert "Listened to by Priya" in site.client.post(voice_only.right, data={"seen": ""}).text
    assert site.store.review.wanting_listening(site.store.services.ids()) == 0


def test_words_of_a_voice_alone_are_written_down(site: Site, voice_only: Spoken) -> None:
    put_right(site, voice_only, RIGHT, seen="")
    assert voice_only.given(site.store).answer.text == RIGHT


def test_principles_are_read_once_somebody_stands_by_the_words(site: Site, draft: Spoken) -> None:
    soon = datetime.now(UTC) + timedelta(hours=1)
    tag_waiting(site.store, WordTagger(), soon)
    assert draft.given(site.store).tags == ()
    put_right(site, draft, RIGHT)
    assert "Being read for principles" in shown(site, draft)
    tag_waiting(site.store, WordTagger(), soon)
    [tag] = draft.given(site.store).tags
    assert RIGHT[slice(*tag.evidence[0])] == "listen"
    assert "Being read for principles" not in shown(site, draft)


# Two at the same answer -----------------------------------------------------------------------------


def test_the_second_is_told_that_the_words_changed_and_loses_nothing(site: Site, draft: Spoken) -> None:
    put_right(site, draft, RIGHT)
    site.come_in("ahmed")
    mine = "I wish somebody would listen to me in the guard room."
    told = site.client.post(draft.words, data={"text": mine, "seen": HEARD})
    assert told.status_code == 409
    for words in ("This was not kept", "changed the words while you listened", "Listened to by Priya"):
        assert words in told.text
    assert RIGHT in told.text
    assert f">\n{mine}</textarea>" in told.text
    assert draft.given(site.store).answer.text == RIGHT
    seen = re.search(r'name="seen" value="([^"]*)"', told.text)
    assert seen
    put_right(site, draft, mine, seen=unescape(seen[1]))
    assert draft.given(site.store).answer.text == mine
    assert {wording.name for wording in draft.given(site.store).wordings} >= {"Priya", "Ahmed"}


def test_nobody_stands_by_words_that_they_did_not_see(site: Site, draft: Spoken) -> None:
    put_right(site, draft, RIGHT)
    told = site.client.post(draft.right, data={"seen": HEARD})
    assert told.status_code == 409
    assert draft.given(site.store).wordings[-1].text == RIGHT


def test_two_who_wrote_the_same_do_not_meet(site: Site, draft: Spoken) -> None:
    site.client.post(draft.right, data={"seen": HEARD})
    site.come_in("ahmed")
    assert "Listened to by Ahmed" in put_right(site, draft, RIGHT)


def test_words_of_several_lines_are_known_again(site: Site, draft: Spoken) -> None:
    lines = "The first line.\r\n\r\n  The second."
    put_right(site, draft, lines)
    seen = lines  # as a browser sends it back
    assert site.client.post(draft.right, data={"seen": seen}).status_code == 200
    assert draft.given(site.store).answer.text == lines.replace("\r\n", "\n")


def test_of_two_at_the_very_same_moment_one_is_told(site: Site, draft: Spoken) -> None:
    staff = [each.id for each in site.store.staff.everyone()]

    def write(who: UUID) -> str:
        try:
            site.store.wordings.correct(
                site.store.services.ids(), draft.answer_id, f"{RIGHT} {who}", who, seen=HEARD
            )
        except StorageError as error:
            return error.code
        return "kept"

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(write, staff)) == ["changed", "kept"]


def test_ends_of_lines_that_a_page_cannot_bring_back_are_no_change(site: Site) -> None:
    spoken = speak(site.store, begin(site.store), "one\r\ntwo\rthree")
    assert site.client.post(spoken.right, data={"seen": "one\r\ntwo\r\nthree"}).status_code == 200


def test_an_answer_that_was_taken_out_meanwhile_is_not_written_to(site: Site, draft: Spoken) -> None:
    erase(site.store, draft.conversation_id, draft.given(site.store).answer)
    told = site.client.post(draft.words, data={"text": RIGHT, "seen": HEARD})
    assert told.status_code == 404
    assert RIGHT not in site.client.get(draft.page).text


# Hostile words --------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "   ", "\r\n\t\r\n"])
def test_no_words_are_refused_beside_the_box(site: Site, draft: Spoken, text: str) -> None:
    refused = site.client.post(draft.words, data={"text": text, "seen": HEARD})
    assert refused.status_code == 400
    assert "Nothing was written" in refused.text
    assert draft.given(site.store).answer.text == HEARD


def test_too_many_words_are_refused_and_still_in_the_box(site: Site, draft: Spoken) -> None:
    many = "listen " * 20_000
    refused = site.client.post(draft.words, data={"text": many, "seen": HEARD})
    assert refused.status_code == 413
    assert "too much for one answer" in refused.text
    assert many in refused.text
    assert draft.given(site.store).answer.text == HEARD


def test_markup_is_words_like_any_other(site: Site, draft: Spoken) -> None:
    evil = '</textarea><script>alert(1)</script><b title="x">&amp; \u202e reversed'
    page = put_right(site, draft, evil)
    assert draft.given(site.store).answer.text == evil
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_nul_is_kept_as_a_character_that_every_database_holds(site: Site, draft: Spoken) -> None:
    put_right(site, draft, "before\x00after")
    assert draft.given(site.store).answer.text == "before\ufffdafter"


@pytest.mark.parametrize("of", ["another conversation", "a typed answer", "nobody"])
def test_only_a_spoken_answer_of_this_conversation_is_written_to(site: Site, draft: Spoken, of: str) -> None:
    other = begin(site.store, Audience.RESIDENT)
    typed = tell(site.store, other, "I like the garden")
    conversation, answer = {
        "another conversation": (other, draft.answer_id),
        "a typed answer": (other, typed.id),
        "nobody": (other, uuid4()),
    }[of]
    sent = {"text": "mine", "seen": "I like the garden"}
    told = site.client.post(f"/review/{conversation}/answers/{answer}/words", data=sent)
    assert told.status_code == 404
    assert typed.text == site.store.review.answers(site.store.services.ids(), other)[0].answer.text


# The list -------------------------------------------------------------------------------------------


def test_the_list_marks_what_waits_for_a_listener_and_shows_only_that(site: Site, draft: Spoken) -> None:
    agreed = speak(site.store, begin(site.store), "the garden", agreed=True)
    for path, there in [("/review", True), ("/review?listen=yes", False), ("/review?listen=<b>", True)]:
        page = site.client.get(path).text
        assert draft.page in page
        assert (agreed.page in page) is there, path
    page = site.client.get("/review").text
    assert page.count("Please listen</span>") == 1
    assert 'Please listen <span class="badge">1</span>' in page


def test_a_voice_without_words_is_named_in_the_list(site: Site, voice_only: Spoken) -> None:
    assert "A voice, no words yet" in site.client.get("/review").text


def test_the_bar_of_every_page_says_how_many_wait(site: Site, draft: Spoken) -> None:
    speak(site.store, draft.conversation_id, "another one")
    speak(site.store, begin(site.store), "in another conversation")
    for path in ("/review", "/review/people", "/review/tablets", "/review/calls", draft.page):
        assert (
            '<span class="badge">2<span class="unseen"> to listen to</span></span>'
            in site.client.get(path).text
        )
    assert "Please listen: 2</span>" in site.client.get("/review").text


def test_a_draft_that_is_being_talked_about_does_not_wait_yet(site: Site) -> None:
    at = speak(site.store, begin(site.store), HEARD, left=False)
    assert "Guessed by the machine, and still being talked about" in shown(site, at)
    assert 'class="badge"' not in site.client.get("/review").text

"""The question loop with a voice: drafts, voices without words, and nothing tagged that nobody stands by."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from actions.flow import Flow
from actions.tagging import tag_anew, tag_waiting
from storage.details import Details
from storage.kinds import Audience, Mode, Phase, Spoken
from storage.rights import StaffRecord
from storage.store import Store
from tests.fakes import WordTagger
from tests.saying import record
from tests.talker import NOT_ANSWERS, Talker
from tests.test_actions_flow import PLACES, lead

HEARD = "I wish somebody would listen to me"
YES = "Yes, that is right"


@pytest.fixture
def tagger() -> WordTagger:
    return WordTagger()


@pytest.fixture
def person(store: Store, tagger: WordTagger) -> Talker:
    """Somebody who was welcomed and asked the first question."""
    talker = Talker(store, tagger)
    talker.begins()
    return talker


@pytest.fixture
def priya(store: Store) -> StaffRecord:
    return store.staff.add("priya", "Priya", "hash")


def speaks(person: Talker, words: str, **how: Any) -> list[str]:
    """Answer by voice; `how` are details."""
    how.setdefault("recording_id", uuid4())
    details = Details(**how)
    return person.does(Flow.answer, words, mode=Mode.VOICE, seen=details)


def states(person: Talker) -> list[tuple[str, str, str | None, str]]:
    return [
        (each.answer.kind, each.answer.state, each.answer.spoken, each.answer.text) for each in person.answers
    ]


def test_what_was_heard_is_read_back_and_kept_and_tagged_on_yes(person: Talker, tagger: WordTagger) -> None:
    assert speaks(person, HEARD) == ["read_back"]
    assert person.variables["said"] == HEARD
    assert (states(person), tagger.calls) == ([("answer", "read_back", "draft", HEARD)], 0)
    assert person.does("affirm", YES, mode=Mode.VOICE) == ["saved", "question"]
    assert states(person) == [("answer", "agreed", "confirmed", HEARD)]
    assert [tag.key for tag in person.answers[0].tags] == ["equality"]


def test_a_voice_whose_words_were_not_made_out_is_kept_without_a_follow_up(person: Talker) -> None:
    assert speaks(person, "") == ["voice_kept"]
    assert person.phase == Phase.CONFIRMING
    assert person.does("affirm", YES) == ["saved", "question"]
    assert person.variables["question"] == "What makes a good day?"
    assert states(person) == [("answer", "read_back", "listen", "")]


def test_few_words_that_were_made_out_get_the_follow_up_like_any(person: Talker) -> None:
    assert speaks(person, "my wife") == ["follow_up"]
    assert speaks(person, "") == ["voice_kept"]
    person.does("affirm", YES)
    assert [each.answer.spoken for each in person.answers] == [Spoken.LISTEN]


@pytest.mark.parametrize("words", [HEARD, ""])
def test_just_keep_my_voice_moves_on_and_agrees_to_no_words(
    person: Talker, tagger: WordTagger, words: str
) -> None:
    speaks(person, words)
    seen = Details(voice_only=True)
    assert person.does("affirm", "Just keep my voice", mode=Mode.BUTTON, seen=seen) == ["saved", "question"]
    assert [(each.answer.state, each.answer.spoken) for each in person.answers] == [("read_back", "listen")]
    assert (person.answers[0].tags, tagger.calls) == ((), 0)
    assert [each.keep for each in person.answers[0].recordings] == [True]
    assert person.does("back") == ["voice_kept"]


def test_just_keep_my_voice_said_with_the_answer_reads_no_words_back(person: Talker) -> None:
    assert speaks(person, "my wife", voice_only=True) == ["voice_kept"]
    person.does("affirm", YES)
    assert states(person) == [("answer", "read_back", "listen", "my wife")]


def test_of_a_typed_answer_it_means_plain_yes(person: Talker) -> None:
    person.says(HEARD)
    person.does("affirm", YES, seen=Details(voice_only=True))
    assert states(person) == [("answer", "agreed", None, HEARD)]


def test_no_words_and_no_recording_say_nothing(person: Talker) -> None:
    assert person.does(Flow.answer, " ", mode=Mode.VOICE) == ["question"]
    assert person.answers == []


def test_say_it_again_takes_the_place_of_it(person: Talker, store: Store) -> None:
    first = record(store, person.conversation_id, 1)
    speaks(person, "eye wish some body", recording_id=first)
    assert person.does("deny", "Say it again") == ["correct"]
    store.recordings.discard(first)
    assert speaks(person, HEARD) == ["read_back"]
    person.does("affirm", YES)
    assert states(person) == [("answer", "agreed", "confirmed", HEARD)]


def test_a_voice_that_was_discarded_before_it_is_said_again_is_no_answer(
    person: Talker, store: Store
) -> None:
    first = record(store, person.conversation_id, 1)
    speaks(person, "", recording_id=first)
    store.recordings.discard(first)
    assert person.does("deny", "Say it again") == ["question"]
    assert speaks(person, HEARD) == ["read_back"]
    person.does("affirm", YES)
    assert states(person) == [("answer", "agreed", "confirmed", HEARD)]


@pytest.mark.parametrize("before", ["eye wish some body", ""])
def test_writing_in_the_place_of_it_is_confirmed_even_if_nobody_says_yes_then(
    person: Talker, tagger: WordTagger, before: str
) -> None:
    speaks(person, before)
    person.does("change", "Change it")
    person.says(HEARD)
    person.does("stop")
    assert [(each.answer.spoken, each.answer.text) for each in person.answers] == [("confirmed", HEARD)]
    assert [tag.key for tag in person.answers[0].tags] == ["equality"]


def test_adding_by_voice_to_an_agreed_answer_asks_again(person: Talker) -> None:
    person.says(HEARD)
    person.does("affirm")
    person.does("add")
    assert speaks(person, "and in the garden") == ["read_back"]
    assert (person.answers[0].answer.spoken, person.answers[0].tags) == (Spoken.DRAFT, ())
    person.does("affirm", YES)
    assert person.answers[0].answer.spoken == Spoken.CONFIRMED
    assert person.answers[0].topics == ("garden",)


@pytest.mark.parametrize("act", ["skip", "stop", "pause", "back"])
def test_a_draft_that_is_left_without_a_yes_is_not_tagged_and_wants_listening(
    person: Talker, store: Store, tagger: WordTagger, act: str
) -> None:
    speaks(person, HEARD)
    person.does(act)
    assert tag_waiting(store, tagger, datetime.now(UTC) + timedelta(seconds=1)) == 0
    assert tag_anew(store, tagger, lambda *_: None) == 0
    assert [(each.answer.spoken, each.tags) for each in person.answers] == [("listen", ())]
    assert (store.review.wanting_listening(store.services.ids()), tagger.calls) == (1, 0)


def test_a_draft_of_somebody_who_is_just_thinking_is_left_alone(
    person: Talker, store: Store, tagger: WordTagger
) -> None:
    speaks(person, HEARD)
    tag_waiting(store, tagger, datetime.now(UTC) - timedelta(minutes=10))
    assert person.answers[0].answer.spoken == Spoken.DRAFT
    tag_waiting(store, tagger, datetime.now(UTC) + timedelta(seconds=1))
    person.does("affirm", YES)
    assert person.answers[0].answer.spoken == Spoken.CONFIRMED


def test_what_staff_heard_is_tagged_by_the_chore_and_read_back_if_the_person_comes_back(
    person: Talker, store: Store, tagger: WordTagger, priya: StaffRecord
) -> None:
    speaks(person, "")
    person.does("affirm", YES)
    store.wordings.correct(store.services.ids(), person.answers[0].answer.id, HEARD, priya.id)
    assert tag_waiting(store, tagger, datetime.now(UTC) + timedelta(seconds=1)) == 1
    assert [tag.key for tag in person.answers[0].tags] == ["equality"]
    assert person.does("back") == ["read_back"]
    assert person.variables["said"] == HEARD
    person.does("affirm", YES)
    assert states(person) == [("answer", "agreed", "listened", HEARD)]


@pytest.mark.parametrize("act", ["stop", "done"])
def test_a_voice_after_a_stop_or_the_end_is_a_note_to_listen_to(person: Talker, act: str) -> None:
    if act == "stop":
        person.does("stop")
    else:
        for _ in range(3):
            person.does("skip")
    assert speaks(person, "") == ["note_kept"]
    assert [each for each in states(person) if each[0] == "note"] == [("note", "heard", "listen", "")]


def test_a_voice_can_be_taken_out_and_is_not_quoted(person: Talker, store: Store) -> None:
    speaks(person, "")
    assert person.does("delete") == ["delete_check_voice"]
    assert person.does("deny", "No, keep it") == ["delete_kept", "voice_kept"]
    person.does("delete")
    assert person.does("affirm", "Yes, take it out") == ["deleted", "question"]
    assert [
        each.state for each in store.recordings.of_conversation(store.services.ids(), person.conversation_id)
    ] == ["gone"]
    assert states(person) == [("answer", "deleted", None, "")]


def test_the_first_words_of_all_may_be_spoken(store: Store, tagger: WordTagger) -> None:
    person = Talker(store, tagger)
    assert speaks(person, "") == ["welcome", "question"]
    assert states(person) == [("note", "heard", "listen", "")]


def test_a_whole_talk_by_voice_without_us_is_the_same_talk_afterwards(person: Talker, store: Store) -> None:
    found = store.questions.newest(Audience.RESIDENT)
    assert found
    recordings = [uuid4() for _ in found.questions]
    for question, recording_id in zip(found.questions, recordings, strict=True):
        asking = {"question_id": question.id, "recording_id": recording_id}
        speaks(person, "", screen=Phase.ASKING, keep_voice=True, **asking)
        seen = Details(question_id=question.id, screen=Phase.CONFIRMING)
        person.does("affirm", YES, mode=Mode.BUTTON, seen=seen)
    assert [each.answer.spoken for each in person.answers] == [Spoken.LISTEN] * 3
    assert person.phase == Phase.DONE
    for recording_id in recordings:  # the sound comes last
        store.recordings.begin(recording_id, person.conversation_id)
        store.recordings.add(recording_id, 0, b"ab")
    assert [each.keep for answer in person.answers for each in answer.recordings] == [True] * 3


@pytest.mark.parametrize("words", ["", "a few spoken words about it"])
@pytest.mark.parametrize("place", PLACES)
def test_whatever_we_wait_for_a_voice_is_never_dropped(
    sqlite_store: Store, tagger: WordTagger, place: str, words: str
) -> None:
    person = Talker(sqlite_store, tagger)
    person.begins()
    lead(person, PLACES[place])
    speaks(person, words)
    kept = {each.id for answer in person.answers for each in answer.recordings if each.voice_counts or words}
    assert kept == {
        each.id
        for each in sqlite_store.recordings.of_conversation(
            sqlite_store.services.ids(), person.conversation_id
        )
    }
    assert words in person.kept_words
    for act in NOT_ANSWERS.values():
        person.does(act)

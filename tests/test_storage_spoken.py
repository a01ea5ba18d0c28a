"""How far spoken words can be trusted: a draft until somebody stands by it, and nothing is read out of it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from storage.details import Details
from storage.kinds import AnswerState, Mode, Phase, Spoken, WordingSource
from storage.records import AnswerRecord, Frame, RecordingRecord, Reply
from storage.store import Store
from tests.saying import (
    begin,
    erase,
    record,
    say,
    say_yes,
    sound_of,
    speak,
    tag,
    tags,
    tell,
    tell_aloud,
)

CAKE = "and cake"


@pytest.fixture
def conversation_id(store: Store) -> UUID:
    return begin(store)


def now_is(store: Store, conversation_id: UUID, answer: AnswerRecord) -> AnswerRecord:
    return next(
        each.answer
        for each in store.review.answers(store.services.ids(), conversation_id)
        if each.answer.id == answer.id
    )


def recordings(store: Store, conversation_id: UUID) -> list[RecordingRecord]:
    return store.recordings.of_conversation(store.services.ids(), conversation_id)


def versions(store: Store, answer: AnswerRecord) -> list[tuple[str, str]]:
    return [(each.source, each.text) for each in store.wordings.of_answer(answer.id)]


def change(store: Store, conversation_id: UUID, answer: AnswerRecord, turn: UUID, verb: str) -> AnswerRecord:
    with store.sheet(conversation_id, turn) as sheet:
        changed: AnswerRecord = getattr(sheet, verb)(answer)
        return changed


def settle(store: Store, conversation_id: UUID, answer: AnswerRecord) -> AnswerRecord:
    with store.sheet(conversation_id, say(store, conversation_id, "next")) as sheet:
        sheet.settle(answer)
        return sheet.answer(answer.id)


def tag_words(store: Store, answer: AnswerRecord) -> int:
    """What the chore does."""
    waiting = store.tags.untagged(datetime.now(UTC) + timedelta(minutes=1))
    return sum(
        store.tags.suggest([(each, words, tags(tag()))]) for each, words in waiting if each == answer.id
    )


# A draft, and a yes ---------------------------------------------------------------------------


def test_what_a_machine_heard_is_a_draft_until_somebody_says_yes(store: Store, conversation_id: UUID) -> None:
    answer = tell_aloud(store, conversation_id, "I like tea")
    assert (answer.text, answer.spoken, answer.voice_counts) == ("I like tea", Spoken.DRAFT, False)
    said = say_yes(store, conversation_id, answer)
    assert (said.spoken, said.state, said.settled) == (Spoken.CONFIRMED, AnswerState.AGREED, True)
    assert versions(store, answer) == [("machine", "I like tea")]


def test_answers_that_nobody_spoke_have_none_of_this(store: Store, conversation_id: UUID) -> None:
    answer = tell(store, conversation_id, "I like tea")
    assert (answer.spoken, now_is(store, conversation_id, answer).spoken) == (None, None)
    assert say_yes(store, conversation_id, answer, voice_only=None).spoken is None
    assert versions(store, answer) == []


def test_a_draft_that_is_left_is_for_staff_to_listen_to(store: Store, conversation_id: UUID) -> None:
    answer = tell_aloud(store, conversation_id, "I like tea")
    left = settle(store, conversation_id, answer)
    assert (left.spoken, left.state, left.settled) == (Spoken.LISTEN, AnswerState.HEARD, True)


def test_a_yes_after_it_was_left_still_counts(store: Store, conversation_id: UUID) -> None:
    answer = tell_aloud(store, conversation_id, "I like tea")
    settle(store, conversation_id, answer)
    assert say_yes(store, conversation_id, answer).spoken == Spoken.CONFIRMED


def test_just_keep_my_voice_agrees_to_no_words(store: Store, conversation_id: UUID) -> None:
    answer = tell_aloud(store, conversation_id, "eye lick tree")
    kept = say_yes(store, conversation_id, answer, voice_only=True)
    assert (kept.spoken, kept.voice_counts) == (Spoken.LISTEN, True)
    assert (kept.state, kept.settled) == (AnswerState.HEARD, True)
    assert [each.keep for each in recordings(store, conversation_id)] == [True]


def test_a_no_to_keeping_it_is_not_turned_into_a_yes(store: Store, conversation_id: UUID) -> None:
    answer = tell_aloud(store, conversation_id, "eye lick tree", keep_voice=False)
    say_yes(store, conversation_id, answer, voice_only=True)
    assert [each.keep for each in recordings(store, conversation_id)] == [False]


def test_a_voice_without_words_is_an_answer_and_a_yes_to_it_is_no_yes_to_words(
    store: Store, conversation_id: UUID
) -> None:
    answer = tell_aloud(store, conversation_id, " ")
    assert (answer.spoken, answer.voice_counts) == (Spoken.DRAFT, True)
    kept = say_yes(store, conversation_id, answer)
    assert (kept.spoken, kept.state, kept.settled) == (Spoken.LISTEN, AnswerState.HEARD, True)
    assert versions(store, answer) == []


def test_words_that_the_person_put_right_before_they_were_sent_are_theirs(
    store: Store, conversation_id: UUID
) -> None:
    answer = tell_aloud(store, conversation_id, "I like tea", heard="eye lick tree")
    assert answer.spoken == Spoken.CONFIRMED
    assert versions(store, answer) == [("machine", "eye lick tree"), ("person", "I like tea")]


def test_words_that_were_only_looked_at_before_they_were_sent_are_a_draft(
    store: Store, conversation_id: UUID
) -> None:
    answer = tell_aloud(store, conversation_id, "I like tea", heard="I like tea")
    assert answer.spoken == Spoken.DRAFT
    assert versions(store, answer) == [("machine", "I like tea")]


def test_a_note_that_was_spoken_is_read_back_to_nobody_so_staff_listen(
    store: Store, conversation_id: UUID
) -> None:
    with store.sheet(conversation_id, speak(store, conversation_id, "thank the cook")) as sheet:
        note = sheet.note()
    assert (note.spoken, note.settled) == (Spoken.LISTEN, True)


@pytest.mark.parametrize("words", ["thank the cook", ""])
def test_a_spoken_turn_that_is_set_aside_is_a_note_to_listen_to(
    store: Store, conversation_id: UUID, words: str
) -> None:
    store.turns.set_aside(speak(store, conversation_id, words), Reply("A person will look at it."))
    (note,) = store.review.answers(store.services.ids(), conversation_id)
    assert (note.answer.kind, note.answer.text, note.answer.spoken) == ("note", words, Spoken.LISTEN)
    assert len(note.recordings) == 1


def test_a_skipped_question_is_not_spoken_any_more(store: Store, conversation_id: UUID) -> None:
    answer = tell_aloud(store, conversation_id, "")
    with store.sheet(conversation_id, say(store, conversation_id)) as sheet:
        question = sheet.asked(answer.question_id)
        assert question is not None
        sheet.skip(question)
        assert sheet.answer(answer.id).spoken is None


# Gone on with, and changed --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "then", "spoken"),
    [
        ("typed", {}, Spoken.DRAFT),
        ("typed", {"heard": "and cave"}, Spoken.CONFIRMED),
        ("draft", None, Spoken.DRAFT),
        ("draft", {"heard": "and cave"}, Spoken.DRAFT),
        ("confirmed", None, Spoken.CONFIRMED),
        ("confirmed", {}, Spoken.DRAFT),
        ("confirmed", {"heard": "and cave"}, Spoken.CONFIRMED),
        ("left", None, Spoken.DRAFT),
        ("listened", None, Spoken.LISTENED),
        ("listened", {}, Spoken.DRAFT),
        ("typed", None, None),
    ],
)
def test_an_answer_that_goes_on_is_confirmed_only_as_a_whole(
    store: Store, conversation_id: UUID, first: str, then: dict[str, Any] | None, spoken: Spoken | None
) -> None:
    answer = began(store, conversation_id, first)
    turn = say(store, conversation_id, CAKE) if then is None else speak(store, conversation_id, CAKE, **then)
    longer = change(store, conversation_id, answer, turn, "extend")
    assert (longer.text, longer.spoken) == (f"I like tea\n{CAKE}", spoken)
    agreed = say_yes(store, conversation_id, answer)
    assert agreed.state == AnswerState.AGREED
    assert agreed.spoken == (spoken and (Spoken.LISTENED if spoken == Spoken.LISTENED else Spoken.CONFIRMED))


def began(store: Store, conversation_id: UUID, way: str) -> AnswerRecord:
    """An answer that was given this way."""
    if way == "typed":
        return tell(store, conversation_id, "I like tea")
    answer = tell_aloud(store, conversation_id, "I like tea")
    if way == "confirmed":
        return say_yes(store, conversation_id, answer)
    if way == "left":
        return settle(store, conversation_id, answer)
    if way == "listened":
        staff = store.staff.add("sarah", "Sarah", "hash")
        return store.wordings.confirm(store.services.ids(), answer.id, staff.id)
    return answer


def test_a_voice_without_words_after_words_is_listened_to_though_the_words_are_right(
    store: Store, conversation_id: UUID
) -> None:
    answer = say_yes(store, conversation_id, tell_aloud(store, conversation_id, "I like tea"))
    longer = change(store, conversation_id, answer, speak(store, conversation_id, ""), "extend")
    assert (longer.text.strip(), longer.voice_counts) == ("I like tea", True)
    assert say_yes(store, conversation_id, answer).spoken == Spoken.LISTEN


@pytest.mark.parametrize("before", ["I like tee", ""])
def test_what_the_person_writes_in_the_place_of_it_is_confirmed(
    store: Store, conversation_id: UUID, before: str
) -> None:
    answer = tell_aloud(store, conversation_id, before)
    written = change(store, conversation_id, answer, say(store, conversation_id, "I like tea"), "replace")
    assert (written.text, written.spoken, written.voice_counts) == ("I like tea", Spoken.CONFIRMED, False)
    assert versions(store, answer)[-1] == (WordingSource.PERSON, "I like tea")
    assert say_yes(store, conversation_id, answer).spoken == Spoken.CONFIRMED


def test_what_is_said_again_takes_the_place_of_it_and_is_a_draft_again(
    store: Store, conversation_id: UUID
) -> None:
    answer = say_yes(store, conversation_id, tell_aloud(store, conversation_id, ""))
    again = change(store, conversation_id, answer, speak(store, conversation_id, "tea"), "replace")
    assert (again.text, again.spoken, again.voice_counts) == ("tea", Spoken.DRAFT, False)
    assert say_yes(store, conversation_id, answer).spoken == Spoken.CONFIRMED


def test_typed_words_in_the_place_of_typed_words_stay_plain(store: Store, conversation_id: UUID) -> None:
    answer = tell(store, conversation_id, "I like tee")
    turn = say(store, conversation_id, "I like tea")
    assert change(store, conversation_id, answer, turn, "replace").spoken is None


# Which recordings -----------------------------------------------------------------------------


def test_a_recording_that_comes_after_its_turn_is_part_of_the_answer_too(
    store: Store, conversation_id: UUID
) -> None:
    recording_id = uuid4()
    answer = tell_aloud(store, conversation_id, "", recording_id=recording_id, keep_voice=True)
    say_yes(store, conversation_id, answer)
    begun = store.recordings.begin(recording_id, conversation_id)
    store.recordings.add(recording_id, 0, sound_of(0))
    assert (begun.answer_id, begun.keep, begun.voice_counts) == (answer.id, True, True)
    assert begun.question_id == answer.question_id
    assert store.recordings.sound(recording_id) == sound_of(0)


def test_the_recording_of_another_conversation_is_not_taken(store: Store, conversation_id: UUID) -> None:
    theirs = record(store, begin(store))
    answer = tell_aloud(store, conversation_id, "tea", recording_id=theirs, keep_voice=True)
    kept = store.recordings.get(theirs)
    assert kept is not None
    assert (kept.answer_id, kept.keep) == (None, None)
    erase(store, conversation_id, answer)
    assert store.recordings.sound(theirs)


def test_consent_that_comes_with_the_yes_counts(store: Store, conversation_id: UUID) -> None:
    recording_id = record(store, conversation_id)
    answer = tell_aloud(store, conversation_id, "tea", recording_id=recording_id)
    say_yes(store, conversation_id, answer, recording_id=recording_id, keep_voice=True)
    assert [each.keep for each in recordings(store, conversation_id)] == [True]


def test_a_voice_that_was_taken_out_counts_no_more(store: Store, conversation_id: UUID) -> None:
    recording_id = record(store, conversation_id)
    answer = tell_aloud(store, conversation_id, "", recording_id=recording_id)
    store.recordings.discard(recording_id)
    assert now_is(store, conversation_id, answer).voice_counts is False


# Nothing is read out of a draft ---------------------------------------------------------------


def test_nothing_is_tagged_before_somebody_stands_by_the_words(store: Store, conversation_id: UUID) -> None:
    answer = tell_aloud(store, conversation_id, "I like tea")
    assert tag_words(store, answer) == 0
    assert store.tags.suggest([(answer.id, "I like tea", tags(tag()))]) == 0
    settle(store, conversation_id, answer)
    assert tag_words(store, answer) == 0
    say_yes(store, conversation_id, answer)
    assert tag_words(store, answer) == 1


def test_there_is_nothing_to_tag_in_silence(store: Store, conversation_id: UUID) -> None:
    staff = store.staff.add("sarah", "Sarah", "hash")
    answer = tell_aloud(store, conversation_id, "")
    store.wordings.confirm(store.services.ids(), answer.id, staff.id)
    assert tag_words(store, answer) == 0


def test_a_tagged_answer_that_goes_on_by_voice_loses_its_suggestions(
    store: Store, conversation_id: UUID
) -> None:
    answer = tell(store, conversation_id, "I like tea", tags(tag()))
    change(store, conversation_id, answer, speak(store, conversation_id, CAKE), "extend")
    (seen,) = store.review.answers(store.services.ids(), conversation_id)
    assert (seen.tags, seen.answer.tagged) == ((), False)
    assert store.tags.stale("another") == []


def test_nobody_learns_from_a_draft_nor_offers_its_words(store: Store, conversation_id: UUID) -> None:
    staff = store.staff.add("sarah", "Sarah", "hash")
    answer = tell_aloud(store, conversation_id, "I like tea")
    store.corrections.add(store.services.ids(), answer.id, staff.id, tag("equality"))
    assert list(store.corrections.corrected()) == []
    assert store.tablet_talks.said_by_person(store.services.ids()) == []
    say_yes(store, conversation_id, answer)
    assert [each.text for each in store.corrections.corrected()] == ["I like tea"]
    assert store.tablet_talks.said_by_person(store.services.ids()) == ["I like tea"]


# Put away -------------------------------------------------------------------------------------


def test_drafts_that_nobody_came_back_to_are_put_away(store: Store, conversation_id: UUID) -> None:
    answer = tell_aloud(store, conversation_id, "I like tea")
    before = next(each.at for each in store.review.answers(store.services.ids(), conversation_id))
    theirs = begin(store)
    other = say_yes(store, theirs, tell_aloud(store, theirs, "A walk"))
    assert store.wordings.put_away(datetime.now(UTC) - timedelta(minutes=10)) == 0
    assert store.wordings.put_away(datetime.now(UTC) + timedelta(seconds=1)) == 1
    assert store.wordings.put_away(datetime.now(UTC) + timedelta(seconds=1)) == 0
    assert now_is(store, conversation_id, answer).spoken == Spoken.LISTEN
    assert now_is(store, theirs, other).spoken == Spoken.CONFIRMED
    assert next(each.at for each in store.review.answers(store.services.ids(), conversation_id)) == before


def test_the_screen_is_told_how_far_the_words_can_be_trusted(store: Store, conversation_id: UUID) -> None:
    turn = store.turns.keep(
        conversation_id, uuid4(), "tea", Mode.VOICE, details=Details(recording_id=uuid4())
    )
    with store.sheet(conversation_id, turn.id) as sheet:
        question = sheet.next_question()
        assert question
        answer = sheet.hear(question)
        sheet.frames = [Frame(Phase.CONFIRMING, answer.id)]
    place = store.tablet_talks.place(conversation_id)
    assert (place.said, place.spoken) == ("tea", Spoken.DRAFT)

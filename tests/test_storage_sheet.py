"""One turn's work on a conversation: all of it, or none."""

import contextlib
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest

from storage.concern_records import Urgency
from storage.errors import StorageError
from storage.kinds import AnswerKind, AnswerState, Audience, Phase
from storage.records import AnswerRecord, Frame, Outcome, QuestionRecord
from storage.sheet import Sheet
from storage.store import Store
from tests.conftest import SERVICE
from tests.saying import begin, erase, say, tag, tags, tell


def asked(sheet: Sheet) -> QuestionRecord:
    question = sheet.next_question()
    assert question is not None
    return question


def hear(store: Store, conversation_id: UUID, text: str) -> AnswerRecord:
    """An answer to the next question, not yet settled."""
    with store.sheet(conversation_id, say(store, conversation_id, text)) as sheet:
        return sheet.hear(asked(sheet))


def stands(store: Store, conversation_id: UUID) -> list[tuple[str, str, bool]]:
    """Every answer as (state, text, settled)."""
    answers = [each.answer for each in store.review.answers(store.services.ids(), conversation_id)]
    return [(answer.state, answer.text, answer.settled) for answer in answers]


def test_a_turn_finds_its_words_its_audience_and_its_service(store: Store) -> None:
    conversation_id = begin(store, Audience.CARER)
    with store.sheet(conversation_id, say(store, conversation_id, "She likes tea")) as sheet:
        assert (sheet.words, sheet.audience, sheet.outcome) == ("She likes tea", "carer", None)
        assert (sheet.service.name, sheet.service.readers, sheet.service.phone) == SERVICE
        assert (sheet.frames, sheet.question, sheet.kept()) == ([], None, 0)
        assert sheet.latest_answer() is None


def test_nothing_can_be_done_with_a_turn_that_was_not_kept_first(store: Store) -> None:
    conversation_id, other = begin(store), begin(store)
    elsewhere = say(store, other)
    for nowhere in ((conversation_id, uuid4()), (uuid4(), elsewhere), (conversation_id, elsewhere)):
        with pytest.raises(StorageError) as refused, store.sheet(*nowhere):
            pytest.fail("the sheet was opened")
        assert refused.value.code == "unknown"


def test_where_we_are_is_found_again_by_the_next_turn(store: Store) -> None:
    conversation_id = begin(store)
    with store.sheet(conversation_id, say(store, conversation_id)) as sheet:
        question = asked(sheet)
        answer = sheet.hear(question)
        sheet.question = question
        sheet.frames = [Frame(Phase.CONFIRMING, answer.id), Frame(Phase.PAUSED)]
    with store.sheet(conversation_id, say(store, conversation_id)) as sheet:
        assert sheet.question == question
        assert sheet.frames == [Frame(Phase.CONFIRMING, answer.id), Frame(Phase.PAUSED)]
        sheet.question, sheet.frames = None, []
    with store.sheet(conversation_id, say(store, conversation_id)) as sheet:
        assert (sheet.question, sheet.frames) == (None, [])


def test_work_that_fails_in_the_middle_leaves_nothing_behind(store: Store) -> None:
    conversation_id = begin(store)
    before = hear(store, conversation_id, "I like tea")
    turn_id = say(store, conversation_id, "I like cake")
    with contextlib.suppress(ZeroDivisionError), store.sheet(conversation_id, turn_id) as sheet:
        sheet.erase(before)
        sheet.skip(asked(sheet))
        sheet.tag(sheet.note(), tags(tag()))
        sheet.call_person(Urgency.IMMEDIATE)
        sheet.frames = [Frame(Phase.DONE)]
        sheet.finish(Outcome((("utter_done", {}),)), None)
        raise ZeroDivisionError
    assert stands(store, conversation_id) == [("heard", "I like tea", False)]
    conversation = store.conversations.get(store.services.ids(), conversation_id)
    assert conversation is not None
    assert (conversation.phase, conversation.wants_person_at) == (Phase.NEW, None)
    with store.sheet(conversation_id, turn_id) as sheet:
        assert (sheet.outcome, sheet.words, sheet.frames) == (None, "I like cake", [])


def test_a_turn_worked_on_twice_says_what_it_said_the_first_time(store: Store) -> None:
    conversation_id = begin(store)
    turn_id = say(store, conversation_id)
    outcome = Outcome((("utter_read_back", {"said": "I like the garden", "times": 2}), ("utter_help", {})))
    with store.sheet(conversation_id, turn_id) as sheet:
        sheet.finish(outcome, sheet.hear(asked(sheet)))
    with store.sheet(conversation_id, turn_id) as sheet:
        assert sheet.outcome == outcome


def test_two_that_work_on_one_turn_at_once_take_their_turns(store: Store) -> None:
    conversation_id = begin(store)
    turn_id = say(store, conversation_id)

    def work(_: int) -> bool:
        with store.sheet(conversation_id, turn_id) as sheet:
            if sheet.outcome is not None:
                return False
            sheet.finish(Outcome((("utter_note_kept", {}),)), sheet.note())
            return True

    with ThreadPoolExecutor(6) as workers:
        assert sorted(workers.map(work, range(6))) == [*[False] * 5, True]
    assert len(store.review.answers(store.services.ids(), conversation_id)) == 1


def test_questions_are_asked_in_order_and_none_twice(store: Store) -> None:
    conversation_id = begin(store)
    seen = []
    for text in ("I like tea", "A walk", "My sister"):
        with store.sheet(conversation_id, say(store, conversation_id)) as sheet:
            seen.append(asked(sheet).key)
        tell(store, conversation_id, text)
    assert seen == ["matters", "good_day", "listens"]
    with store.sheet(conversation_id, say(store, conversation_id)) as sheet:
        assert sheet.next_question() is None
        assert sheet.kept() == 3


def test_a_question_is_asked_until_it_is_settled(store: Store) -> None:
    conversation_id = begin(store)
    answer = hear(store, conversation_id, "I like tea")
    with store.sheet(conversation_id, say(store, conversation_id)) as sheet:
        assert asked(sheet).id == answer.question_id
        sheet.settle(answer)
        assert asked(sheet).key == "good_day"


def test_the_question_before_can_be_gone_back_to(store: Store) -> None:
    conversation_id = begin(store)
    with store.sheet(conversation_id, say(store, conversation_id)) as sheet:
        last = sheet.question_before(None)
        assert last is not None
        middle = sheet.question_before(last)
        assert middle is not None
        first = sheet.question_before(middle)
        assert first is not None
        assert [last.key, middle.key, first.key] == ["listens", "good_day", "matters"]
        assert sheet.question_before(first) is None


def test_an_answer_goes_from_heard_to_read_back_to_agreed(store: Store) -> None:
    conversation_id = begin(store)
    answer = hear(store, conversation_id, "I like tea")
    assert (answer.state, answer.kind, answer.settled) == (AnswerState.HEARD, AnswerKind.ANSWER, False)
    with store.sheet(conversation_id, say(store, conversation_id)) as sheet:
        sheet.read_back(answer)
    assert stands(store, conversation_id) == [("read_back", "I like tea", False)]
    with store.sheet(conversation_id, say(store, conversation_id, "yes")) as sheet:
        sheet.agree(answer)
        sheet.read_back(answer)
    assert stands(store, conversation_id) == [("agreed", "I like tea", True)]


def test_an_answer_may_come_in_several_messages_and_has_to_be_agreed_again(store: Store) -> None:
    conversation_id = begin(store)
    answer = hear(store, conversation_id, "I like tea")
    with store.sheet(conversation_id, say(store, conversation_id, "and cake")) as sheet:
        sheet.agree(answer)
        assert sheet.extend(answer).text == "I like tea\nand cake"
    assert stands(store, conversation_id) == [("heard", "I like tea\nand cake", False)]


def test_a_changed_answer_takes_the_place_of_the_first_but_not_in_the_transcript(store: Store) -> None:
    conversation_id = begin(store)
    answer = hear(store, conversation_id, "I like tea")
    with store.sheet(conversation_id, say(store, conversation_id, "I like coffee")) as sheet:
        sheet.replace(answer)
    assert stands(store, conversation_id) == [("heard", "I like coffee", False)]
    turns = store.turns.since(conversation_id, 0)
    assert [(turn.text, turn.answer_id) for turn in turns] == [
        ("I like tea", answer.id),
        ("I like coffee", answer.id),
    ]


def test_a_note_is_kept_beside_the_questions(store: Store) -> None:
    conversation_id = begin(store)
    with store.sheet(conversation_id, say(store, conversation_id, "My window does not shut")) as sheet:
        note = sheet.note()
        assert (note.kind, note.question_id, note.settled) == (AnswerKind.NOTE, None, True)
        assert sheet.latest_answer() == note
        assert sheet.kept() == 1
        assert asked(sheet).key == "matters"


def test_a_skipped_question_is_done_with_and_counts_as_no_answer(store: Store) -> None:
    conversation_id = begin(store)
    with store.sheet(conversation_id, say(store, conversation_id, "skip")) as sheet:
        skipped = asked(sheet)
        sheet.skip(skipped)
        answer = sheet.answer_to(skipped)
        assert answer is not None
        assert (answer.kind, answer.settled, sheet.kept()) == (AnswerKind.SKIPPED, True, 0)
        assert asked(sheet).key == "good_day"


def test_a_skipped_question_can_still_be_answered(store: Store) -> None:
    conversation_id = begin(store)
    with store.sheet(conversation_id, say(store, conversation_id, "skip")) as sheet:
        sheet.skip(skipped := asked(sheet))
    with store.sheet(conversation_id, say(store, conversation_id, "I like tea")) as sheet:
        answer = sheet.hear(skipped)
        assert sheet.answer_to(skipped) == answer == sheet.answer(answer.id)
        assert (answer.kind, answer.text, sheet.kept()) == (AnswerKind.ANSWER, "I like tea", 1)


def test_the_latest_answer_is_the_one_worked_on_last(store: Store) -> None:
    conversation_id = begin(store)
    first, second = tell(store, conversation_id, "I like tea"), tell(store, conversation_id, "A walk")
    with store.sheet(conversation_id, say(store, conversation_id)) as sheet:
        latest = sheet.latest_answer()
        assert latest is not None
        assert latest.id == second.id
    with store.sheet(conversation_id, say(store, conversation_id, "and cake")) as sheet:
        sheet.extend(first)
    erase(store, conversation_id, second)
    with store.sheet(conversation_id, say(store, conversation_id)) as sheet:
        latest = sheet.latest_answer()
        assert latest is not None
        assert latest.id == first.id


def test_asking_for_a_person_is_remembered_from_the_first_time(store: Store) -> None:
    conversation_id = begin(store)
    wanted = []
    for _ in range(2):
        with store.sheet(conversation_id, say(store, conversation_id, "a nurse please")) as sheet:
            sheet.call_person(Urgency.IMMEDIATE)
        conversation = store.conversations.get(store.services.ids(), conversation_id)
        assert conversation is not None
        wanted.append(conversation.wants_person_at)
    assert wanted[0] == wanted[1] is not None


def test_new_suggestions_stand_in_the_place_of_the_old_ones(store: Store) -> None:
    conversation_id = begin(store)
    old = tags(tag("diversity"), tag("equality"), topics=("food", "garden"), model="lexicon-1")
    answer = tell(store, conversation_id, "I like tea", old)
    with store.sheet(conversation_id, say(store, conversation_id)) as sheet:
        sheet.tag(answer, tags(tag("equality", "lived", 0.9), topics=("food",), model="lexicon-2"))
    (seen,) = store.review.answers(store.services.ids(), conversation_id)
    assert [(each.key, each.stance, each.model_version) for each in seen.tags] == [
        ("equality", "lived", "lexicon-2")
    ]
    assert seen.tags[0].evidence == ((0, 6),)
    assert seen.topics == ("food",)
    assert seen.stance == "hoped_for"

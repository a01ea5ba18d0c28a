"""Old feedback: kept once, whatever file it stands in and however often it comes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from threading import Thread

import pytest

from storage.errors import StorageError
from storage.importing import ImportedAnswer
from storage.kinds import Audience, Mode, Speaker
from storage.list_records import ReviewItem
from storage.records import NewQuestion, NewTag, NewTags
from storage.search import Filter
from storage.store import Store
from storage.turns import MAX_CHARACTERS
from tests.saying import everything

NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)
TAGS = NewTags("model-1", "wish", (NewTag("equality", "wish", 0.8, ((0, 4),)),), ("garden",))
ROW = ImportedAnswer("More time in the garden.", Audience.RESIDENT, NOON, "good_day", "R7")


def keep(store: Store, *answers: ImportedAnswer, tags: NewTags = TAGS) -> int:
    """Keep answers that all have the same tags."""
    return store.importing.keep([(each, tags) for each in answers])


def listed(store: Store) -> list[ReviewItem]:
    """The conversations as staff see them."""
    return list(everything(store))


def test_an_answer_is_kept_with_its_question_its_day_and_its_tags(store: Store) -> None:
    assert keep(store, ROW) == 1
    [item] = listed(store)
    assert (item.conversation.channel, item.conversation.audience) == ("import", "resident")
    assert item.conversation.phase == "done"
    assert item.conversation.created_at == item.conversation.last_at == NOON
    [found] = store.review.answers(store.services.ids(), item.conversation.id)
    assert found.answer.text == "More time in the garden."
    assert (found.answer.kind, found.answer.state, found.answer.settled) == ("answer", "heard", True)
    assert found.question is not None
    assert found.question.key == "good_day"
    assert found.at == NOON
    assert (found.stance, found.topics) == ("wish", ("garden",))
    [tag] = found.tags
    assert (tag.key, tag.stance, tag.evidence) == ("equality", "wish", ((0, 4),))
    assert (tag.source, tag.status, tag.model_version) == ("model", "suggested", "model-1")


def test_the_transcript_shows_what_was_asked_and_what_was_said(store: Store) -> None:
    keep(store, ROW)
    asked, said = store.turns.since(ROW.conversation_id, 0)
    assert (asked.speaker, asked.text) == (Speaker.BOT, "What makes a good day?")
    assert (said.speaker, said.mode, said.text) == (Speaker.PERSON, Mode.IMPORTED, ROW.text)
    assert said.answer_id == ROW.id
    assert said.at == NOON


def test_the_same_row_of_another_home_is_another_answer_in_a_conversation_of_its_own(store: Store) -> None:
    elm = store.services.add("Elm House", "the staff", "")
    theirs = replace(ROW, service_id=elm.id)
    assert keep(store, ROW, theirs) == 2
    assert keep(store, ROW, theirs) == 0
    assert [item.conversation.id for item in store.search.page([elm.id], Filter()).items] == [
        theirs.conversation_id
    ]
    assert len(store.review.answers([elm.id], ROW.conversation_id)) == 0


def test_nothing_that_was_imported_waits_for_a_reply(store: Store) -> None:
    keep(store, ROW)
    assert store.turns.next_waiting(ROW.conversation_id) is None


@pytest.mark.parametrize("asked", ["good_day", "  what MAKES a good  day? ", "What is a good day for you?"])
def test_a_question_is_found_by_its_key_its_words_or_its_simpler_words(store: Store, asked: str) -> None:
    keep(store, replace(ROW, question=asked))
    [found] = store.review.answers(store.services.ids(), ROW.conversation_id)
    assert found.question is not None
    assert found.question.key == "good_day"


def test_a_question_that_is_not_ours_is_kept_in_the_transcript(store: Store) -> None:
    keep(store, replace(ROW, question="How was lunch?"))
    [found] = store.review.answers(store.services.ids(), ROW.conversation_id)
    assert (found.question, found.answer.kind) == (None, "note")
    assert [turn.text for turn in store.turns.since(ROW.conversation_id, 0)] == ["How was lunch?", ROW.text]


def test_words_without_a_question_are_a_note(store: Store) -> None:
    keep(store, replace(ROW, question=""))
    [found] = store.review.answers(store.services.ids(), ROW.conversation_id)
    assert (found.question, found.answer.kind) == (None, "note")
    assert [turn.text for turn in store.turns.since(ROW.conversation_id, 0)] == [ROW.text]


def test_the_question_is_looked_for_in_the_newest_version(store: Store) -> None:
    store.questions.add_version(Audience.RESIDENT, "en", [NewQuestion("pets", "Do you like pets?", "Pets?")])
    keep(store, replace(ROW, question="pets"), replace(ROW, person="R8"))
    [pets] = store.review.answers(store.services.ids(), ROW.conversation_id)
    assert pets.question is not None
    [gone] = store.review.answers(store.services.ids(), replace(ROW, person="R8").conversation_id)
    assert gone.question is None


# Who and when ---------------------------------------------------------------------------------


def test_answers_of_one_person_and_day_make_one_conversation(store: Store) -> None:
    later = replace(ROW, text="My sister.", question="listens", said_at=NOON + timedelta(hours=1))
    assert keep(store, ROW, later) == 2
    [item] = listed(store)
    assert item.answers == 2
    assert item.conversation.last_at == NOON + timedelta(hours=1)
    assert [
        found.answer.text for found in store.review.answers(store.services.ids(), item.conversation.id)
    ] == [
        ROW.text,
        "My sister.",
    ]


def test_another_day_another_person_or_another_audience_is_another_conversation(store: Store) -> None:
    others = [
        replace(ROW, said_at=NOON + timedelta(days=1)),
        replace(ROW, person="R8"),
        replace(ROW, audience=Audience.CARER),
    ]
    assert keep(store, ROW, *others) == 4
    assert len(listed(store)) == 4


def test_without_a_person_every_row_is_a_conversation(store: Store) -> None:
    nobody = replace(ROW, person="")
    keep(store, nobody, replace(nobody, text="Something else."))
    assert [item.answers for item in listed(store)] == [1, 1]


def test_an_answer_without_a_day_is_kept_as_of_today(store: Store) -> None:
    before = datetime.now(UTC)
    keep(store, replace(ROW, said_at=None))
    [item] = listed(store)
    assert before <= item.conversation.created_at <= datetime.now(UTC)


def test_a_second_answer_to_the_same_question_becomes_a_note(store: Store) -> None:
    keep(store, ROW, replace(ROW, text="And cake."))
    keep(store, replace(ROW, text="And tea."))
    kinds = [
        (found.answer.text, found.answer.kind)
        for found in store.review.answers(store.services.ids(), ROW.conversation_id)
    ]
    assert kinds[0] == (ROW.text, "answer")
    assert sorted(kinds[1:]) == [("And cake.", "note"), ("And tea.", "note")]
    said = [turn.text for turn in store.turns.since(ROW.conversation_id, 0) if turn.speaker == Speaker.PERSON]
    assert said == [ROW.text, "And cake.", "And tea."]


# Once -----------------------------------------------------------------------------------------


def test_the_same_row_is_kept_once(store: Store) -> None:
    assert keep(store, ROW, ROW) == 1
    assert keep(store, ROW) == 0
    assert len(store.turns.since(ROW.conversation_id, 0)) == 2


@pytest.mark.parametrize(
    "same",
    [
        replace(ROW, text="  more time in\n the GARDEN. "),
        replace(ROW, person="r7 "),
        replace(ROW, question="GOOD_DAY"),
        replace(ROW, said_at=NOON.astimezone(timezone(timedelta(hours=14)))),
    ],
    ids=["text", "person", "question", "zone"],
)
def test_spaces_capitals_and_time_zones_make_no_other_answer(store: Store, same: ImportedAnswer) -> None:
    keep(store, ROW)
    assert keep(store, same) == 0
    assert len(listed(store)) == 1


@pytest.mark.parametrize(
    "other",
    [
        replace(ROW, text="Less time in the garden."),
        replace(ROW, question="matters"),
        replace(ROW, row_id="17"),
        replace(ROW, said_at=None),
        replace(ROW, person=""),
        replace(ROW, person="", question="R7"),
    ],
    ids=["text", "question", "row", "day", "nobody", "shifted"],
)
def test_anything_else_is_another_answer(store: Store, other: ImportedAnswer) -> None:
    keep(store, ROW)
    assert keep(store, other) == 1


def test_new_answers_are_told_apart_from_known_ones(store: Store) -> None:
    keep(store, ROW)
    fresh = replace(ROW, text="Fresh.")
    assert store.importing.new([ROW, fresh, fresh]) == [fresh]
    assert store.importing.new([]) == []


def test_an_answer_that_was_taken_out_does_not_come_back(store: Store) -> None:
    keep(store, ROW)
    turn = store.turns.since(ROW.conversation_id, 0)[-1]
    with store.sheet(ROW.conversation_id, turn.id) as sheet:
        sheet.erase(sheet.answer(ROW.id))
    assert keep(store, ROW) == 0
    assert ROW.text not in [turn.text for turn in store.turns.since(ROW.conversation_id, 0)]


def test_identifiers_stay_the_same_for_ever() -> None:
    assert str(ROW.id) == "e12f03ec-835a-52a3-afe2-8c7c647329fe"
    assert str(ROW.conversation_id) == "9038ae41-ad31-5a70-abfd-887126fd454f"


# Trouble --------------------------------------------------------------------------------------


def test_a_batch_is_kept_whole_or_not_at_all(store: Store) -> None:
    broken = NewTags("m", "wish", (NewTag("equality", "wish", "no number", ()),))  # type: ignore[arg-type]
    with pytest.raises(Exception, match="no number"):
        store.importing.keep([(ROW, TAGS), (replace(ROW, text="Other."), broken)])
    assert listed(store) == []
    assert store.importing.new([ROW]) == [ROW]


def test_words_that_are_too_long_are_refused(store: Store) -> None:
    with pytest.raises(StorageError) as caught:
        keep(store, replace(ROW, text="x" * (MAX_CHARACTERS + 1)))
    assert caught.value.code == "too_long"


def test_odd_characters_are_kept(store: Store) -> None:
    odd = replace(ROW, text="a\x00b \ud800 😀 \u05d0", question="q\x00", person="p\x00\ud800")
    assert keep(store, odd) == 1
    [found] = store.review.answers(store.services.ids(), odd.conversation_id)
    assert found.answer.text == "a\ufffdb \ufffd 😀 \u05d0"


def test_a_service_must_be_set_up_first(tmp_path_factory: pytest.TempPathFactory) -> None:
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('empty') / 'new.db'}")
    store.migrate()
    with pytest.raises(StorageError) as caught:
        keep(store, ROW)
    store.close()
    assert caught.value.code == "unknown"


def test_two_imports_at_once_keep_everything_once(store: Store) -> None:
    rows = [replace(ROW, text=f"Answer {at}.", person=f"R{at % 7}") for at in range(60)]
    refused: list[StorageError] = []

    def bring_in(order: list[ImportedAnswer]) -> None:
        for at in range(0, len(order), 10):
            batch = order[at : at + 10]
            while store.importing.new(batch):
                try:
                    keep(store, *batch)
                except StorageError as error:
                    refused.append(error)

    both = [Thread(target=bring_in, args=(order,)) for order in (rows, rows[::-1])]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sum(item.answers for item in listed(store)) == 60
    assert all(error.retry for error in refused)

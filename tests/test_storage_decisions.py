"""What was decided, by whom; and how the last decision is taken back."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from storage.decisions import DecisionRecord
from storage.errors import StorageError
from storage.records import AnswerRecord
from storage.rights import StaffRecord
from storage.store import Store
from tests.saying import begin, erase, say, tag, tags, tell


@pytest.fixture
def sarah(store: Store) -> StaffRecord:
    return store.staff.add("sarah", "Sarah", "hash")


@pytest.fixture
def ahmed(store: Store) -> StaffRecord:
    return store.staff.add("ahmed", "Ahmed", "hash")


@pytest.fixture
def both(sarah: StaffRecord, ahmed: StaffRecord) -> tuple[StaffRecord, StaffRecord]:
    return sarah, ahmed


@pytest.fixture
def conversation_id(store: Store) -> UUID:
    return begin(store)


@pytest.fixture
def answer(store: Store, conversation_id: UUID) -> AnswerRecord:
    """One answer, for which `diversity` is suggested."""
    return tell(store, conversation_id, "I like tea", tags(tag("diversity", confidence=0.4)))


@pytest.fixture
def first(store: Store, conversation_id: UUID, answer: AnswerRecord) -> UUID:
    """The suggested tag."""
    return store.review.answers(store.services.ids(), conversation_id)[0].tags[0].id


def stand(store: Store, conversation_id: UUID) -> set[tuple[str, str, str]]:
    """Every tag: (key, stance, status)."""
    answers = store.review.answers(store.services.ids(), conversation_id)
    return {(each.key, each.stance, each.status) for given in answers for each in given.tags}


def decisions(store: Store, conversation_id: UUID) -> list[DecisionRecord]:
    return [
        each
        for those in store.decisions.of_conversation(store.services.ids(), conversation_id).values()
        for each in those
    ]


def last(store: Store, conversation_id: UUID) -> UUID:
    return decisions(store, conversation_id)[-1].id


SUGGESTED = {("diversity", "hoped_for", "suggested")}

Decide = Callable[[Store, UUID, UUID, UUID], None]
DECIDE: dict[str, Decide] = {
    "agree": lambda store, first, _, staff: store.corrections.agree(store.services.ids(), first, staff),
    "remove": lambda store, first, _, staff: store.corrections.remove(store.services.ids(), first, staff),
    "change": lambda store, first, _, staff: store.corrections.change(
        store.services.ids(), first, staff, tag("assets", "lived")
    ),
    "stance": lambda store, first, _, staff: store.corrections.change(
        store.services.ids(), first, staff, tag(stance="lived")
    ),
    "mark": lambda store, first, _, staff: store.corrections.mark(
        store.services.ids(), first, staff, ((2, 6),)
    ),
    "add": lambda store, _, answer, staff: store.corrections.add(
        store.services.ids(), answer, staff, tag("equality")
    ),
}


def test_who_decided_what_is_told_in_order(
    store: Store, sarah: StaffRecord, ahmed: StaffRecord, conversation_id: UUID, first: UUID
) -> None:
    assert decisions(store, conversation_id) == []
    store.corrections.remove(store.services.ids(), first, sarah.id)
    store.corrections.agree(store.services.ids(), first, ahmed.id)
    told = [
        (each.name, each.act, each.key, each.tag_id, each.last) for each in decisions(store, conversation_id)
    ]
    assert told == [
        ("Sarah", "remove", "diversity", first, False),
        ("Ahmed", "agree", "diversity", first, True),
    ]


@pytest.mark.parametrize("act", DECIDE)
def test_everything_is_as_before_once_it_is_taken_back(
    store: Store, sarah: StaffRecord, conversation_id: UUID, first: UUID, act: str
) -> None:
    before = store.review.answers(store.services.ids(), conversation_id)
    DECIDE[act](store, first, before[0].answer.id, sarah.id)
    assert store.review.answers(store.services.ids(), conversation_id) != before
    store.decisions.undo(store.services.ids(), last(store, conversation_id), sarah.id)
    assert store.review.answers(store.services.ids(), conversation_id) == before
    assert list(store.corrections.corrected()) == []
    acts = [each.act for each in decisions(store, conversation_id)]
    assert len(acts) == 2
    assert acts[-1] == "undo"


@pytest.mark.parametrize("act", ["remove", "change", "mark"])
def test_what_stood_before_by_somebody_else_stands_again(
    store: Store, both: tuple[StaffRecord, StaffRecord], conversation_id: UUID, first: UUID, act: str
) -> None:
    sarah, ahmed = both
    store.corrections.agree(store.services.ids(), first, ahmed.id)
    DECIDE[act](store, first, uuid4(), sarah.id)
    store.decisions.undo(store.services.ids(), last(store, conversation_id), sarah.id)
    assert stand(store, conversation_id) == {("diversity", "hoped_for", "agreed")}


def test_a_tag_that_staff_gave_stands_again(
    store: Store, sarah: StaffRecord, conversation_id: UUID, answer: AnswerRecord
) -> None:
    store.corrections.add(store.services.ids(), answer.id, sarah.id, tag("equality"))
    given = next(
        each
        for each in store.review.answers(store.services.ids(), conversation_id)[0].tags
        if each.key == "equality"
    )
    store.corrections.remove(store.services.ids(), given.id, sarah.id)
    store.decisions.undo(store.services.ids(), last(store, conversation_id), sarah.id)
    assert stand(store, conversation_id) == {*SUGGESTED, ("equality", "hoped_for", "agreed")}


def test_one_can_decide_again_after_going_back(
    store: Store, sarah: StaffRecord, conversation_id: UUID, first: UUID
) -> None:
    for _ in range(3):
        store.corrections.agree(store.services.ids(), first, sarah.id)
        store.decisions.undo(store.services.ids(), last(store, conversation_id), sarah.id)
    assert stand(store, conversation_id) == SUGGESTED
    store.corrections.remove(store.services.ids(), first, sarah.id)
    assert stand(store, conversation_id) == {("diversity", "hoped_for", "removed")}


def test_going_back_is_sent_twice_and_done_once(
    store: Store, sarah: StaffRecord, conversation_id: UUID, first: UUID
) -> None:
    store.corrections.agree(store.services.ids(), first, sarah.id)
    decision = last(store, conversation_id)
    for _ in range(2):
        store.decisions.undo(store.services.ids(), decision, sarah.id)
    assert [each.act for each in decisions(store, conversation_id)] == ["agree", "undo"]


def test_only_ones_own_last_decision_goes_back(
    store: Store,
    both: tuple[StaffRecord, StaffRecord],
    conversation_id: UUID,
    answer: AnswerRecord,
    first: UUID,
) -> None:
    sarah, ahmed = both
    store.corrections.agree(store.services.ids(), first, sarah.id)
    early = last(store, conversation_id)
    with pytest.raises(StorageError, match="Look again"):
        store.decisions.undo(store.services.ids(), early, ahmed.id)
    store.corrections.add(store.services.ids(), answer.id, ahmed.id, tag("equality"))
    with pytest.raises(StorageError, match="Look again"):
        store.decisions.undo(store.services.ids(), early, sarah.id)
    with pytest.raises(StorageError, match="no such decision"):
        store.decisions.undo(store.services.ids(), uuid4(), sarah.id)
    assert [each.last for each in decisions(store, conversation_id)] == [False, True]


def test_nothing_goes_back_to_words_that_are_others_now(
    store: Store, sarah: StaffRecord, conversation_id: UUID, answer: AnswerRecord, first: UUID
) -> None:
    store.corrections.agree(store.services.ids(), first, sarah.id)
    with store.sheet(conversation_id, say(store, conversation_id, "I am who I am")) as sheet:
        sheet.replace(answer)
    assert not decisions(store, conversation_id)[-1].last
    with pytest.raises(StorageError, match="words have changed"):
        store.decisions.undo(store.services.ids(), last(store, conversation_id), sarah.id)


def test_a_suggestion_that_was_decided_on_and_back_is_replaced_like_any_other(
    store: Store, sarah: StaffRecord, conversation_id: UUID, answer: AnswerRecord, first: UUID
) -> None:
    store.corrections.agree(store.services.ids(), first, sarah.id)
    store.decisions.undo(store.services.ids(), last(store, conversation_id), sarah.id)
    assert store.tags.suggest([(answer.id, "I like tea", tags(tag("assets"), model="lexicon-2"))]) == 1
    assert stand(store, conversation_id) == {("assets", "hoped_for", "suggested")}
    assert [each.act for each in decisions(store, conversation_id)] == ["agree", "undo"]


def test_an_answer_that_is_taken_out_takes_all_that_with_it(
    store: Store, sarah: StaffRecord, conversation_id: UUID, answer: AnswerRecord, first: UUID
) -> None:
    store.corrections.change(store.services.ids(), first, sarah.id, tag("assets"))
    decision = last(store, conversation_id)
    erase(store, conversation_id, answer)
    assert decisions(store, conversation_id) == []
    with pytest.raises(StorageError, match="no such decision"):
        store.decisions.undo(store.services.ids(), decision, sarah.id)

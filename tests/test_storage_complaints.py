"""The register of complaints: asked once, passed on once, hidden from whoever is named, written for good."""

from uuid import UUID, uuid4

import pytest

from storage.complaint_records import ComplaintAct, ComplaintRecord, ComplaintState
from storage.errors import StorageError
from storage.grants import Post
from storage.kinds import Audience
from storage.records import AnswerRecord
from storage.rights import Role
from storage.store import Store
from tests.saying import begin, erase, say, tell

COLD = "I want to complain about the cold food"


@pytest.fixture
def manager(store: Store) -> UUID:
    return store.staff.add("mo", "Mo Khan", "x", [Post(Role.MANAGER)]).id


@pytest.fixture
def ruth(store: Store) -> UUID:
    """Somebody whom complaints name."""
    return store.staff.add("ruth", "Ruth Ellis", "x", [Post(Role.MANAGER)]).id


def pass_on(store: Store, words: str = COLD) -> tuple[UUID, AnswerRecord, UUID]:
    """An answer that is passed on: conversation, answer, complaint."""
    conversation = begin(store)
    answer = tell(store, conversation, words)
    with store.sheet(conversation, say(store, conversation, "yes")) as sheet:
        complaint = sheet.complain(answer)
    return conversation, answer, complaint


def get(store: Store, reader: UUID, complaint: UUID) -> ComplaintRecord:
    found = store.complaints.get(store.services.ids(), reader, complaint)
    assert found is not None
    return found


def test_an_answer_is_asked_about_once_and_never_again(store: Store) -> None:
    conversation = begin(store)
    answer = tell(store, conversation, COLD)
    for first in (True, False):
        with store.sheet(conversation, say(store, conversation, "yes")) as sheet:
            assert sheet.ask_complaint(answer) is first
            sheet.decline_complaint(answer)


def test_what_is_passed_on_stands_in_the_register_word_for_word(store: Store, manager: UUID) -> None:
    conversation, answer, _ = pass_on(store)
    (found,) = store.complaints.open(store.services.ids(), manager)
    assert (found.words, found.state, found.conversation_id, found.answer_id) == (
        COLD, ComplaintState.NEW, conversation, answer.id,
    )  # fmt: skip
    assert store.complaints.count_open(store.services.ids(), manager) == 1
    assert [(each.act, each.by) for each in get(store, manager, found.id).log] == [("received", None)]


def test_passed_on_twice_it_is_one_complaint(store: Store, manager: UUID) -> None:
    conversation, answer, complaint = pass_on(store)
    with store.sheet(conversation, say(store, conversation, "yes")) as sheet:
        assert sheet.complain(answer) == complaint
        assert not sheet.ask_complaint(answer)
    assert len(store.complaints.open(store.services.ids(), manager)) == 1


@pytest.mark.parametrize("words", ["Ruth never comes", "that ellis woman shouts", "It is RUTH's fault"])
def test_to_whoever_is_named_it_is_not_there(store: Store, manager: UUID, ruth: UUID, words: str) -> None:
    _, _, complaint = pass_on(store, words)
    within = store.services.ids()
    assert store.complaints.get(within, ruth, complaint) is None
    assert store.complaints.open(within, ruth) == []
    assert store.complaints.everything(within, ruth) == []
    assert store.complaints.count_open(within, ruth) == 0
    assert store.complaints.do(within, ruth, complaint, 0, ComplaintAct.DID, "nothing") is None
    assert get(store, manager, complaint).named == ((ruth, "Ruth Ellis"),)


def test_who_is_named_can_be_put_right_but_not_by_themselves(store: Store, manager: UUID, ruth: UUID) -> None:
    _, _, complaint = pass_on(store, "My daughter Ruth is not let in")
    within = store.services.ids()
    assert store.complaints.name(within, ruth, complaint, 0, []) is None
    store.complaints.name(within, manager, complaint, 0, [])
    assert get(store, ruth, complaint).words
    with pytest.raises(StorageError) as refused:
        store.complaints.name(within, manager, complaint, 1, [manager])
    assert refused.value.code == "unusable"


def test_whoever_is_named_cannot_see_to_it(store: Store, manager: UUID, ruth: UUID) -> None:
    _, _, complaint = pass_on(store, "Ruth is rude")
    within = store.services.ids()
    with pytest.raises(StorageError) as refused:
        store.complaints.give(within, manager, complaint, 0, ruth)
    assert refused.value.code == "unusable"
    assert store.complaints.give(within, manager, complaint, 0, manager)
    assert get(store, manager, complaint).owner == "Mo Khan"


def test_it_goes_from_new_to_answered_and_each_step_stays_written(store: Store, manager: UUID) -> None:
    _, _, complaint = pass_on(store)
    within = store.services.ids()
    steps = (ComplaintAct.ACKNOWLEDGED, ComplaintAct.DID, ComplaintAct.ANSWERED)
    for version, act in enumerate(steps):
        assert store.complaints.do(within, manager, complaint, version, act, f"note {version}")
    found = get(store, manager, complaint)
    assert found.state == ComplaintState.ANSWERED
    assert found.acknowledged_at is not None
    assert found.answered_at is not None
    assert [each.act for each in found.log] == ["received", "acknowledged", "did", "answered"]
    assert store.complaints.open(within, manager) == []
    assert [each.id for each in store.complaints.done(within, manager)] == [complaint]
    assert store.complaints.do(within, manager, complaint, 3, ComplaintAct.REOPENED, "not content")
    assert get(store, manager, complaint).open


def test_without_a_note_or_out_of_order_nothing_is_done(store: Store, manager: UUID) -> None:
    _, _, complaint = pass_on(store)
    within = store.services.ids()
    for act, note in (
        (ComplaintAct.DID, "  "),
        (ComplaintAct.REOPENED, "why"),
        (ComplaintAct.RECEIVED, "again"),
        (ComplaintAct.DID, "x" * 4_001),
    ):
        with pytest.raises(StorageError) as refused:
            store.complaints.do(within, manager, complaint, 0, act, note)
        assert refused.value.code == "unusable"
    assert get(store, manager, complaint).version == 0


def test_of_two_at_once_the_second_is_told(store: Store, manager: UUID) -> None:
    _, _, complaint = pass_on(store)
    within = store.services.ids()
    store.complaints.do(within, manager, complaint, 0, ComplaintAct.DID, "asked the cook")
    with pytest.raises(StorageError) as refused:
        store.complaints.do(within, manager, complaint, 0, ComplaintAct.DID, "asked the cook too")
    assert refused.value.code == "changed"


def test_elsewhere_it_is_not_there(store: Store, manager: UUID) -> None:
    _, _, complaint = pass_on(store)
    elsewhere = {store.services.add("Oak House", "Priya", "").id}
    assert store.complaints.get(elsewhere, manager, complaint) is None
    assert store.complaints.do(elsewhere, manager, complaint, 0, ComplaintAct.DID, "x") is None
    assert store.complaints.open(elsewhere, manager) == []
    here = store.services.get().id
    assert store.complaints.write_down(elsewhere, manager, here, Audience.CARER, "", "words") is None


def test_staff_write_down_what_came_by_another_way_and_twice_is_once(store: Store, manager: UUID) -> None:
    within, here, mine = store.services.ids(), store.services.get().id, uuid4()
    for _ in range(2):
        kept = store.complaints.write_down(
            within, manager, here, Audience.STAFF, "Jo", "too few at night", mine
        )
        assert kept == mine
    (found,) = store.complaints.open(within, manager)
    assert (found.who, found.audience, found.taken_by) == ("Jo", "staff", "Mo Khan")


def test_taken_out_the_words_go_everywhere_and_it_counts_as_taken_back(store: Store, manager: UUID) -> None:
    conversation, answer, complaint = pass_on(store)
    store.complaints.do(store.services.ids(), manager, complaint, 0, ComplaintAct.DID, f"she said: {COLD}")
    erase(store, conversation, answer)
    found = get(store, manager, complaint)
    assert (found.words, found.state) == ("", ComplaintState.WITHDRAWN)
    assert COLD not in "".join(each.note for each in found.log)

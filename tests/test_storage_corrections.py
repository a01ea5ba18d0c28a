"""What staff decide about tags, and what there is to learn from it."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import corrections
from storage.corrections import words_version
from storage.errors import StorageError
from storage.kinds import Act, TagSource, TagStatus
from storage.models import Correction
from storage.records import AnswerRecord, CorrectedAnswer, TagRecord
from storage.rights import StaffRecord
from storage.store import Store
from tests.saying import MODEL, begin, erase, say, tag, tags, tell


@pytest.fixture
def sarah(store: Store) -> StaffRecord:
    return store.staff.add("sarah", "Sarah", "hash")


@pytest.fixture
def conversation_id(store: Store) -> UUID:
    return begin(store)


@pytest.fixture
def answer(store: Store, conversation_id: UUID) -> AnswerRecord:
    """One answer, for which `diversity` is suggested."""
    return tell(store, conversation_id, "I like tea", tags(tag("diversity", confidence=0.4)))


def seen(store: Store, conversation_id: UUID) -> list[TagRecord]:
    return [
        each for answer in store.review.answers(store.services.ids(), conversation_id) for each in answer.tags
    ]


def written(store: Store) -> list[Correction]:
    """Every row, oldest first."""
    with Session(store._engine) as session:
        return list(session.scalars(select(Correction).order_by(Correction.at, Correction.id)))


def learned(store: Store) -> list[CorrectedAnswer]:
    return list(store.corrections.corrected())


@pytest.mark.usefixtures("answer")
class TestEachDecision:
    def test_a_tag_can_be_agreed_with(self, store: Store, sarah: StaffRecord, conversation_id: UUID) -> None:
        (first,) = seen(store, conversation_id)
        store.corrections.agree(store.services.ids(), first.id, sarah.id)
        assert [each.status for each in seen(store, conversation_id)] == [TagStatus.AGREED]
        (row,) = written(store)
        assert (row.act, row.tag_id, row.staff_id) == (Act.AGREE, first.id, sarah.id)
        assert (row.key, row.stance, row.evidence) == ("diversity", "hoped_for", [[0, 6]])
        assert row.model_version == MODEL

    def test_a_better_tag_is_kept_beside_the_first(
        self, store: Store, sarah: StaffRecord, conversation_id: UUID
    ) -> None:
        (first,) = seen(store, conversation_id)
        store.corrections.change(store.services.ids(), first.id, sarah.id, tag("equality", "lived", 1.0))
        better, wrong = seen(store, conversation_id)
        assert (wrong.id, wrong.key) == (first.id, "diversity")
        assert (wrong.source, wrong.status) == (TagSource.MODEL, TagStatus.REMOVED)
        assert (better.key, better.stance, better.source) == ("equality", "lived", TagSource.STAFF)
        assert (better.status, better.corrects_id) == (TagStatus.AGREED, first.id)
        (row,) = written(store)
        assert (row.act, row.tag_id, row.key, row.stance) == (Act.CHANGE, first.id, "equality", "lived")

    def test_a_tag_can_be_removed(self, store: Store, sarah: StaffRecord, conversation_id: UUID) -> None:
        store.corrections.remove(store.services.ids(), seen(store, conversation_id)[0].id, sarah.id)
        assert [each.status for each in seen(store, conversation_id)] == [TagStatus.REMOVED]
        assert [(row.act, row.key) for row in written(store)] == [(Act.REMOVE, "diversity")]

    def test_a_tag_that_was_missed_can_be_added(
        self, store: Store, sarah: StaffRecord, conversation_id: UUID, answer: AnswerRecord
    ) -> None:
        store.corrections.add(store.services.ids(), answer.id, sarah.id, tag("assets", "lived", 1.0))
        added, _ = seen(store, conversation_id)
        assert (added.key, added.source, added.status) == ("assets", TagSource.STAFF, TagStatus.AGREED)
        assert (added.corrects_id, added.model_version) == (None, None)
        (row,) = written(store)
        assert (row.act, row.tag_id, row.key, row.model_version) == (Act.ADD, None, "assets", None)

    def test_other_words_can_be_marked(self, store: Store, sarah: StaffRecord, conversation_id: UUID) -> None:
        (first,) = seen(store, conversation_id)
        store.corrections.mark(store.services.ids(), first.id, sarah.id, ((2, 6), (7, 10)))
        found = {each.status: each for each in seen(store, conversation_id)}
        marked = found[TagStatus.AGREED]
        assert (marked.key, marked.evidence, marked.corrects_id) == ("diversity", ((2, 6), (7, 10)), first.id)
        assert found[TagStatus.REMOVED].evidence == ((0, 6),)
        assert [(row.act, row.evidence) for row in written(store)] == [(Act.MARK, [[2, 6], [7, 10]])]

    def test_every_decision_stays_written(
        self, store: Store, sarah: StaffRecord, conversation_id: UUID
    ) -> None:
        (first,) = seen(store, conversation_id)
        store.corrections.remove(store.services.ids(), first.id, sarah.id)
        store.corrections.agree(store.services.ids(), first.id, sarah.id)
        assert [row.act for row in written(store)] == [Act.REMOVE, Act.AGREE]

    @pytest.mark.parametrize("span", [(0, 11), (-1, 3), (4, 4), (5, 2)])
    def test_words_that_are_not_there_cannot_be_marked(
        self, store: Store, sarah: StaffRecord, conversation_id: UUID, span: tuple[int, int]
    ) -> None:
        with pytest.raises(StorageError, match="mark again"):
            store.corrections.mark(
                store.services.ids(), seen(store, conversation_id)[0].id, sarah.id, (span,)
            )
        assert [each.status for each in seen(store, conversation_id)] == [TagStatus.SUGGESTED]
        assert written(store) == []

    def test_nobody_we_do_not_know_can_decide(self, store: Store, conversation_id: UUID) -> None:
        with pytest.raises(StorageError):
            store.corrections.agree(store.services.ids(), seen(store, conversation_id)[0].id, uuid4())
        assert [each.status for each in seen(store, conversation_id)] == [TagStatus.SUGGESTED]

    def test_what_is_not_there_cannot_be_judged(self, store: Store, sarah: StaffRecord) -> None:
        with pytest.raises(StorageError, match="no such tag"):
            store.corrections.agree(store.services.ids(), uuid4(), sarah.id)
        with pytest.raises(StorageError, match="no such answer"):
            store.corrections.add(store.services.ids(), uuid4(), sarah.id, tag())

    def test_an_answer_that_was_taken_out_gets_no_tag(
        self, store: Store, sarah: StaffRecord, conversation_id: UUID, answer: AnswerRecord
    ) -> None:
        erase(store, conversation_id, answer)
        with pytest.raises(StorageError, match="no such answer"):
            store.corrections.add(store.services.ids(), answer.id, sarah.id, tag())


@pytest.mark.usefixtures("answer")
class TestTwoAtOnce:
    def test_what_somebody_has_not_seen_is_not_decided_on(
        self, store: Store, sarah: StaffRecord, conversation_id: UUID
    ) -> None:
        ahmed = store.staff.add("ahmed", "Ahmed", "hash")
        (first,) = seen(store, conversation_id)
        store.corrections.remove(store.services.ids(), first.id, ahmed.id, seen=first.version)
        verbs, here = store.corrections, store.services.ids()
        lates: tuple[Callable[[], object], ...] = (
            lambda: verbs.agree(here, first.id, sarah.id, seen=first.version),
            lambda: verbs.change(here, first.id, sarah.id, tag("assets"), seen=first.version),
            lambda: verbs.mark(here, first.id, sarah.id, ((2, 6),), seen=first.version),
            lambda: verbs.remove(here, first.id, sarah.id, seen=first.version),
        )
        for late in lates:
            with pytest.raises(StorageError) as refused:
                late()
            assert refused.value.code == "changed"
        assert [row.act for row in written(store)] == [Act.REMOVE]

    def test_other_words_are_not_given_a_tag_for_these(
        self, store: Store, sarah: StaffRecord, conversation_id: UUID, answer: AnswerRecord
    ) -> None:
        version = words_version(answer.text)
        with store.sheet(conversation_id, say(store, conversation_id, "I am who I am")) as sheet:
            sheet.replace(answer)
        with pytest.raises(StorageError) as refused:
            store.corrections.add(store.services.ids(), answer.id, sarah.id, tag("assets"), seen=version)
        assert refused.value.code == "changed"

    def test_a_principle_stands_once_on_an_answer(
        self, store: Store, sarah: StaffRecord, conversation_id: UUID, answer: AnswerRecord
    ) -> None:
        with pytest.raises(StorageError) as refused:
            store.corrections.add(store.services.ids(), answer.id, sarah.id, tag("diversity", "lived"))
        assert refused.value.code == "taken"
        (first,) = seen(store, conversation_id)
        store.corrections.change(store.services.ids(), first.id, sarah.id, tag("diversity", "lived"))
        with pytest.raises(StorageError, match="stands there already"):
            store.corrections.agree(store.services.ids(), first.id, sarah.id)

    def test_what_is_sent_twice_is_decided_once(
        self, store: Store, sarah: StaffRecord, conversation_id: UUID, answer: AnswerRecord
    ) -> None:
        (first,) = seen(store, conversation_id)
        for _ in range(2):
            store.corrections.agree(store.services.ids(), first.id, sarah.id, seen=first.version)
        for _ in range(2):
            store.corrections.add(store.services.ids(), answer.id, sarah.id, tag("assets"))
        for _ in range(2):
            store.corrections.change(store.services.ids(), first.id, sarah.id, tag("equality"))
        assert [row.act for row in written(store)] == [Act.AGREE, Act.ADD, Act.CHANGE]

    def test_a_tag_of_earlier_words_is_known_and_not_simply_agreed_to(
        self, store: Store, sarah: StaffRecord, conversation_id: UUID, answer: AnswerRecord
    ) -> None:
        (first,) = seen(store, conversation_id)
        store.corrections.agree(store.services.ids(), first.id, sarah.id)
        with store.sheet(conversation_id, say(store, conversation_id, "I am who I am")) as sheet:
            sheet.replace(answer)
        (old,) = seen(store, conversation_id)
        assert (old.old, old.version == first.version) == (True, False)
        with pytest.raises(StorageError, match="Mark the words"):
            store.corrections.agree(store.services.ids(), first.id, sarah.id)
        store.corrections.mark(store.services.ids(), first.id, sarah.id, ((5, 8),))
        assert [(each.status, each.old) for each in seen(store, conversation_id) if not each.old] == [
            (TagStatus.AGREED, False)
        ]


class TestTaggingAnew:
    def test_what_staff_said_outlives_it(
        self, store: Store, sarah: StaffRecord, conversation_id: UUID
    ) -> None:
        found = tags(
            tag("diversity", confidence=0.9), tag("assets", confidence=0.8), tag("equality", confidence=0.7)
        )
        answer = tell(store, conversation_id, "I like tea", found)
        wrong, right, _ = seen(store, conversation_id)
        store.corrections.change(
            store.services.ids(), wrong.id, sarah.id, tag("reciprocity", confidence=0.95)
        )
        store.corrections.agree(store.services.ids(), right.id, sarah.id)
        with store.sheet(conversation_id, say(store, conversation_id)) as sheet:
            sheet.tag(answer, tags(tag("capabilities", confidence=0.1), model="lexicon-2"))
        assert [(each.key, each.status, each.model_version) for each in seen(store, conversation_id)] == [
            ("reciprocity", "agreed", None),
            ("diversity", "removed", "lexicon-1"),
            ("assets", "agreed", "lexicon-1"),
            ("capabilities", "suggested", "lexicon-2"),
        ]

    def test_nothing_is_suggested_again_that_staff_decided_on(
        self, store: Store, sarah: StaffRecord, conversation_id: UUID, answer: AnswerRecord
    ) -> None:
        store.corrections.remove(store.services.ids(), seen(store, conversation_id)[0].id, sarah.id)
        news = tags(tag("diversity"), tag("assets"), model="lexicon-2")
        assert store.tags.suggest([(answer.id, "I like tea", news)]) == 1
        found = {(each.key, each.status) for each in seen(store, conversation_id)}
        assert found == {("diversity", "removed"), ("assets", "suggested")}

    def test_other_words_are_judged_anew(
        self, store: Store, sarah: StaffRecord, conversation_id: UUID, answer: AnswerRecord
    ) -> None:
        store.corrections.remove(store.services.ids(), seen(store, conversation_id)[0].id, sarah.id)
        with store.sheet(conversation_id, say(store, conversation_id, "I am who I am")) as sheet:
            sheet.tag(sheet.replace(answer), tags(tag("diversity")))
        assert [each.status for each in seen(store, conversation_id)] == ["suggested", "removed"]


class TestWhatThereIsToLearn:
    def test_nothing_without_a_decision(self, store: Store, answer: AnswerRecord) -> None:
        assert learned(store) == []

    def test_what_staff_agreed_to_gave_and_removed(
        self, store: Store, sarah: StaffRecord, conversation_id: UUID
    ) -> None:
        found = tags(tag("diversity", confidence=0.9), tag("assets", confidence=0.8), tag("equality"))
        answer = tell(store, conversation_id, "I like tea", found)
        diversity, assets, equality = seen(store, conversation_id)
        store.corrections.agree(store.services.ids(), diversity.id, sarah.id)
        store.corrections.change(store.services.ids(), assets.id, sarah.id, tag("capabilities", "lived"))
        store.corrections.add(store.services.ids(), answer.id, sarah.id, tag("reciprocity", "lived"))
        given = (("capabilities", "lived"), ("diversity", "hoped_for"), ("reciprocity", "lived"))
        assert learned(store) == [CorrectedAnswer("I like tea", given, ("assets",), complete=False)]
        store.corrections.remove(store.services.ids(), equality.id, sarah.id)
        assert learned(store) == [CorrectedAnswer("I like tea", given, ("assets", "equality"), complete=True)]

    def test_another_stance_of_the_same_principle_takes_nothing_away(
        self, store: Store, sarah: StaffRecord, conversation_id: UUID, answer: AnswerRecord
    ) -> None:
        store.corrections.change(
            store.services.ids(), seen(store, conversation_id)[0].id, sarah.id, tag("diversity", "lived")
        )
        assert learned(store) == [CorrectedAnswer("I like tea", (("diversity", "lived"),), (), complete=True)]

    def test_each_answer_once_in_the_same_order_however_many_there_are(
        self, store: Store, sarah: StaffRecord, conversation_id: UUID, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for at in range(7):
            answer = tell(store, conversation_id, f"answer {at}", tags(tag()))
            store.corrections.add(store.services.ids(), answer.id, sarah.id, tag("assets"))
            store.corrections.add(store.services.ids(), answer.id, sarah.id, tag("equality"))
        whole = learned(store)
        assert {each.text for each in whole} == {f"answer {at}" for at in range(7)}
        monkeypatch.setattr(corrections, "PAGE", 3)
        assert learned(store) == whole

    def test_what_was_taken_out_is_never_learned(
        self, store: Store, sarah: StaffRecord, conversation_id: UUID, answer: AnswerRecord
    ) -> None:
        store.corrections.add(store.services.ids(), answer.id, sarah.id, tag("assets"))
        erase(store, conversation_id, answer)
        assert learned(store) == []
        assert written(store) == []

    def test_what_was_decided_on_other_words_is_not_learned(
        self, store: Store, sarah: StaffRecord, conversation_id: UUID, answer: AnswerRecord
    ) -> None:
        store.corrections.agree(store.services.ids(), seen(store, conversation_id)[0].id, sarah.id)
        with store.sheet(conversation_id, say(store, conversation_id, "The soup is hot")) as sheet:
            sheet.tag(sheet.replace(answer), tags(tag("assets", confidence=0.9)))
        assert learned(store) == []
        store.corrections.remove(store.services.ids(), seen(store, conversation_id)[0].id, sarah.id)
        assert learned(store) == [CorrectedAnswer("The soup is hot", (), ("assets",), complete=True)]

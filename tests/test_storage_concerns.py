"""Concerns: kept with the tags, taken off the list by people alone, and never seen from elsewhere."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from storage.concern_records import ConcernRecord, ConcernState, NewConcern, NoticedBy
from storage.errors import StorageError
from storage.importing import ImportedAnswer
from storage.kinds import Audience, Mode
from storage.records import AnswerRecord, NewTags
from storage.rights import StaffRecord
from storage.store import Store
from tests.saying import MODEL, begin, erase, say, tell

HIT = "He hit me on the arm"
NOW = NewConcern("physical", "immediate", 0.93, ((0, 10),))
SOON = NewConcern("neglect", "soon", 0.41, ((0, 6),))


@pytest.fixture
def sarah(store: Store) -> StaffRecord:
    return store.staff.add("sarah", "Sarah", "hash")


@pytest.fixture
def here(store: Store) -> frozenset[UUID]:
    return frozenset({store.services.get().id})


def noticed(concern: NewConcern | None, model: str = MODEL) -> NewTags:
    return NewTags(model, "neutral", concern=concern)


def tell_of(store: Store, text: str = HIT, concern: NewConcern = NOW) -> tuple[UUID, AnswerRecord]:
    talk = begin(store)
    return talk, tell(store, talk, text, noticed(concern))


def reword(store: Store, talk: UUID, answer: AnswerRecord, text: str, found: NewConcern | None) -> None:
    """The person puts it in other words, which are tagged again."""
    with store.sheet(talk, say(store, talk, text)) as sheet:
        sheet.tag(sheet.replace(answer), noticed(found))


def only(found: list[ConcernRecord]) -> ConcernRecord:
    assert len(found) == 1
    return found[0]


def test_a_concern_is_kept_with_the_tags_and_says_which_words_led_to_it(
    store: Store, here: frozenset[UUID]
) -> None:
    talk, answer = tell_of(store)
    found = only(store.concerns.of(here, talk))
    assert (found.answer_id, found.category, found.urgency) == (answer.id, "physical", "immediate")
    assert (found.words, found.evidence, found.confidence) == (HIT, ((0, 10),), 0.93)
    assert (found.source, found.model_version, found.state) == (NoticedBy.MODEL, MODEL, ConcernState.NEW)
    assert not found.earlier
    assert store.concerns.get(here, found.id) == found


@pytest.mark.parametrize("mode", [Mode.FACES, Mode.PICTURES])
def test_no_model_reads_a_concern_out_of_words_that_were_chosen(
    store: Store, here: frozenset[UUID], mode: Mode
) -> None:
    talk = begin(store)
    for text, concern in (
        ("I have too little say here.", NOW),
        ("It hurts.", replace(NOW, source=NoticedBy.RULE)),
    ):
        turn = store.turns.keep(talk, uuid4(), text, mode)
        with store.sheet(talk, turn.id) as sheet:
            sheet.tag(sheet.note(), noticed(concern))
    assert [each.words for each in store.concerns.of(here, talk)] == ["It hurts."]


def test_what_cannot_wait_stands_first_and_each_is_counted(
    store: Store, here: frozenset[UUID], sarah: StaffRecord
) -> None:
    soon, _ = tell_of(store, "Nobody comes", SOON)
    now, _ = tell_of(store)
    later, _ = tell_of(store, "He hit me again", NOW)
    assert [each.conversation_id for each in store.concerns.open(here)] == [now, later, soon]
    first = store.concerns.open(here)[0]
    store.concerns.decide(here, first.id, first.version, sarah.id, ConcernState.SEEN)
    counts = store.concerns.counts(here)
    assert (counts.new, counts.now, counts.seen, counts.open) == (2, 1, 1, 3)


def test_of_what_is_as_urgent_the_surest_stands_first_then_what_waits_longest(
    store: Store, here: frozenset[UUID]
) -> None:
    chances = (0.41, 0.41, 0.9, 0.6)
    talks = [tell_of(store, "Nobody comes", replace(SOON, confidence=each))[0] for each in chances]
    weak, _ = tell_of(store, HIT, replace(NOW, confidence=0.31))
    right = [weak, talks[2], talks[3], talks[0], talks[1]]
    assert [each.conversation_id for each in store.concerns.open(here)] == right
    assert [each.quiet for each in store.concerns.open(here)] == [False, False, False, True, True]


def test_the_list_is_read_on_behind_one_also_when_it_was_closed_meanwhile(
    store: Store, here: frozenset[UUID], sarah: StaffRecord
) -> None:
    for chance in (0.9, 0.9, 0.7, 0.4):
        tell_of(store, "Nobody comes", replace(SOON, confidence=chance))
    everything = [each.id for each in store.concerns.open(here)]
    first = store.concerns.open(here, size=2)
    last = first[-1]
    store.concerns.decide(here, last.id, last.version, sarah.id, ConcernState.DONE, "Talked.")
    rest = store.concerns.open(here, after=last.id)
    assert [each.id for each in (*first, *rest)] == everything
    assert store.concerns.open(here, after=everything[-1]) == []
    assert len(store.concerns.open(here, after=uuid4())) == 3


def test_elsewhere_it_is_as_if_it_were_not_there(
    store: Store, sarah: StaffRecord, here: frozenset[UUID]
) -> None:
    talk, _ = tell_of(store)
    found = only(store.concerns.open(here))
    for within in (frozenset[UUID](), frozenset({uuid4()})):
        assert store.concerns.open(within) == store.concerns.of(within, talk) == []
        assert store.concerns.get(within, found.id) is None
        assert store.concerns.counts(within).open == 0
        assert store.concerns.decide(within, found.id, 0, sarah.id, ConcernState.DONE, "x") is None
    assert store.concerns.decide(here, uuid4(), 0, sarah.id, ConcernState.DONE, "x") is None
    assert only(store.concerns.open(here)) == found


def test_who_saw_to_it_and_what_was_done_stays_written(
    store: Store, here: frozenset[UUID], sarah: StaffRecord
) -> None:
    omar = store.staff.add("omar", "Omar", "hash")
    talk, _ = tell_of(store)
    found = only(store.concerns.open(here))
    looked = store.concerns.decide(here, found.id, found.version, sarah.id, ConcernState.SEEN)
    assert looked
    done = store.concerns.decide(
        here, found.id, looked.version, omar.id, ConcernState.DONE, " I sat with her. "
    )
    assert done
    assert [(each.by, each.state, each.note) for each in done.log] == [
        ("Sarah", "seen", ""),
        ("Omar", "done", "I sat with her."),
    ]
    assert (done.seen_by, done.state) == ("Sarah", "done")
    assert store.concerns.open(here) == []
    assert only(store.concerns.of(here, talk)).log == done.log
    again = store.concerns.decide(here, found.id, done.version, sarah.id, ConcernState.SEEN, "It goes on.")
    assert again
    assert [each.state for each in again.log] == ["seen", "done", "seen"]
    assert only(store.concerns.open(here)).id == found.id


@pytest.mark.parametrize(
    ("state", "note", "asks"),
    [
        (ConcernState.DONE, " ", "what was done"),
        (ConcernState.NOT_A_CONCERN, "", "why it is no concern"),
        (ConcernState.DONE, "x" * 2_001, "at most 2,000"),
        (ConcernState.NEW, "x", "already"),
    ],
)
def test_nobody_closes_one_without_a_word(  # noqa: PLR0917 (what is there, and three cases)
    store: Store, here: frozenset[UUID], sarah: StaffRecord, state: ConcernState, note: str, asks: str
) -> None:
    tell_of(store)
    found = only(store.concerns.open(here))
    with pytest.raises(StorageError, match=asks):
        store.concerns.decide(here, found.id, found.version, sarah.id, state, note)
    assert only(store.concerns.open(here)) == found


def test_of_two_who_decide_at_once_one_is_told(
    store: Store, here: frozenset[UUID], sarah: StaffRecord
) -> None:
    tell_of(store)
    found = only(store.concerns.open(here))

    def decide(number: int) -> str:
        try:
            store.concerns.decide(here, found.id, found.version, sarah.id, ConcernState.DONE, f"{number}")
        except StorageError as error:
            return error.code
        return "kept"

    with ThreadPoolExecutor(6) as people:
        assert sorted(people.map(decide, range(6))) == ["changed"] * 5 + ["kept"]
    kept = store.concerns.get(here, found.id)
    assert kept
    assert len(kept.log) == 1


def test_a_tagger_that_finds_it_again_or_not_takes_nothing_off_the_list(
    store: Store, here: frozenset[UUID], sarah: StaffRecord
) -> None:
    talk, answer = tell_of(store)
    first = only(store.concerns.open(here))
    for model, concern in (("two", None), ("three", NOW), ("three", NOW)):
        store.tags.suggest([(answer.id, HIT, noticed(concern, model))])
    found = only(store.concerns.of(here, talk))
    assert (found.id, found.model_version, found.version, found.at) == (first.id, "three", 1, first.at)
    store.concerns.decide(here, found.id, found.version, sarah.id, ConcernState.NOT_A_CONCERN, "A film.")
    store.tags.suggest([(answer.id, HIT, noticed(SOON, "four"))])
    assert only(store.concerns.of(here, talk)).state == ConcernState.NOT_A_CONCERN


def test_words_that_only_go_on_are_the_same_concern(
    store: Store, here: frozenset[UUID], sarah: StaffRecord
) -> None:
    talk, answer = tell_of(store)
    more = f"{HIT} and the tea was cold"
    reword(store, talk, answer, more, NOW)
    found = only(store.concerns.of(here, talk))
    assert (found.words, found.earlier) == (more, False)
    store.concerns.decide(here, found.id, found.version, sarah.id, ConcernState.DONE, "Talked.")
    reword(store, talk, answer, f"{more} again", NOW)
    assert only(store.concerns.of(here, talk)).state == ConcernState.DONE


def test_a_concern_about_earlier_words_waits_on_and_one_in_the_new_words_stands_beside_it(
    store: Store, here: frozenset[UUID]
) -> None:
    talk, answer = tell_of(store)
    reword(store, talk, answer, "I bumped my arm", None)
    earlier = only(store.concerns.open(here))
    assert (earlier.words, earlier.earlier) == (HIT, True)
    reword(store, talk, answer, "Nobody comes when I ring", SOON)
    assert [(each.category, each.earlier) for each in store.concerns.of(here, talk)] == [
        ("physical", True),
        ("neglect", False),
    ]


def test_after_staff_have_seen_to_it_other_words_are_another_concern(
    store: Store, here: frozenset[UUID], sarah: StaffRecord
) -> None:
    talk, answer = tell_of(store)
    found = only(store.concerns.open(here))
    store.concerns.decide(here, found.id, found.version, sarah.id, ConcernState.DONE, "Talked.")
    reword(store, talk, answer, "Nobody comes when I ring", SOON)
    assert [each.state for each in store.concerns.of(here, talk)] == ["new", "done"]


def test_of_an_answer_that_was_taken_out_only_the_fact_is_kept(
    store: Store, here: frozenset[UUID], sarah: StaffRecord
) -> None:
    talk, answer = tell_of(store)
    erase(store, talk, answer)
    found = only(store.concerns.open(here))
    assert (found.words, found.evidence, found.category, found.taken_out) == ("", (), "physical", True)
    done = store.concerns.decide(here, found.id, found.version, sarah.id, ConcernState.DONE, "Asked her.")
    assert done


def test_imported_answers_bring_theirs(store: Store, here: frozenset[UUID]) -> None:
    rows = [ImportedAnswer(text, Audience.RESIDENT) for text in (HIT, "Tea")]
    found = [noticed(NOW), noticed(None)]
    assert store.importing.keep(list(zip(rows, found, strict=True))) == 2
    assert only(store.concerns.open(here)).answer_id == rows[0].id
    assert store.importing.keep(list(zip(rows, found, strict=True))) == 0
    assert only(store.concerns.open(here)).words == HIT


def test_what_is_not_finished_leaves_no_concern(store: Store, here: frozenset[UUID]) -> None:
    talk = begin(store)

    def fall_over() -> None:
        with store.sheet(talk, say(store, talk, HIT)) as sheet:
            sheet.tag(sheet.note(), noticed(NOW))
            raise RuntimeError("the light went out")

    with pytest.raises(RuntimeError):
        fall_over()
    assert store.concerns.open(here) == []

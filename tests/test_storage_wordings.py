"""What staff write down after they listened: earlier words stay beside it, and so does what they decided."""

import contextlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from storage.errors import StorageError
from storage.kinds import AnswerState, RecordingState, Spoken, TagStatus
from storage.records import AnswerRecord, NewTag, ReviewAnswer
from storage.rights import StaffRecord
from storage.search import Filter
from storage.store import Store
from storage.turns import MAX_CHARACTERS
from tests.saying import begin, erase, everything, listed, say, say_yes, speak, tag, tags, tell, tell_aloud

HEARD = "I like the garden at nigh"
RIGHT = "I like the old garden at night"


@pytest.fixture
def conversation_id(store: Store) -> UUID:
    return begin(store)


@pytest.fixture
def priya(store: Store) -> StaffRecord:
    return store.staff.add("priya", "Priya", "hash")


def seen(store: Store, conversation_id: UUID) -> ReviewAnswer:
    return store.review.answers(conversation_id)[0]


def versions(store: Store, answer: AnswerRecord) -> list[tuple[str, str | None, str]]:
    return [(each.source, each.name, each.text) for each in store.wordings.of_answer(answer.id)]


def tag_again(store: Store, *keys: str) -> int:
    """What the chore does, with a tagger that finds these."""
    waiting = store.tags.untagged(datetime.now(UTC) + timedelta(minutes=1))
    found = tags(*(tag(key) for key in keys))
    return sum(store.tags.suggest([(answer_id, words, found)]) for answer_id, words in waiting)


def marked(text: str, words: str, key: str = "diversity") -> NewTag:
    at = text.index(words)
    return NewTag(key, "working", 0.9, ((at, at + len(words)),))


# Written down, confirmed ----------------------------------------------------------------------


def test_what_staff_heard_stands_and_what_the_machine_heard_is_kept_beside(
    store: Store, conversation_id: UUID, priya: StaffRecord
) -> None:
    answer = tell_aloud(store, conversation_id, HEARD)
    corrected = store.wordings.correct(answer.id, f"  {RIGHT}\n", priya.id)
    assert (corrected.text, corrected.spoken) == (RIGHT, Spoken.LISTENED)
    assert seen(store, conversation_id).answer == corrected
    assert versions(store, answer) == [("machine", None, HEARD), ("staff", "Priya", RIGHT)]
    assert seen(store, conversation_id).wordings == tuple(store.wordings.of_answer(answer.id))
    (recording,) = seen(store, conversation_id).recordings
    assert recording.listened_at is not None


def test_a_voice_without_words_gets_its_words(
    store: Store, conversation_id: UUID, priya: StaffRecord
) -> None:
    answer = tell_aloud(store, conversation_id, "")
    say_yes(store, conversation_id, answer)
    corrected = store.wordings.correct(answer.id, RIGHT, priya.id)
    assert (corrected.text, corrected.spoken, corrected.voice_counts) == (RIGHT, Spoken.LISTENED, False)
    assert seen(store, conversation_id).answer == corrected
    assert versions(store, answer) == [("staff", "Priya", RIGHT)]


def test_it_can_be_right_as_it_stands(store: Store, conversation_id: UUID, priya: StaffRecord) -> None:
    answer = tell_aloud(store, conversation_id, HEARD)
    assert store.wordings.confirm(answer.id, priya.id).spoken == Spoken.LISTENED
    assert versions(store, answer) == [("machine", None, HEARD), ("staff", "Priya", HEARD)]


def test_staff_may_correct_each_other(store: Store, conversation_id: UUID, priya: StaffRecord) -> None:
    omar = store.staff.add("omar", "Omar", "hash")
    answer = tell_aloud(store, conversation_id, HEARD)
    store.wordings.correct(answer.id, "I like the garden", priya.id)
    store.wordings.correct(answer.id, RIGHT, omar.id)
    assert [name for _, name, _ in versions(store, answer)] == [None, "Priya", "Omar"]


def test_words_from_several_turns_are_kept_as_they_stood(
    store: Store, conversation_id: UUID, priya: StaffRecord
) -> None:
    answer = say_yes(store, conversation_id, tell_aloud(store, conversation_id, HEARD))
    with store.sheet(conversation_id, say(store, conversation_id, "and cake")) as sheet:
        sheet.extend(answer)
    store.wordings.correct(answer.id, RIGHT, priya.id)
    assert ("person", None, f"{HEARD}\nand cake") in versions(store, answer)


def test_the_person_had_agreed_to_other_words(
    store: Store, conversation_id: UUID, priya: StaffRecord
) -> None:
    answer = say_yes(store, conversation_id, tell_aloud(store, conversation_id, HEARD))
    assert store.wordings.confirm(answer.id, priya.id).state == AnswerState.AGREED
    corrected = store.wordings.correct(answer.id, RIGHT, priya.id)
    assert (corrected.state, corrected.settled) == (AnswerState.HEARD, True)
    agreed = say_yes(store, conversation_id, answer)
    assert (agreed.text, agreed.state, agreed.spoken) == (RIGHT, AnswerState.AGREED, Spoken.LISTENED)


def test_when_the_person_said_it_stays_as_it_was(
    store: Store, conversation_id: UUID, priya: StaffRecord
) -> None:
    answer = tell_aloud(store, conversation_id, HEARD)
    before = seen(store, conversation_id).at
    store.wordings.correct(answer.id, RIGHT, priya.id)
    store.wordings.confirm(answer.id, priya.id)
    assert seen(store, conversation_id).at == before


# Refused --------------------------------------------------------------------------------------


def refusal(store: Store, answer_id: UUID, text: str, staff: StaffRecord, shown: str | None = None) -> str:
    with pytest.raises(StorageError) as refused:
        store.wordings.correct(answer_id, text, staff.id, seen=shown)
    return refused.value.code


def test_what_nobody_spoke_stands_in_the_persons_own_words(
    store: Store, conversation_id: UUID, priya: StaffRecord
) -> None:
    answer = tell(store, conversation_id, HEARD)
    assert refusal(store, answer.id, RIGHT, priya) == "unusable"
    with pytest.raises(StorageError, match="own words"):
        store.wordings.confirm(answer.id, priya.id)
    assert seen(store, conversation_id).answer.text == HEARD


def test_no_words_too_many_words_and_no_answer_are_refused(
    store: Store, conversation_id: UUID, priya: StaffRecord
) -> None:
    answer = tell_aloud(store, conversation_id, HEARD)
    assert refusal(store, answer.id, " \n", priya) == "unusable"
    assert refusal(store, answer.id, "x" * (MAX_CHARACTERS + 1), priya) == "too_long"
    assert refusal(store, uuid4(), RIGHT, priya) == "unknown"
    erase(store, conversation_id, answer)
    assert refusal(store, answer.id, RIGHT, priya) == "unknown"


def test_words_that_changed_meanwhile_are_not_written_over(
    store: Store, conversation_id: UUID, priya: StaffRecord
) -> None:
    answer = tell_aloud(store, conversation_id, HEARD)
    assert refusal(store, answer.id, RIGHT, priya, shown="I like the guard") == "changed"
    with pytest.raises(StorageError, match="Load the page"):
        store.wordings.confirm(answer.id, priya.id, seen="")
    assert seen(store, conversation_id).answer == answer
    store.wordings.correct(answer.id, RIGHT, priya.id, seen=f"{HEARD}\n")
    store.wordings.confirm(answer.id, priya.id, seen=RIGHT)


def test_any_characters_are_kept(store: Store, conversation_id: UUID, priya: StaffRecord) -> None:
    answer = tell_aloud(store, conversation_id, "", heard="\x00 \ud800")
    assert store.wordings.correct(answer.id, "caf\u00e9 \x00 \U0001f600", priya.id).text == (
        "caf\u00e9 \ufffd \U0001f600"
    )


# Tags -----------------------------------------------------------------------------------------


class TestTags:
    """What was suggested goes with the words; what staff decided stays while its words stand."""

    @pytest.fixture
    def answer(self, store: Store, conversation_id: UUID) -> AnswerRecord:
        return say_yes(store, conversation_id, tell_aloud(store, conversation_id, HEARD))

    def test_suggestions_are_made_anew_from_the_new_words(
        self, store: Store, conversation_id: UUID, priya: StaffRecord, answer: AnswerRecord
    ) -> None:
        assert tag_again(store, "equality") == 1
        store.wordings.correct(answer.id, RIGHT, priya.id)
        assert (seen(store, conversation_id).tags, seen(store, conversation_id).answer.tagged) == ((), False)
        assert tag_again(store, "assets") == 1
        assert [each.key for each in seen(store, conversation_id).tags] == ["assets"]

    def test_suggestions_stay_where_it_was_right(
        self, store: Store, conversation_id: UUID, priya: StaffRecord, answer: AnswerRecord
    ) -> None:
        tag_again(store, "equality")
        store.wordings.confirm(answer.id, priya.id)
        store.wordings.correct(answer.id, HEARD, priya.id)
        assert [each.key for each in seen(store, conversation_id).tags] == ["equality"]

    def test_a_decision_moves_with_its_words_and_is_not_asked_again(
        self, store: Store, conversation_id: UUID, priya: StaffRecord, answer: AnswerRecord
    ) -> None:
        store.corrections.add(answer.id, priya.id, marked(HEARD, "garden"))
        store.wordings.correct(answer.id, RIGHT, priya.id)
        tag_again(store, "diversity")
        (kept,) = seen(store, conversation_id).tags
        assert (kept.status, kept.source) == (TagStatus.AGREED, "staff")
        assert [RIGHT[start:end] for start, end in kept.evidence] == ["garden"]
        (learned,) = store.corrections.corrected()
        assert (learned.text, learned.given) == (RIGHT, (("diversity", "working"),))

    def test_a_decision_falls_with_its_words(
        self, store: Store, conversation_id: UUID, priya: StaffRecord, answer: AnswerRecord
    ) -> None:
        store.corrections.add(answer.id, priya.id, marked(HEARD, "nigh"))
        store.wordings.correct(answer.id, RIGHT, priya.id)  # "night" is another word
        tag_again(store, "diversity")
        fallen, suggested = sorted(seen(store, conversation_id).tags, key=lambda each: each.source != "staff")
        assert (fallen.status, fallen.evidence) == (TagStatus.REMOVED, ())
        assert suggested.status == TagStatus.SUGGESTED
        assert list(store.corrections.corrected()) == []

    def test_what_was_removed_stays_removed_while_its_words_stand(
        self, store: Store, conversation_id: UUID, priya: StaffRecord, answer: AnswerRecord
    ) -> None:
        tag_again(store, "equality")
        (wrong,) = seen(store, conversation_id).tags  # by "I like"
        store.corrections.remove(wrong.id, priya.id)
        store.wordings.correct(answer.id, f"Oh, {RIGHT}", priya.id)
        tag_again(store, "equality")
        (kept,) = seen(store, conversation_id).tags
        assert (kept.status, kept.evidence) == (TagStatus.REMOVED, ((4, 10),))

    def test_a_decision_without_marked_words_stays_and_teaches_nothing(
        self, store: Store, conversation_id: UUID, priya: StaffRecord, answer: AnswerRecord
    ) -> None:
        store.corrections.add(answer.id, priya.id, NewTag("equality", "working", 1.0, ()))
        store.wordings.correct(answer.id, RIGHT, priya.id)
        assert [each.status for each in seen(store, conversation_id).tags] == [TagStatus.AGREED]
        assert list(store.corrections.corrected()) == []

    def test_of_the_same_words_twice_the_nearer_ones_are_meant(
        self, store: Store, conversation_id: UUID, priya: StaffRecord
    ) -> None:
        heard = "tea and then more and more t and tea"
        answer = tell_aloud(store, conversation_id, heard)
        at = heard.rindex("tea")
        store.corrections.add(answer.id, priya.id, NewTag("assets", "working", 1.0, ((at, at + 3),)))
        right = "Tea, and then more and more cake, and tea"
        store.wordings.correct(answer.id, right, priya.id)
        (kept,) = seen(store, conversation_id).tags
        assert kept.evidence == ((right.rindex("tea"), len(right)),)


# At once --------------------------------------------------------------------------------------


def test_listening_talking_and_erasing_at_once_never_wait_in_a_ring(
    store: Store, conversation_id: UUID, priya: StaffRecord
) -> None:
    def be_busy(number: int) -> None:
        answer = tell_aloud(store, conversation_id, f"{HEARD} {number}")
        store.wordings.put_away(datetime.now(UTC) + timedelta(seconds=1))
        for verb in (
            lambda: store.wordings.correct(answer.id, f"{RIGHT} {number}", priya.id),
            lambda: store.wordings.confirm(answer.id, priya.id),
            lambda: erase(store, conversation_id, answer) if number % 3 == 0 else None,
        ):
            with contextlib.suppress(StorageError):  # it may be taken out by now
                verb()

    with ThreadPoolExecutor(6) as people:
        list(people.map(be_busy, range(12)))
    assert store.turns.next_waiting(conversation_id) is None


# The list -------------------------------------------------------------------------------------


def test_what_wants_listening_is_found_and_counted(store: Store, priya: StaffRecord) -> None:
    quiet, plain, drafted = begin(store), begin(store), begin(store)
    for _ in range(2):
        say_yes(store, quiet, tell_aloud(store, quiet, ""))
    tell(store, plain, "I like tea")
    tell_aloud(store, drafted, HEARD)
    wanted = listed(store, Filter(listen=True)).items
    assert [(each.conversation.id, each.listen, each.answers) for each in wanted] == [(quiet, 2, 2)]
    assert (len(wanted), store.review.wanting_listening()) == (1, 1)
    all_of_them = everything(store)
    assert {each.conversation.id: each.listen for each in all_of_them} == {quiet: 2, plain: 0, drafted: 0}
    for each in store.review.answers(quiet):
        store.wordings.correct(each.answer.id, RIGHT, priya.id)
    assert (listed(store, Filter(listen=True)).items, store.review.wanting_listening()) == ((), 0)


def test_each_answer_tells_its_recordings_in_order(store: Store, conversation_id: UUID) -> None:
    answer = say_yes(store, conversation_id, tell_aloud(store, conversation_id, HEARD))
    with store.sheet(conversation_id, speak(store, conversation_id, "and cake")) as sheet:
        sheet.extend(answer)
    say_yes(store, conversation_id, answer)
    tell_aloud(store, conversation_id, "a walk")
    first, second = store.review.answers(conversation_id)
    assert (len(first.recordings), len(second.recordings)) == (2, 1)
    assert [*first.recordings, *second.recordings] == store.recordings.of_conversation(conversation_id)
    assert {each.state for each in first.recordings} == {RecordingState.WHOLE}

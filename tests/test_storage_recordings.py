"""Recordings: every second is kept before it is acknowledged, and goes when its time has come."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from storage.errors import StorageError
from storage.kinds import Audience, RecordingState
from storage.recordings import MOST_CHUNK_BYTES, MOST_CHUNKS
from storage.records import RecordingRecord
from storage.store import Store
from tests.saying import begin, record, say_yes, sound_of, speak, tell_aloud

LATER = timedelta(days=1, minutes=1)


@pytest.fixture
def conversation_id(store: Store) -> UUID:
    return begin(store)


def found(store: Store, recording_id: UUID) -> RecordingRecord:
    recording = store.recordings.get(recording_id)
    assert recording is not None
    return recording


def code_of(refused: pytest.ExceptionInfo[StorageError]) -> str:
    return refused.value.code


def after(**much: int) -> datetime:
    return datetime.now(UTC) + timedelta(**much)


# Begun ----------------------------------------------------------------------------------------


def test_the_same_beginning_again_is_the_same_recording(store: Store, conversation_id: UUID) -> None:
    question = store.questions.newest(Audience.RESIDENT)
    assert question is not None
    at = datetime(2026, 7, 1, 9, 30, tzinfo=UTC)
    begun = store.recordings.begin(
        uuid4(), conversation_id, question_id=question.questions[0].id, began_at=at
    )
    again = store.recordings.begin(begun.id, conversation_id)
    assert begun == again == found(store, begun.id)
    assert (begun.state, begun.ms, begun.began_at) == (RecordingState.OPEN, 0, at)
    assert begun.question_id == question.questions[0].id
    assert (begun.keep, begun.heard, begun.words, begun.answer_id) == (None, None, (), None)


def test_twice_at_once_it_is_one(store: Store, conversation_id: UUID) -> None:
    recording_id = uuid4()
    with ThreadPoolExecutor(6) as tries:
        begun = list(tries.map(lambda _: store.recordings.begin(recording_id, conversation_id), range(6)))
    assert len(set(begun)) == 1
    assert len(store.recordings.of_conversation(store.services.ids(), conversation_id)) == 1


def test_a_time_to_come_and_an_unknown_question_are_not_believed(store: Store, conversation_id: UUID) -> None:
    begun = store.recordings.begin(uuid4(), conversation_id, question_id=uuid4(), began_at=after(days=3))
    assert begun.question_id is None
    assert begun.began_at is not None
    assert begun.began_at < after(minutes=1)


def test_it_belongs_to_one_conversation(store: Store, conversation_id: UUID) -> None:
    recording_id = record(store, conversation_id)
    with pytest.raises(StorageError) as refused:
        store.recordings.begin(recording_id, begin(store))
    assert code_of(refused) == "taken"
    with pytest.raises(StorageError) as refused:
        store.recordings.begin(uuid4(), uuid4())
    assert code_of(refused) == "unknown"


def test_verbs_on_one_that_was_never_begun_say_so(store: Store) -> None:
    verbs = store.recordings
    for verb in (
        lambda: verbs.add(uuid4(), 0, b"ab"),
        lambda: verbs.missing(uuid4(), 1),
        lambda: verbs.finish(uuid4(), 1),
        lambda: verbs.heard(uuid4(), "", "sphinx", sure=False),
        lambda: verbs.consent(uuid4(), keep=True),
        lambda: verbs.sound(uuid4()),
        lambda: verbs.discard(uuid4()),
    ):
        with pytest.raises(StorageError) as refused:
            verb()
        assert code_of(refused) == "unknown"
    assert verbs.get(uuid4()) is None


# Coming in ------------------------------------------------------------------------------------


def test_pieces_in_any_order_and_more_than_once_are_one_sound(store: Store, conversation_id: UUID) -> None:
    recording_id = record(store, conversation_id, seconds=0, whole=False)
    for second in (2, 0, 2, 1, 0):
        store.recordings.add(recording_id, second, sound_of(second))
    assert store.recordings.sound(recording_id) == b"".join(map(sound_of, range(3)))
    assert store.recordings.pieces(recording_id) == [(each, sound_of(each)) for each in range(3)]
    assert found(store, recording_id).ms == 3000


def test_the_last_piece_may_be_short(store: Store, conversation_id: UUID) -> None:
    recording_id = record(store, conversation_id, seconds=1, whole=False)
    store.recordings.add(recording_id, 1, b"ab" * 800)
    assert found(store, recording_id).ms == 1050


def test_other_sound_under_the_same_number_is_refused_and_changes_nothing(
    store: Store, conversation_id: UUID
) -> None:
    recording_id = record(store, conversation_id)
    with pytest.raises(StorageError) as refused:
        store.recordings.add(recording_id, 0, sound_of(9))
    assert code_of(refused) == "taken"
    assert store.recordings.sound(recording_id) == sound_of(0) + sound_of(1)


@pytest.mark.parametrize(
    ("seq", "pcm", "code"),
    [
        (0, b"a" * (MOST_CHUNK_BYTES + 2), "too_long"),
        (MOST_CHUNKS, b"ab", "too_long"),
        (-1, b"ab", "too_long"),
        (0, b"", "unusable"),
        (0, b"abc", "unusable"),
    ],
)
def test_what_is_no_piece_of_a_recording_is_refused(
    store: Store, conversation_id: UUID, seq: int, pcm: bytes, code: str
) -> None:
    recording_id = record(store, conversation_id, seconds=1, whole=False)
    with pytest.raises(StorageError) as refused:
        store.recordings.add(recording_id, seq, pcm)
    assert code_of(refused) == code
    assert found(store, recording_id).ms == 1000


def test_the_largest_and_the_last_piece_are_kept(store: Store, conversation_id: UUID) -> None:
    recording_id = record(store, conversation_id, seconds=0, whole=False)
    store.recordings.add(recording_id, MOST_CHUNKS - 1, b"ab" * (MOST_CHUNK_BYTES // 2))
    assert len(store.recordings.missing(recording_id, MOST_CHUNKS)) == MOST_CHUNKS - 1


def test_it_is_whole_when_nothing_is_missing(store: Store, conversation_id: UUID) -> None:
    recording_id = record(store, conversation_id, seconds=0, whole=False)
    for second in (0, 3):
        store.recordings.add(recording_id, second, sound_of(second))
    assert store.recordings.missing(recording_id, 4) == store.recordings.finish(recording_id, 4) == [1, 2]
    assert found(store, recording_id).state == RecordingState.OPEN
    for second in (1, 2):
        store.recordings.add(recording_id, second, sound_of(second))
    assert store.recordings.finish(recording_id, 4) == store.recordings.finish(recording_id, 4) == []
    assert found(store, recording_id).state == RecordingState.WHOLE


def test_a_whole_one_takes_the_same_again_and_no_more(store: Store, conversation_id: UUID) -> None:
    recording_id = record(store, conversation_id)
    store.recordings.add(recording_id, 1, sound_of(1))
    with pytest.raises(StorageError) as refused:
        store.recordings.add(recording_id, 2, sound_of(2))
    assert code_of(refused) == "taken"
    with pytest.raises(StorageError) as refused:
        store.recordings.finish(recording_id, MOST_CHUNKS + 1)
    assert code_of(refused) == "too_long"


def test_an_empty_one_is_whole_too(store: Store, conversation_id: UUID) -> None:
    recording_id = record(store, conversation_id, seconds=0)
    assert (found(store, recording_id).ms, store.recordings.sound(recording_id)) == (0, b"")


def test_many_at_once_lose_nothing(store: Store) -> None:
    def talk(_: int) -> bool:
        recording_id = record(store, begin(store), seconds=0, whole=False)
        with ThreadPoolExecutor(2) as lines:  # the line and what is sent after it, at the same time
            for second in (*range(5), 2, 3):
                lines.submit(store.recordings.add, recording_id, second, sound_of(second))
        return store.recordings.sound(recording_id) == b"".join(map(sound_of, range(5)))

    with ThreadPoolExecutor(4) as people:
        assert list(people.map(talk, range(4))) == [True] * 4


# Heard ----------------------------------------------------------------------------------------


def test_what_was_heard_comes_back_with_how_sure_it_was(store: Store, conversation_id: UUID) -> None:
    recording_id = record(store, conversation_id)
    words = [("the", 0.9, 0), ("garden", None, None), ("\x00", 0.1, 900)]
    store.recordings.heard(recording_id, "the garden \x00", "sphinx", sure=False, words=words)
    heard = found(store, recording_id)
    assert (heard.heard, heard.engine, heard.sure) == ("the garden \ufffd", "sphinx", False)
    assert heard.words == (("the", 0.9, 0), ("garden", None, None), ("\ufffd", 0.1, 900))


def test_whole_ones_that_nobody_heard_wait_in_order(store: Store, conversation_id: UUID) -> None:
    first, second = (record(store, conversation_id) for _ in range(2))
    record(store, conversation_id, whole=False)
    store.recordings.discard(record(store, conversation_id))
    assert [each.id for each in store.recordings.unheard(5)] == [first, second]
    assert [each.id for each in store.recordings.unheard(1)] == [first]
    store.recordings.heard(first, "", "sphinx", sure=False)
    assert [each.id for each in store.recordings.unheard()] == [second]
    assert found(store, first).heard == ""


def test_consent_can_be_given_and_taken_back(store: Store, conversation_id: UUID) -> None:
    recording_id = record(store, conversation_id)
    for keep in (True, False):
        store.recordings.consent(recording_id, keep)
        assert found(store, recording_id).keep is keep


# Gone -----------------------------------------------------------------------------------------


def test_say_it_again_takes_the_sound_and_what_was_heard(store: Store, conversation_id: UUID) -> None:
    recording_id = record(store, conversation_id)
    store.recordings.heard(recording_id, "zebra", "sphinx", sure=True, words=[("zebra", 1.0, 0)])
    for _ in range(2):
        store.recordings.discard(recording_id)
    gone = found(store, recording_id)
    assert (gone.state, gone.heard, gone.engine, gone.words) == (RecordingState.GONE, None, None, ())
    with store._engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM recording_chunk")) == 0


def test_what_comes_late_for_one_that_is_gone_is_not_kept(store: Store, conversation_id: UUID) -> None:
    recording_id = record(store, conversation_id, whole=False)
    store.recordings.discard(recording_id)
    for verb in (
        lambda: store.recordings.add(recording_id, 2, sound_of(2)),
        lambda: store.recordings.finish(recording_id, 2),
        lambda: store.recordings.sound(recording_id),
    ):
        with pytest.raises(StorageError) as refused:
            verb()
        assert code_of(refused) == "gone"
    store.recordings.heard(recording_id, "zebra", "sphinx", sure=True)
    assert store.recordings.begin(recording_id, conversation_id).state == RecordingState.GONE
    assert found(store, recording_id).heard is None


class TestPurge:
    """When sound goes by itself."""

    def purged(self, store: Store, moment: datetime, days: int = 30) -> list[UUID]:
        """Those that went at this moment."""
        before = self.here(store)
        count = store.recordings.purge(moment, days)
        gone = [each for each in before if each not in self.here(store)]
        assert len(gone) == count
        return gone

    def here(self, store: Store) -> list[UUID]:
        with store._engine.connect() as connection:
            rows = connection.execute(text("SELECT id FROM recording WHERE state <> 'gone'")).all()
        return [UUID(str(row.id)) for row in rows]

    @pytest.mark.parametrize("keep", [None, False])
    def test_what_may_not_be_kept_goes_after_a_day(
        self, store: Store, conversation_id: UUID, keep: bool | None
    ) -> None:
        sent = speak(store, conversation_id, "", keep_voice=keep)
        with store.sheet(conversation_id, sent) as sheet:
            sheet.note()
        left = record(store, conversation_id, whole=False)
        if keep is not None:
            store.recordings.consent(left, keep)
        assert self.purged(store, after(hours=23)) == []
        assert len(self.purged(store, datetime.now(UTC) + LATER)) == 2
        assert found(store, left).state == RecordingState.GONE

    @pytest.mark.parametrize("keep", [None, False])
    def test_or_as_soon_as_its_words_are_confirmed(
        self, store: Store, conversation_id: UUID, keep: bool | None
    ) -> None:
        answer = tell_aloud(store, conversation_id, "the garden", keep_voice=keep)
        assert self.purged(store, after(minutes=5)) == []
        say_yes(store, conversation_id, answer)
        assert len(self.purged(store, after(minutes=5))) == 1

    def test_or_as_soon_as_staff_listened(self, store: Store, conversation_id: UUID) -> None:
        staff = store.staff.add("sarah", "Sarah", "hash")
        answer = tell_aloud(store, conversation_id, "")
        store.wordings.correct(store.services.ids(), answer.id, "the garden", staff.id)
        assert len(self.purged(store, after(minutes=5))) == 1

    def test_what_may_be_kept_stays_for_the_days_whatever_became_of_it(
        self, store: Store, conversation_id: UUID
    ) -> None:
        agreed = tell_aloud(store, conversation_id, "the garden", keep_voice=True)
        say_yes(store, conversation_id, agreed)
        say_yes(
            store, conversation_id, tell_aloud(store, conversation_id, "", keep_voice=True), voice_only=True
        )
        unsent = record(store, conversation_id)
        store.recordings.consent(unsent, keep=True)
        assert self.purged(store, after(days=29, hours=23)) == []
        assert self.purged(store, after(days=7), days=8) == []
        assert len(self.purged(store, after(days=30, minutes=1))) == 3

    def test_what_was_heard_stays_with_an_answer_and_goes_with_what_was_never_sent(
        self, store: Store, conversation_id: UUID
    ) -> None:
        sent, unsent = record(store, conversation_id), record(store, conversation_id)
        for each in (sent, unsent):
            store.recordings.heard(each, "tea", "sphinx", sure=False, words=[("tea", 0.5, 0)])
        tell_aloud(store, conversation_id, "tea", recording_id=sent)
        store.recordings.purge(datetime.now(UTC) + LATER, 30)
        assert (found(store, sent).heard, found(store, sent).words) == ("tea", ())
        assert (found(store, unsent).heard, found(store, unsent).engine) == (None, None)

    def test_many_go_in_small_steps(self, store: Store) -> None:
        for _ in range(30):
            conversation_id = begin(store)
            for _ in range(4):
                store.recordings.begin(uuid4(), conversation_id)
        assert store.recordings.purge(datetime.now(UTC) + LATER, 30) == 120
        assert store.recordings.purge(datetime.now(UTC) + LATER, 30) == 0

    def test_people_who_talk_meanwhile_lose_nothing(self, store: Store) -> None:
        def talk(_: int) -> list[str]:
            conversation_id = begin(store)
            answer = tell_aloud(store, conversation_id, "the garden", keep_voice=True)
            say_yes(store, conversation_id, answer)
            return [
                each.state for each in store.recordings.of_conversation(store.services.ids(), conversation_id)
            ]

        with ThreadPoolExecutor(4) as people:
            talking = [people.submit(talk, each) for each in range(12)]
            for _ in range(10):
                store.recordings.purge(after(minutes=5), 30)
        assert [each.result() for each in talking] == [["whole"]] * 12

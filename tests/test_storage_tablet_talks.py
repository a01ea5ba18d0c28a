"""Conversations on a tablet: begun there, gone on with only there, and where each of them is."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID, uuid4

import pytest

from storage import base
from storage.errors import StorageError
from storage.kinds import Audience, Channel, Mode, Phase
from storage.records import Frame, Reply
from storage.store import Store
from tests.saying import begin as begin_elsewhere
from tests.saying import erase, say, tell


@pytest.fixture
def tablet(store: Store) -> UUID:
    return add_tablet(store, "Lavender wing")


@pytest.fixture
def talk(store: Store, tablet: UUID) -> UUID:
    """A conversation on the tablet."""
    return begin(store, tablet)


def add_tablet(store: Store, name: str) -> UUID:
    staff = store.staff.add(name, name, "hash")
    return store.devices.add(store.services.get().id, name, "a pin", staff.id)[0].id


def questions(store: Store) -> list[UUID]:
    """What residents are asked, in order."""
    found = store.questions.newest(Audience.RESIDENT)
    assert found
    return [question.id for question in found.questions]


def set_id(store: Store) -> UUID:
    found = store.questions.newest(Audience.RESIDENT)
    assert found
    return found.id


def begin(store: Store, tablet: UUID, person: UUID | None = None) -> UUID:
    return store.tablet_talks.begin(tablet, uuid4(), set_id(store), person).id


def stand(store: Store, talk: UUID, *frames: Frame) -> None:
    """Bring a conversation to where it has these frames."""
    with store.sheet(talk, say(store, talk)) as sheet:
        sheet.question = sheet.question or sheet.next_question()
        sheet.frames = list(frames)


# Beginning ------------------------------------------------------------------------------------


def test_a_conversation_begins_with_the_questions_that_the_tablet_has(store: Store, tablet: UUID) -> None:
    before = set_id(store)
    newer = store.questions.newest(Audience.CARER)
    assert newer
    joan = store.people.add(store.services.get().id, "Joan")
    at = base.now() - timedelta(days=6)
    begun = store.tablet_talks.begin(tablet, uuid4(), before, joan.id, at)
    assert (begun.audience, begun.channel, begun.language) == (Audience.RESIDENT, Channel.TABLET, "en")
    assert (begun.person_id, begun.device_id, begun.phase) == (joan.id, tablet, Phase.NEW)
    assert begun.created_at == at
    assert store.tablet_talks.get(tablet, begun.id) == begun
    assert store.tablet_talks.begin(tablet, uuid4(), newer.id).audience == Audience.CARER


def test_the_same_beginning_again_is_the_same_conversation(store: Store, tablet: UUID) -> None:
    first = store.tablet_talks.begin(tablet, uuid4(), set_id(store))
    joan = store.people.add(store.services.get().id, "Joan")
    again = store.tablet_talks.begin(tablet, first.id, set_id(store), joan.id, base.now())
    assert again == first


def test_the_same_beginning_twice_at_once_is_one_conversation(store: Store, tablet: UUID) -> None:
    asked = set_id(store)
    for _ in range(5):
        conversation, both = uuid4(), Barrier(2)

        def start(_: int, conversation: UUID = conversation, both: Barrier = both) -> UUID:
            both.wait()
            return store.tablet_talks.begin(tablet, conversation, asked).id

        with ThreadPoolExecutor(2) as tries:
            assert list(tries.map(start, range(2))) == [conversation, conversation]


def test_a_clock_that_is_ahead_begins_now(store: Store, tablet: UUID) -> None:
    begun = store.tablet_talks.begin(
        tablet, uuid4(), set_id(store), began_at=base.now() + timedelta(days=400)
    )
    assert begun.created_at <= base.now()


def test_another_tablet_cannot_take_a_conversation_over(store: Store, talk: UUID) -> None:
    other = add_tablet(store, "Rowan wing")
    with pytest.raises(StorageError, match="another tablet") as refused:
        store.tablet_talks.begin(other, talk, set_id(store))
    assert refused.value.code == "taken"
    assert store.tablet_talks.get(other, talk) is None


def test_a_conversation_of_the_web_is_no_tablets(store: Store, tablet: UUID) -> None:
    elsewhere = begin_elsewhere(store)
    with pytest.raises(StorageError) as refused:
        store.tablet_talks.begin(tablet, elsewhere, set_id(store))
    assert refused.value.code == "taken"
    assert store.tablet_talks.get(tablet, elsewhere) is None


def test_unknown_questions_people_and_tablets_are_told_and_nothing_begins(store: Store, tablet: UUID) -> None:
    conversation = uuid4()
    for device, asked, person in (
        (tablet, uuid4(), None),
        (tablet, set_id(store), uuid4()),
        (uuid4(), set_id(store), None),
    ):
        with pytest.raises(StorageError) as refused:
            store.tablet_talks.begin(device, conversation, asked, person)
        assert refused.value.code == "unknown"
    assert store.tablet_talks.get(tablet, conversation) is None


def test_who_left_meanwhile_still_has_what_they_said_without_us(store: Store, tablet: UUID) -> None:
    joan = store.people.add(store.services.get().id, "Joan")
    store.people.leave(store.services.ids(), joan.id)
    found = store.tablet_talks.get(tablet, begin(store, tablet, joan.id))
    assert found
    assert found.person_id == joan.id


# Its place ------------------------------------------------------------------------------------


def test_a_new_conversation_is_nowhere_yet(store: Store, talk: UUID) -> None:
    place = store.tablet_talks.place(talk)
    assert (place.phase, place.question_id, place.said) == (Phase.NEW, None, None)
    assert (place.kept, place.waiting) == ((), False)


def test_a_conversation_that_is_not_there_has_no_place(store: Store) -> None:
    with pytest.raises(StorageError, match="no such conversation") as refused:
        store.tablet_talks.place(uuid4())
    assert refused.value.code == "unknown"


@pytest.mark.parametrize(
    "phase", [Phase.PROBING, Phase.CONFIRMING, Phase.CORRECTING, Phase.ADDING, Phase.DELETING]
)
def test_while_an_answer_is_worked_on_its_question_and_words_are_shown(
    store: Store, talk: UUID, phase: Phase
) -> None:
    answer = tell(store, talk, "tea")
    stand(store, talk, Frame(Phase.ASKING), Frame(phase, answer.id))
    place = store.tablet_talks.place(talk)
    assert (place.phase, place.question_id, place.said) == (phase, questions(store)[0], "tea")


@pytest.mark.parametrize("phase", [Phase.ASKING, Phase.PAUSED, Phase.STOPPED])
def test_otherwise_the_question_is_shown_and_nobodys_words(store: Store, talk: UUID, phase: Phase) -> None:
    tell(store, talk, "tea")
    stand(store, talk, Frame(phase))
    place = store.tablet_talks.place(talk)
    assert (place.phase, place.question_id, place.said) == (phase, questions(store)[1], None)


def test_at_the_end_there_is_no_question(store: Store, talk: UUID) -> None:
    for words in ("tea", "sun", "Nobody"):
        tell(store, talk, words)
    stand(store, talk, Frame(Phase.DONE))
    place = store.tablet_talks.place(talk)
    assert (place.phase, place.question_id, place.said) == (Phase.DONE, None, None)


@pytest.mark.parametrize("phase", [Phase.CONFIRMING, Phase.DELETING])
def test_an_answer_that_was_taken_out_is_shown_nowhere(store: Store, talk: UUID, phase: Phase) -> None:
    answer = tell(store, talk, "tea")
    tell(store, talk, "sun")
    erase(store, talk, answer)
    stand(store, talk, Frame(phase, answer.id))
    place = store.tablet_talks.place(talk)
    assert (place.question_id, place.said) == (questions(store)[0], None)
    assert place.kept == ((questions(store)[1], "sun"),)


def test_what_is_kept_comes_in_the_order_of_the_questions_then_the_notes(store: Store, talk: UUID) -> None:
    first, second, third = questions(store)
    said = {third: "Nobody", first: "tea", None: "the lift is slow"}
    for question_id, words in said.items():
        with store.sheet(talk, say(store, talk, words)) as sheet:
            question = sheet.asked(question_id)
            sheet.settle(sheet.hear(question) if question else sheet.note())
    with store.sheet(talk, say(store, talk, "a second note")) as sheet:
        sheet.note()
    with store.sheet(talk, say(store, talk, "skip")) as sheet:
        skipped = sheet.asked(second)
        assert skipped
        sheet.skip(skipped)
    assert store.tablet_talks.place(talk).kept == (
        (first, "tea"),
        (third, "Nobody"),
        (None, "the lift is slow"),
        (None, "a second note"),
    )


def test_what_still_waits_for_a_reply_is_told(store: Store, talk: UUID) -> None:
    turn = store.turns.keep(talk, uuid4(), "tea", Mode.TYPED)
    assert store.tablet_talks.place(talk).waiting is True
    store.turns.answered(turn.id, [Reply("Thank you.")])
    assert store.tablet_talks.place(talk).waiting is False


def test_what_was_set_aside_waits_no_more(store: Store, talk: UUID) -> None:
    turn = store.turns.keep(talk, uuid4(), "tea", Mode.TYPED)
    store.turns.set_aside(turn.id, Reply("Somebody will read this."))
    place = store.tablet_talks.place(talk)
    assert (place.waiting, place.kept) == (False, ((None, "tea"),))


# What people say here -------------------------------------------------------------------------


def test_what_one_person_said_is_joined_over_their_talks(store: Store, tablet: UUID) -> None:
    joan, omar = (
        store.people.add(store.services.get().id, "Joan"),
        store.people.add(store.services.get().id, "Omar"),
    )
    for person, words in ((joan, "tea"), (omar, "cricket"), (joan, "cake")):
        tell(store, begin(store, tablet, person.id), words)
    assert sorted(store.tablet_talks.said_by_person(store.services.ids())) == ["cake tea", "cricket"]


def test_without_a_person_each_talk_stands_for_itself(store: Store, tablet: UUID) -> None:
    for words in ("tea", "cricket"):
        tell(store, begin(store, tablet), words)
    assert sorted(store.tablet_talks.said_by_person(store.services.ids())) == ["cricket", "tea"]


def test_only_residents_words_count_and_none_that_were_taken_out_or_skipped(store: Store, talk: UUID) -> None:
    tell(store, begin_elsewhere(store, Audience.CARER), "parking")
    gone = tell(store, talk, "zebrafinch")
    tell(store, talk, "cricket")
    erase(store, talk, gone)
    with store.sheet(talk, say(store, talk, "gingerbread")) as sheet:
        question = sheet.next_question()
        assert question
        sheet.hear(question)
        sheet.skip(question)
    assert store.tablet_talks.said_by_person(store.services.ids()) == ["cricket"]


def test_of_many_answers_the_latest_count(store: Store, talk: UUID) -> None:
    for words in ("tea", "sun", "Nobody"):
        tell(store, talk, words)
    assert store.tablet_talks.said_by_person(store.services.ids(), limit=2) == ["Nobody sun"]


def test_what_is_said_at_one_service_is_not_offered_at_another(store: Store, talk: UUID) -> None:
    elsewhere = store.services.add("Rose House", "Omar", "01632 960 019")
    tell(store, talk, "cricket")
    assert store.tablet_talks.said_by_person([elsewhere.id]) == []
    assert store.tablet_talks.said_by_person([store.services.get().id]) == ["cricket"]

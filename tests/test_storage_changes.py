"""Changes: from answers, through what is done, to those who said it finding it better."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest

from storage.change_records import ChangeRecord, Told, Written
from storage.changes import MOST_LETTERS
from storage.errors import StorageError
from storage.kinds import Audience, ChangeState, Channel, Group, Mode, Part, ReplyWay, Verdict
from storage.ladder import Level, Rung
from storage.records import ReviewAnswer
from storage.store import Store

LOUD = Written(
    "The dining room is too loud.", owner="Ahmed, kitchen", due_on=date(2026, 12, 1), picture="noise"
)


@pytest.fixture
def priya(store: Store) -> UUID:
    return store.staff.add("priya", "Priya", "hash").id


def say(
    store: Store, words: str, audience: Audience = Audience.CARER, channel: Channel = Channel.WEB
) -> ReviewAnswer:
    """Somebody answers the first question in a conversation of their own."""
    asked = store.questions.newest(audience)
    assert asked
    conversation = store.conversations.begin(audience, channel).id
    return answer(store, conversation, words)


def say_on_tablet(
    store: Store, staff: UUID, person_id: UUID | None, words: str = "It is loud."
) -> ReviewAnswer:
    """Somebody answers on a tablet."""
    asked = store.questions.newest(Audience.RESIDENT)
    assert asked
    device, _ = store.devices.add(store.services.get().id, "Lavender wing", "a pin", staff)
    return answer(store, store.tablet_talks.begin(device.id, uuid4(), asked.id, person_id).id, words)


def answer(store: Store, conversation: UUID, words: str) -> ReviewAnswer:
    found = store.conversations.get(store.services.ids(), conversation)
    asked = store.questions.newest(Audience(found.audience)) if found else None
    assert asked
    turn = uuid4()
    store.turns.keep(conversation, turn, words, Mode.TYPED)
    with store.sheet(conversation, turn) as sheet:
        sheet.settle(sheet.hear(asked.questions[0]))
    return store.review.answers(store.services.ids(), conversation)[0]


def take_out(store: Store, conversation: UUID) -> None:
    turn = uuid4()
    store.turns.keep(conversation, turn, "Take it out.", Mode.TYPED)
    with store.sheet(conversation, turn) as sheet:
        sheet.erase(store.review.answers(store.services.ids(), conversation)[0].answer)


def done(store: Store, change: ChangeRecord, did: str = "Two small tables by the window.") -> ChangeRecord:
    return store.changes.write(
        store.services.ids(), change.id, change.version, ChangeState.DID, replace(change.written, did=did)
    )


def conversation_of(store: Store, change: ChangeRecord) -> UUID:
    found = store.changes.get(store.services.ids(), change.id)
    assert found
    return found.voices[0].conversation_id


# From answers to a change -------------------------------------------------------------------------


def test_a_change_comes_from_answers_of_several_people(store: Store, priya: UUID) -> None:
    said = [say(store, "It is loud."), say(store, "I cannot hear."), say(store, "Too loud.", Audience.STAFF)]
    change = store.changes.begin(store.services.ids(), LOUD, [each.answer.id for each in said], priya)
    assert (change.state, change.written, change.version) == (ChangeState.SAID, LOUD, 0)
    assert change.created_by == "Priya"
    assert [voice.said[0].text for voice in change.voices] == ["It is loud.", "I cannot hear.", "Too loud."]
    assert store.changes.get(store.services.ids(), change.id) == change
    assert store.changes.open(store.services.ids()) == [change]


def test_one_person_in_two_conversations_is_one_voice(store: Store, priya: UUID) -> None:
    joan = store.people.add(store.services.get().id, "Joan").id
    said = [
        say_on_tablet(store, priya, joan),
        say_on_tablet(store, priya, joan),
        say_on_tablet(store, priya, None),
    ]
    change = store.changes.begin(store.services.ids(), LOUD, [each.answer.id for each in said], priya)
    assert [(voice.name, len(voice.said)) for voice in change.voices] == [("Joan", 2), (None, 1)]


def test_the_same_form_sent_twice_is_one_change(store: Store, priya: UUID) -> None:
    said, change_id = say(store, "It is loud."), uuid4()
    first = store.changes.begin(store.services.ids(), LOUD, [said.answer.id], priya, change_id)
    assert store.changes.begin(store.services.ids(), LOUD, [said.answer.id], priya, change_id) == first
    assert len(store.changes.open(store.services.ids())) == 1


def test_no_change_comes_from_nothing_nor_from_what_is_not_there(store: Store, priya: UUID) -> None:
    with pytest.raises(StorageError, match="Choose at least one"):
        store.changes.begin(store.services.ids(), LOUD, [], priya)
    with pytest.raises(StorageError, match="taken out"):
        store.changes.begin(store.services.ids(), LOUD, [uuid4()], priya)
    assert store.changes.open(store.services.ids()) == []


@pytest.mark.parametrize("said", ["", "  \n ", "\x00 ".replace("\x00", ""), "a" * (MOST_LETTERS + 1)])
def test_words_that_cannot_stand_on_a_wall_are_refused(store: Store, priya: UUID, said: str) -> None:
    with pytest.raises(StorageError) as refused:
        store.changes.begin(
            store.services.ids(), replace(LOUD, said=said), [say(store, "It is loud.").answer.id], priya
        )
    assert refused.value.code == "unusable"


def test_strange_letters_are_kept(store: Store, priya: UUID) -> None:
    strange = "NUL \x00, half a pair \ud800, 👵🏽 and الطعام"
    change = store.changes.begin(
        store.services.ids(), replace(LOUD, said=strange), [say(store, "Loud.").answer.id], priya
    )
    assert change.written.said == "NUL \ufffd, half a pair \ufffd, 👵🏽 and الطعام"
    assert store.changes.get(store.services.ids(), change.id) == change


def test_an_answer_joins_later_and_the_last_one_stays(store: Store, priya: UUID) -> None:
    first, second = say(store, "It is loud."), say(store, "Too loud.")
    change = store.changes.begin(store.services.ids(), LOUD, [first.answer.id], priya)
    joined = store.changes.add_answers(store.services.ids(), change.id, [first.answer.id, second.answer.id])
    assert len(joined.voices) == 2
    left = store.changes.remove_answer(store.services.ids(), change.id, first.answer.id)
    assert [voice.said[0].answer_id for voice in left.voices] == [second.answer.id]
    with pytest.raises(StorageError, match="at least one"):
        store.changes.remove_answer(store.services.ids(), change.id, second.answer.id)


def test_nobody_is_left_out_because_they_say_that_it_is_not_better(store: Store, priya: UUID) -> None:
    first, second = say(store, "It is loud."), say(store, "Too loud.")
    change = done(
        store, store.changes.begin(store.services.ids(), LOUD, [first.answer.id, second.answer.id], priya)
    )
    talk = conversation_of(store, change)
    reply = store.replies.send(
        store.services.ids(), talk, priya, "Two tables.", ReplyWay.CHAT, change_id=change.id
    )
    store.replies.verdict(store.services.ids(), reply.id, Verdict.WORSE)
    with pytest.raises(StorageError, match="so they stay"):
        store.changes.remove_answer(store.services.ids(), change.id, first.answer.id)
    assert len(store.changes.remove_answer(store.services.ids(), change.id, second.answer.id).voices) == 1


def test_words_that_were_taken_out_are_nobody_any_more_and_it_is_told(store: Store, priya: UUID) -> None:
    first, second = say(store, "It is loud."), say(store, "Too loud.")
    change = store.changes.begin(store.services.ids(), LOUD, [first.answer.id, second.answer.id], priya)
    take_out(store, change.voices[0].conversation_id)
    found = store.changes.get(store.services.ids(), change.id)
    assert found
    assert (len(found.voices), found.taken_out) == (1, 1)


def test_a_conversation_knows_what_came_of_it(store: Store, priya: UUID) -> None:
    said = say(store, "It is loud.")
    change = store.changes.begin(store.services.ids(), LOUD, [said.answer.id], priya)
    assert store.changes.from_conversation(store.services.ids(), change.voices[0].conversation_id) == [change]
    assert store.changes.from_conversation(store.services.ids(), uuid4()) == []


# On its way ---------------------------------------------------------------------------------------


def test_a_change_goes_on_when_it_says_what_is_done(store: Store, priya: UUID) -> None:
    change = store.changes.begin(store.services.ids(), LOUD, [say(store, "It is loud.").answer.id], priya)
    with pytest.raises(StorageError, match="what is being done"):
        store.changes.write(store.services.ids(), change.id, 0, ChangeState.DOING, LOUD)
    doing = store.changes.write(
        store.services.ids(), change.id, 0, ChangeState.DOING, replace(LOUD, doing="We try two tables.")
    )
    assert (doing.state, doing.version, doing.did_at) == (ChangeState.DOING, 1, None)
    assert doing.doing_at
    did = done(store, doing)
    assert (did.state, did.doing_at) == (ChangeState.DID, doing.doing_at)
    assert did.did_at
    back = store.changes.write(store.services.ids(), did.id, did.version, ChangeState.DOING, did.written)
    assert (back.state, back.doing_at, back.did_at) == (ChangeState.DOING, doing.doing_at, None)


def test_the_second_of_two_who_write_is_told_and_nothing_is_lost(store: Store, priya: UUID) -> None:
    change = store.changes.begin(store.services.ids(), LOUD, [say(store, "It is loud.").answer.id], priya)
    store.changes.write(store.services.ids(), change.id, 0, ChangeState.SAID, replace(LOUD, owner="Priya"))
    with pytest.raises(StorageError) as refused:
        store.changes.write(
            store.services.ids(), change.id, 0, ChangeState.SAID, replace(LOUD, owner="Ahmed")
        )
    assert refused.value.code == "changed"
    found = store.changes.get(store.services.ids(), change.id)
    assert found
    assert found.written.owner == "Priya"


def test_of_many_who_write_at_once_one_gets_through(store: Store, priya: UUID) -> None:
    change = store.changes.begin(store.services.ids(), LOUD, [say(store, "It is loud.").answer.id], priya)

    def write(number: int) -> bool:
        try:
            store.changes.write(
                store.services.ids(), change.id, 0, ChangeState.SAID, replace(LOUD, owner=f"Nurse {number}")
            )
        except StorageError as error:
            return error.code != "changed"
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(write, range(6))) == 1


def test_who_had_a_part_is_written_once_and_can_be_taken_back(store: Store, priya: UUID) -> None:
    change = store.changes.begin(store.services.ids(), LOUD, [say(store, "It is loud.").answer.id], priya)
    for _ in range(2):
        change = store.changes.add_part(
            store.services.ids(), change.id, Part.DECIDED, Group.RESIDENTS, "  Joan \n and Bill "
        )
    change = store.changes.add_part(store.services.ids(), change.id, Part.DID, Group.STAFF)
    assert [(each.part, each.who, each.name) for each in change.parts] == [
        ("decided", "residents", "Joan and Bill"),
        ("did", "staff", ""),
    ]
    assert (change.standing.rung, change.standing.level) == (Rung.CONSULTING, Level.INTERMEDIATE)
    change = store.changes.remove_part(store.services.ids(), change.id, change.parts[0].id)
    assert change.standing.rung == Rung.TELLING
    with pytest.raises(StorageError, match="in at most"):
        store.changes.add_part(store.services.ids(), change.id, Part.DID, Group.STAFF, "a" * 81)


def test_who_says_what_came_of_it_has_a_part_in_reviewing_it(store: Store, priya: UUID) -> None:
    change = done(
        store, store.changes.begin(store.services.ids(), LOUD, [say(store, "It is loud.").answer.id], priya)
    )
    talk = conversation_of(store, change)
    reply = store.replies.send(
        store.services.ids(), talk, priya, "Two tables.", ReplyWay.CHAT, change_id=change.id
    )
    store.replies.verdict(store.services.ids(), reply.id, Verdict.WORSE)
    found = store.changes.get(store.services.ids(), change.id)
    assert found
    assert (found.standing.rung, found.standing.level) == (Rung.CONSULTING, Level.DESCRIPTIVE)
    assert found.standing.without_residents


# Closed by those who said it ----------------------------------------------------------------------


def test_it_is_closed_only_when_all_who_can_be_asked_say_that_it_is_better(store: Store, priya: UUID) -> None:
    joan = store.people.add(store.services.get().id, "Joan").id
    said = [say(store, "It is loud."), say_on_tablet(store, priya, joan), say_on_tablet(store, priya, None)]
    change = store.changes.begin(store.services.ids(), LOUD, [each.answer.id for each in said], priya)
    with pytest.raises(StorageError, match="what was done first"):
        store.changes.close(store.services.ids(), change.id, change.version)
    change = done(store, change)
    told = [
        store.replies.send(
            store.services.ids(), voice.conversation_id, priya, "Two tables.", way, change_id=change.id
        )
        for voice, way in zip(change.voices, (ReplyWay.CHAT, ReplyWay.TABLET), strict=False)
    ]
    for count, reply in enumerate(told):
        with pytest.raises(StorageError, match="when all who said it"):
            store.changes.close(store.services.ids(), change.id, change.version + count)
        store.replies.verdict(store.services.ids(), reply.id, Verdict.BETTER)
    found = store.changes.get(store.services.ids(), change.id)
    assert found
    assert [voice.told for voice in found.voices] == [Told.BETTER, Told.BETTER, Told.OUT_OF_REACH]
    closed = store.changes.close(store.services.ids(), change.id, found.version)
    assert closed.closed_at
    assert store.changes.open(store.services.ids()) == []
    assert store.changes.closed(store.services.ids()) == [closed]


def test_nobody_else_closes_it(store: Store, priya: UUID) -> None:
    change = done(
        store,
        store.changes.begin(store.services.ids(), LOUD, [say_on_tablet(store, priya, None).answer.id], priya),
    )
    assert not change.is_better
    with pytest.raises(StorageError, match="when all who said it"):
        store.changes.close(store.services.ids(), change.id, change.version)
    with pytest.raises(StorageError, match="Those who said it close it"):
        store.changes.write(
            store.services.ids(), change.id, change.version, ChangeState.CLOSED, change.written
        )


def closed(store: Store, priya: UUID) -> tuple[ChangeRecord, UUID]:
    """A closed change, and the reply that was called better."""
    change = done(
        store, store.changes.begin(store.services.ids(), LOUD, [say(store, "It is loud.").answer.id], priya)
    )
    talk = conversation_of(store, change)
    reply = store.replies.send(
        store.services.ids(), talk, priya, "Two tables.", ReplyWay.CHAT, change_id=change.id
    )
    store.replies.verdict(store.services.ids(), reply.id, Verdict.BETTER)
    return store.changes.close(store.services.ids(), change.id, change.version + 1), reply.id


def test_a_closed_one_is_open_again_when_somebody_says_that_it_is_not_better(
    store: Store, priya: UUID
) -> None:
    change, reply = closed(store, priya)
    store.replies.verdict(store.services.ids(), reply, Verdict.SAME)
    found = store.changes.get(store.services.ids(), change.id)
    assert found
    assert (found.state, found.closed_at) == (ChangeState.DID, None)


def test_a_closed_one_is_written_anew_only_when_it_is_open_again(store: Store, priya: UUID) -> None:
    change, _ = closed(store, priya)
    with pytest.raises(StorageError, match="Open it again first"):
        store.changes.write(store.services.ids(), change.id, change.version, ChangeState.DID, change.written)
    opened = store.changes.reopen(store.services.ids(), change.id, change.version)
    assert (
        store.changes.write(
            store.services.ids(), change.id, opened.version, ChangeState.DID, change.written
        ).state
        == ChangeState.DID
    )


def test_nobody_joins_what_is_closed(store: Store, priya: UUID) -> None:
    change, _ = closed(store, priya)
    with pytest.raises(StorageError, match="Open it again first"):
        store.changes.add_answers(store.services.ids(), change.id, [say(store, "Still loud.").answer.id])


def test_closing_and_saying_that_it_is_worse_at_once_never_ends_closed(store: Store, priya: UUID) -> None:
    change, reply = closed(store, priya)

    def close() -> None:
        for _ in range(20):
            found = store.changes.get(store.services.ids(), change.id)
            assert found
            with suppress(StorageError):
                store.changes.close(store.services.ids(), change.id, found.version)

    with ThreadPoolExecutor(2) as pool:
        closing = pool.submit(close)
        for verdict in (Verdict.BETTER, Verdict.WORSE) * 5:
            store.replies.verdict(store.services.ids(), reply, verdict)
        closing.result()
    found = store.changes.get(store.services.ids(), change.id)
    assert found
    assert (found.state, found.voices[0].told) == (ChangeState.DID, Told.WORSE)


def test_what_was_said_before_it_was_done_again_does_not_count(store: Store, priya: UUID) -> None:
    change, _ = closed(store, priya)
    change = store.changes.reopen(store.services.ids(), change.id, change.version)
    change = store.changes.write(
        store.services.ids(),
        change.id,
        change.version,
        ChangeState.DOING,
        replace(change.written, doing="More."),
    )
    change = done(store, change, "Curtains too.")
    assert [voice.told for voice in change.voices] == [Told.NOT_TOLD]


def test_closed_ones_are_paged_by_when_they_were_closed(store: Store, priya: UUID) -> None:
    found = [closed(store, priya)[0].id for _ in range(5)][::-1]
    page = store.changes.closed(store.services.ids(), size=2)
    assert [each.id for each in page] == found[:2]
    assert page[-1].closed_at
    rest = store.changes.closed(store.services.ids(), (page[-1].closed_at, page[-1].id), size=10)
    assert [each.id for each in rest] == found[2:]


def test_no_such_change_is_told(store: Store) -> None:
    assert store.changes.get(store.services.ids(), uuid4()) is None
    with pytest.raises(StorageError) as unknown:
        store.changes.close(store.services.ids(), uuid4(), 0)
    assert unknown.value.code == "unknown"

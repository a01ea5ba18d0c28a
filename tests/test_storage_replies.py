"""Replies: said back to somebody in their own way, and true about whether it reached them."""

from uuid import UUID, uuid4

import pytest

from storage.change_records import ReplyRecord, Written
from storage.errors import StorageError
from storage.kinds import Audience, ChangeState, Channel, Mode, ReplyState, ReplyWay, Speaker, Verdict
from storage.profiles import Profile
from storage.replies import MOST_LETTERS, own_way, ways
from storage.store import Store
from tests.test_storage_changes import say, say_on_tablet


@pytest.fixture
def priya(store: Store) -> UUID:
    return store.staff.add("priya", "Priya", "hash").id


@pytest.fixture
def talk(store: Store) -> UUID:
    """A conversation of a carer in the chat."""
    return begun(store)


def begun(store: Store, channel: Channel = Channel.WEB) -> UUID:
    return store.conversations.begin(Audience.CARER, channel).id


def test_in_a_chat_it_stands_as_what_staff_said_and_has_reached_nobody_yet(
    store: Store, priya: UUID, talk: UUID
) -> None:
    before = store.conversations.get(store.services.ids(), talk)
    reply = store.replies.send(
        store.services.ids(), talk, priya, "  We put two tables there.\n", ReplyWay.CHAT
    )
    [turn] = store.turns.latest(talk)
    assert (turn.speaker, turn.text, turn.id) == (Speaker.STAFF, "We put two tables there.", reply.id)
    assert (reply.state, reply.by, reply.told_at) == (ReplyState.QUEUED, "Priya", None)
    assert store.replies.waiting(store.services.ids()) == [reply]
    assert store.conversations.get(store.services.ids(), talk) == before
    assert store.turns.conversations_waiting() == []


def test_when_they_open_their_chat_it_has_reached_them(store: Store, priya: UUID, talk: UUID) -> None:
    other = store.replies.send(store.services.ids(), begun(store), priya, "Thank you.", ReplyWay.CHAT)
    paper = store.replies.send(store.services.ids(), talk, priya, "Thank you.", ReplyWay.PRINT)
    reply = store.replies.send(store.services.ids(), talk, priya, "Thank you.", ReplyWay.CHAT)
    store.replies.seen(talk)
    found = store.replies.get(store.services.ids(), reply.id)
    assert found
    assert found.state == ReplyState.TOLD
    assert found.told_at
    assert {each.id for each in store.replies.waiting(store.services.ids())} == {other.id, paper.id}


def test_what_comes_after_a_reply_has_a_number_of_its_own(store: Store, priya: UUID, talk: UUID) -> None:
    store.replies.send(store.services.ids(), talk, priya, "Thank you.", ReplyWay.CHAT)
    store.replies.send(store.services.ids(), talk, priya, "And thank you.", ReplyWay.CHAT)
    assert [turn.seq for turn in store.turns.latest(talk)] == [1, 2]
    assert store.turns.keep(talk, uuid4(), "You are welcome.", Mode.TYPED).seq == 3


def test_the_same_reply_sent_twice_is_one(store: Store, priya: UUID, talk: UUID) -> None:
    reply_id = uuid4()
    for _ in range(2):
        store.replies.send(store.services.ids(), talk, priya, "Thank you.", ReplyWay.CHAT, reply_id=reply_id)
    assert len(store.turns.latest(talk)) == 1


@pytest.mark.parametrize("text", ["", " \n", "a" * (MOST_LETTERS + 1)])
def test_no_words_or_too_many_are_refused(store: Store, priya: UUID, talk: UUID, text: str) -> None:
    with pytest.raises(StorageError, match="Write the reply"):
        store.replies.send(store.services.ids(), talk, priya, text, ReplyWay.CHAT)
    assert store.turns.latest(talk) == []


def test_only_ways_that_reach_somebody_are_open() -> None:
    assert ways(Channel.WEB, known=False) == (ReplyWay.CHAT, ReplyWay.PRINT)
    assert ways(Channel.TABLET, known=True) == (ReplyWay.TABLET, ReplyWay.PRINT)
    assert ways(Channel.TABLET, known=False) == (ReplyWay.PRINT,)
    assert ways(Channel.IMPORT, known=False) == (ReplyWay.PRINT,)


@pytest.mark.parametrize(
    ("channel", "profile", "way"),
    [
        (Channel.WEB, None, ReplyWay.CHAT),
        (Channel.TABLET, None, ReplyWay.PRINT),
        (Channel.TABLET, Profile(), ReplyWay.TABLET),
        (Channel.TABLET, Profile(needs=("hearing_aid",)), ReplyWay.TABLET),
        (Channel.TABLET, Profile(needs=("easy_read",)), ReplyWay.PRINT),
        (Channel.WEB, Profile(needs=("large_print",)), ReplyWay.PRINT),
    ],
)
def test_somebody_is_told_in_the_way_that_suits_them(
    channel: Channel, profile: Profile | None, way: ReplyWay
) -> None:
    assert own_way(channel, profile) == way


def test_a_way_that_leads_nowhere_is_refused(store: Store, priya: UUID) -> None:
    with pytest.raises(StorageError, match="cannot be reached in this way"):
        store.replies.send(
            store.services.ids(), begun(store, Channel.IMPORT), priya, "Thank you.", ReplyWay.CHAT
        )
    with pytest.raises(StorageError, match="no such conversation"):
        store.replies.send(store.services.ids(), uuid4(), priya, "Thank you.", ReplyWay.PRINT)


def test_a_paper_waits_until_somebody_hands_it_over(store: Store, priya: UUID) -> None:
    joan = store.people.add(store.services.get().id, "Joan").id
    said = say_on_tablet(store, priya, joan)
    change = store.changes.begin(store.services.ids(), Written("It is loud."), [said.answer.id], priya)
    reply = store.replies.send(
        store.services.ids(),
        change.voices[0].conversation_id,
        priya,
        "Two tables.",
        ReplyWay.TABLET,
        change_id=change.id,
    )
    assert (reply.person, reply.place, reply.state) == ("Joan", "Lavender wing", ReplyState.QUEUED)
    told = store.replies.told(store.services.ids(), reply.id)
    assert told.state == ReplyState.TOLD
    assert store.replies.told(store.services.ids(), reply.id) == told
    assert store.replies.waiting(store.services.ids()) == []


def test_what_reached_nobody_can_be_withdrawn_without_a_trace(store: Store, priya: UUID, talk: UUID) -> None:
    reply = store.replies.send(store.services.ids(), talk, priya, "To the wrong person.", ReplyWay.CHAT)
    store.replies.withdraw(store.services.ids(), reply.id)
    assert store.turns.latest(talk) == []
    assert store.replies.to(talk) == []
    with pytest.raises(StorageError, match="was withdrawn"):
        store.replies.told(store.services.ids(), reply.id)


def test_what_has_reached_somebody_stays(store: Store, priya: UUID, talk: UUID) -> None:
    reply = store.replies.send(store.services.ids(), talk, priya, "Thank you.", ReplyWay.CHAT)
    store.replies.seen(talk)
    with pytest.raises(StorageError, match="reached them already"):
        store.replies.withdraw(store.services.ids(), reply.id)
    assert len(store.turns.latest(talk)) == 1


def done(store: Store, priya: UUID) -> ReplyRecord:
    """What was done, said back to who said it."""
    change = store.changes.begin(
        store.services.ids(), Written("It is loud."), [say(store, "It is loud.").answer.id], priya
    )
    talk = change.voices[0].conversation_id
    store.changes.write(
        store.services.ids(), change.id, 0, ChangeState.DID, Written("It is loud.", did="Two tables.")
    )
    return store.replies.send(
        store.services.ids(), talk, priya, "Two tables.", ReplyWay.CHAT, change_id=change.id
    )


def test_only_what_is_done_asks_whether_it_is_better(store: Store, priya: UUID, talk: UUID) -> None:
    change = store.changes.begin(
        store.services.ids(), Written("It is loud."), [say(store, "It is loud.").answer.id], priya
    )
    early = store.replies.send(
        store.services.ids(), talk, priya, "We look at it.", ReplyWay.CHAT, change_id=change.id
    )
    plain, asking = (
        store.replies.send(store.services.ids(), talk, priya, "Thank you.", ReplyWay.CHAT),
        done(store, priya),
    )
    assert store.replies.asks([early, plain, asking]) == {asking.id}
    for reply in (early, plain):
        with pytest.raises(StorageError, match="Nothing was done yet"):
            store.replies.verdict(store.services.ids(), reply.id, Verdict.BETTER)


def test_who_says_what_they_think_of_it_was_told(store: Store, priya: UUID) -> None:
    reply = done(store, priya)
    said = store.replies.own_verdict(reply.conversation_id, reply.id, Verdict.SAME)
    assert (said.verdict, said.state) == (Verdict.SAME, ReplyState.TOLD)
    assert said.verdict_at
    assert store.replies.verdict(store.services.ids(), reply.id, Verdict.BETTER).verdict == Verdict.BETTER


def test_nobody_speaks_for_another_conversation(store: Store, priya: UUID, talk: UUID) -> None:
    reply = done(store, priya)
    with pytest.raises(StorageError) as unknown:
        store.replies.own_verdict(talk, reply.id, Verdict.BETTER)
    assert unknown.value.code == "unknown"

"""The way of a turn: kept first, in order, replied to once, whatever Rasa does meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

import pytest

from actions.care import Care
from storage.errors import StorageError
from storage.kinds import Audience, Channel, Mode, Speaker, Steering
from storage.store import Store
from tests.fakes import LoopRasa, WordTagger
from web import talk as talk_module
from web.phrases import SET_ASIDE
from web.talk import Said, Talk, wait_for


@asynccontextmanager
async def talking(store: Store, rasa: LoopRasa, *, looking: bool = False) -> AsyncIterator[Talk]:
    talk = Talk(store, rasa, Care(store, rasa.tagger))
    jobs = [asyncio.create_task(talk.look_around())] if looking else []
    try:
        yield talk
    finally:
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        await talk.close()


@pytest.fixture
def rasa(sqlite_store: Store) -> LoopRasa:
    return LoopRasa(sqlite_store, WordTagger())


@pytest.fixture
def conversation(sqlite_store: Store) -> UUID:
    return sqlite_store.conversations.begin(Audience.CARER, Channel.WEB).id


def opening(conversation: UUID) -> Said:
    return Said(conversation, uuid4(), "", Mode.OPENED, Steering.GREET)


def typed(conversation: UUID, words: str) -> Said:
    return Said(conversation, uuid4(), words)


async def until(happened: Callable[[], Awaitable[bool]]) -> None:
    """Wait for something, but not for ever."""
    async with asyncio.timeout(20):
        while not await happened():  # noqa: ASYNC110 (what we wait for is in a database)
            await asyncio.sleep(0.02)


async def test_a_turn_is_kept_and_replied_to(sqlite_store: Store, rasa: LoopRasa, conversation: UUID) -> None:
    async with talking(sqlite_store, rasa) as talk:
        await talk.keep_and_wait(opening(conversation), 5)
        turn, replies = await talk.keep_and_wait(typed(conversation, "the people I sit with outside"), 5)
    assert replies is not None
    assert [reply.text for reply in replies] == ["utter_read_back/carer the people I sit with outside"]
    assert sqlite_store.turns.since(conversation, turn.seq - 1)[0].text == "the people I sit with outside"


async def test_messages_at_once_are_worked_one_at_a_time_in_order(
    sqlite_store: Store, rasa: LoopRasa, conversation: UUID
) -> None:
    async with talking(sqlite_store, rasa) as talk:
        await talk.keep_and_wait(opening(conversation), 5)
        for number in range(10):
            await talk.keep(typed(conversation, f"message {number}"))
        await talk.keep_and_wait(typed(conversation, "the last"), 10)
    assert rasa.heard[1:] == [*(f"message {number}" for number in range(10)), "the last"]


async def test_messages_that_arrive_side_by_side_are_all_kept_and_worked(
    sqlite_store: Store, rasa: LoopRasa, conversation: UUID
) -> None:
    async with talking(sqlite_store, rasa) as talk:
        await talk.keep_and_wait(opening(conversation), 5)
        said = [typed(conversation, f"message {number}") for number in range(12)]
        done = await asyncio.gather(*(talk.keep_and_wait(each, 20) for each in said))
    assert all(replies is not None for _, replies in done)
    in_order = [turn.text for turn, _ in sorted(done, key=lambda each: each[0].seq)]
    assert rasa.heard[1:] == in_order


async def test_the_same_message_sent_twice_is_one_message(
    sqlite_store: Store, rasa: LoopRasa, conversation: UUID
) -> None:
    said = typed(conversation, "said once, sent twice by the network")
    async with talking(sqlite_store, rasa) as talk:
        await talk.keep_and_wait(opening(conversation), 5)
        first, _ = await talk.keep_and_wait(said, 5)
        second, again = await talk.keep_and_wait(said, 5)
    assert first.id == second.id
    assert again == []
    assert rasa.heard.count(said.text) == 1


async def test_without_rasa_words_are_kept_and_the_reply_comes_when_it_is_back(
    sqlite_store: Store, rasa: LoopRasa, conversation: UUID
) -> None:
    rasa.there = False
    async with talking(sqlite_store, rasa, looking=True) as talk:
        await talk.keep_and_wait(opening(conversation), 1)
        turn, replies = await talk.keep_and_wait(typed(conversation, "kept while nobody answers"), 1)
        assert replies is None
        assert talk.in_trouble(conversation)
        assert sqlite_store.turns.since(conversation, turn.seq - 1)[0].text == "kept while nobody answers"
        rasa.there = True
        await until(lambda: _replied(sqlite_store, conversation))
        assert not talk.in_trouble(conversation)
    assert rasa.heard == ["", "kept while nobody answers"]


async def test_without_rasa_somebody_who_may_be_unsafe_is_answered_at_once(
    sqlite_store: Store, rasa: LoopRasa, conversation: UUID
) -> None:
    rasa.there = False
    async with talking(sqlite_store, rasa) as talk:
        await talk.keep_and_wait(opening(conversation), 1)
        await talk.keep_and_wait(typed(conversation, "a word before that waits for Rasa"), 1)
        _, replies = await talk.keep_and_wait(typed(conversation, "he hit me, he hit me again"), 10)
    assert replies is not None
    assert replies[0].text.startswith("Thank you for telling me.")
    assert not replies[0].choices
    (concern,) = sqlite_store.concerns.open(sqlite_store.services.ids())
    assert concern.words == "he hit me, he hit me again"
    kept = [
        each.answer.text for each in sqlite_store.review.answers(sqlite_store.services.ids(), conversation)
    ]
    assert "a word before that waits for Rasa" in kept


async def test_a_call_for_a_person_needs_no_rasa(
    sqlite_store: Store, rasa: LoopRasa, conversation: UUID
) -> None:
    rasa.there = False
    pressed = Said(conversation, uuid4(), "I need someone now", Mode.BUTTON, Steering.PERSON)
    async with talking(sqlite_store, rasa) as talk:
        _, replies = await talk.keep_and_wait(pressed, 10)
    assert replies is not None
    assert "999" in replies[0].text
    found = sqlite_store.conversations.get(sqlite_store.services.ids(), conversation)
    assert found is not None
    assert found.wants_person_at is not None


async def test_a_concern_left_by_a_run_that_was_killed_is_found_without_rasa(
    sqlite_store: Store, rasa: LoopRasa, conversation: UUID
) -> None:
    rasa.there = False
    sqlite_store.turns.keep(conversation, uuid4(), "they hit mum, he hit me", Mode.TYPED)
    async with talking(sqlite_store, rasa, looking=True):
        await until(lambda: _replied(sqlite_store, conversation))
    assert len(sqlite_store.concerns.open(sqlite_store.services.ids())) == 1


async def test_a_turn_left_by_an_earlier_run_is_found_and_worked(
    sqlite_store: Store, rasa: LoopRasa, conversation: UUID
) -> None:
    sqlite_store.turns.keep(conversation, uuid4(), "", Mode.OPENED, Steering.GREET)
    async with talking(sqlite_store, rasa, looking=True):
        await until(lambda: _replied(sqlite_store, conversation))
    assert rasa.heard == [""]


async def test_a_slow_reply_is_told_and_still_comes(
    sqlite_store: Store, rasa: LoopRasa, conversation: UUID
) -> None:
    async with talking(sqlite_store, rasa) as talk:
        await talk.keep_and_wait(opening(conversation), 5)
        rasa.slow = 0.5
        _, replies = await talk.keep_and_wait(typed(conversation, "patience"), 0.05)
        assert replies is None
        await until(lambda: _replied(sqlite_store, conversation))
    assert rasa.heard.count("patience") == 1


@pytest.mark.slow  # it waits for the pauses between tries
async def test_a_failed_turn_is_tried_again_and_tagged_once(
    sqlite_store: Store, rasa: LoopRasa, conversation: UUID
) -> None:
    async with talking(sqlite_store, rasa, looking=True) as talk:
        await talk.keep_and_wait(opening(conversation), 5)
        rasa.fails = 1
        await talk.keep_and_wait(typed(conversation, "I wish they would listen"), 1)
        await until(lambda: _replied(sqlite_store, conversation))
        rasa.fails = 1
        await talk.keep_and_wait(typed(conversation, "yes"), 1)
        await until(lambda: _replied(sqlite_store, conversation))
    (answer,) = sqlite_store.review.answers(sqlite_store.services.ids(), conversation)
    assert (answer.answer.text, answer.answer.state) == ("I wish they would listen", "agreed")
    assert len(answer.tags) == 1


async def test_a_turn_that_keeps_failing_goes_to_a_person_and_talking_goes_on(
    sqlite_store: Store, rasa: LoopRasa, conversation: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(talk_module, "MOST_TRIES", 2)
    monkeypatch.setattr(talk_module, "LONGEST_PAUSE", 0.01)
    async with talking(sqlite_store, rasa) as talk:
        await talk.keep_and_wait(opening(conversation), 5)
        rasa.fails = 2
        await talk.keep_and_wait(typed(conversation, "words that break the machine"), 1)
        _, replies = await talk.keep_and_wait(typed(conversation, "and then these"), 5)
    assert replies is not None
    (answer, note) = sqlite_store.review.answers(sqlite_store.services.ids(), conversation)
    assert (answer.answer.text, note.answer.text) == ("and then these", "words that break the machine")
    said = [turn.text for turn in sqlite_store.turns.since(conversation, 0) if turn.speaker == Speaker.BOT]
    assert SET_ASIDE in said


async def test_words_that_could_not_be_kept_are_never_called_kept(
    sqlite_store: Store, rasa: LoopRasa, conversation: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise StorageError("full", "The disk is full.", retry=True)

    async with talking(sqlite_store, rasa) as talk:
        await talk.keep_and_wait(opening(conversation), 5)
        monkeypatch.setattr(sqlite_store.turns, "keep", full)
        with pytest.raises(StorageError):
            await talk.keep_and_wait(typed(conversation, "lost?"), 5)
    assert rasa.heard == [""]


async def test_nothing_is_remembered_of_conversations_that_are_over(
    sqlite_store: Store, rasa: LoopRasa
) -> None:
    async with talking(sqlite_store, rasa) as talk:
        for _ in range(20):
            begun = sqlite_store.conversations.begin(Audience.CARER, Channel.WEB)
            await talk.keep_and_wait(opening(begun.id), 5)
            await wait_for(talk.news_of(begun.id), 0)
        left = [talk._wanted, talk._workers, talk._not_before, talk._news, talk._awaited]
        await until(lambda: _empty(*left))


async def _replied(store: Store, conversation: UUID) -> bool:
    return await asyncio.to_thread(store.turns.next_waiting, conversation) is None


async def _empty(*left: object) -> bool:
    return not any(len(each) for each in left)  # type: ignore[arg-type]

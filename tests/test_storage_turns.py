"""Words first: every read and write of what was said."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest

from storage.base import storable
from storage.errors import StorageError
from storage.kinds import AnswerKind, Audience, Channel, Mode, Speaker, Steering, TurnState
from storage.records import Outcome, Reply
from storage.store import Store
from storage.turns import MAX_CHARACTERS
from tests.saying import begin, say


def words(store: Store, conversation_id: UUID) -> list[str]:
    return [turn.text for turn in store.turns.since(conversation_id, 0)]


def test_a_turn_is_kept_word_for_word(store: Store) -> None:
    conversation_id, turn_id = begin(store), uuid4()
    kept = store.turns.keep(conversation_id, turn_id, "  I like\nthe garden. ", Mode.TYPED)
    assert (kept.id, kept.seq, kept.text) == (turn_id, 1, "  I like\nthe garden. ")
    assert (kept.speaker, kept.mode, kept.state) == (Speaker.PERSON, Mode.TYPED, TurnState.KEPT)
    assert store.turns.since(conversation_id, 0) == [kept]


def test_a_pressed_button_keeps_what_it_means(store: Store) -> None:
    conversation_id = begin(store)
    store.turns.keep(conversation_id, uuid4(), "Yes", Mode.BUTTON, Steering.AFFIRM)
    (turn,) = store.turns.since(conversation_id, 0)
    assert (turn.text, turn.mode, turn.intent) == ("Yes", "button", "affirm")


def test_the_same_turn_twice_is_one_turn(store: Store) -> None:
    conversation_id, turn_id = begin(store), uuid4()
    first = store.turns.keep(conversation_id, turn_id, "I like the garden", Mode.TYPED)
    again = store.turns.keep(conversation_id, turn_id, "I like the garden", Mode.TYPED)
    assert again == first
    assert words(store, conversation_id) == ["I like the garden"]
    assert store.turns.keep(conversation_id, uuid4(), "and birds", Mode.TYPED).seq == 2


def test_a_turn_of_one_conversation_is_refused_in_another(store: Store) -> None:
    mine, other, turn_id = begin(store), begin(store), uuid4()
    store.turns.keep(mine, turn_id, "I like the garden", Mode.TYPED)
    with pytest.raises(StorageError, match="Make a new one") as refused:
        store.turns.keep(other, turn_id, "I like the garden", Mode.TYPED)
    assert (refused.value.code, refused.value.retry) == ("taken", False)
    assert words(store, other) == []


def test_other_words_under_the_same_identifier_are_refused_and_the_first_stay(store: Store) -> None:
    conversation_id, turn_id = begin(store), uuid4()
    store.turns.keep(conversation_id, turn_id, "I like the garden", Mode.TYPED)
    with pytest.raises(StorageError, match="Make a new one"):
        store.turns.keep(conversation_id, turn_id, "I like the kitchen", Mode.TYPED)
    assert words(store, conversation_id) == ["I like the garden"]


def test_a_turn_of_no_conversation_is_refused(store: Store) -> None:
    with pytest.raises(StorageError) as refused:
        say(store, uuid4())
    assert refused.value.code == "unknown"


def test_eight_at_once_in_one_conversation_lose_and_double_no_number(store: Store) -> None:
    conversation_id = begin(store)
    with ThreadPoolExecutor(8) as people:
        kept = list(people.map(lambda n: say(store, conversation_id, f"turn {n}"), range(96)))
    turns = store.turns.since(conversation_id, 0)
    assert [turn.seq for turn in turns] == list(range(1, 97))
    assert {turn.id for turn in turns} == set(kept)
    assert {turn.text for turn in turns} == {f"turn {n}" for n in range(96)}


def test_one_turn_sent_eight_times_at_once_is_one_turn(store: Store) -> None:
    conversation_id, turn_id = begin(store), uuid4()
    with ThreadPoolExecutor(8) as people:
        kept = list(
            people.map(
                lambda _: store.turns.keep(conversation_id, turn_id, "I like it", Mode.TYPED), range(8)
            )
        )
    assert {turn.seq for turn in kept} == {1}
    assert say(store, conversation_id, "and more")
    assert [turn.seq for turn in store.turns.since(conversation_id, 0)] == [1, 2]


def test_one_turn_sent_to_many_conversations_at_once_is_kept_in_one(store: Store) -> None:
    turn_id, conversations = uuid4(), [begin(store) for _ in range(8)]

    def send(conversation_id: UUID) -> str:
        try:
            store.turns.keep(conversation_id, turn_id, "I like it", Mode.TYPED)
        except StorageError as error:
            return error.code
        return "kept"

    with ThreadPoolExecutor(8) as people:
        assert sorted(people.map(send, conversations)) == ["kept", *["taken"] * 7]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("Tea ☕, cake 🍰 and my 👩‍👩‍👧 family", id="pictures"),
        pytest.param("\u202eأحب الحديقة\u202c and שלום", id="right to left"),
        pytest.param("\ufeffa mark at the start", id="byte order mark"),
        pytest.param("/restart '; DROP TABLE turn; -- {said} %s :x", id="looks like code"),
        pytest.param("a\r\nb\tc\x07d\x7f", id="control characters"),
        pytest.param("é" * MAX_CHARACTERS, id="as long as can be"),
    ],
)
def test_any_words_come_back_as_they_were(store: Store, text: str) -> None:
    conversation_id = begin(store)
    turn_id = say(store, conversation_id, text)
    store.turns.answered(turn_id, [Reply(f"You said: {text}")])
    assert words(store, conversation_id) == [text, f"You said: {text}"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param("a\x00b", "a\ufffdb", id="a NUL"),
        pytest.param("a\ud83db", "a\ufffdb", id="half a pair"),
        pytest.param("\udc00\udc00", "\ufffd\ufffd", id="two halves"),
        pytest.param("\ud83c\udf70", "🍰", id="a pair"),
    ],
)
def test_characters_that_no_database_holds_are_replaced_one_for_one(
    store: Store, text: str, kept: str
) -> None:
    conversation_id = begin(store)
    turn_id = say(store, conversation_id, text)
    store.turns.answered(turn_id, [Reply(text, [{"title": text, "text": text}])])
    person, bot = store.turns.since(conversation_id, 0)
    assert (person.text, bot.text) == (kept, kept)
    assert storable(text) == kept


def test_more_than_the_longest_turn_is_refused_and_never_cut(store: Store) -> None:
    conversation_id = begin(store)
    with pytest.raises(StorageError, match="100,000 letters") as refused:
        say(store, conversation_id, "a" * (MAX_CHARACTERS + 1))
    assert (refused.value.code, refused.value.retry) == ("too_long", False)
    assert words(store, conversation_id) == []


def test_turns_wait_in_the_order_they_were_said(store: Store) -> None:
    conversation_id = store.conversations.begin(Audience.CARER, Channel.TERMINAL).id
    first, second = say(store, conversation_id, "first"), say(store, conversation_id, "second")
    say(store, begin(store), "somebody else")
    for turn_id in (first, second):
        waiting = store.turns.next_waiting(conversation_id)
        assert waiting is not None
        assert (waiting[0].id, waiting[1]) == (turn_id, "carer")
        store.turns.answered(turn_id, [Reply("Thank you.")])
    assert store.turns.next_waiting(conversation_id) is None


def test_the_conversation_that_waits_longest_comes_first(store: Store) -> None:
    conversations = [begin(store) for _ in range(6)]
    turns = [say(store, each) for each in conversations[::-1]]
    assert store.turns.conversations_waiting() == conversations[::-1]
    assert store.turns.conversations_waiting(limit=2) == conversations[:-3:-1]
    store.turns.answered(turns[0], [Reply("Thank you.")])
    assert store.turns.conversations_waiting() == conversations[-2::-1]


def test_a_reply_is_kept_after_the_turn_it_replies_to(store: Store) -> None:
    conversation_id = begin(store)
    turn_id = say(store, conversation_id)
    buttons = [{"title": "Yes", "intent": "affirm"}, {"title": "Maybe", "text": "Maybe"}]
    said = store.turns.answered(turn_id, [Reply("Thank you."), Reply("Is that right?", buttons)])
    person, *bot = store.turns.since(conversation_id, 0)
    assert bot == said
    assert person.state == TurnState.ANSWERED
    assert [(turn.seq, turn.speaker, turn.text) for turn in bot] == [
        (2, Speaker.BOT, "Thank you."),
        (3, Speaker.BOT, "Is that right?"),
    ]
    assert (bot[0].choices, bot[1].choices) == ((), tuple(buttons))


def test_a_turn_answered_twice_says_nothing_twice(store: Store) -> None:
    conversation_id = begin(store)
    turn_id = say(store, conversation_id)
    with ThreadPoolExecutor(4) as workers:
        said = list(workers.map(lambda _: store.turns.answered(turn_id, [Reply("Thank you.")]), range(4)))
    assert sorted(len(each) for each in said) == [0, 0, 0, 1]
    assert words(store, conversation_id) == ["I like the garden", "Thank you."]


def test_a_turn_that_was_never_kept_cannot_be_answered(store: Store) -> None:
    with pytest.raises(StorageError, match="no such turn"):
        store.turns.answered(uuid4(), [Reply("Hello")])
    with pytest.raises(StorageError, match="no such turn"):
        store.turns.failed(uuid4())


def test_failed_tries_are_counted_and_the_turn_goes_on_waiting(store: Store) -> None:
    conversation_id = begin(store)
    turn_id = say(store, conversation_id)
    with ThreadPoolExecutor(4) as workers:
        assert sorted(workers.map(lambda _: store.turns.failed(turn_id), range(4))) == [1, 2, 3, 4]
    waiting = store.turns.next_waiting(conversation_id)
    assert waiting is not None
    assert (waiting[0].id, waiting[0].attempts) == (turn_id, 4)


def test_a_turn_set_aside_becomes_a_note_and_the_next_one_is_free(store: Store) -> None:
    conversation_id = begin(store)
    turn_id, next_id = say(store, conversation_id, "I miss my dog"), say(store, conversation_id, "and tea")
    said = store.turns.set_aside(turn_id, Reply("A person will read this."))
    assert [turn.text for turn in said] == ["A person will read this."]
    assert store.turns.set_aside(turn_id, Reply("A person will read this.")) == []
    waiting = store.turns.next_waiting(conversation_id)
    assert waiting is not None
    assert waiting[0].id == next_id
    (note,) = store.review.answers(store.services.ids(), conversation_id)
    assert (note.answer.kind, note.answer.text) == (AnswerKind.NOTE, "I miss my dog")
    assert store.turns.since(conversation_id, 0)[0].state == TurnState.SET_ASIDE


def test_an_action_that_comes_after_its_turn_was_set_aside_finds_nothing_to_do(store: Store) -> None:
    conversation_id = begin(store)
    turn_id = say(store, conversation_id)
    store.turns.set_aside(turn_id, Reply("A person will read this."))
    with store.sheet(conversation_id, turn_id) as sheet:
        assert sheet.outcome == Outcome(())


def test_a_turn_set_aside_after_its_action_had_worked_is_no_second_note(store: Store) -> None:
    conversation_id = begin(store)
    turn_id = say(store, conversation_id, "skip this one")
    with store.sheet(conversation_id, turn_id) as sheet:
        sheet.finish(Outcome((("utter_skipped", {}),)), None)
    store.turns.set_aside(turn_id, Reply("A person will read this."))
    assert store.review.answers(store.services.ids(), conversation_id) == []


def test_a_button_or_nothing_at_all_set_aside_leaves_no_note(store: Store) -> None:
    conversation_id = begin(store)
    store.turns.keep(conversation_id, pressed := uuid4(), "Yes", Mode.BUTTON, Steering.AFFIRM)
    store.turns.keep(conversation_id, opened := uuid4(), "", Mode.OPENED)
    for turn_id in (pressed, opened):
        store.turns.set_aside(turn_id, Reply("A person will read this."))
    assert store.review.answers(store.services.ids(), conversation_id) == []


def test_a_page_reads_only_what_is_new(store: Store) -> None:
    conversation_id = begin(store)
    for n in range(1, 8):
        say(store, conversation_id, f"turn {n}")
    assert [turn.seq for turn in store.turns.since(conversation_id, 4)] == [5, 6, 7]
    assert [turn.seq for turn in store.turns.since(conversation_id, 1, limit=2)] == [2, 3]
    assert store.turns.since(conversation_id, 7) == []


def test_the_newest_turns_are_shown_forwards(store: Store) -> None:
    conversation_id = begin(store)
    for n in range(1, 8):
        say(store, conversation_id, f"turn {n}")
    assert [turn.seq for turn in store.turns.latest(conversation_id, limit=3)] == [5, 6, 7]

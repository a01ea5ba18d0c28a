"""Short ways to say something to a store, for tests that are about what comes after."""

from typing import Any
from uuid import UUID, uuid4

from storage.details import Details
from storage.kinds import Audience, Channel, Mode
from storage.records import AnswerRecord, NewTag, NewTags, Outcome, Reply, ReviewItem
from storage.search import Filter, ListPage
from storage.store import Store

MODEL = "lexicon-1"


def begin(store: Store, audience: Audience = Audience.RESIDENT) -> UUID:
    """A new conversation."""
    return store.conversations.begin(audience, Channel.WEB).id


def say(store: Store, conversation_id: UUID, text: str = "I like the garden") -> UUID:
    """A typed turn, kept and no more."""
    return store.turns.keep(conversation_id, uuid4(), text, Mode.TYPED).id


def tag(key: str = "diversity", stance: str = "hoped_for", confidence: float = 0.8) -> NewTag:
    """A principle seen in the first six characters."""
    return NewTag(key, stance, confidence, ((0, 6),))


def tags(*each: NewTag, topics: tuple[str, ...] = (), model: str = MODEL) -> NewTags:
    """What a tagger says of an answer."""
    return NewTags(model, "hoped_for", each, topics)


def tell(store: Store, conversation_id: UUID, text: str, found: NewTags | None = None) -> AnswerRecord:
    """An answer to the next question, all the way: kept, heard, tagged, read back, settled, replied to."""
    turn_id = say(store, conversation_id, text)
    with store.sheet(conversation_id, turn_id) as sheet:
        question = sheet.next_question()
        answer = sheet.hear(question) if question else sheet.note()
        sheet.tag(answer, found or tags())
        sheet.settle(answer)
        sheet.finish(Outcome((("utter_read_back", {"said": text}),)), answer)
    store.turns.answered(turn_id, [Reply(f"You said: {text}", [{"title": text, "text": text}])])
    return answer


def listed(store: Store, wanted: Filter | None = None, size: int = 500) -> ListPage:
    """The first page of the list, as somebody sees it who may read here."""
    return store.search.page([store.services.get().id], wanted or Filter(), size=size)


def everything(store: Store) -> tuple[ReviewItem, ...]:
    """Every conversation in the list, newest first."""
    return listed(store, size=100_000).items


def erase(store: Store, conversation_id: UUID, answer: AnswerRecord) -> None:
    """A turn that takes an answer out."""
    turn_id = say(store, conversation_id, "take it out please")
    with store.sheet(conversation_id, turn_id) as sheet:
        sheet.erase(answer)
        sheet.finish(Outcome((("utter_deleted", {}),)), None)
    store.turns.answered(turn_id, [Reply("It is gone.")])


def record(store: Store, conversation_id: UUID, seconds: int = 2, *, whole: bool = True) -> UUID:
    """A recording of so many seconds, each of another sound."""
    recording_id = uuid4()
    store.recordings.begin(recording_id, conversation_id)
    for second in range(seconds):
        store.recordings.add(recording_id, second, sound_of(second))
    if whole:
        assert store.recordings.finish(recording_id, seconds) == []
    return recording_id


def sound_of(second: int) -> bytes:
    """A second of sound that is like no other."""
    return bytes([second % 251, second // 251]) * 16_000


def speak(store: Store, conversation_id: UUID, text: str, **how: Any) -> UUID:
    """A spoken turn, kept and no more; `how` are details, with a recording of its own if none is named."""
    how.setdefault("recording_id", None)
    details = Details(**how | {"recording_id": how["recording_id"] or record(store, conversation_id)})
    return store.turns.keep(conversation_id, uuid4(), text, Mode.VOICE, details=details).id


def tell_aloud(store: Store, conversation_id: UUID, text: str, **how: Any) -> AnswerRecord:
    """A spoken answer to the next question that nobody has said yes to yet."""
    turn_id = speak(store, conversation_id, text, **how)
    with store.sheet(conversation_id, turn_id) as sheet:
        question = sheet.next_question()
        answer = sheet.hear(question) if question else sheet.note()
        sheet.finish(Outcome((("utter_read_back", {"said": text}),)), answer)
    store.turns.answered(turn_id, [Reply(f"I heard: {text}")])
    return answer


def say_yes(store: Store, conversation_id: UUID, answer: AnswerRecord, **how: Any) -> AnswerRecord:
    """Yes to an answer; `how` are details."""
    turn_id = store.turns.keep(conversation_id, uuid4(), "Yes", Mode.BUTTON, details=Details(**how)).id
    with store.sheet(conversation_id, turn_id) as sheet:
        (sheet.let_voice_count if how.get("voice_only") else sheet.agree)(answer)
        sheet.finish(Outcome((("utter_saved", {}),)), None)
        found = sheet.answer(answer.id)
    store.turns.answered(turn_id, [])
    return found

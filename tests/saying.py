"""Short ways to say something to a store, for tests that are about what comes after."""

from uuid import UUID, uuid4

from storage.kinds import Audience, Channel, Mode
from storage.records import AnswerRecord, NewTag, NewTags, Outcome, Reply
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


def erase(store: Store, conversation_id: UUID, answer: AnswerRecord) -> None:
    """A turn that takes an answer out."""
    turn_id = say(store, conversation_id, "take it out please")
    with store.sheet(conversation_id, turn_id) as sheet:
        sheet.erase(answer)
        sheet.finish(Outcome((("utter_deleted", {}),)), None)
    store.turns.answered(turn_id, [Reply("It is gone.")])

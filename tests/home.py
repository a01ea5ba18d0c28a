"""A small home that spoke for some months, written straight into the tables: who said what, and when."""

import random
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from storage.engine import writing
from storage.kinds import AnswerKind, AnswerState, Audience, Channel, Mode, Phase, Speaker, TurnState
from storage.models import Answer, Conversation, Question, QuestionSet, Tag, Topic, Turn
from storage.store import Store
from web.pins import hash_pin

STANCES = ("working", "not_working", "wish", "neutral")
WORDS = {
    "working": "The garden is lovely in the morning.",
    "not_working": "Nobody listens to me at dinner.",
    "wish": "I would like to bake bread again.",
    "neutral": "I live by the window.",
}


class Saying(NamedTuple):
    """One thing that somebody said."""

    voice: UUID
    audience: str
    month: tuple[int, int]
    place: str | None
    question: str
    stance: str
    tags: tuple[tuple[str, str, str], ...]
    """(principle, stance, status)."""
    words: str = ""


class Home:
    """A service with tablets and people, and verbs to let them speak."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.service_id = store.services.get().id
        staff = store.staff.add(f"staff-{uuid4().hex[:6]}", "Ahmed", "no password")
        self.places = [
            store.devices.add(name, hash_pin("2468"), staff.id)[0].id.hex
            for name in ("Lavender wing", "Rose room", "Sunroom")
        ]
        self.people = [store.people.add(f"Person {number}").id for number in range(30)]
        with Session(store._engine) as session:
            rows = session.query(Question, QuestionSet).join(QuestionSet).all()
            self.questions = {(kind.audience, each.key): each for each, kind in rows}

    @property
    def within(self) -> frozenset[UUID]:
        """The service itself."""
        return frozenset({self.service_id})

    def say(self, *sayings: Saying) -> list[UUID]:
        """Keep what was said; returns the answers."""
        with writing(self.store._engine) as session:
            return [self._say(session, each) for each in sayings]

    def _say(self, session: Session, each: Saying) -> UUID:
        question = self.questions.get((each.audience, each.question))
        at = datetime(*each.month, 15, 12, tzinfo=UTC)
        conversation = Conversation(
            id=uuid4(), service_id=self.service_id, audience=each.audience,
            channel=Channel.TABLET, language="en",
            question_set_id=question.set_id if question else None, frames=[[str(Phase.DONE), None]],
            person_id=each.voice if each.voice in self.people else None,
            device_id=UUID(each.place) if each.place else None, created_at=at, last_at=at,
        )  # fmt: skip
        answer = Answer(
            id=uuid4(), conversation_id=conversation.id, question_id=question.id if question else None,
            kind=AnswerKind.ANSWER, state=AnswerState.AGREED, text=each.words or WORDS[each.stance],
            stance=each.stance, model_version="m", created_at=at, updated_at=at, settled_at=at,
        )  # fmt: skip
        turn = Turn(
            id=uuid4(), conversation_id=conversation.id, seq=1, speaker=Speaker.PERSON, mode=Mode.PICTURES,
            text=answer.text, state=TurnState.ANSWERED, answer_id=answer.id, at=at,
        )  # fmt: skip
        tags = [
            Tag(id=uuid4(), answer_id=answer.id, key=key, stance=stance, confidence=0.8, evidence=[[0, 5]],
                source="model", status=status, model_version="m", at=at)
            for key, stance, status in each.tags
        ]  # fmt: skip
        for rows in (
            [conversation],
            [answer],
            [turn, *tags, Topic(id=uuid4(), answer_id=answer.id, key="garden")],
        ):
            session.add_all(rows)
            session.flush()
        return answer.id


def sayings(home: Home, count: int, seed: int = 0) -> list[Saying]:
    """What thirty people, some families and staff say in five months, some of them much more than others."""
    dice = random.Random(seed)
    months = [(2025, 12), (2026, 1), (2026, 2), (2026, 3), (2026, 4)]
    found = []
    for _ in range(count):
        audience = dice.choice((*[Audience.RESIDENT] * 4, Audience.CARER))
        resident = audience == Audience.RESIDENT
        number = min(dice.randrange(30), dice.randrange(30))
        keys = dice.sample(("equality", "assets", "peer_support"), dice.choice((0, 1, 1, 2)))
        tags = tuple((key, dice.choice(STANCES[:3]), dice.choice(("suggested", "agreed"))) for key in keys)
        found.append(
            Saying(
                voice=home.people[number] if resident else uuid4(),
                audience=audience,
                month=dice.choice(months),
                place=home.places[number % 3] if resident else None,
                question=dice.choice(("matters", "good_day", "nothing of these")),
                stance=dice.choice(STANCES),
                tags=tags,
            )
        )
    return found

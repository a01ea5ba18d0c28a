"""Who talks when, and what they say: thought out before anything is kept, so that it is tagged at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from demo.residents import Resident
from demo.words import Words
from demo.yaml_files import read
from storage.kinds import Audience, Face
from storage.records import QuestionSetRecord

ALL = 40
DAYS = 91
"""Three months."""
FAMILIES, STAFF = 46, 30
"""Conversations with them, for all forty residents."""
FACES = tuple(Face)
_HOURS = {Audience.RESIDENT: (8, 19), Audience.CARER: (9, 22), Audience.STAFF: (6, 21)}


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody will say to a question."""

    question: str
    text: str
    story: str = ""
    """What comes of it, if anything: a key of stories.yml."""
    pictures: tuple[str, ...] = ()
    face: str | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation that will be held."""

    at: datetime
    audience: Audience
    about: Resident
    """Who speaks; with families whom they are close to."""
    way: str
    answers: tuple[Answer, ...]

    @property
    def known(self) -> bool:
        """Whether it will be known who spoke."""
        return self.audience == Audience.RESIDENT


class Plan:
    """Three months of an invented home, the same for the same chance and day."""

    def __init__(
        self, people: Sequence[Resident], asked: dict[Audience, QuestionSetRecord], chance: Random
    ) -> None:
        self._people = people
        self._asked = asked
        self._chance = chance
        self._words = {audience: Words(audience, chance) for audience in Audience}
        self._stories = [
            (story, audience, text)
            for story in read("stories")
            for audience in Audience
            for text in story[audience]
        ]
        chance.shuffle(self._stories)

    def talks(self, today: datetime) -> list[Talk]:
        """Every conversation up to `today`, the oldest first."""
        here = [person for person in self._people if person.talks]
        who = [(Audience.RESIDENT, person) for person in here for _ in range(person.talks)]
        close = [person for person in self._people if person.name != "Frank"]
        share = len(self._people) / ALL
        who += [(Audience.CARER, self._chance.choice(close)) for _ in range(round(FAMILIES * share))]
        who += [(Audience.STAFF, self._chance.choice(here)) for _ in range(round(STAFF * share))]
        found = [self._talk(audience, person, today) for audience, person in who]
        found += [self._worry(each, today) for each in read("worries")]
        return sorted(found, key=lambda talk: talk.at)

    def _talk(self, audience: Audience, person: Resident, today: datetime) -> Talk:
        days = self._chance.randint(0, DAYS - 1)
        way = self._way(person) if audience == Audience.RESIDENT else "chat"
        asked = [question.key for question in self._asked[audience].questions]
        count = min(len(asked), max(1, round(self._chance.gauss(4 if way == "chat" else 3, 1.6))))
        picked = sorted(self._chance.sample(range(len(asked)), count))
        answers = [self._answer(asked[number], audience, person, way) for number in picked]
        if story := self._story(audience, person, way, days):
            answers = [each for each in answers if each.question != story.question] + [story]
            answers.sort(key=lambda each: asked.index(each.question))
        return Talk(self._moment(audience, days, today), audience, person, way, tuple(answers))

    def _way(self, person: Resident) -> str:
        """Mostly their own door, now and then another."""
        if self._chance.random() < 0.8:
            return "pictures" if person.way == "switches" else person.way
        return self._chance.choice(("talk", "writing", "pictures", "faces"))

    def _answer(self, question: str, audience: Audience, person: Resident, way: str) -> Answer:
        found = next(each for each in self._asked[audience].questions if each.key == question)
        if way == "pictures" and found.pictures and self._chance.random() < 0.85:
            count = self._chance.choice((1, 1, 2, 2, 3))
            chosen = self._chance.sample([each for each in found.pictures if each != "something_else"], count)
            return Answer(question, "", pictures=tuple(chosen))
        if way == "faces" and found.faces and self._chance.random() < 0.85:
            number = self._chance.choice((0, 0, 1, 2))
            return Answer(question, found.faces[number], face=FACES[number])
        return Answer(question, self._words[audience].answer(question, person))

    def _story(self, audience: Audience, person: Resident, way: str, days: int) -> Answer | None:
        """What they say about something that many speak of then, if there is anything left to say."""
        if way in {"pictures", "faces"}:
            return None
        for place, (story, who, text) in enumerate(self._stories):
            first, last = story["topic_days"]
            if who == audience and last <= days <= first and self._asks(audience, story["question"]):
                del self._stories[place]
                return Answer(story["question"], text.format_map(person.facts), story["key"])
        return None

    def _asks(self, audience: Audience, question: str) -> bool:
        return any(each.key == question for each in self._asked[audience].questions)

    def _worry(self, told: dict[str, str], today: datetime) -> Talk:
        audience = Audience(told.get("by", Audience.RESIDENT))
        person = next((each for each in self._people if each.name == told["who"]), self._people[0])
        question = self._chance.choice(("change", "listens", "matters"))
        way = "talk" if audience == Audience.RESIDENT else "chat"
        moment = self._moment(audience, int(told["days"]), today)
        return Talk(moment, audience, person, way, (Answer(question, told["text"]),))

    def _moment(self, audience: Audience, days: int, today: datetime) -> datetime:
        first, last = _HOURS[audience]
        day = (today - timedelta(days=days)).replace(hour=first, minute=0, second=0, microsecond=0)
        moment = day + timedelta(seconds=self._chance.randint(0, (last - first) * 3600))
        return min(moment, today - timedelta(minutes=self._chance.randint(60, 240)))

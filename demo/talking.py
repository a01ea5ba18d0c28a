"""A conversation of the invented home: held as people hold it, and kept as of the day on which it was."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid4

from demo.loop import Loop
from demo.plan import Answer, Talk
from demo.voices import Heard, Voices
from storage.base import at
from storage.consent_kinds import AskedAt
from storage.consent_records import asked_to_keep
from storage.details import Details, Helper
from storage.kinds import Access, Audience, Channel, Mode, Phase, Steering
from storage.records import QuestionSetRecord
from storage.store import Store

HELPERS = (("Priya", "presses"), ("Tom, activities", "reads"), ("my niece", "writes"), ("Jean", "speaks"))
YES, CHANGE, ADD, DELETE = "Yes, that's right", "Change it", "Add something", "Do not keep it"


@dataclass(slots=True)
class Held:
    """A conversation that was held."""

    id: UUID
    talk: Talk
    ended: datetime
    answers: dict[str, UUID] = field(default_factory=dict)
    """The answer to each question, by its key."""
    unclear: dict[UUID, str] = field(default_factory=dict)
    """What was really said in answers that the machine heard badly."""


@dataclass(frozen=True, slots=True)
class Around:
    """What a conversation needs around it."""

    store: Store
    loop: Loop
    voices: Voices
    chance: Random
    asked: Mapping[Audience, QuestionSetRecord]
    people: Mapping[str, UUID]
    tablets: Mapping[str, UUID]
    """By the wing where they live."""
    phrases: Mapping[str, str]
    """What each picture says inside a sentence."""
    sound_since: datetime
    """Voices from before are gone by now."""


class Talking:
    """One conversation while it is held."""

    def __init__(self, around: Around, talk: Talk) -> None:
        self._around = around
        self._talk = talk
        self._chance = around.chance
        self._at = talk.at
        self._tablet = talk.audience == Audience.RESIDENT
        self._helper = self._who_helps()
        self._id = uuid4()

    def hold(self) -> Held:
        """All of it, from hello to the last word."""
        self._begin()
        held = Held(self._id, self._talk, self._at)
        for answer in self._talk.answers:
            self._answer(answer, held)
        if self._chance.random() < 0.5:
            self._press("Stop for now", Steering.STOP)
        held.ended = self._at
        return held

    def _begin(self) -> None:
        around, talk = self._around, self._talk
        with at(self._at):
            if self._tablet:
                asked, person = around.asked[talk.audience].id, around.people[talk.about.name]
                known = person if self._chance.random() < 0.93 else None
                tablet, agreed = around.tablets[talk.about.wing], asked_to_keep(AskedAt.TABLET)
                around.store.tablet_talks.begin(tablet, self._id, asked, known, agreed=agreed)
            else:
                agreed, begin = asked_to_keep(AskedAt.CHAT), around.store.conversations.begin
                begin(talk.audience, Channel.WEB, conversation_id=self._id, agreed=agreed)
            around.loop.open(self._id, talk.audience)

    def _answer(self, answer: Answer, held: Held) -> None:
        self._go_to(answer)
        says, about = self._say(answer, held)
        if about is None:
            return
        held.answers[answer.question] = about
        if "utter_follow_up" in says:
            self._press("No", Steering.DENY, self._details(answer, Phase.PROBING))
        self._check(answer, about, held)
        self._go_on()

    def _go_on(self) -> None:
        """Where somebody was thanked and nothing is asked, they carry on; a complaint they pass on."""
        phase = self._around.store.tablet_talks.place(self._id).phase
        if phase == Phase.CARE:
            self._press("Carry on", Steering.RESUME)
        elif phase == Phase.COMPLAINT:
            self._press("Yes, pass it on", Steering.AFFIRM)

    def _go_to(self, answer: Answer) -> None:
        """On a tablet people choose; in the chat they skip what they have nothing to say to."""
        if self._tablet:
            return
        keys = [each.key for each in self._around.asked[self._talk.audience].questions]
        while (here := self._question()) and keys.index(here) < keys.index(answer.question):
            self._press("Next question", Steering.SKIP)

    def _question(self) -> str | None:
        place = self._around.store.tablet_talks.place(self._id)
        asked = self._around.asked[self._talk.audience].questions
        return next((each.key for each in asked if each.id == place.question_id), None)

    def _say(self, answer: Answer, held: Held) -> tuple[list[str], UUID | None]:
        details, way = self._details(answer, Phase.ASKING), self._talk.way
        if answer.pictures:
            return self._turn(self._pictured(answer), Mode.PICTURES, details)
        if answer.face:
            return self._turn(answer.text, Mode.FACES, details)
        if way != "talk":
            return self._turn(answer.text, Mode.TYPED, details if self._tablet else None)
        heard = self._hear(answer)
        spoken = Details(
            **{name: getattr(details, name) for name in ("question_id", "screen", "by", "helper")},
            recording_id=heard.recording_id,
            heard=heard.text,
            keep_voice=True,
        )
        says, about = self._turn(heard.text, Mode.VOICE, spoken)
        if about and not heard.right:
            held.unclear[about] = answer.text
        return says, about

    def _hear(self, answer: Answer) -> Heard:
        around = self._around
        with at(self._at):
            return around.voices.record(
                self._id, self._talk.about, answer.text, with_sound=self._at >= around.sound_since
            )

    def _check(self, answer: Answer, about: UUID, held: Held) -> None:
        """Is that right? Mostly it is."""
        details, luck = self._details(answer, Phase.CONFIRMING), self._chance.random()
        if about in held.unclear and luck < 0.75:
            self._press("Just keep my voice", Steering.AFFIRM, _only_voice(details))
        elif luck < 0.03 and not answer.story:
            self._press(DELETE, Steering.DELETE, details)
            self._press("Yes, take it out", Steering.AFFIRM, self._details(answer, Phase.DELETING))
            held.answers.pop(answer.question)
        elif luck < 0.9 or answer.story or about in held.unclear:
            self._press(YES, Steering.AFFIRM, details)
        # Else they leave it there, or go on to another question.

    def _turn(self, words: str, mode: Mode, details: Details | None) -> tuple[list[str], UUID | None]:
        self._wait(len(words) / 8 + 6)
        with at(self._at):
            return self._around.loop.say(self._id, self._talk.audience, words, mode, details=details)

    def _press(self, words: str, what: Steering, details: Details | None = None) -> None:
        self._wait(5)
        with at(self._at):
            self._around.loop.press(self._id, self._talk.audience, words, what, details)

    def _wait(self, seconds: float) -> None:
        self._at += timedelta(seconds=seconds + self._chance.uniform(0, 20))

    def _details(self, answer: Answer, screen: Phase) -> Details:
        if not self._tablet:
            return Details()
        asked = self._around.asked[self._talk.audience].questions
        return Details(
            question_id=next(each.id for each in asked if each.key == answer.question),
            screen=screen,
            pictures=answer.pictures if screen == Phase.ASKING else (),
            face=answer.face if screen == Phase.ASKING else None,
            by=self._talk.about.profile.access or Access.TOUCH,
            helper=self._helper,
        )

    def _pictured(self, answer: Answer) -> str:
        said = [self._around.phrases[each] for each in answer.pictures]
        joined = said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
        return f"{joined[0].upper()}{joined[1:]}."

    def _who_helps(self) -> Helper | None:
        needy = {"someone_with_me", "aphasia", "learning_disability", "speech_device"}
        often = 0.55 if needy & set(self._talk.about.profile.needs) else 0.08
        if not self._tablet or self._chance.random() > often:
            return None
        who, how = self._chance.choice(HELPERS)
        return Helper(who, how, agreed=self._chance.random() < 0.9)


def _only_voice(details: Details) -> Details:
    return Details(
        question_id=details.question_id, screen=details.screen, by=details.by, helper=details.helper,
        voice_only=True, keep_voice=True,
    )  # fmt: skip

"""A million invented answers: lengths, dates, kinds of speakers and tags as they are in life."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from bench.bulk import Batch
from nlu.answers import Answer, load_answers
from nlu.principles import load_taxonomy
from storage.kinds import Audience, Mode
from storage.records import QuestionRecord, QuestionSetRecord

SEED = 6
YEARS = 3
AT_ONCE = 2_000
"""Conversations in a batch."""
AUDIENCES = {Audience.RESIDENT: 65, Audience.CARER: 22, Audience.STAFF: 13}
SHARES = (40, 15, 10, 8, 6, 5, 4, 4, 3, 2, 2, 1)
"""How the answers are spread over twelve services, in hundredths."""
PEOPLE, DEVICES, TEAM = 60, 4, 12
MODEL = "bench-1"
SPOKEN, LISTEN, CONCERNS, REVIEWED = 0.15, 0.02, 0.004, 0.8
"""Shares of answers, and of conversations that were reviewed."""


@dataclass(slots=True)
class Crowd:
    """Everybody who speaks and reads, and the dice."""

    sets: dict[Audience, QuestionSetRecord]
    first_service: UUID
    until: datetime
    chance: Random = field(default_factory=lambda: Random(SEED))
    services: list[UUID] = field(default_factory=list)
    people: dict[UUID, list[UUID]] = field(default_factory=dict)
    devices: dict[UUID, list[UUID]] = field(default_factory=dict)
    team: list[UUID] = field(default_factory=list)
    stock: list[Answer] = field(default_factory=lambda: load_answers(load_taxonomy()))

    def batches(self, answers: int) -> Iterator[Batch]:
        """Services and people first, then conversations until there are so many answers."""
        yield self._homes()
        made = 0
        while made < answers:
            batch: dict[str, list[dict[str, Any]]] = {
                name: []
                for name in (
                    "conversation",
                    "answer",
                    "turn",
                    "tag",
                    "topic",
                    "correction",
                    "work",
                    "concern",
                )
            }
            while made < answers and len(batch["conversation"]) < AT_ONCE:
                made += self._conversation(batch)
            yield batch

    def _homes(self) -> Batch:
        self.services = [self.first_service, *(self._id() for _ in SHARES[1:])]
        self.people = {each: [self._id() for _ in range(PEOPLE)] for each in self.services}
        self.devices = {each: [self._id() for _ in range(DEVICES)] for each in self.services}
        self.team = [self._id() for _ in range(TEAM)]
        long_ago = self.until - timedelta(days=YEARS * 366)
        return {
            "service": [
                {"id": each, "name": f"Home {number}", "readers": "Sarah", "phone": "01632 960 018",
                 "slug": f"home-{number}", "created_at": self.until}
                for number, each in enumerate(self.services[1:], 2)
            ],
            "staff": [
                {"id": each, "username": f"reader{number}", "name": f"Reader {number}",
                 "password_hash": "none", "created_at": long_ago}
                for number, each in enumerate(self.team)
            ],
            "person": [
                {"id": each, "service_id": service, "name": f"Resident {number}", "kind": "resident",
                 "profile": {}, "created_at": long_ago, "updated_at": long_ago}
                for service, people in self.people.items() for number, each in enumerate(people)
            ],
            "device": [
                {"id": each, "service_id": service, "name": f"Wing {number}", "pin": "none",
                 "created_at": long_ago, "created_by": self.team[0]}
                for service, devices in self.devices.items() for number, each in enumerate(devices)
            ],
        }  # fmt: skip

    def _conversation(self, batch: dict[str, list[dict[str, Any]]]) -> int:
        chance = self.chance
        audience = chance.choices(list(AUDIENCES), list(AUDIENCES.values()))[0]
        service = chance.choices(self.services, SHARES)[0]
        asked = self.sets[audience]
        tablet = audience == Audience.RESIDENT
        known = tablet and chance.random() < 0.8
        begun = self.until - timedelta(days=YEARS * 365) * chance.random() ** 1.4
        talk = {
            "id": self._id(), "service_id": service, "question_set_id": asked.id, "audience": audience,
            "channel": "tablet" if tablet else chance.choice(("web", "web", "import")), "language": "en",
            "frames": [["done", None]], "next_seq": 1, "created_at": begun, "last_at": begun,
            "person_id": chance.choice(self.people[service]) if known else None,
            "device_id": chance.choice(self.devices[service]) if tablet else None,
        }  # fmt: skip
        batch["conversation"].append(talk)
        count = min(len(asked.questions), max(1, round(chance.gauss(4, 2))))
        for question in asked.questions[:count]:
            self._answer(batch, talk, question)
        if chance.random() < REVIEWED and begun < self.until - timedelta(days=7):
            batch["work"].append(
                {"conversation_id": talk["id"], "reviewed_at": talk["last_at"] + timedelta(days=2),
                 "reviewed_by": chance.choice(self.team), "version": 1}
            )  # fmt: skip
        elif chance.random() < 0.3:
            batch["work"].append(
                {"conversation_id": talk["id"], "assigned_to": chance.choice(self.team), "version": 1,
                 "due_on": (talk["last_at"] + timedelta(days=5)).date().isoformat()}
            )  # fmt: skip
        return count

    def _answer(
        self, batch: dict[str, list[dict[str, Any]]], talk: dict[str, Any], question: QuestionRecord
    ) -> None:
        chance = self.chance
        lines = chance.choices(self.stock, k=min(12, 1 + int(chance.expovariate(1.1))))
        text = " ".join(line.text for line in lines)
        at = talk["last_at"] = talk["last_at"] + timedelta(seconds=chance.randint(20, 200))
        spoken = None
        if talk["device_id"] and chance.random() < SPOKEN:
            spoken = "listen" if chance.random() < LISTEN / SPOKEN else "confirmed"
        answer = {
            "id": self._id(), "conversation_id": talk["id"], "question_id": question.id, "kind": "answer",
            "state": "agreed", "text": text, "spoken": spoken, "stance": lines[0].stance or "neutral",
            "model_version": None if spoken == "listen" else MODEL, "created_at": at, "updated_at": at,
            "settled_at": at,
        }  # fmt: skip
        batch["answer"].append(answer)
        self._turns(batch, talk, question, answer)
        if spoken != "listen":
            self._tags(batch, answer, lines)
        if chance.random() < CONCERNS:
            batch["concern"].append(
                {"id": self._id(), "answer_id": answer["id"], "conversation_id": talk["id"],
                 "service_id": talk["service_id"], "category": "neglect", "urgency": "soon",
                 "confidence": 0.8, "words": text, "evidence": [[0, 5]], "source": "rule",
                 "model_version": MODEL, "state": chance.choice(("new", "seen", "done")), "version": 0,
                 "at": at}
            )  # fmt: skip

    def _turns(
        self,
        batch: dict[str, list[dict[str, Any]]],
        talk: dict[str, Any],
        question: QuestionRecord,
        answer: dict[str, Any],
    ) -> None:
        mode = (
            Mode.VOICE if answer["spoken"] else Mode.IMPORTED if talk["channel"] == "import" else Mode.TYPED
        )
        said = (("bot", question.text, None, None), ("person", answer["text"], mode, answer["id"]))
        for speaker, text, how, part_of in said:
            batch["turn"].append(
                {"id": self._id(), "conversation_id": talk["id"], "seq": talk["next_seq"], "speaker": speaker,
                 "mode": how, "text": text, "state": "answered", "attempts": 0, "answer_id": part_of,
                 "at": answer["created_at"]}
            )  # fmt: skip
            talk["next_seq"] += 1

    def _tags(
        self, batch: dict[str, list[dict[str, Any]]], answer: dict[str, Any], lines: list[Answer]
    ) -> None:
        at, seen, start = answer["created_at"], set[str](), 0
        old = at < self.until - timedelta(days=30)
        for line in lines:
            for key, stance in line.principles:
                if key not in seen:
                    seen.add(key)
                    self._tag(batch, answer, key, stance, [[start, start + len(line.text)]], decided=old)
            start += len(line.text) + 1
        for topic in {topic for line in lines for topic in line.topics}:
            batch["topic"].append(
                {"id": self._id(), "answer_id": answer["id"], "key": topic, "model_version": MODEL}
            )

    def _tag(  # noqa: PLR0913 (all that a tag is)
        self,
        batch: dict[str, list[dict[str, Any]]],
        answer: dict[str, Any],
        key: str,
        stance: str,
        evidence: list[list[int]],
        *,
        decided: bool,
    ) -> None:
        luck, who = self.chance.random(), self.chance.choice(self.team)
        status = "suggested" if not decided or luck > 0.9 else "removed" if luck > 0.78 else "agreed"
        by = None if status == "suggested" else who
        tag = {
            "id": self._id(), "answer_id": answer["id"], "key": key, "stance": stance or "neutral",
            "confidence": round(self.chance.uniform(0.4, 1), 3), "evidence": evidence, "source": "model",
            "status": status, "model_version": MODEL, "staff_id": by, "at": answer["created_at"],
        }  # fmt: skip
        batch["tag"].append(tag)
        if by:
            act = "agree" if status == "agreed" else "remove"
            batch["correction"].append(
                {"id": self._id(), "answer_id": answer["id"], "tag_id": tag["id"], "staff_id": by, "act": act,
                 "key": key, "stance": tag["stance"], "evidence": evidence, "model_version": MODEL,
                 "at": answer["created_at"] + timedelta(days=2)}
            )  # fmt: skip

    def _id(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)

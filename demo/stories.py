"""You said, we did at the invented home: what came of what several people said."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any
from uuid import UUID

from demo.talking import Held
from demo.yaml_files import read
from storage.base import at
from storage.change_records import ChangeRecord, Voice, Written
from storage.kinds import ChangeState, Group, Part, ReplyWay, Verdict
from storage.replies import own_way
from storage.store import Store

MOST = 9
"""Answers that a change comes from."""


class Stories:
    """Every change, with who had a part in it, what people were told and what they say."""

    def __init__(self, store: Store, staff: Sequence[UUID], chance: Random, today: datetime) -> None:
        self._store = store
        self._within = store.services.ids()
        self._staff = staff
        self._chance = chance
        self._today = today

    def tell(self, held: Iterable[Held]) -> int:
        """Everything that came of these conversations; returns how many changes there are."""
        said: dict[str, list[tuple[datetime, UUID]]] = defaultdict(list)
        for each in held:
            for answer in each.talk.answers:
                if answer.story and answer.question in each.answers:
                    said[answer.story].append((each.ended, each.answers[answer.question]))
        stories = [story for story in read("stories") if said[story["key"]]]
        for story in stories:
            self._story(story, [answer for _, answer in sorted(said[story["key"]])[:MOST]])
        return len(stories)

    def _story(self, story: Mapping[str, Any], answers: Sequence[UUID]) -> None:
        told, who = story["change"], self._chance.choice(self._staff)
        begun = self._day(told["begun"])
        with at(begun):
            first = Written(told["said"], owner=told["owner"], picture=told["picture"] or None)
            change = self._store.changes.begin(self._within, first, answers, who)
        for part, group, name in story["parts"]:
            with at(begun + timedelta(days=1)):
                self._store.changes.add_part(self._within, change.id, Part(part), Group(group), name)
        change = self._go_on(change.id, told, begun)
        if told["verdicts"] or told["reach"] in {"did", "closed"}:
            self._tell_them(change, told, who)
        if told["reach"] == "closed":
            self._close(change.id)

    def _go_on(self, change_id: UUID, told: Mapping[str, Any], begun: datetime) -> ChangeRecord:
        change, write = self._now(change_id), partial(self._store.changes.write, self._within)
        if told["reach"] != "said":
            due = self._day(told["due"]).date()
            words = {"said": told["said"], "owner": told["owner"], "picture": told["picture"] or None}
            with at(begun + timedelta(days=2)):
                doing = Written(doing=told["doing"], due_on=due, **words)
                change = write(change_id, change.version, ChangeState.DOING, doing)
        if told["reach"] in {"did", "closed"}:
            with at(self._day(told["done"])):
                done = Written(doing=told["doing"], did=told["did"], due_on=due, **words)
                change = write(change_id, change.version, ChangeState.DID, done)
        return change

    def _tell_them(self, change: ChangeRecord, told: Mapping[str, Any], who: UUID) -> None:
        """Everybody is told; a verdict for each of the first of them."""
        done = self._day(told["done"])
        everybody = change.voices if told["reach"] == "closed" else change.voices[:-1]
        waits = len(everybody) - 1 if told["reach"] == "did" and len(everybody) > 2 else len(everybody)
        for number, voice in enumerate(everybody):
            with at(done + timedelta(hours=5 + number)):
                text = f"You told us: “{told['said']}” {told['did']} Is it better now?"
                reply = self._store.replies.send(
                    self._within, voice.conversation_id, who, text, self._way(voice), change_id=change.id
                )
            if number >= waits:
                continue  # written, and told to nobody yet
            with at(done + timedelta(days=1, hours=number)):
                self._store.replies.told(self._within, reply.id)
            verdicts = told["verdicts"]
            if number < len(verdicts) or told["reach"] == "closed":
                says = verdicts[number] if number < len(verdicts) else Verdict.BETTER
                with at(done + timedelta(days=2, hours=number)):
                    self._store.replies.verdict(self._within, reply.id, Verdict(says))

    def _way(self, voice: Voice) -> ReplyWay:
        person = self._store.people.get(self._within, voice.person_id) if voice.person_id else None
        return own_way(voice.channel, person.profile if person else None)

    def _close(self, change_id: UUID) -> None:
        change = self._now(change_id)
        if change.is_better:
            with at(change.updated_at + timedelta(days=1)):
                self._store.changes.close(self._within, change_id, change.version)

    def _now(self, change_id: UUID) -> ChangeRecord:
        change = self._store.changes.get(self._within, change_id)
        assert change, "it was just made"
        return change

    def _day(self, ago: int) -> datetime:
        return self._today - timedelta(days=ago)

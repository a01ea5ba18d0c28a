"""One of the two programs that are compared, as those see it who talk to it and check it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from bench.screenplay import Step
from storage.kinds import AnswerKind
from storage.store import Store


class WrongError(Exception):
    """The program did not do what it should; its figures are worth nothing then."""


@dataclass(slots=True)
class Visit:
    """A conversation of a simulated person, and how far it has come."""

    conversation: UUID
    door: str
    """What leads to it: the secret of the private link, or the name that Rasa knows it by."""
    steps: Sequence[Step]
    done: int = 0
    """So many of the steps were said and replied to."""
    said: list[Step] = field(default_factory=list)

    def replied(self, step: Step, replies: Sequence[str]) -> None:
        """Count a step. Raises WrongError if the reply is not what it must be."""
        if tuple(replies) != step.replies:
            raise WrongError(
                f"{step.words!r} was replied to by {list(replies)}, not by {list(step.replies)}."
            )
        self.said.append(step)
        self.done += 1


class Side(Protocol):
    """A program to talk to."""

    name: str
    store: Store
    """Its database, to read what was kept."""

    @property
    def pids(self) -> Mapping[str, int]:
        """Its processes: `web` runs the actions, `rasa` leads the conversation."""

    async def open(self, steps: Sequence[Step]) -> Visit:
        """Somebody comes in and is welcomed. Raises WrongError."""

    async def say(self, visit: Visit, words: str) -> list[str]:
        """Say something; returns the replies once all of them are there. Raises WrongError."""

    async def close(self) -> None:
        """Hang up; the program goes on."""

    def check_transcript(self, visit: Visit) -> None:
        """Everything that was said is there, in order, each with its reply. Raises WrongError."""


def check_answers(store: Store, visit: Visit) -> dict[str, tuple[str, ...]]:
    """Exactly the answers that were given are kept; returns the principles of each text that was tagged.

    An answer is tagged once it is settled. Raises WrongError.
    """
    found = [
        each
        for each in store.review.answers(store.services.ids(), visit.conversation)
        if each.answer.kind != AnswerKind.SKIPPED
    ]
    kept = sorted((each.question.key if each.question else "note", each.answer.text) for each in found)
    wanted = sorted(visit.said[-1].answers) if visit.said else []
    if kept != wanted:
        raise WrongError(f"Kept are the answers {kept}, not {wanted}.")
    if any(each.answer.settled and not each.answer.tagged for each in found):
        raise WrongError("An answer was agreed to, but the tagger has not seen it.")
    tagged = (each for each in found if each.answer.tagged)
    return {each.answer.text: tuple(sorted(tag.key for tag in each.tags)) for each in tagged}


def check_visits(side: Side, visits: Sequence[Visit]) -> dict[str, tuple[str, ...]]:
    """Check every conversation in every way; returns the principles found in each text. Raises WrongError."""
    tags: dict[str, tuple[str, ...]] = {}
    for visit in visits:
        side.check_transcript(visit)
        tags |= check_answers(side.store, visit)
    return tags


def check_same_tags(one: Mapping[str, tuple[str, ...]], other: Mapping[str, tuple[str, ...]]) -> int:
    """Both sides found the same in the same words; returns how many texts both have. Raises WrongError."""
    common = one.keys() & other.keys()
    if not common or not any(one[text] for text in common):
        raise WrongError("The two sides have no tagged answer in common, so their work cannot be compared.")
    different = [text for text in common if one[text] != other[text]]
    if different:
        raise WrongError(f"The two sides found different principles in {different[0]!r}.")
    return len(common)

"""What a simulated person says, and what must be replied to each of it, word for word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from storage.question_files import shipped_sets
from storage.records import NewQuestion
from web.settings import ROOT

SERVICE = {"service": "Rose Court", "readers": "Sarah and Ahmed", "phone": "01632 960 018"}
"""What both sides are told about the place of care."""
AUDIENCE = "carer"

DIGRESSIONS = (
    ("who sees this", "utter_who_sees_this"),
    ("why do you ask", "utter_why_ask"),
    ("thank you", "utter_thank"),
    ("are you a robot", "utter_bot_challenge"),
    ("how are you", "utter_small_talk"),
)
"""Words that are not about the question, and the response to each."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing said."""

    words: str
    replies: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]
    """(key of the question or "note", words) of everything that must be kept after this step."""


@cache
def responses() -> dict[str, str]:
    """The words of each response of the bot, for those who are not residents."""
    found: dict[str, str] = {}
    for file in sorted((ROOT / "bot" / "domain").glob("*.yml")):
        for name, wordings in (yaml.safe_load(file.read_text()).get("responses") or {}).items():
            found[name] = next(each["text"] for each in wordings if "channel" not in each)
    return found


@cache
def questions() -> tuple[NewQuestion, ...]:
    """What a carer is asked."""
    return tuple(next(each.questions for each in shipped_sets() if each.audience == AUDIENCE))


def filled(response: str, variables: Mapping[str, Any]) -> str:
    """The words of a response with its variables in their places."""
    words = responses()[response]
    for name, value in {**SERVICE, **variables}.items():
        words = words.replace(f"{{{name}}}", str(value))
    return words


def opening() -> tuple[str, ...]:
    """What everybody is told at the start."""
    return filled("utter_welcome", {}), filled("utter_question", {"question": questions()[0].text})


class Screenplay:
    """Writes down a conversation step by step, and keeps account of where it is."""

    def __init__(self, answers: Sequence[str], digressions_from: int = 0) -> None:
        """`answers` are used one after the other, and again from the first."""
        self.steps: list[Step] = []
        self._words = answers
        self._used = 0
        self._digressions = digressions_from
        self._at = 0
        self._kept: dict[str, str] = {}
        self._notes: list[str] = []
        self._pending = self._question()

    def answers(self) -> None:
        """Answer the question in a whole sentence."""
        self._keep(self._next_words())

    def answers_shortly(self, words: str) -> None:
        """Answer in fewer than four words, are asked for more, and say more."""
        self._kept[self._key] = words
        self._says(words, filled("utter_follow_up", {"question": questions()[self._at].follow_up}))
        more = self._next_words()
        self._read_back(more, f"{words}\n{more}")

    def changes(self) -> None:
        """Take back what was read back, and say something else."""
        self._says("I want to change that", filled("utter_correct", {}))
        self._keep(self._next_words())

    def agrees(self) -> None:
        """Yes: on to the next question."""
        self._moves_on("yes", "utter_saved")

    def skips(self) -> None:
        """Leave this question."""
        self._moves_on("skip this question", "utter_skipped")

    def goes_back(self) -> None:
        """To the question before."""
        self._at -= 1
        self._pending = self._quote()
        self._says("go back", self._pending)

    def digresses(self) -> None:
        """Ask or say something else."""
        words, response = DIGRESSIONS[self._digressions % len(DIGRESSIONS)]
        self._digressions += 1
        self._says(words, filled(response, {}), self._pending)

    def adds_note(self) -> None:
        """Say something after the last question."""
        words = self._next_words()
        self._notes.append(words)
        self._pending = self._question()
        self._says(words, filled("utter_note_kept", {}))

    def _moves_on(self, words: str, response: str) -> None:
        self._at += 1
        self._pending = self._question()
        self._says(words, filled(response, {}), self._pending)

    def _keep(self, words: str) -> None:
        self._read_back(words, words)

    def _read_back(self, words: str, whole: str) -> None:
        self._kept[self._key] = whole
        self._pending = self._quote()
        self._says(words, self._pending)

    def _says(self, words: str, *replies: str) -> None:
        kept = (*self._kept.items(), *(("note", note) for note in self._notes))
        self.steps.append(Step(words, replies, kept))

    def _quote(self) -> str:
        return filled("utter_read_back", {"said": self._kept[self._key]})

    def _question(self) -> str:
        if self._at < len(questions()):
            return filled("utter_question", {"question": questions()[self._at].text})
        return filled("utter_done", {"kept": f"{len(self._kept) + len(self._notes)} answers"})

    @property
    def _key(self) -> str:
        return questions()[self._at].key

    def _next_words(self) -> str:
        self._used += 1
        return self._words[(self._used - 1) % len(self._words)]

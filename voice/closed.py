"""A question with few answers, as a grammar: the choices, and beside them words that catch everything else.

A grammar of the choices alone hears one of them in a cough and in a silent room. So frequent words stand
beside them, each a thousand times less likely. Whoever says one of those has chosen nothing.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from voice.vocabulary import STEERING, distractors, ways

DISTRACTOR = 1e-3
"""How likely a distractor is beside a choice."""
MORE = 1e-5
"""How likely one more of them is: they catch a whole sentence, and no choice falls apart into two of them."""
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")

type Sounds = Callable[[str], str | None]
"""How a word is said, in phones; None if nobody knows."""


class Grammar(NamedTuple):
    """What may be heard, and what it means."""

    jsgf: str
    """In the Java Speech Grammar Format."""
    means: Mapping[str, str]
    """The choice that is meant by what can be heard of it."""
    unsayable: tuple[str, ...]
    """Choices that cannot be heard: a word of theirs is not known, or two of them are said alike."""

    def choice(self, heard: str) -> str:
        """The choice that was heard, as it was written; empty if none was."""
        return self.means.get(heard, "")


def make_grammar(choices: Sequence[str], sounds: Sounds) -> Grammar:
    """A grammar for the choices; it has none of them in it if none can be said."""
    said = [(way, choice) for choice in dict.fromkeys(choices) for way in _ways(choice)]
    clear = _clear(said, sounds)
    others = _others(clear, sounds)
    alternatives = [f"/1/ {way}" for way in clear] + [f"/{DISTRACTOR * len(others)}/ <others>"]
    jsgf = (
        "#JSGF V1.0;\ngrammar closed;\n"
        f"public <said> = {' | '.join(alternatives)};\n"
        f"<others> = /1/ <other> | /{MORE}/ <other> <others>;\n"
        f"<other> = {' | '.join(others)};\n"
    )
    sayable = set(clear.values())
    return Grammar(jsgf, clear, tuple(choice for choice in dict.fromkeys(choices) if choice not in sayable))


def spoken(text: str) -> str:
    """A text as it is said: small letters, words alone."""
    return " ".join(WORD.findall(text.lower().replace("’", "'")))


def _ways(choice: str) -> list[str]:
    way = spoken(choice)
    return [way, *ways().get(way, ())]


def _clear(said: Iterable[tuple[str, str]], sounds: Sounds) -> dict[str, str]:
    """What can be said and means one choice only, by what is said."""
    sayable = [(way, choice) for way, choice in said if _phones(way, sounds)]
    times = Counter(_phones(way, sounds) for way, _ in sayable)
    return {way: choice for way, choice in sayable if times[_phones(way, sounds)] == 1}


def _phones(way: str, sounds: Sounds) -> str:
    """How something is said as a whole; empty if a word is not known."""
    phones = [sounds(word) for word in way.split()]
    return " ".join(each for each in phones if each) if all(phones) else ""


def _others(clear: Mapping[str, str], sounds: Sounds) -> list[str]:
    """Distractors, without those that are a choice or sound like one."""
    taken = {_phones(way, sounds) for way in clear}
    return [word for word in (*distractors(), *STEERING) if sounds(word) and sounds(word) not in taken]

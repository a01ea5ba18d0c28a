"""Slips of the hand: a word that nobody has written before and that is one letter away from a word of the commands.

Only words of six letters and more are mended by a letter; shorter ones only when two letters have changed places,
because "shop" is one letter from "stop" and means something else.
"""

from typing import AbstractSet, Iterator, List, Optional

LETTERS = "abcdefghijklmnopqrstuvwxyz"
LONG = 6
SHORTEST = 4


def _swapped(word: str) -> Iterator[str]:
    for place in range(len(word) - 1):
        yield word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _one_letter_off(word: str) -> Iterator[str]:
    for place in range(len(word) + 1):
        head, tail = word[:place], word[place:]
        yield head + tail[1:]
        for letter in LETTERS:
            yield head + letter + tail
            yield head + letter + tail[1:]


class Speller:
    """Mends sentences. `commands`: the words commands are made of; `known`: every word of the training data."""

    def __init__(self, commands: AbstractSet[str], known: AbstractSet[str]) -> None:
        self._commands = commands
        self._others = known - commands

    def mend(self, sentence: str) -> Optional[str]:
        """`sentence` made of words of commands only; None when nothing needs mending or something cannot be mended."""
        words = sentence.split()
        unknown = [word for word in words if word not in self._commands]
        if not unknown or len(unknown) > 1 + len(words) // 4 or any(word in self._others for word in unknown):
            return None  # a word that people use in answers is no slip
        mended: List[str] = []
        for word in words:
            closest = word if word in self._commands else self._closest(word)
            if closest is None:
                return None
            mended.append(closest)
        return " ".join(mended)

    def _closest(self, word: str) -> Optional[str]:
        if len(word) < SHORTEST:
            return None
        near = {other for other in _swapped(word) if other in self._commands}
        near |= {other for other in _one_letter_off(word) if other in self._commands and len(other) >= LONG}
        near -= {word + "s", word[:-1] if word.endswith("s") else ""}  # one or many is no slip
        return near.pop() if len(near) == 1 else None

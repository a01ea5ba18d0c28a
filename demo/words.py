"""What people of the invented home say: put together from their facts, and never twice the same."""

from random import Random

from demo.residents import Resident
from demo.yaml_files import read

SHORT = 0.14
"""So many of the answers are a word or two."""
LONGER = 0.3
"""So many have a sentence more."""
TWO = 0.22
"""So many say two things at once."""
TRIES = 40


class Words:
    """A stock of answers for one kind of speaker."""

    def __init__(self, audience: str, chance: Random) -> None:
        self._stock = read(audience)
        self._chance = chance
        self._said: set[str] = set()

    def answer(self, question: str, about: Resident) -> str:
        """An answer to a question, by the resident or by somebody close to them."""
        for _ in range(TRIES):
            text = self._one(question, about)
            if text not in self._said:
                break
        self._said.add(text)
        return text

    def more(self, about: Resident) -> str:
        """A sentence that somebody adds."""
        return _filled(self._chance.choice(self._stock["more"]), about)

    def _one(self, question: str, about: Resident) -> str:
        stock = self._stock[question]
        if "choices" in stock and self._chance.random() < 0.4:
            return str(self._chance.choice(stock["choices"]))
        if "short" in stock and self._chance.random() < SHORT:
            return _filled(self._chance.choice(stock["short"]), about)
        count = 2 if self._chance.random() < TWO else 1
        parts = [_filled(each, about) for each in self._chance.sample(stock["full"], count)]
        if self._chance.random() < LONGER:
            parts.append(self.more(about))
        return " ".join(parts)


def _filled(sentence: str, about: Resident) -> str:
    return sentence.format_map(about.facts)

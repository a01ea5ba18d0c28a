"""The decision what a message is, as far as the training data alone decides it. No Rasa in here."""

from typing import Callable, FrozenSet, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from bot.grammar import MOST_WORDS, Grammar, Source, words_used
from bot.sentence import readings
from bot.spelling import Speller

ANSWER = "answer"
MOST_CHARACTERS = 200


class Decision(NamedTuple):
    """What a message is: intent, confidence 0 to 1, and which step said so."""

    intent: str
    confidence: float
    how: str


class Rules:
    """`sentences`: normalised example -> intent; `sources`: (name, pattern) pairs of the training data."""

    def __init__(self, sentences: Mapping[str, str], sources: Sequence[Source]) -> None:
        self.sentences, self.sources = dict(sentences), [(name, pattern) for name, pattern in sources]
        commands = {sentence: intent for sentence, intent in sentences.items() if intent != ANSWER}
        self._commands, self._grammar = commands, Grammar(self.sources)
        known = {word for sentence in sentences for word in sentence.split()}
        of_commands = {word for sentence in commands for word in sentence.split()}
        self._speller = Speller(words_used(self.sources) | of_commands, known)
        self._looks: List[Tuple[str, float, Callable[[str], Optional[str]]]] = [
            ("whole", 0.98, lambda reading: commands.get(reading) or self._grammar.whole(reading)),
            ("pieces", 0.95, self._grammar.made_of),
            ("request", 0.93, self._grammar.beside_story),
        ]

    def decide(self, text: str) -> Optional[Decision]:
        """The decision of the training data on `text`, or None when it knows no such sentence."""
        if len(text) > MOST_CHARACTERS:
            return Decision(ANSWER, 0.99, "long")
        found = readings(text)
        if not found:
            return Decision(ANSWER, 0.99, "no words")
        if found[0] in self.sentences:
            return Decision(self.sentences[found[0]], 1.0, "example")
        return self._known(found) or self._mended(found)

    def at_an_end(self, text: str) -> FrozenSet[str]:
        """The commands that `text` begins or ends with, whatever else it says."""
        sentences = [reading.split()[:MOST_WORDS] for reading in readings(text)]
        parts = [
            " ".join(part)
            for words in sentences
            for cut in range(len(words))
            for part in (words[: cut + 1], words[cut:])
        ]
        found = (self._commands.get(part) or self._grammar.made_of(part) for part in parts)
        return frozenset(intent for intent in found if intent)

    def _known(self, found: Sequence[str]) -> Optional[Decision]:
        for how, confidence, look in self._looks:
            for reading in found:
                intent = look(reading)
                if intent:
                    return Decision(intent, confidence, how)
        return None

    def _mended(self, found: Sequence[str]) -> Optional[Decision]:
        mended = [sentence for sentence in map(self._speller.mend, found) if sentence]
        decision = self._known(mended)
        return decision and decision._replace(confidence=0.9, how="mended")

    def contradictions(self) -> Iterator[str]:
        """Examples that the patterns take for another intent, as sentences for the person who adds them."""
        for sentence, intent in sorted(self.sentences.items()):
            taken = self._grammar.whole(sentence)
            if intent == ANSWER:
                taken = taken or self._grammar.made_of(sentence)
            if taken and taken != intent:
                yield f"'{sentence}' is an example of {intent}, but a pattern makes it {taken}."

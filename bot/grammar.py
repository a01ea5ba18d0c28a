"""Which whole sentences are commands.

The patterns (`patterns.py`) are the `regex:` entries of the training data. Besides those named like an intent there are
- `part:<name>`: a piece that other patterns name as `<name>`;
- `ask`, `wish`, `wonder`: what may stand before a command, said to the bot ("could you"), of oneself ("I'd like to"),
  or before a question ("I want to know"); `AFTER` says which commands may follow;
- `alone:<intent>`: a command that means something else behind one of these ("forget that"; "I want to forget that"),
  or, if it is a yes or a no, before another command ("I don't want to"; "I don't want to stop");
- `aside`: what may stand before, between and after commands and says nothing ("love", "if you don't mind");
- `reason`: why somebody asks ("I'm tired", "my tea is here"). It says something, so beside a mere yes, no or
  thank you it is not passed over.
A sentence is a command when *all* of it is made of these. One word more, and it is an answer.
"""

import re
from functools import lru_cache
from typing import Dict, FrozenSet, Iterable, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from bot.errors import ExampleError
from bot.patterns import Patterns, words_of
from bot.sentence import full_words

ASIDE, REASON, PART, ALONE = "aside", "reason", "part:", "alone:"
MOST_WORDS = 30
MOST_COMMANDS = 5

FIRST = (
    "ask_for_person", "delete_my_answer", "change_answer", "add_more", "who_sees_this", "bot_challenge", "why_ask",
    "explain_question", "slower", "louder", "quieter", "help", "back", "stop", "goodbye", "skip", "repeat", "pause",
    "resume", "small_talk", "unsure", "deny", "affirm", "thank", "greet",
)  # fmt: skip
"""When a sentence holds several commands, the one named first is done ("no, hang on, who sees this?")."""

LITTLE = frozenset({"small_talk", "unsure", "deny", "affirm", "thank", "greet"})
"""With one of these alone, a reason is worth keeping: the sentence is an answer."""

AFTER: Mapping[str, FrozenSet[str]] = {
    "ask": frozenset(FIRST) - LITTLE - {"help"},
    "wish": frozenset({
        "ask_for_person", "delete_my_answer", "change_answer", "add_more", "back", "stop", "skip", "pause", "resume",
    }),
    "wonder": frozenset({"who_sees_this", "why_ask", "bot_challenge"}),
}  # fmt: skip
"""What may follow: nobody asks for leave to say yes, and "I have to repeat" is no request to repeat."""

MANNER = frozenset({"repeat", "slower", "louder", "quieter", "pause", "ask_for_person"})
VAGUE = frozenset({"it", "that", "this", "them", "those", "one"})
"""What one of these stands for is told by the story ("the soup is cold, can you change it"): no command to us."""

REPORTS = frozenset({
    "say", "says", "said", "saying", "ask", "asks", "asked", "tell", "tells", "told", "shout", "shouts",
    "shouted", "call", "calls", "called", "hear", "hears", "heard", "when", "if", "never", "always", "often",
    "sometimes", "usually", "used", "like", "love", "hate", "wish", "want", "wants", "wanted", "should",
    "think", "thought", "they", "them", "hope",
})  # fmt: skip
"""With one of these the request may be somebody else's ("they say can you wait a minute")."""

LONGEST_STORY = 9
_STORY = re.compile(
    r"(?:(?:so|but|because|sorry|ok|right|no|yes|well) )*"
    r"(?:i (?:am|have|had|was|need|can|could|did|do|got|must|missed|lost|went)|my \w+"
    r"|it (?:is|was)|that (?:is|was)|this is"
    r"|there (?:is|are)|(?:she|he|mum|dad|someone|people|everyone) (?:is|are|was|has)|the \w+ (?:is|are|was|has)) "
)
_REQUEST = re.compile(
    r"\b(?:so |and |please |sorry )*(?:(?:can|could|would|will|shall|may) (?:you|we|i)|let me|would you mind) "
)

Source = Tuple[str, str]


class Parse(NamedTuple):
    """A way to take a sentence apart: how many commands, pieces, reasons and lonely answers, and which intents."""

    commands: int = 0
    pieces: int = 0
    reasons: int = 0
    alone: int = 0
    intents: FrozenSet[str] = frozenset()

    def intent(self) -> Optional[str]:
        """The first of the intents, unless they do not go together."""
        if not 1 <= self.commands <= MOST_COMMANDS or (self.alone and len(self.intents) > 1):
            return None
        if self.intents <= LITTLE and (self.reasons or {"affirm", "deny"} <= self.intents):
            return None
        return next(name for name in FIRST if name in self.intents)


def words_used(sources: Iterable[Source]) -> FrozenSet[str]:
    """Every word of the patterns."""
    return frozenset(word for _, pattern in sources for word in words_of(pattern))


def _intent(name: str) -> str:
    return name.removeprefix(ALONE)


def _check(sources: Sequence[Source]) -> None:
    for name, pattern in sources:
        if not (_intent(name) in {ASIDE, REASON, *AFTER, *FIRST} or name.startswith(PART)):
            raise ExampleError(f"No intent is called '{name}': rename this regex entry.")
        for word in words_of(pattern):
            if full_words(word) != word:
                raise ExampleError(f"In a pattern of {name}, write '{full_words(word)}' for '{word}': {pattern}")


def _is_story(words: Sequence[str]) -> bool:
    """Whether `words` only tell why somebody asks: "my visitors have gone home"."""
    return 2 < len(words) <= LONGEST_STORY and bool(_STORY.match(" ".join(words))) and not REPORTS & set(words)


class Grammar:
    """All patterns, ready to be asked."""

    def __init__(self, sources: Sequence[Source]) -> None:
        """`sources`: (name, pattern). Raises ExampleError on names and words that patterns cannot have."""
        _check(sources)
        parts: Dict[str, List[str]] = {}
        for name, pattern in sources:
            if name.startswith(PART):
                parts.setdefault(name[len(PART) :], []).append(pattern)
        self._patterns = Patterns([source for source in sources if not source[0].startswith(PART)], parts)

    def whole(self, sentence: str) -> Optional[str]:
        """The intent of which one pattern covers the whole sentence."""
        labels = {_intent(label) for label in self._patterns.whole(sentence.split())}
        return next((name for name in FIRST if name in labels), None)

    def made_of(self, sentence: str) -> Optional[str]:
        """The first intent among the commands the sentence is made of, if it is made of nothing else."""
        words = sentence.split()
        parse = self._parse(words) if len(words) <= MOST_WORDS else None
        return parse and parse.intent()

    def beside_story(self, sentence: str) -> Optional[str]:
        """The intent of a clear request ("can we stop") that stands before or behind a story (`_is_story`)."""
        words = sentence.split()
        if len(words) > MOST_WORDS or not _REQUEST.search(sentence):
            return None
        for cut in range(3, len(words) - 1):
            for story, request in ((words[:cut], words[cut:]), (words[-cut:], words[:-cut])):
                intent = self._clear(request) if _is_story(story) else None
                if intent:
                    return intent
        return None

    def _clear(self, request: Sequence[str]) -> Optional[str]:
        """The intent of a request that means the same whatever was said before."""
        text = " ".join(request)
        intent = self.made_of(text) if _REQUEST.match(text) else None
        if intent is None or intent in LITTLE or (intent not in MANNER and VAGUE & set(request)):
            return None
        return intent

    def _parse(self, words: Sequence[str]) -> Optional[Parse]:
        """The parse with the fewest commands, then the fewest pieces."""

        @lru_cache(maxsize=None)
        def rest(start: int, asked: str) -> Optional[Parse]:
            if start == len(words):
                return None if asked else Parse()
            found = [
                _joined(label, tail)
                for end, labels in self._patterns.matches(words, start)
                for label in labels
                if _may_follow(label, asked)
                for tail in [rest(end, _asked_after(label, asked))]
                if tail is not None
            ]
            return min(found, key=lambda parse: (*parse[:4], sorted(parse.intents)), default=None)

        return rest(0, "")


def _may_follow(label: str, asked: str) -> bool:
    """Whether a piece may stand behind `asked` (the name of a beginning, or "")."""
    return not asked or label in AFTER[asked] or label in {ASIDE, REASON, *AFTER}


def _asked_after(label: str, asked: str) -> str:
    """The beginning that still waits for its command after a piece, or ""."""
    if label in AFTER:
        return label
    return asked if label in {ASIDE, REASON} else ""


def _joined(label: str, tail: Parse) -> Parse:
    if label in {ASIDE, REASON, *AFTER}:
        return tail._replace(pieces=tail.pieces + 1, reasons=tail.reasons + (label == REASON))
    return tail._replace(
        commands=tail.commands + 1,
        pieces=tail.pieces + 1,
        alone=tail.alone + (label.startswith(ALONE) and _intent(label) in LITTLE),
        intents=tail.intents | {_intent(label)},
    )

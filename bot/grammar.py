"""Which whole sentences are commands.

The patterns are the `regex:` entries of the training data. Besides those named like an intent there are
- `part:<name>`: a piece that other patterns name as `<name>`;
- `aside`: courtesies and reasons that may stand before, between and after commands ("love", "I'm tired");
- `ask`: what may stand before a command ("could you", "I'd like to").
A sentence is a command when *all* of it is made of these. One word more, and it is an answer.
"""

import re
from functools import lru_cache
from typing import Dict, FrozenSet, Iterable, List, Mapping, NamedTuple, Optional, Pattern, Sequence, Tuple

from bot.errors import ExampleError
from bot.sentence import full_words

ASIDE, ASK, PART = "aside", "ask", "part:"
MOST_WORDS = 25
MOST_COMMANDS = 3

FIRST = (
    "ask_for_person", "delete_my_answer", "change_answer", "add_more", "who_sees_this", "bot_challenge", "why_ask",
    "explain_question", "slower", "louder", "quieter", "help", "back", "stop", "goodbye", "skip", "repeat", "pause",
    "resume", "small_talk", "unsure", "deny", "affirm", "thank", "greet",
)  # fmt: skip
"""When a sentence holds several commands, the one named first is done ("no, hang on, who sees this?")."""

_PART = re.compile(r"<([a-z_]+)>")
_WORD = re.compile(r"(?<![\\<a-z_])[a-z]+(?![a-z_>])")


class Parse(NamedTuple):
    """A way to take a sentence apart."""

    commands: int
    pieces: int
    intents: FrozenSet[str]


def expand(sources: Iterable[Tuple[str, str]]) -> Dict[str, List[str]]:
    """(name, pattern) pairs as name -> patterns, with every `<part>` put in. Raises ExampleError on an unknown part."""
    by_name: Dict[str, List[str]] = {}
    for name, pattern in sources:
        _check_spelling(name, pattern)
        by_name.setdefault(name, []).append(pattern)
    parts = {name[len(PART) :]: by_name.pop(name) for name in list(by_name) if name.startswith(PART)}
    return {name: [_put_in(pattern, parts) for pattern in sorted(found)] for name, found in by_name.items()}


def _put_in(pattern: str, parts: Mapping[str, Sequence[str]]) -> str:
    def alternatives(found: "re.Match[str]") -> str:
        if found[1] not in parts:
            raise ExampleError(f"'{pattern}' names <{found[1]}>: add a regex entry 'part:{found[1]}'.")
        return "(?:" + "|".join(_put_in(part, parts) for part in parts[found[1]]) + ")"

    return _PART.sub(alternatives, pattern)


def words_of(pattern: str) -> List[str]:
    """The plain words in a pattern."""
    return _WORD.findall(pattern)


def _check_spelling(name: str, pattern: str) -> None:
    for word in words_of(pattern):
        if full_words(word) != word:
            raise ExampleError(f"In a pattern of {name}, write '{full_words(word)}' for '{word}': {pattern}")


def _union(patterns: Iterable[str]) -> Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)")


class Grammar:
    """All patterns, compiled."""

    def __init__(self, patterns: Mapping[str, Sequence[str]], examples: Optional[Mapping[str, str]] = None) -> None:
        """`patterns` as `expand` gives them; `examples`: normalised sentence -> intent, usable as pieces too."""
        self._examples = dict(examples or {})
        self._aside = _union(patterns.get(ASIDE, ()))
        self._ask = _union(patterns.get(ASK, ()))
        self._intents = [(name, _union(patterns[name])) for name in FIRST if name in patterns]
        unknown = set(patterns) - {ASIDE, ASK, *FIRST}
        if unknown:
            raise ExampleError(f"No intent is called {sorted(unknown)}: rename these regex entries.")
        self._any = _union(one for name, _ in self._intents for one in patterns[name])

    def whole(self, sentence: str) -> Optional[str]:
        """The intent of which one pattern covers the whole sentence."""
        if not self._any.fullmatch(sentence):
            return None
        return next(name for name, pattern in self._intents if pattern.fullmatch(sentence))

    def made_of(self, sentence: str) -> Optional[str]:
        """The first intent among the commands the sentence is made of, if it is made of nothing else."""
        words = sentence.split()
        if len(words) > MOST_WORDS:
            return None
        parse = self._parse(words)
        if parse is None or not 1 <= parse.commands <= MOST_COMMANDS or {"affirm", "deny"} <= parse.intents:
            return None
        return next(name for name in FIRST if name in parse.intents)

    def _parse(self, words: Sequence[str]) -> Optional[Parse]:
        """The parse with the fewest commands, then the fewest pieces."""

        @lru_cache(maxsize=None)
        def rest(start: int, asked: bool) -> Optional[Parse]:  # noqa: FBT001  inside only
            if start == len(words):
                return None if asked else Parse(0, 0, frozenset())
            found = [
                Parse(tail.commands + bool(intents), tail.pieces + 1, tail.intents | intents)
                for end in range(start + 1, len(words) + 1)
                for intents, still_asked in self._piece(" ".join(words[start:end]), asked)
                for tail in [rest(end, still_asked)]
                if tail is not None
            ]
            return min(found, key=lambda parse: (parse.commands, parse.pieces, sorted(parse.intents)), default=None)

        return rest(0, False)

    def _piece(self, span: str, asked: bool) -> List[Tuple[FrozenSet[str], bool]]:  # noqa: FBT001  inside only
        """What `span` can be: (its intents, whether a command must still follow)."""
        found: List[Tuple[FrozenSet[str], bool]] = []
        if self._aside.fullmatch(span):
            found.append((frozenset(), asked))
        if self._ask.fullmatch(span):
            found.append((frozenset(), True))
        intent = self.whole(span) or self._examples.get(span)
        if intent:
            found.append((frozenset({intent}), False))
        return found

"""What was understood of one answer. Plain values that travel: nothing here computes."""

from dataclasses import dataclass

type Span = tuple[int, int]
"""Start and end of a stretch of the answer, in characters of the text as given; end is exclusive."""

type Json = dict[str, object]


@dataclass(frozen=True)
class PrincipleTag:
    """A principle the answer speaks of: a suggestion until a person agrees."""

    key: str
    """Key of the principle in the taxonomy."""
    stance: str
    """Key of the stance towards this principle; may differ from that of the whole answer."""
    confidence: float
    """Calibrated chance from 0 to 1 that a reader would give this tag."""
    evidence: tuple[Span, ...]
    """The words that led to it, in reading order, never overlapping."""

    def as_json(self) -> Json:
        return {
            "key": self.key,
            "stance": self.stance,
            "confidence": round(self.confidence, 3),
            "evidence": [list(span) for span in self.evidence],
        }


@dataclass(frozen=True)
class Concern:
    """A sign that somebody may be unsafe, for a person to read at once."""

    category: str
    """What kind of harm, such as `neglect`."""
    urgency: str
    """`immediate` or `soon`."""
    confidence: float
    """Chance from 0 to 1."""
    evidence: tuple[Span, ...]
    """The words that led to it."""

    def as_json(self) -> Json:
        return {
            "category": self.category,
            "urgency": self.urgency,
            "confidence": round(self.confidence, 3),
            "evidence": [list(span) for span in self.evidence],
        }


@dataclass(frozen=True)
class Understanding:
    """Everything understood of one answer."""

    principles: tuple[PrincipleTag, ...]
    """The surest first; only those worth showing to staff."""
    stance: str
    """Key of the stance of the answer as a whole."""
    topics: tuple[str, ...]
    """Keys of topics, the surest first; empty when nothing is known of the answer."""
    concern: Concern | None
    """None: nothing was noticed, which never means that nothing is wrong."""

    def as_json(self) -> Json:
        return {
            "principles": [tag.as_json() for tag in self.principles],
            "stance": self.stance,
            "topics": list(self.topics),
            "concern": self.concern.as_json() if self.concern else None,
        }

"""The closed lists of words about consent. They are stored as plain strings."""

from enum import StrEnum


class Use(StrEnum):
    """What somebody is asked to agree to. Each is asked, given and withdrawn by itself."""

    KEEP_WORDS = "keep_words"
    KEEP_VOICE = "keep_voice"
    SHARE_NAMED = "share_named"  # staff may read it under their name
    SHARE_UNNAMED = "share_unnamed"  # staff may read it without their name
    REPORTS = "reports"  # it may be counted and quoted, and leave the house
    FAMILY = "family"  # somebody close to them may be told


SHARES = (Use.SHARE_NAMED, Use.SHARE_UNNAMED)
"""Which of them say who may see what somebody says."""

QUESTIONS = {
    Use.KEEP_WORDS: "May we keep your words?",
    Use.KEEP_VOICE: "May we keep the sound of your voice?",
    Use.SHARE_NAMED: "May staff see that it was you?",
    Use.SHARE_UNNAMED: "May staff read it without your name?",
    Use.REPORTS: "May we use your words in reports? Your name is not in them.",
    Use.FAMILY: "May we tell your family what you said?",
}
"""The sentence that asks for each use. Where it changes, people are asked anew."""


class HowOften(StrEnum):
    """How often people are told that they may choose who sees their words."""

    EACH = "each"  # with each answer that is read back
    TALK = "talk"  # once a talk
    NEVER = "never"


class Decision(StrEnum):
    """What they said."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"  # it had been given before


class Footing(StrEnum):
    """On what footing somebody says it: the person themselves, or who may speak for them."""

    SELF = "self"
    ATTORNEY = "attorney"  # a lasting power of attorney for health and welfare
    DEPUTY = "deputy"  # appointed by the Court of Protection
    BEST_INTERESTS = "best_interests"  # decided with others, and written down
    PARENT = "parent"  # with parental responsibility
    NOTED = "noted"  # somebody close said so; noted, and no consent in law


class How(StrEnum):
    """How it was said."""

    SPOKEN = "spoken"
    PRESSED = "pressed"
    TYPED = "typed"
    TOLD = "told"  # told to a member of staff, who wrote it down


class AskedAt(StrEnum):
    """By which door they were asked."""

    CHAT = "chat"
    TABLET = "tablet"
    TERMINAL = "terminal"
    STAFF = "staff"


class Share(StrEnum):
    """Who may see an answer."""

    NAMED = "named"
    UNNAMED = "unnamed"  # staff read it without a name, among others of the same weeks
    SAFETY = "safety"  # nobody, unless somebody may be unsafe


class Basis(StrEnum):
    """The legal basis on which a provider works with what people say (UK GDPR, article 6)."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_DUTY = "legal_duty"
    PUBLIC_TASK = "public_task"
    LEGITIMATE_INTERESTS = "legitimate_interests"


class Condition(StrEnum):
    """What lets a provider work with what people say about their health (article 9)."""

    EXPLICIT_CONSENT = "explicit_consent"
    CARE = "care"  # health or social care, article 9(2)(h)

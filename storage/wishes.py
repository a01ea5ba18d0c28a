"""What somebody can want with their words, and the words that they choose it by: the same by every door."""

from enum import StrEnum

from storage.consent_kinds import Share, Use


class Wish(StrEnum):
    """What somebody wants with their words."""

    NAMED = "named"
    UNNAMED = "unnamed"
    SAFETY = "safety"
    FORGET = "forget"
    FORGET_ALL = "forget_all"  # after we asked once more
    REPORTS = "reports"
    NO_REPORTS = "no_reports"
    FAMILY = "family"
    NO_FAMILY = "no_family"


SHARES = {Wish.NAMED: Share.NAMED, Wish.UNNAMED: Share.UNNAMED, Wish.SAFETY: Share.SAFETY}
USES = {
    Wish.REPORTS: (Use.REPORTS, True),
    Wish.NO_REPORTS: (Use.REPORTS, False),
    Wish.FAMILY: (Use.FAMILY, True),
    Wish.NO_FAMILY: (Use.FAMILY, False),
}

BUTTONS = {
    Wish.NAMED: "With my name",
    Wish.UNNAMED: "Without my name",
    Wish.SAFETY: "Only if I am not safe",
    Wish.FORGET: "Forget me",
    Wish.FORGET_ALL: "Yes, take it all out",
    Wish.REPORTS: "Yes, use my words",
    Wish.NO_REPORTS: "No, leave my words out",
    Wish.FAMILY: "Yes, tell my family",
    Wish.NO_FAMILY: "No, do not tell my family",
}
"""What stands on a button; said aloud or typed it means the same."""

WHO_MAY_SEE = "Who may see what you say?"
"""The question to which the three shares are the answers."""

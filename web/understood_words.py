"""What somebody reads about what we understood. Residents read it too."""

from collections.abc import Mapping

TITLE = "What we understood"
LEAD = "A program has read your words. It may be wrong. Please tell us if it is."
NOTHING = "There is nothing here yet. You can look again later."
ABOUT = "It is about"
STANCES: Mapping[str, str] = {
    "working": "You say it is so.",
    "not_working": "You say it is missing.",
    "wish": "You would like it.",
    "neutral": "You just say so.",
}
YOU_SAID = "You said"
NOT_MEANT = "That is not what I meant"
ASKED = "What did you mean? You need not say."
TOLD = "You told us: that is not what I meant."
RIGHT_AFTER_ALL = "It is right after all"
KEPT = "Thank you. We have kept it. A person will read it."
GONE = "This is not here any more. Please look again."
TOO_LONG = "That is too much. Please say it in fewer words."
BACK = "Back to our talk"
"""Each is one thought; tests/test_web_understood.py holds them to it."""

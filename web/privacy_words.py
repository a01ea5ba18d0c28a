"""What happens to people's words, in plain words: for the page /privacy, and for paper.

docs/papers/privacy-notice.md says the same, sentence by sentence. {Names} in braces are filled in.
"""

from dataclasses import dataclass

LOCKED = "All of it is locked on the computer."
"""Left out where it is not."""
GOES, STAYS = "Your answers go after {long} at the most.", "Your words stay until somebody takes them out."
"""The second one is said where answers stay for good."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that people want to know."""

    sign: str
    """The drawing beside it."""
    asks: str
    says: tuple[str, ...]


PRIVACY = (
    Part(
        "talk",
        "What do you keep?",
        (
            "We keep what you tell us, and when you said it.",
            "We keep the answers that you choose.",
            "If you talk, we keep your voice for a short time.",
            "We keep how you like to talk, if staff write it down.",
            "We keep what you said yes or no to.",
            "If you complain, we keep your complaint.",
            LOCKED,
        ),
    ),
    Part(
        "thanks",
        "What is it for?",
        (
            "We want to know what matters to you.",
            "Then things here can get better.",
            "You never have to take part.",
            "Your care stays the same if you say no.",
        ),
    ),
    Part(
        "staff",
        "Who can read it?",
        (
            "Your words are read by {readers}.",
            "Each time staff read your words, it is written down.",
            "You can ask for the list of who read them.",
            "You can share an answer without your name.",
        ),
    ),
    Part(
        "together",
        "What does the computer do?",
        (
            "A computer program asks you. It is not a person.",
            "It marks what your words are about.",
            "It may mark that someone could be unsafe.",
            "People decide. The computer decides nothing about you.",
            "Your words stay on the computer of the home.",
            "The program sends your words to no company.",
        ),
    ),
    Part(
        "home",
        "How long do you keep it?",
        (
            "Your voice goes after {days} days at the most.",
            "If you do not want it kept, it goes sooner.",
            GOES,
            "You can take them out sooner.",
            "What the law needs may stay longer.",
        ),
    ),
    Part(
        "choose",
        "What can you ask for?",
        (
            "You can see what we keep about you.",
            "You can put your words right.",
            "You can have a copy of it.",
            "You can have your words taken out.",
            "You can say: delete that.",
            "You can change a yes to a no.",
            "You can complain. We write back to you.",
            "You can stop at any time.",
        ),
    ),
    Part(
        "hand",
        "Is there a limit?",
        (
            "Yes, there is one.",
            "If someone is hurting you, staff must act on it.",
            "If the program notices it, it calls staff on duty.",
            "Then they may have to tell others who can help.",
        ),
    ),
    Part(
        "family",
        "Who can help you with this?",
        (
            "Ask {readers}.",
            "A friend or your family can ask for you.",
            "You can also complain to the Information Commissioner. Their number is 0303 123 1113.",
        ),
    ),
)

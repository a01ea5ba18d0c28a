"""What a machine makes of speech that it hears badly: some words become others that sound alike."""

from random import Random

ALIKE = {
    "garden": "guarding", "daughter": "door to", "listen": "lesson", "tea": "tree", "morning": "mourning",
    "choose": "shoes", "door": "tore", "night": "knife", "quiet": "quite", "letters": "ladders",
    "hear": "here", "staff": "stuff", "people": "purple", "would": "wood", "hair": "hare",
    "anybody": "any body", "somebody": "some bottle", "sleep": "sheep", "lounge": "lunch", "room": "broom",
    "chair": "share", "visits": "biscuits", "piano": "banana", "bath": "path", "church": "search",
    "friend": "fend", "cook": "book", "help": "held", "walk": "work", "nobody": "no buddy", "talk": "torque",
}  # fmt: skip
CLEAR, UNCLEAR = (0.7, 0.98), (0.12, 0.45)

type HeardWord = tuple[str, float | None, int | None]


def garbled(text: str) -> str:
    """The words as a machine might have heard them, without capitals and points."""
    words = ("".join(letter for letter in word if letter.isalpha() or letter == "'") for word in text.split())
    return " ".join(ALIKE.get(word.lower(), word.lower()) for word in words if word)


def heard_words(heard: str, true: str, chance: Random) -> list[HeardWord]:
    """Each word with how sure the machine was of it: hardly, where it was wrong."""
    right = set(true.lower().replace(",", " ").replace(".", " ").split())
    return [
        (word, round(chance.uniform(*(CLEAR if _sure(word, right, chance) else UNCLEAR)), 2), None)
        for word in heard.split()
    ]


def _sure(word: str, right: set[str], chance: Random) -> bool:
    return word.lower().strip(".,;:!?“”") in right and chance.random() > 0.06

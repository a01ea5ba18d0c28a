"""Plain words, measured: sentence length, reading grade, and words that nobody should have to look up.

Two readers: "resident" (at most 12 words a sentence, reading grade at most 5) and everybody else (20 words).
The grade is Flesch-Kincaid (Kincaid and others, 1975):
0.39 words per sentence + 11.8 syllables per word - 15.59.
Below some 100 words the number jumps about, so texts of one file are pooled before it is taken.
"""

import re
from collections.abc import Iterable, Iterator

MOST_WORDS = {"resident": 12, "carer": 20, "staff": 20}
HIGHEST_GRADE = 5.0
FEWEST_WORDS_TO_GRADE = 10

JARGON = (
    "co-produc", "coproduc", "co-design", "codesign", "co-deliver", "intent", "session", "invalid",
    "error", "submit", "stakeholder", "facilitat", "empower", "capabilit", "utilis", "utiliz",
    "regarding", "engage", "implement", "outcome", "framework", "principle", "reciproc",
    "accessibilit", "service user", "end user", "log in", "login", "click", "process", "system",
    "database", "server", "timeout", "timed out", "algorithm", "chatbot", "transcript",
    "respondent", "survey", "questionnaire", "assessment", "feedback", "confidential", "anonym",
    "data", "prior to", "in order to", "please note", "commence", "terminate", "require",
    "additional", "appropriate", "provide", "carry out", "challenging behaviour", "non-compliant",
    "safeguard", "disclos", "best interest", "key worker",
)  # fmt: skip
"""The beginnings of words that belong to offices and machines."""

CHILDISH = ("well done", "good girl", "good boy", "sweetie", "my love", "clever", "yummy", "yay", "oops", "!")
"""What one would not say to a grown-up stranger."""

VARIABLES = {
    "readers": "Sarah and Ahmed",
    "service": "Rose Court",
    "phone": "01632 960 018",
    "kept": "2 answers",
    "who": "Sarah or Ahmed",
}
"""Values for what is filled into a response; anything else there is somebody's words, checked elsewhere."""

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’')]*\s+|\n+")
_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_DASHES = re.compile(r"—|\s[–-]\s")


def faults(text: str, reader: str) -> list[str]:
    """What is wrong with a text for this reader, each with the words it is about; empty if nothing is."""
    plain = filled(text)
    found = [f"more than {MOST_WORDS[reader]} words: {each}" for each in _too_long(plain, MOST_WORDS[reader])]
    found += [f"jargon ({each}): {text}" for each in JARGON if _begins_a_word(each, plain)]
    found += [f"a dash where a new sentence should begin: {text}" for _ in _DASHES.findall(plain)]
    if reader == "resident":
        found += [f"childish ({each}): {text}" for each in CHILDISH if each in plain.lower()]
    return found


def filled(text: str) -> str:
    """A text with its variables replaced by something of usual length."""
    return re.sub(r"\{(\w+)\}", lambda found: VARIABLES.get(found[1], ""), text)


def sentences(text: str) -> list[str]:
    """A text cut where a reader takes breath: full stop, question mark, new line."""
    return [each.strip() for each in _SENTENCE_END.split(text) if _WORD.search(each)]


def words(text: str) -> list[str]:
    """The words of a text; "o'clock" and "part-time" are one each."""
    return _WORD.findall(text)


def grade(texts: Iterable[str]) -> float:
    """Flesch-Kincaid grade of texts taken together. Raises ValueError if they have under ten words."""
    whole = [sentence for text in texts for sentence in sentences(filled(text))]
    spoken = [word for sentence in whole for word in words(sentence)]
    if len(spoken) < FEWEST_WORDS_TO_GRADE:
        raise ValueError(f"{len(spoken)} words have no reading grade; pool them with others")
    return 0.39 * len(spoken) / len(whole) + 11.8 * sum(map(syllables, spoken)) / len(spoken) - 15.59


_VOWELS = re.compile(r"[aeiouy]+")
_SPELLINGS = tuple(
    (re.compile(pattern), more)
    for pattern, more in (
        (r"[^aeiouy]e$", -1),  # home
        (r"[^aeiouy]les?$", +1),  # table, tables: the e is heard
        (r"(?<![aeiouysxzcg])(?<![cs]h)es$", -1),  # times, but not pages or dishes
        (r"[^aeiouytd]ed$", -1),  # asked, but not needed
        (r"[^aeiouyl]e(?=(?:ly|ful|less|ness|ment|thing|times?|where|one|body)$)", -1),  # safely, something
        (r"[aeiouy]ing", +1),  # being
        (r"i(?:(?<![tscg]i)a|o(?!n|us)|e[tn])", +1),  # piano, quiet, but not nation
        (r"[^q]ua[lt]", +1),  # usual
        (r"[^aeiouy]eo(?!p)", +1),  # video, but not people
        (r"sm$", +1),  # racism
    )
)
_ODD = {
    "anyone": 3,
    "area": 3,
    "business": 2,
    "create": 2,
    "friend": 1,
    "friends": 1,
    "hundred": 2,
    "idea": 3,
    "ideas": 3,
    "patient": 2,
}


def syllables(word: str) -> int:
    """About how many syllables an English word has, from its spelling; a digit counts one, as it is read.

    Runs of vowel letters are counted and put right by the spellings above. (The usual package for this
    loads a pronouncing dictionary from the network when it is first called, which a test must not do.)
    """
    letters = re.sub(r"[’'-]", "", word.lower())
    if letters.isdigit():
        return len(letters)
    runs = len(_VOWELS.findall(letters))
    return _ODD.get(letters) or max(
        1, runs + sum(more for spelt, more in _SPELLINGS if spelt.search(letters))
    )


def _too_long(text: str, most: int) -> Iterator[str]:
    return (each for each in sentences(text) if len(words(each)) > most)


def _begins_a_word(start: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(start)}", text, re.IGNORECASE) is not None

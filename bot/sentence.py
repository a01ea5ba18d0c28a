"""A sentence as the patterns see it: small letters, whole words, no punctuation, no short forms.

"Could you, um, repeat that?", "could you repeat that" and a recogniser's "could you um repeat that" become one.
"""

import re
import unicodedata
from typing import Callable, Dict, List

THUMBS = {"👍": " yes ", "👎": " no "}
ENDINGS = {"n't": " not", "'re": " are", "'ll": " will", "'ve": " have", "'d": " would", "'m": " am", "'s": " is"}
"""Short forms with their apostrophe. `'s` also stands for a possessive: harmless, patterns do not use them."""

SHORT = {
    "aint": "is not", "arent": "are not", "cannot": "can not", "cant": "can not", "couldnt": "could not",
    "didnt": "did not", "doesnt": "does not", "dont": "do not", "hadnt": "had not", "hasnt": "has not",
    "havent": "have not", "isnt": "is not", "mustnt": "must not", "neednt": "need not", "shouldnt": "should not",
    "wasnt": "was not", "werent": "were not", "wont": "will not", "wouldnt": "would not", "shan": "shall",
    "heres": "here is", "hes": "he is", "hows": "how is", "id": "i would", "ill": "i will", "im": "i am",
    "its": "it is", "itll": "it will", "ive": "i have", "lets": "let us", "shes": "she is", "thatll": "that will",
    "thats": "that is", "theres": "there is", "theyre": "they are", "theyll": "they will", "theyve": "they have",
    "weve": "we have", "whats": "what is", "wheres": "where is", "whos": "who is", "whyre": "why are",
    "youd": "you would", "youll": "you will", "youre": "you are", "youve": "you have",
    "gimme": "give me", "gonna": "going to", "gotta": "got to", "lemme": "let me", "wanna": "want to",
    "dunno": "do not know", "duno": "do not know",
}  # fmt: skip
"""Short forms as a recogniser or a hasty hand writes them. "were" and "well" stay: they are words of their own."""

SPELLINGS = {
    "u": "you", "r": "are", "ur": "your", "yer": "your", "ye": "you", "yous": "you", "youse": "you", "ya": "you",
    "pls": "please", "plz": "please", "plse": "please", "thx": "thanks", "ty": "thank you", "tks": "thanks",
    "wot": "what", "wat": "what", "wen": "when", "y": "why", "k": "ok", "okey": "ok", "okay": "ok", "kk": "ok",
    "yeh": "yeah", "yea": "yeah", "yh": "yeah", "yus": "yes", "yess": "yes", "noo": "no", "nae": "no",
    "dinnae": "do not", "dinna": "do not", "cannae": "can not", "canna": "can not", "didnae": "did not",
    "wasnae": "was not", "isnae": "is not", "wullnae": "will not", "dae": "do", "ken": "know", "wee": "little",
    "summat": "something", "owt": "anything", "somebody": "someone", "anybody": "anyone", "everybody": "everyone",
    "2": "to", "sum1": "someone", "no1": "no one", "ppl": "people", "bcos": "because", "cos": "because",
    "cuz": "because", "coz": "because", "programme": "program", "goodbye": "bye", "alright": "all right",
    "anymore": "any more", "tell us": "tell me", "answr": "answer", "qestion": "question", "quesiton": "question",
}  # fmt: skip
"""One spelling for words that are written in several ways: messages between friends, dialects, common slips."""

FILLERS = {"um", "umm", "uhm", "er", "erm", "err", "ehm", "uh", "ah", "oh", "mm", "hmm", "hm", "like"}
LIGHT = {
    "just", "really", "actually", "honestly", "kindly", "possibly", "perhaps", "maybe", "simply", "quite", "rather",
    "only", "ever", "even", "still", "so", "very", "all", "bit", "here", "again", "today", "already",
}  # fmt: skip
"""Words without which a steering sentence still means the same."""

_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "`": "'", "\u00b4": "'"})


def full_words(words: str) -> str:
    """`words` (small letters, spaces) with short forms and other spellings written out."""
    spelled = (SPELLINGS.get(word, word) for word in words.split())
    return " ".join(SHORT.get(word, word) for word in spelled)


def normalise(text: str) -> str:
    """The words of `text`, spaced by one blank; "" when it has none."""
    plain = unicodedata.normalize("NFKC", text).lower().translate(_APOSTROPHES)
    for sign, word in {**THUMBS, "won't": "will not", "shan't": "shall not", "let's": "let us"}.items():
        plain = plain.replace(sign, word)
    for ending, word in ENDINGS.items():
        plain = re.sub(ending + r"\b", word, plain)
    return full_words(re.sub(r"[\W_]+", " ", plain.replace("'", "")))


def _fluent(words: List[str]) -> List[str]:
    """Without fillers, and without the beginnings and words that are said again ("I wa I want to to stop")."""
    said = [word for word in words if word not in FILLERS]
    after = [*said[1:], ""]
    return [word for word, following in zip(said, after) if word != following]


def _without_light_words(words: List[str]) -> List[str]:
    return [word for word in words if word not in LIGHT]


def readings(text: str) -> List[str]:
    """`text` in the ways in which it may be a known sentence, the fullest first."""
    steps: List[Callable[[List[str]], List[str]]] = [_fluent, _without_light_words]
    words = normalise(text).split()
    found: Dict[str, None] = {" ".join(words): None}
    for step in steps:
        words = step(words)
        found.setdefault(" ".join(words), None)
    return [reading for reading in found if reading]

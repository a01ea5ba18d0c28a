"""A sentence as the patterns see it: small letters, whole words, no punctuation, no short forms.

"Could you, um, repeat that?", "could you repeat that" and a recogniser's "could you um repeat that" become one.
"""

import re
import unicodedata
from itertools import pairwise
from typing import Dict, List

FAREWELL = re.compile(r"\bta[ -]?(?:ta|ra)\b")
"""Before "ta" becomes "thanks"."""

SIGNS = {"👍": " yes ", "👎": " no ", "❤": " ", "🙂": " ", "😊": " "}
WHOLE_FORMS = {"won't": "will not", "can't": "can not", "shan't": "shall not", "let's": "let us", "ain't": "is not"}
ENDINGS = {"n't": " not", "'re": " are", "'ll": " will", "'ve": " have", "'d": " would", "'m": " am", "'s": " is"}
"""Short forms with their apostrophe. `'s` also stands for a possessive: harmless, patterns do not use them."""

SHORT = {
    "aint": "is not", "arent": "are not", "cannot": "can not", "cant": "can not", "couldnt": "could not",
    "didnt": "did not", "doesnt": "does not", "dont": "do not", "hadnt": "had not", "hasnt": "has not",
    "havent": "have not", "isnt": "is not", "mustnt": "must not", "neednt": "need not", "shouldnt": "should not",
    "wasnt": "was not", "werent": "were not", "wont": "will not", "wouldnt": "would not", "shant": "shall not",
    "heres": "here is", "hes": "he is", "hows": "how is", "id": "i would", "ill": "i will", "im": "i am",
    "its": "it is", "itll": "it will", "ive": "i have", "lets": "let us", "shes": "she is", "thatll": "that will",
    "dyou": "do you", "thats": "that is", "theres": "there is", "theyre": "they are",
    "theyll": "they will", "theyve": "they have",
    "weve": "we have", "whats": "what is", "wheres": "where is", "whos": "who is", "whose": "who is",
    "whyre": "why are", "youd": "you would", "youll": "you will", "youre": "you are", "youve": "you have",
    "whatve": "what have", "whove": "who have", "wholl": "who will", "ma": "my",
    "gimme": "give me", "gonna": "going to", "gotta": "got to", "lemme": "let me", "wanna": "want to",
    "dunno": "do not know", "duno": "do not know", "gerroff": "get off", "innit": "is not it",
}  # fmt: skip
"""Short forms as a recogniser or a hasty hand writes them. "were" and "well" stay: they are words of their own."""

SPELLINGS = {
    "u": "you", "r": "are", "ur": "your", "yer": "your", "ye": "you", "yous": "you", "youse": "you", "ya": "you",
    "thee": "you", "pls": "please", "plz": "please", "plse": "please", "pleas": "please", "pleese": "please",
    "thx": "thanks", "ty": "thank you", "tks": "thanks", "thankyou": "thank you", "thanku": "thank you",
    "wot": "what", "wat": "what", "whit": "what", "wen": "when", "y": "why", "k": "ok", "okey": "ok", "okay": "ok",
    "kk": "ok", "okie": "ok", "yeh": "yeah", "yea": "yeah", "yh": "yeah", "yus": "yes", "yess": "yes", "noo": "no",
    "nae": "no", "naw": "no", "dinnae": "do not", "dinna": "do not", "cannae": "can not", "canna": "can not",
    "didnae": "did not", "wasnae": "was not", "isnae": "is not", "willnae": "will not", "wullnae": "will not",
    "dae": "do", "ken": "know", "wee": "little", "summat": "something", "owt": "anything", "nowt": "nothing",
    "somebody": "someone", "anybody": "anyone", "everybody": "everyone", "nobody": "no one", "noone": "no one",
    "2": "to", "1": "one", "sum1": "someone", "no1": "no one", "ppl": "people", "msg": "message", "min": "minute",
    "mins": "minutes", "sec": "second", "secs": "seconds", "tomoz": "tomorrow", "tmrw": "tomorrow", "l8r": "later",
    "bcos": "because", "cos": "because", "cuz": "because", "coz": "because", "programme": "program",
    "goodbye": "bye", "alright": "all right", "awright": "all right", "anymore": "any more", "everyday": "every day",
    "qs": "questions", "q": "question", "ans": "answer", "info": "information", "ta": "thanks", "aye": "yes",
    "us": "me", "pet": "love", "hen": "love", "duck": "love", "ducky": "love", "dear": "love", "dearie": "love",
    "darling": "love", "darlin": "love", "sweetheart": "love", "flower": "love", "petal": "love",
    "mate": "love", "pal": "love", "lovey": "love", "lovie": "love", "luv": "love", "honey": "love",
    "sunshine": "love", "sir": "love", "madam": "love", "bab": "love", "guv": "love", "nxt": "next", "del": "delete",
    "prev": "previous", "ques": "question", "rly": "really", "idk": "do not know", "soz": "sorry", "bk": "back",
    "cud": "could", "wud": "would", "shud": "should", "dis": "this", "dat": "that", "gd": "good", "abt": "about",
    "cna": "can", "teh": "the", "taht": "that", "waht": "what", "yuo": "you", "thsi": "this", "hte": "the",
    "jsut": "just", "stp": "stop", "anser": "answer", "rpt": "repeat", "dnt": "do not", "cnt": "can not",
    "3": "three", "5": "five", "10": "ten", "15": "fifteen", "20": "twenty", "30": "thirty",
    "gie": "give", "giz": "give me", "tae": "to", "doon": "down", "mair": "more", "aboot": "about", "oot": "out",
    "whae": "who", "wha": "what", "yin": "one", "anither": "another", "gonnae": "going to", "yersel": "yourself",
    "divvent": "do not", "mi": "me", "nuh": "not", "dreckly": "later", "sithee": "see you", "wheesht": "hush",
    "whisht": "hush", "bach": "love", "cariad": "love", "lass": "love", "hinny": "love",
    "dearest": "love", "buddy": "love", "afore": "before",
    "ower": "over", "haud": "hold", "hud": "hold", "gan": "go", "thae": "those", "wan": "one", "masel": "myself",
    "awfy": "awful", "och": "oh", "ach": "oh", "aw": "oh", "mam": "mum",
    "mummy": "mum", "daddy": "dad", "grandad": "dad", "bide": "wait", "shurrup": "shut up",
    "kinda": "kind of", "sorta": "sort of", "cmon": "come on",
}  # fmt: skip
"""One spelling for words that are written in several ways: messages between friends, dialects, common slips.

Names people call one another ("duck", "hen", "pet") become "love", "us" becomes "me" ("tell us again").
"""

MISHEARD = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"\byour(?= (?:too|to|going|talking|speaking|very|so|not|rushing|shouting|mumbling|being)\b)", "you are"),
        (r"\bto(?= (?:loud|quiet|fast|quick|quickly|slow|soft|faint|personal|private|tired|hard|many)\b)", "too"),
        (r"\b(should|could|would|must) of\b", r"\1 have"),
        (r"\bnot no\b", "not know"),
        (r"\bis (?=(?:had|been|got|not got|not had|just had|never had)\b)", "has "),
        (r"\bweight (?=a|for|there|up|till)", "wait "),
        (r"^(?:eye|ie)(?: ie)*(?= (?:that|right|yes|ok|it)\b)", "yes"),
        (
            r"\b(is|are|am|was|will|have) no (?=(?:right|it|what|finished|done|sure|real|be|a|the|that|\w+ing)\b)",
            r"\1 not ",
        ),
    )
)
"""Words that sound alike, or are often typed for one another, put right by the word beside them."""

FILLERS = {
    "um", "umm", "uhm", "er", "erm", "err", "ehm", "uh", "ah", "oh", "ooh", "mm", "hmm", "hm", "eh", "like", "oops",
    "whoops", "aw", "aww", "ugh", "x", "xx", "lol",
}  # fmt: skip
LIKE_MEANT = {"would", "not", "did", "do", "you", "i", "we", "to", "something", "look", "sound", "sounds", "more"}
"""Behind these words "like" is no filler."""

LIGHT = {
    "just", "really", "actually", "honestly", "kindly", "possibly", "perhaps", "maybe", "simply", "quite", "rather",
    "only", "ever", "even", "still", "so", "very", "all", "here", "again", "today", "already", "now", "then", "well",
    "please", "sorry", "love", "but", "also", "though", "anyway", "basically", "literally", "bloody",
    "flipping", "blooming", "yet", "probably",
}  # fmt: skip
"""Words without which a steering sentence still means the same."""

LIGHT_PHRASES = re.compile(
    r"\b(?:(?:for )?a (?:little )?(?:bit|while|little)|sort of|kind of|you know|you see|i mean|i think|i suppose"
    r"|i guess|i am afraid|to be honest|at all|at the moment|if you can|for me|with you|i reckon|what is it|as well)\b"
)
LETTERS = {"y": "yes", "n": "no"}
"""What a letter means when it is the whole message."""

_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "`": "'", "\u00b4": "'"})
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")
_SAID_AGAIN = re.compile(r"\b(\w+(?: \w+){0,2}) (?=\1)")


def full_words(words: str) -> str:
    """`words` (small letters, spaces) with short forms and other spellings written out."""
    spelled = (SPELLINGS.get(word, word) for word in words.split())
    return " ".join(SHORT.get(word, word) for word in spelled)


def normalise(text: str) -> str:
    """The words of `text`, spaced by one blank; "" when it has none."""
    plain = unicodedata.normalize("NFKC", text).lower().translate(_APOSTROPHES)
    for sign, word in {**SIGNS, **WHOLE_FORMS}.items():
        plain = plain.replace(sign, word)
    plain = FAREWELL.sub("bye", plain)
    for ending, word in ENDINGS.items():
        plain = re.sub(ending + r"\b", word, plain)
    plain = _DRAWN_OUT.sub(r"\1", plain.replace("'", ""))
    bare = re.sub(r"[\W_]+", " ", plain).strip()
    words = full_words(LETTERS.get(bare, bare))
    for misheard, meant in MISHEARD:
        words = misheard.sub(meant, words)
    return words


def _fluent(sentence: str) -> str:
    """Without fillers, and without what is begun or said twice ("um I wa I want to to stop")."""
    words = ["", *sentence.split()]
    said = [
        word for before, word in pairwise(words) if word not in FILLERS or (word == "like" and before in LIKE_MEANT)
    ]
    return _SAID_AGAIN.sub("", " ".join(said))


def _without_light_words(sentence: str) -> str:
    words = LIGHT_PHRASES.sub(" ", sentence).split()
    return " ".join(word for word in words if word not in LIGHT)


def readings(text: str) -> List[str]:
    """`text` in the ways in which it may be a known sentence, the fullest first."""
    whole = normalise(text)
    fluent = _fluent(whole)
    found: Dict[str, None] = dict.fromkeys([whole, fluent, _without_light_words(fluent)])
    return [reading for reading in found if reading]

"""What people are asked and told about consent, and the few words by which they choose, by every door.

They are plain text and no model: what is said exactly so is a choice, and anything longer is an answer.
"""

import re
import unicodedata

from storage.consent_kinds import Share
from storage.wishes import Wish

_SAID = {
    Wish.NAMED: "with my name|yes with my name|you can say it was me|you may say it was me|"
    "you can say my name|you may say my name",
    Wish.UNNAMED: "without my name|yes without my name|yes but without my name|not with my name|"
    "do not say it was me|do not say my name|do not tell them it was me|do not tell them who said it|"
    "leave my name out|keep my name out|keep my name out of it|leave my name out of it",
    Wish.SAFETY: "only if i am not safe|yes only if i am not safe|only if i am in danger|only if i am unsafe",
    Wish.FORGET: "forget me|please forget me|forget everything|forget everything i said|forget all i said|"
    "forget all of it|delete everything|delete everything i said|take out everything i said",
    Wish.FORGET_ALL: "yes take it all out|take it all out|yes forget me",
    Wish.REPORTS: "yes use my words|you can use my words|you may use my words|use my words",
    Wish.NO_REPORTS: "no leave my words out|leave my words out|do not use my words|no do not use my words",
    Wish.FAMILY: "yes tell my family|you can tell my family|you may tell my family",
    Wish.NO_FAMILY: "no do not tell my family|do not tell my family|please do not tell my family",
}
_WISHES = {phrase: wish for wish, phrases in _SAID.items() for phrase in phrases.split("|")}
_SHORT = (("i'm", "i am"), ("don't", "do not"), ("dont", "do not"), ("im", "i am"))
_COURTESY = ("please", "thank you", "thanks", "ok", "okay")

OFFER = "You can say: without my name. Then staff do not see who said it."
KEPT_NAMED = "Staff can see that it was you."
KEPT_UNNAMED = "I have kept it without your name. Staff read it later, beside what others said."
KEPT_FOR_SAFETY = "Nobody reads it. If you may not be safe, I tell someone who can help."
FROM_NOW_ON = "It is so for what you say next too."
VOICE_NOT_KEPT = "Your voice shows who you are. So I did not keep it. You can say it again, or write it."
FORGET_CHECK = "Shall I take out all that you said here? I cannot bring it back then."
FORGOTTEN = "I have taken out all that you said here."
NOTHING_TO_FORGET = "There is nothing to take out yet."
USED = "Thank you. We may use your words. Say at any time: leave my words out."
NOT_USED = "I have left your words out of reports."
FAMILY_TOLD = "Thank you. We may tell your family. You can change that at any time."
FAMILY_NOT_TOLD = "We will not tell your family."

KEPT = {Share.NAMED: KEPT_NAMED, Share.UNNAMED: KEPT_UNNAMED, Share.SAFETY: KEPT_FOR_SAFETY}
DONE = {
    Wish.REPORTS: USED,
    Wish.NO_REPORTS: NOT_USED,
    Wish.FAMILY: FAMILY_TOLD,
    Wish.NO_FAMILY: FAMILY_NOT_TOLD,
}


def wish_of(words: str) -> Wish | None:
    """What somebody chooses who says just these words and no more; None of anything else."""
    if len(words) > 80:
        return None
    plain = unicodedata.normalize("NFKC", words).lower().replace("’", "'")
    said = " ".join(re.findall(r"[a-z']+", plain))
    for short, long in _SHORT:
        said = re.sub(rf"\b{short}\b", long, said)
    return _WISHES.get(said) or _WISHES.get(_without_courtesy(said))


def _without_courtesy(said: str) -> str:
    for each in _COURTESY:
        said = said.removeprefix(f"{each} ").removesuffix(f" {each}")
    return said

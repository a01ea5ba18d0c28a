"""Patterns of words, as one would write by hand for spaCy's Matcher: one more block of features to compare.

Written from the descriptions of the principles alone. Words are lemmas, after `=` words as said; `a|b` is
either, `word?` may be missing, `_` is any word. Each line is a feature; both sides of a `/` are the same one.
"""

from collections.abc import Iterator
from typing import Any

from spacy.matcher import Matcher
from spacy.tokens import Doc

from nlu.features import PHRASES, Feature
from nlu.words import Reader

_DO = "ask|tell|listen|explain|show|help|come|care|know|talk|bother|check|want|give|see|take|introduce"
_US = "i|me|us|we|he|him|her|she|they|them|mum|dad"
_FEEL = "listen|hear|value|respect|safe|able|part|include|comfortable|confident|welcome|home"

WRITTEN = f"""
i|we wish / if only
would like|love|prefer
let me|us|him|her|them
need|want to
=could|should have|be|do
please _
=more|less|better|fewer _? please / a =bit|little =more|less
bring|have back|again
nobody|none _? {_DO} / no one|body _? {_DO}
never _? {_DO}
not _? {_DO}
can not
not allow|let|permit|able
use to
no =longer / not _? _? anymore / not _? _? any =more|longer
no|without _? choice|say|chance|time|information|privacy|company|visitor|reason
not enough / lack of / too little|few|many|much|fast|quick|long|short
without ask|tell|explain|know|be|any
over my|his|her head / about me|him|her not to
leave _? alone|out|behind|wait|wonder|sit
instead of / suppose|mean to
make me|us|him|her feel
make|force|push|tell me|us|him|her to? _
always _? {_DO}|make|try|have
take the|their|his|her? time|trouble
help|support|encourage|enable {_US} to? _
feel _? {_FEEL}
can now|again|myself / now _? can|able
able to
learn|teach|show {_US}? how|to|about
work|do|plan|decide|cook|run|choose _? _? together
other people|patient|resident|family|parent|carer|member|mum / people like me|us
not alone / not the only one
ask {_US} =what|how|if|whether|when|about|before|first|which
tell|explain to? {_US}? what|how|when|why|everything|thing
treat|see|speak {_US}? =like|as
do what they|she|he say|promise / say they|she|he would|will
ring|phone|call|come|get {_US}? back
choose|pick|decide when|what|where|how|which|my|for
on|by my|his|her|their own / by myself|himself|herself
go|get|take {_US}? out|outside
each other / one another
everyone|everybody the? same|equally / all the? same
feel|be useful|need|burden|nuisance|bother
nothing to improve|change|add / no complaint
"""


class Patterns:
    """Finds them in what a `Reader` has read."""

    def __init__(self, reader: Reader) -> None:
        self._matcher = Matcher(reader.vocab)
        for line in WRITTEN.strip().splitlines():
            self._matcher.add(line, [_tokens(each) for each in line.split(" / ")])

    def __call__(self, doc: Doc) -> Iterator[Feature]:
        for key, first, after in self._matcher(doc):
            yield Feature(PHRASES, doc.vocab.strings[key], first, after)


def _tokens(pattern: str) -> list[dict[str, Any]]:
    return [_token(word) for word in pattern.split()]


def _token(word: str) -> dict[str, Any]:
    wanted = word.removesuffix("?")
    attribute, either = ("LOWER", wanted[1:]) if wanted.startswith("=") else ("LEMMA", wanted)
    token: dict[str, Any] = {"IS_PUNCT": False} if wanted == "_" else {attribute: {"IN": either.split("|")}}
    return {**token, "OP": "?"} if word.endswith("?") else token

"""Addresses, postcodes and rooms, typed or said: "14 Elm Road", "n e four six two a b", "room twelve"."""

import re
from collections.abc import Iterator

from nlu.digits import COUNT, ONE, TEENS, TENS
from nlu.identity import Identifier, Kind

_LETTERS = """
ab al b ba bb bd bh bl bn br bs bt ca cb cf ch cm co cr ct cv cw da dd de dg dh dl dn dt dy e ec eh en ex fy
g gl gu gy ha hd hg hp hr hs hu hx ig im ip iv je ka kt kw ky l la ld le ll ln ls lu m me mk ml n ne ng nn
np nr nw ol ox pa pe ph pl po pr rg rh rm s sa se sg sk sl sm sn so sp sr ss st sw sy ta td tf tn tq tr ts
tw ub w wa wc wd wf wn wr ws wv yo ze
"""
"""The letters that postcodes begin with. Only what is said needs them: typed ones look like nothing else."""
_AREA = "(?:" + "|".join(sorted((" ?".join(area) for area in _LETTERS.split()), key=len, reverse=True)) + ")"
_DIGIT = rf"(?:\d|{ONE}|oh|zero)"
_LETTER = "[abd-hjlnp-uw-z]"
_A_WORD = (
    "(?:be|go|he|hi|up|us|we|do|by|an|as|at|if|is|it|in|no|of|oh|on|or|so|to|me|my|am|ah|ad|ex|ha|pa|ta)"
)
_A_MEASURE = "(?:mg|ml|kg|cm|mm|km|am|pm|st|nd|rd|th|pt|oz|lb)"
_POSTCODE = (
    rf"(?:(?!(?:am|pm|mg|ml|kg|to|at|in|on)\d)[a-z]{{1,2}}\d[a-z\d]? ?\d(?!{_A_MEASURE}\b)[a-z]{{2}}"
    rf"|{_AREA} ?(?:{_DIGIT} ?{_DIGIT}|{COUNT}|\d\d|{_DIGIT}(?: [a-z])?) ?{_DIGIT} {_LETTER} {_LETTER}"
    rf"|{_AREA} ?(?:{_DIGIT}|{COUNT}|\d\d)(?: ?{_DIGIT})? {_DIGIT} ?(?!{_A_WORD}\b){_LETTER}{{2}})"
)

_STREET = (
    "street|st|road|rd|lane|avenue|ave|crescent|cres|gardens|gdns|terrace|grove|mews|villas|brow|wynd|brae|cottages"
    "|parade|approach|broadway|esplanade|embankment|promenade|quay|passage"
)
_ANY_STREET = (
    f"{_STREET}|close|drive|way|place|row|square|walk|court|hill|rise|view|green|croft|fold|buildings|wharf|vale|mount"
    "|gate|park|bank|side|end|yard|path|garth|chase|drove|glen|glade|ridge|spinney|strand|copse|dene|dell|fields?|mead"
    "|oval|parkway|woods?|cross|causeway|meadows?|orchard|paddock|willows|elms|oaks|limes|firs|heights|common|circus|lea"
)
"""Streets whose name ends in a word that has other uses."""
_NO_STREET = (
    "the|in|on|at|of|to|and|or|from|a|an|my|his|her|up|down|by|for|with|off|out|is|was|are|were|along|across|into"
    "|through|per|hours?|hour's|minutes?|mins?|times?|people|years?|yards?|miles?|doors?|days?|weeks?|months?|metres?"
    "|steps?|cars?|buses|houses|lads|girls|men|women|carers?|nurses?|staff|residents?|us|them|that|each|only|very|such"
    "|went|good|nice"
)
_NO_SAID_STREET = (
    f"{_NO_STREET}|busy|main|long|big|small|lovely|other|more|new|different|wrong|right|same|whole|one|way|single|short"
    "|close|walk|drive|quick|old|far"
)
_NAME = rf"(?: (?!(?:{_NO_STREET})\b)[a-z][a-z'-]*\.?){{1,3}}?"
_SAID_NAME = rf"(?: (?!(?:{_NO_SAID_STREET})\b)[a-z][a-z'-]*){{1,3}}?"
_HOUSE = r"(?:(?:number|no\.?|flat|apartment) ?)?\d{1,4}(?:[-/]\d{1,4})?(?:[a-z]| [a-d])?\b"
_SAID_HOUSE = rf"(?:(?:number|flat) )?(?:{COUNT}|a hundred)(?: (?:hundred|oh|and|{COUNT})){{0,3}}(?: [a-d])?"
_HIGH = rf"(?:(?:{'|'.join(TENS)})(?:[ -](?:{ONE}))?|{'|'.join(TEENS)})"
_NAMED_HOUSE = r"\b(?:the )?(?:[a-z][a-z'-]+ ){1,2}(?:cottage|house|farm|lodge|barn|rectory|vicarage|villa),?"
_FLATS = "(?:house|court|towers?|point|lodge|mansions|heights|buildings?)"


def _behind(*cues: str) -> str:
    """A place right behind one of these."""
    return "(?:" + "|".join(rf"(?<=\b{cue} )" for cue in cues) + ")"


_LIVES = _behind("live at", "lived at", "lives at", "living at", "address is", "address was")
_AT = _behind("number", "flat", "at", "address", "from", "address is", "home is")
_POSTCODE_IS = _behind("postcode is", "postcode", "post code is")
_NO_TOWN = (
    "please|thanks?|love|dear|then|now|and|but|so|if|not|no|yes|i|we|he|she|they|it|you|which|where|who|when|next|near"
    "|by|the|a|my|in|on"
)
_TAIL = (
    rf"(?:,?(?: in)?(?:,? [a-z][a-z'-]+){{0,4}},? {_POSTCODE}"
    rf"|(?:,| in) (?!(?:{_NO_TOWN})\b)[a-z][a-z'-]+(?: [a-z][a-z'-]+)?(?=[.,;!?]|$))?"
)
"""Town and postcode."""

_ADDRESSES = (
    rf"\b{_POSTCODE}\b",
    rf"\b{_HOUSE},?(?:(?: the)?{_NAME}| the) (?:{_ANY_STREET})\b{_TAIL}",
    rf"\b{_SAID_HOUSE},?{_SAID_NAME} (?:{_STREET})\b{_TAIL}",
    rf"\b(?:{ONE}){_SAID_NAME} (?:close|court|drive|square|croft|green)\b{_TAIL}",
    rf"\b{_HIGH}{_SAID_NAME} (?:{_ANY_STREET})\b{_TAIL}",
    rf"{_AT}{_SAID_HOUSE},?(?:{_SAID_NAME}| the) (?:{_ANY_STREET})\b{_TAIL}",
    rf"{_LIVES}\d{{1,4}}[a-z]? (?!(?:{_NO_STREET})\b)[a-z][a-z'-]+{_TAIL}",
    rf"\b(?:flat|apartment) (?:\d{{1,3}}[a-z]?|{COUNT}),?{_NAME} {_FLATS}\b{_TAIL}",
    rf"\bnumber (?:\d{{1,4}}[a-z]?|{_SAID_HOUSE}),? (?:on|in|of|down|at){_NAME} (?:{_ANY_STREET})\b{_TAIL}",
    rf"{_POSTCODE_IS}{_AREA} ?(?:{_DIGIT} ?){{1,2}}\b",
    r"\bp ?o box \d+",
    rf"{_NAMED_HOUSE}{_NAME} (?:{_ANY_STREET})\b{_TAIL}",
)

_NO_AMOUNT = (
    r"(?! ?(?:hours?|minutes?|mins?|times?|o'?clock|days?|weeks?|years?|people|of|[ap]\.?m\b|:|\.\d|%))"
)
_DWELLING = r"(?:(?:bed)?rooms?|rm\.?|flat|apartment|apt|bungalow|unit|studio|suite)"
_DOOR = (
    rf"(?:\d{{1,4}}(?:[a-z]| [b-h])?\b|[a-z]\d{{1,3}}\b"
    rf"|{COUNT}\b(?: (?:oh|o|zero|{COUNT})\b){{0,2}}(?: [a-h]\b)?)"
    rf"{_NO_AMOUNT}(?: and (?:\d{{1,4}}|{COUNT})\b)?"
)
_NO_STREET_BEHIND = rf"(?!,?{_NAME} (?:{_ANY_STREET})\b)"
_ROOMS = (
    rf"\b{_DWELLING}[,:]? ?#?(?:number |no\.? ?)?{_DOOR}",
    rf"\b(?:bed|bay|cubicle|pod) (?:number |no\.? ?)?(?:\d{{1,3}}[a-z]?\b|(?<=number ){COUNT}\b){_NO_AMOUNT}",
    rf"(?<!to )\b(?:bed|bay) {COUNT}\b{_NO_AMOUNT}(?! {COUNT})",
    r"\broom [b-h]\b(?! [a-z]\b)",
    rf"\b(?:in|from|at) (?:number|no\.?) ?(?:\d{{1,3}}[a-z]?|{COUNT})\b{_NO_AMOUNT}{_NO_STREET_BEHIND}",
)
_PATTERNS = tuple(
    (kind, re.compile(pattern))
    for kind, patterns in ((Kind.ADDRESS, _ADDRESSES), (Kind.ROOM, _ROOMS))
    for pattern in patterns
)


def addresses(text: str) -> Iterator[Identifier]:
    """All addresses and rooms, possibly overlapping. `text` as `letters.small` gives it."""
    for kind, pattern in _PATTERNS:
        for found in pattern.finditer(text):
            yield Identifier(found.start(), found.end(), kind)

"""Text in small letters, one for one, so that offsets stay what they were."""

import unicodedata

_AS_SPACE = dict.fromkeys([*range(0x20), 0x7F, 0xA0, 0xAD, 0xFEFF], " ")
_AS_QUOTE = {0x2018: "'", 0x2019: "'", 0x02BC: "'", 0x201C: '"', 0x201D: '"'}
_AS_UNKNOWN = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")  # half characters: UTF-8 cannot hold them
_ONE_FOR_ONE = _AS_SPACE | _AS_QUOTE | _AS_UNKNOWN


def small(text: str) -> str:
    """The text in lower case with straight quotes and no control characters, of the same length as before."""
    text = text.translate(_ONE_FOR_ONE)
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


def bare(text: str) -> str:
    """The text without accents, which may make it shorter: "zoë" is "zoe", however it is put together."""
    if text.isascii():
        return text
    return "".join(part for part in unicodedata.normalize("NFKD", text) if not unicodedata.combining(part))

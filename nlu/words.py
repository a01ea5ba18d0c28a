"""Text -> words with their places, by spaCy's English rules and the lemma table of spacy-lookups-data."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import spacy
from spacy.lookups import Table, load_lookups
from spacy.tokens import Doc

READ_AT_MOST = 10_000
"""Characters read of one answer, about an hour's talk; the rest is kept by others but not looked at here."""

_AS_SPACE = dict.fromkeys([*range(0x20), 0x7F, 0xA0, 0xAD, 0xFEFF], " ")
_AS_QUOTE = {0x2018: "'", 0x2019: "'", 0x02BC: "'", 0x201C: '"', 0x201D: '"'}
_AS_UNKNOWN = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")  # half characters: UTF-8 cannot hold them
_ONE_FOR_ONE = _AS_SPACE | _AS_QUOTE | _AS_UNKNOWN


def plain(text: str) -> str:
    """The text in lower case with straight quotes and no control characters, of the same length as before."""
    text = text[:READ_AT_MOST].translate(_ONE_FOR_ONE)
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


class Reader:
    """Reads text into spaCy documents. Not safe to share between threads without a lock."""

    def __init__(self) -> None:
        self._english = spacy.blank("en")
        self._lemmas: Table = load_lookups("en", ["lemma_lookup"]).get_table("lemma_lookup")
        self._lemma = lru_cache(maxsize=50_000)(self._look_up)

    @property
    def vocab(self) -> spacy.vocab.Vocab:
        return self._english.vocab

    def read(self, text: str) -> Doc:
        """Words with `idx` (offset in `text`), `norm_` ("n't" is "not") and `lemma_` ("told" is "tell")."""
        doc = self._english.make_doc(plain(text))
        for token in doc:
            token.lemma_ = self._lemma(token.norm_)
        return doc

    @contextmanager
    def forgetting(self) -> Iterator[None]:
        """Within this, words never met before are dropped at the end, so that memory does not grow."""
        with self._english.memory_zone():
            yield

    def _look_up(self, norm: str) -> str:
        return "0" if norm.isdigit() else str(self._lemmas.get(norm, norm))

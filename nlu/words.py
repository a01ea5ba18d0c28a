"""Text -> words with their places, by spaCy's English rules and the lemma table of spacy-lookups-data."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import spacy
from spacy.lookups import Table, load_lookups
from spacy.tokens import Doc

from nlu.letters import small

READ_AT_MOST = 10_000
"""Characters read of one answer, about an hour's talk; the rest is kept by others but not looked at here."""


def plain(text: str) -> str:
    """What is read of a text, in small letters; see `letters.small`."""
    return small(text[:READ_AT_MOST])


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

"""Word families: Brown clusters of English words, cut to the most used words so that they load at once."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from spacy.lookups import load_lookups
from spacy.strings import get_string_id

MOST_USED = 100_000
BITS = (4, 6, 10, 16)
"""How many leading bits of a family's code make a coarser family."""


class Families:
    """Looks words up. `keys` are spaCy's hashes of words, ascending; `codes` the families, aligned with them."""

    def __init__(self, keys: NDArray[np.uint64], codes: NDArray[np.uint16]) -> None:
        self.keys = keys
        self.codes = codes
        self.names = lru_cache(maxsize=50_000)(self._names)

    def _names(self, word: str) -> tuple[str, ...]:
        """The families of a word from coarse to fine, such as `6:37`; none for a word that is not known."""
        key = np.uint64(get_string_id(word))
        place = int(np.searchsorted(self.keys, key))
        if place == len(self.keys) or self.keys[place] != key:
            return ()
        code = int(self.codes[place])
        return tuple(f"{bits}:{code & ((1 << bits) - 1)}" for bits in BITS)  # the low bits are the leading ones


def load_families() -> Families:
    """The families of the most used words, from spacy-lookups-data, whose table runs from most to least used."""
    table = load_lookups("en", ["lexeme_cluster"]).get_table("lexeme_cluster")
    used = [pair for _, pair in zip(range(MOST_USED), table.items(), strict=False)]
    keys = np.array([key for key, _ in used], dtype=np.uint64)
    codes = np.array([code for _, code in used], dtype=np.uint16)
    order = np.argsort(keys)
    return Families(keys[order], codes[order])

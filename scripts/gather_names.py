# /// script
# requires-python = ">=3.12,<3.13"
# dependencies = ["faker==40.63.0", "spacy-lookups-data==1.0.5"]
# ///
"""Writes nlu/data/names.txt anew: `uv run scripts/gather_names.py`.

Names: the lists of Faker (MIT License, Copyright (c) 2012 Daniele Faraglia and contributors).
Which of them are ordinary words too, and which words are ordinary: the word frequencies of spacy-lookups-data
(MIT License, Copyright (c) 2019 ExplosionAI GmbH).
"""

import gzip
import importlib
import json
import re
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

import spacy_lookups_data

LOCALES = (
    "de_DE", "en", "en_GB", "en_IE", "en_IN", "en_KE", "en_NG", "en_NZ", "en_PK", "en_US", "es_ES", "fr_FR",
    "ga_IE", "ha_NG", "hu_HU", "ig_NG", "it_IT", "lt_LT", "nl_NL", "pl_PL", "pt_PT", "ro_RO", "sw", "tr_TR",
    "tw_GH", "yo_NG", "zu_ZA",
)  # fmt: skip
AMERICAN = ("en", "en_US")
OUT = Path(__file__).parent.parent / "nlu" / "data" / "names.txt"
UNHEARD = -20.0
"""Natural logarithm of the chance of a word that the frequencies do not know."""
A_WORD = -15.0
"""The same of the form in small letters, from which it may count as a word that people use."""
MOSTLY_A_NAME = 1.1
"""How much more often (as a logarithm) a name is written with a capital if it is little else."""
ORDINARY = -15.0
"""The same of a word in small letters that everybody knows: about 30,000 are this frequent."""
RARE = -18.0
"""The same of a plural that must not be taken for a name."""
HEAD = """\
# Written by scripts/gather_names.py; change that, not this. Small letters, no accents.
# The names are from the lists of Faker: MIT License, Copyright (c) 2012 Daniele Faraglia and contributors.
# The ordinary words are from spacy-lookups-data: MIT License, Copyright (c) 2019 ExplosionAI GmbH.
#
# Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
# associated documentation files (the "Software"), to deal in the Software without restriction, including
# without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
# copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the
# following conditions: The above copyright notice and this permission notice shall be included in all
# copies or substantial portions of the Software.
# THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT
# LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO
# EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER
# IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR
# THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""


def main() -> None:
    """Gather, sort into names, names that are also words and ordinary words; write."""
    chance = _chances()
    parts = [HEAD]
    for kind in ("first", "last"):
        names = _names(kind)
        words = {name for name in names if _is_word(name, chance)} | (
            _surnames_as_first() if kind == "first" else set()
        )
        parts += [_section(kind, names - words), _section(f"{kind}, also words", words)]
    parts.append(_section("ordinary", _ordinary(chance, _names("first"))))
    OUT.write_text("".join(parts), encoding="utf-8")


def _section(heading: str, words: Iterable[str]) -> str:
    lines = textwrap.fill(" ".join(sorted(words)), 110, break_long_words=False, break_on_hyphens=False)
    return f"\n[{heading}]\n{lines}\n"


def _chances() -> dict[str, float]:
    path = Path(spacy_lookups_data.__file__).parent / "data" / "en_lexeme_prob.json.gz"
    with gzip.open(path) as file:
        return dict(json.load(file))


def _surnames_as_first() -> set[str]:
    """Johnson, Wilson: first names in the United States only, and family names."""
    elsewhere = _names("first", [locale for locale in LOCALES if locale not in AMERICAN])
    return (_names("first", AMERICAN) & _names("last")) - elsewhere


def _names(kind: str, locales: Iterable[str] = LOCALES) -> set[str]:
    parts = (part for locale in locales for name in _listed(locale, kind) for part in name.split())
    return {
        name
        for part in parts
        if re.fullmatch(r"[a-z][a-z'-]+[a-z]", name := _small(part)) and part[0].isupper()
    }


def _listed(locale: str, kind: str) -> Iterator[str]:
    provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
    for attribute in dir(provider):
        value = getattr(provider, attribute)
        if attribute.startswith((f"{kind}_name", f"{kind}names")) and isinstance(
            value, (tuple, list, dict, set)
        ):
            yield from (name for name in value if isinstance(name, str))


def _small(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.replace("’", "'"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).lower()


def _is_word(name: str, chance: dict[str, float]) -> bool:
    small, capital = chance.get(name, UNHEARD), chance.get(name.title(), UNHEARD)
    return small > A_WORD and capital - small < MOSTLY_A_NAME


def _ordinary(chance: dict[str, float], names: set[str]) -> set[str]:
    """Frequent words, and rarer plurals that look like a name and an "s": "lorries"."""
    words = {word for word in chance if re.fullmatch(r"[a-z]+(?:'[a-z]+)?", word)}
    plurals = {word for word in words if word.endswith("s") and word[:-1] in names}
    rare = {word for word in plurals if chance[word] > max(RARE, chance.get(word.title(), UNHEARD))}
    return {word for word in words if chance[word] > ORDINARY} | rare


if __name__ == "__main__":
    main()

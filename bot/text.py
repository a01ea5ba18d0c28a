"""What of a person's text reaches Rasa."""

import re

LONGEST = 4_000
"""Characters. The whole text is kept by the application; Rasa only needs to see that it is long."""

NO_WORDS = "…"
"""Stands for a text of which nothing is left. It is an answer: the real words are kept elsewhere."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def clean(text: str, longest: int = LONGEST) -> str:
    """`text` without control characters, lone surrogates and leading "/" (Rasa obeys "/stop")."""
    readable = text.encode("utf-8", "ignore").decode("utf-8")
    words = _CONTROL.sub(" ", readable).lstrip("/ \t\r\n\u00a0\u3000").strip()
    while words.startswith("/"):  # behind any other kind of space
        words = words.lstrip("/").strip()
    return words[:longest].strip() or NO_WORDS

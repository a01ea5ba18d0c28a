"""What is lost or half-written in a database after its program was killed."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import text

from storage.engine import reading
from storage.store import Store
from tests.at_rest import open_again
from tests.whole import not_whole


def faults_after(address: str, key: Path, said: Sequence[str]) -> list[str]:
    """What is lost or half-written: every rule is tried, and all that was told is looked for."""
    store = open_again(address, key)
    try:
        store.migrate()
        return not_whole(store) + _lost(store, said)
    finally:
        store.close()


def _lost(store: Store, said: Sequence[str]) -> list[str]:
    with reading(store._engine) as session:  # noqa: SLF001 (looked at past its verbs)
        answers = _by_id(session.execute(text("SELECT id, text FROM answer")))
        turns = _by_id(session.execute(text("SELECT id, text FROM turn")))
    found, parts = list[str](), list[list[str]]()
    for line in said:
        verb, _, rest = line.partition(" ")
        identifier, _, words = rest.partition(" ")
        if verb == "begins":
            parts.append(rest.split(" "))
        elif verb == "said" and answers.get(_plain(identifier)) != words:
            found.append("an answer that was acknowledged is not there")
        elif verb == "kept" and turns.get(_plain(identifier)) != words:
            found.append("a turn that was acknowledged is not there")
        elif verb == "gone" and answers.get(_plain(identifier)) != "":
            found.append("words that were taken out are there")
    halves = (sum(_plain(each) in answers for each in part) for part in parts)
    found += ["a part of an import is half there" for there in halves if there not in (0, len(parts[0]))]
    return found


def _by_id(rows: Any) -> dict[str, str]:
    return {_plain(str(identifier)): words for identifier, words in rows}


def _plain(identifier: str) -> str:
    return identifier.replace("-", "")

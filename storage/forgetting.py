"""Leaving nothing in the file of words that were taken out of the index: in short steps, however large it is.

SQLite's index is a heap of sorted parts. What is taken out of it is only marked so in a new part, and goes
when all parts are merged into one. That is much work in a large home, so it is done a few pages at a time,
and what is owed is written down in the transaction that takes the words out.
"""

from contextlib import suppress
from time import monotonic

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from storage.engine import reading, sweep, writing_a_part
from storage.errors import StorageError
from storage.listed_models import Owed
from storage.search_index import index_of

PATIENCE_SECONDS = 0.3
"""How long whoever took words out waits for it. That does for a home with some ten thousand conversations."""


def owe(session: Session) -> None:
    """Words are taken out of the index here: the rest of them has to go."""
    if index_of(session).keeps_remains:
        session.add(Owed())
        session.flush()


def leave_nothing(engine: Engine, seconds: float | None = None) -> bool:
    """Do what is owed, for so long at most; whether anything was owed and all of that is done now.

    Nobody who writes waits longer than for one step. Raises StorageError as `writing` does.
    """
    until = None if seconds is None else monotonic() + seconds
    with reading(engine) as session:
        owed = list(session.scalars(select(Owed.id)))
    begin = True
    while owed and (until is None or monotonic() < until):
        with writing_a_part(engine) as session:
            if not index_of(session).merge(session, begin=begin):
                session.execute(delete(Owed).where(Owed.id.in_(owed)))
                return True
        begin = False
    return False


def leave_little(engine: Engine) -> None:
    """The same right after words were taken out, while somebody waits: the chore does what takes longer."""
    with suppress(StorageError):  # what was erased is erased, and that more is owed is written down
        leave_nothing(engine, PATIENCE_SECONDS)
    sweep(engine)

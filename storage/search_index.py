"""The index of words behind the list: FTS5 on SQLite, a tsvector with GIN on PostgreSQL, asked alike."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from storage.search_words import Phrase

NEWEST = 2_000
"""Conversations that PostgreSQL looks through one by one before it asks the index."""
FARTHEST = 16_383
"""The last place of a word that PostgreSQL can tell."""
_OFTEN = 255
"""Places of one word that it keeps."""
END = 2**63 - 1
PAGES = 200
"""Of SQLite's index, merged in one step: some hundredths of a second."""


class Document(NamedTuple):
    """What can be found of one conversation."""

    n: int
    words: Sequence[str]
    """Folded, in order (storage.search_words)."""
    marks: Collection[str]
    """Letters and figures only."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What has to be found in a document, all of it."""

    phrases: tuple[Phrase, ...] = ()
    marks: tuple[frozenset[str], ...] = ()
    """Of each group any one."""


class Index(Protocol):
    """What both can do. Numbers are those of storage.listed_models.Listed."""

    def put(self, session: Session, documents: Sequence[Document]) -> None:
        """Add documents that are not there."""

    def remove(self, session: Session, numbers: Sequence[int]) -> None:
        """Take documents out; of their words something may be left in the file."""

    keeps_remains: bool
    """Whether something of what was taken out is left in the file until all of it was merged."""

    def merge(self, session: Session, *, begin: bool) -> bool:
        """Merge a few pages, beginning with all there is or going on; False if nothing was left to do."""

    def older(self, session: Session, wanted: Sought, between: range, size: int) -> list[int]:
        """Numbers of what is sought, the highest first, at most `size`."""

    def newer(self, session: Session, wanted: Sought, between: range, size: int) -> list[int]:
        """The same from the lowest on."""

    def few(self, session: Session, wanted: Sought, most: int) -> list[int] | None:
        """Numbers of all that is sought, in no order; None if they are more than `most`."""


def index_of(session: Session) -> Index:
    """The index of this session's database."""
    return _POSTGRESQL if session.get_bind().dialect.name == "postgresql" else _SQLITE


class _Sqlite:
    _PUT = text("INSERT OR REPLACE INTO listed_words (rowid, words, marks) VALUES (:n, :words, :marks)")
    _REMOVE = text("DELETE FROM listed_words WHERE rowid IN :numbers").bindparams(
        bindparam("numbers", expanding=True)
    )
    # Versions of SQLite before 3.42 cannot take single words out to the byte, so the whole index is merged;
    # PRAGMA secure_delete writes over what it leaves. A number below zero begins with all parts there are.
    keeps_remains = True
    _MERGE = text("INSERT INTO listed_words (listed_words, rank) VALUES ('merge', :pages)")
    _CHANGES = text("SELECT total_changes()")
    _FIND = (
        "SELECT rowid FROM listed_words WHERE listed_words MATCH :sought"
        " AND rowid >= :first AND rowid < :end ORDER BY rowid {order} LIMIT :size"
    )
    _OLDER, _NEWER = text(_FIND.format(order="DESC")), text(_FIND.format(order="ASC"))

    def put(self, session: Session, documents: Sequence[Document]) -> None:
        rows = [
            {"n": each.n, "words": " ".join(each.words), "marks": " ".join(sorted(each.marks))}
            for each in documents
        ]
        session.execute(self._PUT, rows)

    def remove(self, session: Session, numbers: Sequence[int]) -> None:
        session.execute(self._REMOVE, {"numbers": list(numbers)})

    def merge(self, session: Session, *, begin: bool) -> bool:
        before = session.scalar(self._CHANGES) or 0
        session.execute(self._MERGE, {"pages": -PAGES if begin else PAGES})
        return (session.scalar(self._CHANGES) or 0) - before > 1  # one is the command itself

    def older(self, session: Session, wanted: Sought, between: range, size: int) -> list[int]:
        return list(session.scalars(self._OLDER, _limits(_match(wanted), between, size)))

    def newer(self, session: Session, wanted: Sought, between: range, size: int) -> list[int]:
        return list(session.scalars(self._NEWER, _limits(_match(wanted), between, size)))

    def few(self, session: Session, wanted: Sought, most: int) -> list[int] | None:
        found = self.older(session, wanted, range(END), most + 1)
        return found if len(found) <= most else None


def _limits(question: str, between: range, size: int) -> dict[str, object]:
    return {"sought": question, "first": between.start, "end": between.stop, "size": size}


def _match(wanted: Sought) -> str:
    """In FTS5's own language. Words and marks are letters and figures, so that quotes hold them."""
    parts = [f'words : "{" ".join(each.words)}"{" *" if each.beginning else ""}' for each in wanted.phrases]
    parts += [
        "marks : (" + " OR ".join(f'"{mark}"' for mark in sorted(group)) + ")" for group in wanted.marks
    ]
    return " AND ".join(parts)


class _Postgresql:
    _PUT = text("INSERT INTO listed_words (n, document) VALUES (:n, CAST(:document AS tsvector))")
    _REMOVE = text("DELETE FROM listed_words WHERE n IN :numbers").bindparams(
        bindparam("numbers", expanding=True)
    )
    # What many have is soon found among the newest, which the planner cannot know.
    # What few have is found by the index.
    _AMONG = (
        "WITH newest AS MATERIALIZED (SELECT n, document FROM listed_words WHERE n >= :first AND n < :end"
        " ORDER BY n {order} LIMIT :look)"
        " SELECT n FROM newest WHERE document @@ CAST(:sought AS tsquery) ORDER BY n {order} LIMIT :size"
    )
    _BY_INDEX = (
        "WITH found AS MATERIALIZED (SELECT n FROM listed_words"
        " WHERE document @@ CAST(:sought AS tsquery) AND n >= :first AND n < :end)"
        " SELECT n FROM found ORDER BY n {order} LIMIT :size"
    )
    _FEW = text("SELECT n FROM listed_words WHERE document @@ CAST(:sought AS tsquery) LIMIT :size")

    def put(self, session: Session, documents: Sequence[Document]) -> None:
        session.execute(self._PUT, [{"n": each.n, "document": _tsvector(each)} for each in documents])

    def remove(self, session: Session, numbers: Sequence[int]) -> None:
        session.execute(self._REMOVE, {"numbers": list(numbers)})

    keeps_remains = False  # the server cleans dead rows up by itself, here as in every other table

    def merge(self, session: Session, *, begin: bool) -> bool:  # noqa: ARG002 (as the other has it)
        return False

    def older(self, session: Session, wanted: Sought, between: range, size: int) -> list[int]:
        return self._find(session, wanted, between, size, "DESC")

    def newer(self, session: Session, wanted: Sought, between: range, size: int) -> list[int]:
        return self._find(session, wanted, between, size, "ASC")

    def few(self, session: Session, wanted: Sought, most: int) -> list[int] | None:
        # In no order, so that it ends with the first one too many.
        found = list(session.scalars(self._FEW, {"sought": _tsquery(wanted), "size": most + 1}))
        return found if len(found) <= most else None

    def _find(self, session: Session, wanted: Sought, between: range, size: int, order: str) -> list[int]:
        limits = _limits(_tsquery(wanted), between, size) | {"look": NEWEST}
        found = list(session.scalars(text(self._AMONG.format(order=order)), limits))
        if len(found) == size:
            return found
        return list(session.scalars(text(self._BY_INDEX.format(order=order)), limits))


def _tsvector(document: Document) -> str:
    places: dict[str, list[str]] = defaultdict(list)
    for place, word in enumerate(document.words, 1):
        if len(places[word]) < _OFTEN:
            places[word].append(str(min(place, FARTHEST)))
    words = [f"'{word}':{','.join(dict.fromkeys(at))}" for word, at in places.items()]
    return " ".join([*words, *(f"'#{mark}'" for mark in sorted(document.marks))])


def _tsquery(wanted: Sought) -> str:
    """Marks begin with a sign that no word has."""
    parts = [_following(each) for each in wanted.phrases]
    parts += ["(" + " | ".join(f"'#{mark}'" for mark in sorted(group)) + ")" for group in wanted.marks]
    return " & ".join(parts)


def _following(phrase: Phrase) -> str:
    return "(" + " <-> ".join(f"'{word}'" for word in phrase.words) + (":*" if phrase.beginning else "") + ")"


_SQLITE, _POSTGRESQL = _Sqlite(), _Postgresql()

"""Everything that is kept about one person, row by row, for the copy that they may ask for."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from storage.apart import hidden_in
from storage.consent_kinds import SHARES
from storage.engine import reading
from storage.kinds import AnswerState
from storage.models import Person, Question, Staff
from storage.personal import NEVER_GIVEN, PERSONAL, Personal, Whose

type Rows = dict[str, list[dict[str, Any]]]
"""By the name of the table: each row with its columns."""


class AboutPerson:
    """Every read of it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def read(
        self,
        within: Collection[UUID],
        person_id: UUID,
        *,
        without_safety: bool = False,
        with_apart: bool = False,
        without_talks: Collection[UUID] = (),
    ) -> Rows | None:
        """All that is kept about somebody at one of these services; none if they are not there.

        without_safety: leave out what was noticed about their safety and what is held for the law.
        with_apart: also what they said without their name, which staff must not see.
        without_talks: conversations of which nothing is in it, for they are not for who takes the copy.
        Beside it stand the questions they were asked and the names of staff who stand in the rows.
        """
        with reading(self._engine) as session:
            person = session.get(Person, person_id)
            if person is None or person.service_id not in within:
                return None
            whose = Whose(person_id)
            wanted = [
                each
                for each in PERSONAL
                if each.given
                and not (without_safety and each.about_safety)
                and (with_apart or not each.apart)
            ]
            found = {each.table.__tablename__: _rows(session, each, whose) for each in wanted}
            if not with_apart:
                found = _without_apart(session, found)
            found = _without_talks(found, without_talks)
            return found | {"question": _questions(session, found), "staff": _staff(session, found)}


def _rows(session: Session, personal: Personal, whose: Whose) -> list[dict[str, Any]]:
    table = personal.table.__table__
    columns = [column for column in table.columns if column.name not in NEVER_GIVEN]
    order = [column for column in (table.columns.get(name) for name in _ORDER) if column is not None]
    query = select(*columns).where(personal.mine(whose)).order_by(*order)
    return [dict(row) for row in session.execute(query).mappings()]


_ORDER = ("conversation_id", "seq", "created_at", "at", "id")


def _without_apart(session: Session, found: Rows) -> Rows:
    """The same without anything that tells what was said without a name, or that something was."""
    answers = {row["id"] for row in found["answer"] if row["state"] == AnswerState.APART}
    turns = {row["id"]: hidden_in(session, row["id"]) for row in found["conversation"]}
    concerns = {row["id"] for row in found.get("concern", ()) if row["answer_id"] in answers}
    alarms = {row["id"] for row in found.get("alarm", ()) if row["concern_id"] in concerns}

    def stays(table: str, row: dict[str, Any]) -> bool:
        if table == "turn":
            return row["seq"] not in turns[row["conversation_id"]]
        if table in ("consent", "consent_today") and row["use"] in SHARES:
            return bool(row.get("staff_id"))  # what they said to staff, staff know
        hidden = answers | concerns | alarms
        return not hidden & {row.get(each) for each in ("answer_id", "concern_id", "alarm_id", _own(table))}

    return {table: [row for row in rows if stays(table, row)] for table, rows in found.items()}


def _without_talks(found: Rows, talks: Collection[UUID]) -> Rows:
    """The same without these conversations, and whatever hangs on them, however far."""
    gone, before = set(talks), -1
    while len(gone) > before:
        before = len(gone)
        gone |= {row["id"] for rows in found.values() for row in rows if "id" in row and _hangs(row, gone)}
    return {table: [row for row in rows if not _hangs(row, gone)] for table, rows in found.items()}


def _hangs(row: dict[str, Any], on: Collection[UUID]) -> bool:
    return any(isinstance(value, UUID) and value in on for value in row.values())


def _own(table: str) -> str:
    return "id" if table in ("answer", "concern", "alarm") else ""


def _questions(session: Session, found: Rows) -> list[dict[str, Any]]:
    ids = {row["question_id"] for row in found["answer"] if row["question_id"]}
    query = select(Question.id, Question.key, Question.text).where(Question.id.in_(ids))
    return [dict(row) for row in session.execute(query.order_by(Question.id)).mappings()]


def _staff(session: Session, found: Rows) -> list[dict[str, Any]]:
    """Who of the staff stands in the rows, by name alone."""
    columns = ("staff_id", "taken_by", "seen_by", "assigned_to", "reviewed_by", "lifted_by", "owner_id")
    ids = {row.get(each) for rows in found.values() for row in rows for each in columns} - {None}
    query = select(Staff.id, Staff.name).where(Staff.id.in_(ids)).order_by(Staff.id)
    return [dict(row) for row in session.execute(query).mappings()]

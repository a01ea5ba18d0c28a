"""You said, we are doing, we did: from answers to a change that those who gave them find better."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Engine, delete, select, tuple_
from sqlalchemy.orm import Session

from storage.base import now, storable
from storage.change_models import Change, ChangeAnswer, ChangePart
from storage.change_records import ChangeRecord, Written
from storage.change_rows import change_record, change_records
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.kinds import AnswerKind, AnswerState, ChangeState, Group, Part
from storage.models import Answer
from storage.services import service_row

MOST_LETTERS = 2_000
"""The longest text of a change: it has to fit on a wall."""
MOST_LETTERS_OF_A_NAME = 80
MOST_ANSWERS = 200
"""That one change may come from."""
MOST_PARTS = 40
MOST_OPEN = 500
"""Changes on the board at once."""


class Changes:
    """Every read and write of them.

    Verbs that are given a `version` raise StorageError("changed") if somebody else wrote meanwhile.
    All raise StorageError("unknown") if there is no such change, StorageError("unusable") with the remedy.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin(
        self, written: Written, answer_ids: Collection[UUID], staff_id: UUID, change_id: UUID | None = None
    ) -> ChangeRecord:
        """A new change that comes from these answers. The same `change_id` again is the same change."""
        _require_usable(written, ChangeState.SAID)
        with writing(self._engine) as session:
            change = session.get(Change, change_id) if change_id else None
            if change is None:
                change = Change(id=change_id or uuid4(), service_id=service_row(session).id, version=0)
                change.state, change.created_by, change.created_at = ChangeState.SAID, staff_id, now()
                _put(change, written)
                session.add(change)
                session.flush()
                _join(session, change, answer_ids)
            return change_record(session, change)

    def get(self, change_id: UUID) -> ChangeRecord | None:
        """One of them."""
        with reading(self._engine) as session:
            change = session.get(Change, change_id)
            return change_record(session, change) if change else None

    def open(self) -> list[ChangeRecord]:
        """Those that are not closed, oldest first."""
        with reading(self._engine) as session:
            found = select(Change).where(Change.state != ChangeState.CLOSED)
            rows = session.scalars(found.order_by(Change.created_at, Change.id).limit(MOST_OPEN)).all()
            return change_records(session, rows)

    def closed(self, before: tuple[datetime, UUID] | None = None, size: int = 25) -> list[ChangeRecord]:
        """Those that are closed, newest first; `before` is when the last one shown was closed, and its id."""
        with reading(self._engine) as session:
            found = select(Change).where(Change.state == ChangeState.CLOSED)
            if before:
                found = found.where(tuple_(Change.closed_at, Change.id) < before)
            rows = session.scalars(
                found.order_by(Change.closed_at.desc(), Change.id.desc()).limit(size)
            ).all()
            return change_records(session, rows)

    def from_conversation(self, conversation_id: UUID) -> list[ChangeRecord]:
        """What came of a conversation, oldest first."""
        with reading(self._engine) as session:
            mine = select(ChangeAnswer.change_id).join(Answer, Answer.id == ChangeAnswer.answer_id)
            mine = mine.where(Answer.conversation_id == conversation_id)
            found = select(Change).where(Change.id.in_(mine)).order_by(Change.created_at, Change.id)
            return change_records(session, session.scalars(found).all())

    def write(self, change_id: UUID, version: int, state: ChangeState, written: Written) -> ChangeRecord:
        """Write it anew, and how far it has come. A closed one has to be opened again first."""
        if state == ChangeState.CLOSED:
            raise StorageError("unusable", "Those who said it close it: write down what they say.")
        _require_usable(written, state)
        with writing(self._engine) as session:
            change = _locked(session, change_id, version)
            _require_open(change)
            _put(change, written)
            _move(change, state)
            return _changed(session, change)

    def close(self, change_id: UUID, version: int) -> ChangeRecord:
        """Those who said it say that it is better. Raises StorageError("unusable") if they do not."""
        with writing(self._engine) as session:
            change = _locked(session, change_id, version)
            if change.state != ChangeState.DID:
                raise StorageError("unusable", "Write down what was done first.")
            if not change_record(session, change).is_better:
                raise StorageError(
                    "unusable", "It is closed when all who said it and can be asked say that it is better."
                )
            change.state, change.closed_at = ChangeState.CLOSED, now()
            return _changed(session, change)

    def reopen(self, change_id: UUID, version: int) -> ChangeRecord:
        """It is not better after all."""
        with writing(self._engine) as session:
            change = _locked(session, change_id, version)
            open_again(change)
            return _changed(session, change)

    def add_answers(self, change_id: UUID, answer_ids: Collection[UUID]) -> ChangeRecord:
        """It comes from these answers too."""
        with writing(self._engine) as session:
            change = _locked(session, change_id)
            _require_open(change)
            _join(session, change, answer_ids)
            return _changed(session, change)

    def remove_answer(self, change_id: UUID, answer_id: UUID) -> ChangeRecord:
        """It does not come from this answer.

        The last one stays: no change comes from nothing. So do those of who has said what came of it: nobody
        is left out because they say that it is not better.
        """
        with writing(self._engine) as session:
            change = _locked(session, change_id)
            known = _answers(session, change_id)
            if known == {answer_id}:
                raise StorageError(
                    "unusable", "A change comes from at least one answer. Add another one first."
                )
            if _has_said(change_record(session, change), answer_id):
                raise StorageError("unusable", "They have said what came of it, so they stay.")
            session.execute(
                delete(ChangeAnswer).where(
                    ChangeAnswer.change_id == change_id, ChangeAnswer.answer_id == answer_id
                )
            )
            return _changed(session, change)

    def add_part(self, change_id: UUID, part: Part, who: Group, name: str = "") -> ChangeRecord:
        """Somebody had a part in it. The same again is the same."""
        line = " ".join(storable(name).split())
        _require_short(line, MOST_LETTERS_OF_A_NAME, "the name")
        with writing(self._engine) as session:
            change = _locked(session, change_id)
            known = session.scalars(select(ChangePart).where(ChangePart.change_id == change_id)).all()
            if len(known) >= MOST_PARTS:
                raise StorageError("unusable", f"That is more than {MOST_PARTS}. Name groups instead.")
            if (part, who, line) not in {(each.part, each.who, each.name) for each in known}:
                session.add(
                    ChangePart(id=uuid4(), change_id=change_id, part=part, who=who, name=line, at=now())
                )
            return _changed(session, change)

    def remove_part(self, change_id: UUID, part_id: UUID) -> ChangeRecord:
        """They had no such part."""
        with writing(self._engine) as session:
            change = _locked(session, change_id)
            mine = (ChangePart.id == part_id, ChangePart.change_id == change_id)
            session.execute(delete(ChangePart).where(*mine))
            return _changed(session, change)


def open_again(change: Change) -> None:
    """A closed change is done again, and no longer closed; any other stays as it is."""
    if change.state == ChangeState.CLOSED:
        change.state, change.closed_at = ChangeState.DID, None


def _require_open(change: Change) -> None:
    if change.state == ChangeState.CLOSED:
        raise StorageError("unusable", "It is closed. Open it again first.")


def _has_said(change: ChangeRecord, answer_id: UUID) -> bool:
    """Whether somebody with this answer has said what came of it, now or earlier."""
    theirs = [voice for voice in change.voices if answer_id in {said.answer_id for said in voice.said}]
    return any(reply.verdict for voice in theirs for reply in voice.replies)


def _locked(session: Session, change_id: UUID, version: int | None = None) -> Change:
    change = session.get(Change, change_id, with_for_update=True)
    if change is None:
        raise StorageError("unknown", "There is no such change.")
    if version is not None and change.version != version:
        raise StorageError("changed", "Somebody else wrote meanwhile. Look at both, then save again.")
    return change


def _changed(session: Session, change: Change) -> ChangeRecord:
    change.version, change.updated_at = change.version + 1, now()
    session.flush()
    return change_record(session, change)


def _put(change: Change, written: Written) -> None:
    change.said, change.doing, change.did = (
        storable(each).strip() for each in (written.said, written.doing, written.did)
    )
    change.owner = " ".join(storable(written.owner).split())
    change.due_on, change.picture, change.updated_at = written.due_on, written.picture, now()


def _move(change: Change, state: ChangeState) -> None:
    """How far it has come, with when. What it goes back behind has not happened yet."""
    if state == ChangeState.SAID:
        change.doing_at = change.did_at = None
    if state == ChangeState.DOING:
        change.doing_at, change.did_at = change.doing_at or now(), None
    if state == ChangeState.DID:
        change.did_at = change.did_at or now()
    change.state = state


def _require_usable(written: Written, state: ChangeState) -> None:
    needed = {ChangeState.SAID: ("said", "what people said")}
    if state == ChangeState.DOING:
        needed[state] = ("doing", "what is being done")
    if state == ChangeState.DID:
        needed[state] = ("did", "what was done")
    for field, asked in needed.values():
        if not storable(getattr(written, field)).strip():
            raise StorageError("unusable", f"Write {asked}, in plain words.")
    for text in (written.said, written.doing, written.did):
        _require_short(text, MOST_LETTERS, "each text")
    _require_short(written.owner, MOST_LETTERS_OF_A_NAME, "who sees to it")
    _require_short(written.picture or "", 40, "the picture")


def _require_short(text: str, most: int, what: str) -> None:
    if len(text) > most:
        raise StorageError("unusable", f"Write {what} in at most {most:,} letters.")


def _answers(session: Session, change_id: UUID) -> set[UUID]:
    return set(session.scalars(select(ChangeAnswer.answer_id).where(ChangeAnswer.change_id == change_id)))


def _join(session: Session, change: Change, answer_ids: Collection[UUID]) -> None:
    known, wanted = _answers(session, change.id), set(answer_ids)
    if not wanted:
        raise StorageError("unusable", "Choose at least one answer that it comes from.")
    if len(known | wanted) > MOST_ANSWERS:
        raise StorageError("unusable", f"A change comes from at most {MOST_ANSWERS} answers.")
    there = select(Answer.id).where(
        Answer.id.in_(wanted), Answer.kind != AnswerKind.SKIPPED, Answer.state != AnswerState.DELETED
    )
    if wanted - set(session.scalars(there)):
        raise StorageError("unusable", "One of the answers was taken out. Load the page and choose again.")
    session.add_all(ChangeAnswer(change_id=change.id, answer_id=each) for each in sorted(wanted - known))
    session.flush()

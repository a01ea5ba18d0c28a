"""Changes as they travel: each with who had a part, who is behind it, and where it stands."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.change_models import Change, ChangePart
from storage.change_records import ChangeRecord, PartRecord, Voice, Written
from storage.change_voices import taken_out, voices
from storage.kinds import Audience, Group, Part
from storage.ladder import standing
from storage.models import Staff

_GROUP_OF = {
    Audience.RESIDENT: Group.RESIDENTS,
    Audience.CARER: Group.FAMILIES,
    Audience.STAFF: Group.STAFF,
}


def change_record(session: Session, change: Change) -> ChangeRecord:
    """A change with all that belongs to it."""
    return change_records(session, [change])[0]


def change_records(session: Session, changes: Sequence[Change]) -> list[ChangeRecord]:
    """Changes in this order, each with all that belongs to it, in a few questions to the database."""
    ids = [change.id for change in changes]
    behind, gone, parts = voices(session, changes), taken_out(session, ids), _parts(session, ids)
    mine = select(Staff.id, Staff.name).where(Staff.id.in_({change.created_by for change in changes}))
    names = {row.id: row.name for row in session.execute(mine)}
    return [
        _put_together(
            change, names[change.created_by], (behind[change.id], parts[change.id]), gone[change.id]
        )
        for change in changes
    ]


def _put_together(
    change: Change, by: str, beside: tuple[Sequence[Voice], Sequence[PartRecord]], gone: int
) -> ChangeRecord:
    behind, parts = beside
    had = {(each.part, each.who) for each in parts} | set(_reviewed(behind))
    return ChangeRecord(
        id=change.id,
        service_id=change.service_id,
        state=change.state,
        written=_written(change),
        version=change.version,
        created_by=by,
        created_at=change.created_at,
        doing_at=change.doing_at,
        did_at=change.did_at,
        closed_at=change.closed_at,
        updated_at=change.updated_at,
        parts=tuple(parts),
        voices=tuple(behind),
        taken_out=gone,
        standing=standing(had),
    )


def _reviewed(behind: Sequence[Voice]) -> Iterator[tuple[str, str]]:
    """Who says what they think of it has a part in reviewing it."""
    for voice in behind:
        if any(reply.verdict for reply in voice.replies):
            yield Part.REVIEWED, _GROUP_OF[Audience(voice.audience)]


def _written(change: Change) -> Written:
    return Written(change.said, change.doing, change.did, change.owner, change.due_on, change.picture)


def _parts(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[PartRecord]]:
    found: dict[UUID, list[PartRecord]] = defaultdict(list)
    mine = select(ChangePart).where(ChangePart.change_id.in_(ids)).order_by(ChangePart.at, ChangePart.id)
    for each in session.scalars(mine):
        found[each.change_id].append(PartRecord(each.id, each.part, each.who, each.name))
    return found

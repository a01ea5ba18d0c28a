"""The nightly purge: what has been here long enough goes, some at a time, and a report of it stays."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Engine, Select, func, select

from storage.base import now
from storage.engine import reading, sweep, writing, writing_a_part
from storage.errors import StorageError
from storage.forgetting import leave_nothing
from storage.holds import held_talks
from storage.keeping_models import PurgeReport
from storage.keeping_records import Due, Kind, Periods, PurgeRecord
from storage.models import Service
from storage.purge_steps import STEPS, Step
from storage.recordings import Recordings, over
from storage.voice_models import Recording

AT_ONCE = 200
"""Rows of one transaction: between two, what people say is kept."""
MOST_COUNTED = 10_000
"""Of one kind, while somebody waits for the page."""
REPORTS_KEPT = timedelta(days=400)


class Purging:
    """Every read and write of it. Stopped at any moment, what went is gone, and the next one goes on."""

    def __init__(self, engine: Engine, recordings: Recordings) -> None:
        self._engine = engine
        self._recordings = recordings

    def due(self, periods: Periods, moment: datetime) -> Due:
        """What would go at `moment`, and what stays because of a hold; of each at most `MOST_COUNTED`."""
        gone, held = Counter[str](), Counter[str]()
        for kind in Kind:
            ends = periods.ends(kind, moment)
            if ends is None:
                continue
            for step in STEPS.get(kind, ()):
                gone[kind] += self._count(step.due(ends))
                held[kind] += self._count(step.stays(ends))
        if periods.recordings:
            ours = Recording.conversation_id.in_(held_talks())
            going = over(moment, periods.recordings)
            gone[Kind.RECORDINGS] = self._count(select(Recording.id).where(going, ~ours))
            held[Kind.RECORDINGS] = self._count(select(Recording.id).where(going, ours))
        return Due({name: n for name, n in gone.items() if n}, {name: n for name, n in held.items() if n})

    def run(self, periods: Periods, moment: datetime) -> PurgeRecord:
        """Take out everything whose time was over at `moment`; the report of it stays.

        Raises StorageError as `writing` does; what went until then is in the report.
        """
        held = self.due(periods, moment).held
        report_id, gone = self._begin(periods, held), Counter[str]()
        problem = None
        try:
            self._run(periods, moment, gone)
        except StorageError as error:
            problem = error.code
            raise
        finally:
            self._end(report_id, gone, problem)
        leave_nothing(self._engine)
        sweep(self._engine)
        return self.reports(1)[0]

    def reports(self, limit: int = 30) -> list[PurgeRecord]:
        """What went at the last purges, newest first."""
        with reading(self._engine) as session:
            rows = select(PurgeReport).order_by(PurgeReport.began_at.desc(), PurgeReport.id).limit(limit)
            return [_record(row) for row in session.scalars(rows)]

    def last(self) -> datetime | None:
        """When one was last begun; before the first, when this program was set up."""
        with reading(self._engine) as session:
            began = session.scalar(select(func.max(PurgeReport.began_at, type_=PurgeReport.began_at.type)))
            return began or session.scalar(
                select(func.min(Service.created_at, type_=Service.created_at.type))
            )

    def _run(self, periods: Periods, moment: datetime, gone: Counter[str]) -> None:
        for kind in Kind:
            ends = periods.ends(kind, moment)
            if ends is None:
                continue
            for step in STEPS.get(kind, ()):
                gone[kind] += self._all(step, ends)
            if kind == Kind.RECORDINGS:
                gone[kind] += self._recordings.purge(moment, periods.recordings)

    def _all(self, step: Step, ends: datetime) -> int:
        gone, at_once = 0, step.at_once or AT_ONCE
        while some := self._some(step, ends, at_once):
            gone += some
            if some < at_once:  # what is written about it is not part of it
                break
        return gone

    def _some(self, step: Step, ends: datetime, at_once: int) -> int:
        with writing_a_part(self._engine) as session:
            ids = session.scalars(step.due(ends).limit(at_once)).all()
            if ids:
                step.go(session, ids)
            return len(ids)

    def _count(self, which: Select[Any] | None) -> int:
        if which is None:
            return 0
        with reading(self._engine) as session:
            some = which.limit(MOST_COUNTED).subquery()
            return session.scalar(select(func.count()).select_from(some)) or 0

    def _begin(self, periods: Periods, held: Any) -> UUID:
        row = PurgeReport(id=uuid4(), began_at=now(), periods=periods.as_numbers(), gone={}, held=dict(held))
        with writing(self._engine) as session:
            old = select(PurgeReport).where(PurgeReport.began_at < now() - REPORTS_KEPT)
            for each in session.scalars(old):
                session.delete(each)
            session.add(row)
            return row.id

    def _end(self, report_id: UUID, gone: Counter[str], problem: str | None) -> None:
        with writing(self._engine) as session:
            row = session.get_one(PurgeReport, report_id)
            row.gone, row.problem = {name: count for name, count in gone.items() if count}, problem
            row.ended_at = None if problem else now()


def _record(row: PurgeReport) -> PurgeRecord:
    return PurgeRecord(row.began_at, row.ended_at, row.periods, row.gone, row.held, row.problem)

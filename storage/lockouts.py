"""After too many failed sign-ins the next has to wait, twice as long each time; a restart forgets nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from storage.base import now
from storage.conversations import hash_secret
from storage.engine import alone, writing
from storage.signing_models import SignInTry

FIRST_WAIT = timedelta(seconds=30)
FORGOTTEN_AFTER = timedelta(days=1)
"""Without another failure."""


@dataclass(frozen=True, slots=True)
class Door:
    """What failures are counted for: a name, or an address."""

    who: str
    free: int
    """So many failures cost no waiting."""
    longest: timedelta


class Lockouts:
    """Every read and write of failed tries."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin(self, *doors: Door) -> int:
        """Begin a try: 0 if it may go on, else how many seconds to wait first.

        It counts as failed until `succeeded` is told, so of many at once no more get through than one by one.
        """
        with writing(self._engine) as session:
            alone(session.connection())  # or the first tries of a new name, at once, would each make its row
            session.execute(delete(SignInTry).where(SignInTry.last_at < now() - FORGOTTEN_AFTER))
            rows = [(door, _row(session, door.who)) for door in sorted(doors, key=lambda each: each.who)]
            waits = [(row.until - now()).total_seconds() for _, row in rows]
            if max(waits, default=0) > 0:
                session.rollback()
                return max(1, ceil(max(waits)))
            for door, row in rows:
                row.failures += 1
                row.last_at = now()
                row.until = now() + _wait(door, row.failures)
            return 0

    def succeeded(self, whose: Sequence[str], from_: Sequence[str] = ()) -> None:
        """The try was right: the failures of these names are forgotten.

        Of an address only this try is taken back: whoever has one account shall not guess at others by
        signing in between.
        """
        with writing(self._engine) as session:
            alone(session.connection())
            names = [hash_secret(who) for who in whose]
            session.execute(delete(SignInTry).where(SignInTry.who_hash.in_(names)))
            for who in sorted(from_):
                row = _row(session, who)
                row.failures = max(0, row.failures - 1)
                row.until = now()


def _wait(door: Door, failures: int) -> timedelta:
    over = failures - door.free
    return min(door.longest, FIRST_WAIT * 2 ** min(over, 20)) if over >= 0 else timedelta(0)


def _row(session: Session, who: str) -> SignInTry:
    row = session.scalar(select(SignInTry).where(SignInTry.who_hash == hash_secret(who)).with_for_update())
    if row is None:
        row = SignInTry(who_hash=hash_secret(who), failures=0, last_at=now(), until=now())
        session.add(row)
        session.flush()
    return row

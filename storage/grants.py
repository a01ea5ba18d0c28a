"""Roles: who is what at which service, and who may give and take that."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID, uuid4

from sqlalchemy import Engine, delete, or_, select
from sqlalchemy.orm import Session

from storage.base import now
from storage.engine import alone, reading, writing
from storage.errors import StorageError
from storage.grant_models import Grant
from storage.models import Service, Staff
from storage.rights import POWERS_OF, Power, Role


@dataclass(frozen=True, slots=True)
class Post:
    """A role at a service; without one, at every service of the group."""

    role: Role
    service_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody of the staff, and what they are."""

    id: UUID
    username: str
    name: str
    posts: frozenset[Post]
    version: str
    """Another one whenever their roles change."""


class Grants:
    """Every read and write of roles. An account is seen where it has a role, and nowhere else."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def everyone(self, within: Collection[UUID]) -> list[Holder]:
        """Who has a role at these services, by name, with their roles there and those at every service."""
        with reading(self._engine) as session:
            return _holders(session, within)

    def get(self, within: Collection[UUID], staff_id: UUID) -> Holder | None:
        """One of them."""
        with reading(self._engine) as session:
            return next(iter(_holders(session, within, staff_id)), None)

    def give(self, username: str, posts: Iterable[Post]) -> None:
        """Give roles besides those that somebody has: for commands on the machine itself.

        Raises StorageError("unknown") if there is no such user.
        """
        with writing(self._engine) as session:
            staff_id = _by_username(session, username)
            alone(session.connection())
            add_posts(session, staff_id, set(posts) - _posts(session, [staff_id])[staff_id], None)

    def take(self, username: str, posts: Iterable[Post]) -> None:
        """Take roles from somebody, as `give` gives them.

        Raises StorageError("unknown"), also for a role that they do not have, and ("unusable") if nobody
        would be left to give roles.
        """
        with writing(self._engine) as session:
            staff_id = _by_username(session, username)
            alone(session.connection())
            before = _looked_after(session)
            known, gone = _posts(session, [staff_id])[staff_id], set(posts)
            if not gone <= known:
                raise StorageError(
                    "unknown", f'"{username}" has no such role there. The list shows who has which.'
                )
            _write(session, staff_id, known, known - gone, None)
            _require_looked_after(session, before)

    def write(
        self, within: Collection[UUID], staff_id: UUID, posts: Collection[Post], by: UUID, version: str
    ) -> Holder:
        """What somebody is at these services from now on; what they are elsewhere stays.

        Raises StorageError("unknown") if they have no role here, ("changed") if it was not this `version`,
        ("unusable") if a service would be left without an administrator, or a role was given elsewhere.
        """
        with writing(self._engine) as session:
            alone(session.connection())
            holder = next(iter(_holders(session, within, staff_id)), None)
            if holder is None:
                raise StorageError("unknown", "There is no such member of staff.")
            if holder.version != version:
                raise StorageError("changed", "Somebody else changed these roles meanwhile. Look again.")
            _require_theirs_to_give(session, within, holder.posts ^ set(posts), by)
            before = _looked_after(session)
            _write(session, staff_id, holder.posts, set(posts), by)
            _require_looked_after(session, before)
            found = next(iter(_holders(session, within, staff_id)), None)
        return found or Holder(staff_id, holder.username, holder.name, frozenset(), version_of(()))

    def add(  # noqa: PLR0913, PLR0917 (all that an account has)
        self,
        within: Collection[UUID],
        username: str,
        name: str,
        password_hash: str,
        posts: Collection[Post],
        by: UUID,
    ) -> UUID:
        """A new account with its roles, both or neither; returns its identifier.

        Raises StorageError("taken") if the user name is in use, ("unusable") without a role, or if one was
        given elsewhere.
        """
        if not posts:
            raise StorageError("unusable", "Choose at least one role, or they can do nothing here.")
        with writing(self._engine) as session:
            _require_theirs_to_give(session, within, posts, by)
            staff_id = add_account(session, username, name, password_hash)
            add_posts(session, staff_id, posts, by)
        return staff_id


def version_of(posts: Iterable[Post]) -> str:
    """Another one for other roles."""
    lines = sorted(f"{post.role}@{post.service_id or ''}" for post in posts)
    return sha256("\n".join(lines).encode()).hexdigest()[:16]


def rights_of(session: Session, staff_id: UUID) -> Mapping[Power, frozenset[UUID]]:
    """What somebody may do, and at which services there are now."""
    rights: dict[Power, frozenset[UUID]] = defaultdict(frozenset)
    there = or_(Grant.service_id == Service.id, Grant.service_id.is_(None))
    held = select(Grant.role, Service.id).join(Service, there).where(Grant.staff_id == staff_id)
    for role, service_id in session.execute(held):
        for power in POWERS_OF[Role(role)]:
            rights[power] |= {service_id}
    return dict(rights)


def add_account(session: Session, username: str, name: str, password_hash: str) -> UUID:
    """A new account that may do nothing yet. Raises StorageError("taken")."""
    if session.scalar(select(Staff.id).where(Staff.username == username)):
        raise StorageError("taken", f'There is already a user "{username}". Choose another name.')
    row = Staff(id=uuid4(), username=username, name=name, password_hash=password_hash, created_at=now())
    session.add(row)
    session.flush()
    return row.id


def add_posts(session: Session, staff_id: UUID, posts: Iterable[Post], by: UUID | None) -> None:
    """Write down roles that somebody has not had yet."""
    for post in posts:
        session.add(
            Grant(
                id=uuid4(),
                staff_id=staff_id,
                service_id=post.service_id,
                role=post.role,
                given_by=by,
                at=now(),
            )
        )
    session.flush()


def set_posts(session: Session, staff_id: UUID, posts: Iterable[Post]) -> bool:
    """What somebody is from now on, as their group says it; whether that was anything new."""
    before, after = _posts(session, [staff_id])[staff_id], set(posts)
    _write(session, staff_id, before, after, None)
    return before != after


def _by_username(session: Session, username: str) -> UUID:
    staff_id = session.scalar(select(Staff.id).where(Staff.username == username, Staff.disabled_at.is_(None)))
    if staff_id is None:
        raise StorageError("unknown", f'There is no user "{username}".')
    return staff_id


def _posts(session: Session, staff_ids: Sequence[UUID]) -> dict[UUID, set[Post]]:
    found: dict[UUID, set[Post]] = defaultdict(set)
    rows = select(Grant.staff_id, Grant.role, Grant.service_id).where(Grant.staff_id.in_(staff_ids))
    for staff_id, role, service_id in session.execute(rows):
        found[staff_id].add(Post(Role(role), service_id))
    return found


def _holders(session: Session, within: Collection[UUID], staff_id: UUID | None = None) -> list[Holder]:
    here = select(Grant.staff_id).where(or_(Grant.service_id.in_(within), Grant.service_id.is_(None)))
    query = select(Staff).where(Staff.id.in_(here), Staff.disabled_at.is_(None))
    if staff_id:
        query = query.where(Staff.id == staff_id)
    rows = session.scalars(query.order_by(Staff.name, Staff.username)).all()
    posts = _posts(session, [row.id for row in rows])
    return [_holder(row, within, posts[row.id]) for row in rows]


def _holder(row: Staff, within: Collection[UUID], posts: Collection[Post]) -> Holder:
    seen = frozenset(post for post in posts if post.service_id is None or post.service_id in within)
    return Holder(row.id, row.username, row.name, seen, version_of(seen))


def _write(
    session: Session, staff_id: UUID, before: Collection[Post], after: Collection[Post], by: UUID | None
) -> None:
    for post in set(before) - set(after):
        mine = (Grant.staff_id == staff_id, Grant.role == post.role)
        session.execute(delete(Grant).where(*mine, Grant.service_id.is_not_distinct_from(post.service_id)))
    add_posts(session, staff_id, set(after) - set(before), by)


def _require_theirs_to_give(
    session: Session, within: Collection[UUID], posts: Iterable[Post], by: UUID
) -> None:
    """Nobody gives or takes a role where they do not look after roles themselves."""
    mine = _posts(session, [by])[by]
    for post in posts:
        allowed = post.service_id in within if post.service_id else Post(Role.ADMINISTRATOR) in mine
        if not allowed:
            raise StorageError("unusable", "That is not yours to give. Ask who looks after that service.")


def _looked_after(session: Session) -> frozenset[UUID]:
    """The services that somebody may give roles at."""
    admins = select(Grant.service_id).join(Staff, Staff.id == Grant.staff_id)
    admins = admins.where(Grant.role == Role.ADMINISTRATOR, Staff.disabled_at.is_(None))
    found = set(session.scalars(admins))
    everywhere = frozenset(session.scalars(select(Service.id)))
    return everywhere if None in found else everywhere & found


def _require_looked_after(session: Session, before: frozenset[UUID]) -> None:
    session.flush()
    if before - _looked_after(session):
        raise StorageError(
            "unusable",
            "Nobody would be left to give roles there. Make somebody else administrator first.",
        )

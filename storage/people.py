"""The people who use the service: how to call them, their card, how they like to talk."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from storage.base import now
from storage.conversations import hash_secret
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.kinds import Audience
from storage.models import Person
from storage.names import usable_name
from storage.profiles import Profile, kept_profile, write_profile
from storage.services import service_row

CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without I, O, 0 and 1, which are taken for each other."""
CARD_LETTERS = 12
"""60 random bits: nobody guesses one, and it can still be typed."""
_ASKED = "how to call them"


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """Somebody who uses the service."""

    id: UUID
    service_id: UUID
    name: str
    kind: str
    profile: Profile
    has_card: bool
    updated_at: datetime


class People:
    """Every read and write of them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(
        self, service_id: UUID, name: str, profile: Profile | None = None, kind: Audience = Audience.RESIDENT
    ) -> PersonRecord:
        """Somebody new at this service. Raises StorageError("bad_name")."""
        with writing(self._engine) as session:
            moment = now()
            person = Person(
                id=uuid4(),
                service_id=service_row(session, service_id).id,
                name=usable_name(name, _ASKED),
                kind=kind,
                profile=write_profile(profile or Profile()),
                created_at=moment,
                updated_at=moment,
            )
            session.add(person)
        return person_record(person)

    def everyone(self, within: Collection[UUID]) -> list[PersonRecord]:
        """All who are here now, by name."""
        with reading(self._engine) as session:
            here = select(Person).where(Person.left_at.is_(None), Person.service_id.in_(within))
            return [
                person_record(person) for person in session.scalars(here.order_by(Person.name, Person.id))
            ]

    def get(self, within: Collection[UUID], person_id: UUID) -> PersonRecord | None:
        """One of them, also after they left."""
        with reading(self._engine) as session:
            person = session.get(Person, person_id)
            return person_record(person) if person and person.service_id in within else None

    def change(
        self,
        within: Collection[UUID],
        person_id: UUID,
        name: str,
        profile: Profile,
        seen: datetime | None = None,
    ) -> PersonRecord:
        """Write anew how to call them and how they like to talk.

        seen: of when what the writer saw was; none, if it does not matter. Raises StorageError("unknown" |
        "bad_name"), ("changed") if somebody wrote it anew meanwhile.
        """
        with writing(self._engine) as session:
            person = _row(session, within, person_id)
            if seen is not None and seen != person.updated_at:
                raise StorageError("changed", "Somebody changed it meanwhile. Look, then save it again.")
            person.name, person.profile = usable_name(name, _ASKED), write_profile(profile)
            person.updated_at = now()
        return person_record(person)

    def new_card(self, within: Collection[UUID], person_id: UUID) -> str:
        """A new code for their card; one from before no longer works.

        Raises StorageError("unknown"), also for somebody who left.
        """
        code = new_code(CARD_LETTERS)
        with writing(self._engine) as session:
            person = _row(session, within, person_id)
            if person.left_at:
                raise StorageError("unknown", "This person is not here any more. Add them as somebody new.")
            person.card_hash = hash_secret(code)
        return code

    def leave(self, within: Collection[UUID], person_id: UUID) -> None:
        """They are not here any more; their card ends, their words stay."""
        with writing(self._engine) as session:
            person = _row(session, within, person_id)
            person.left_at, person.card_hash = person.left_at or now(), None

    def names(self, within: Collection[UUID]) -> dict[UUID, str]:
        """How each is called, also those who left."""
        with reading(self._engine) as session:
            rows = session.execute(select(Person.id, Person.name).where(Person.service_id.in_(within)))
            return {row.id: row.name for row in rows}

    def cards(self, within: Collection[UUID]) -> dict[UUID, str]:
        """The hash of each card, so that a tablet knows them without us."""
        with reading(self._engine) as session:
            here = (Person.left_at.is_(None), Person.service_id.in_(within))
            rows = session.execute(select(Person.id, Person.card_hash).where(*here))
            return {person_id: card_hash for person_id, card_hash in rows if card_hash}


def new_code(letters: int) -> str:
    """A random code that people can read and type."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(letters))


def typed_code(code: str) -> str:
    """A code as it was given out, however somebody typed it."""
    return "".join(letter for letter in code.upper() if letter in CODE_LETTERS)


def person_record(person: Person) -> PersonRecord:
    """A person as they travel."""
    return PersonRecord(
        id=person.id,
        service_id=person.service_id,
        name=person.name,
        kind=person.kind,
        profile=kept_profile(person.profile),
        has_card=person.card_hash is not None,
        updated_at=person.updated_at,
    )


def _row(session: Session, within: Collection[UUID], person_id: UUID) -> Person:
    person = session.get(Person, person_id, with_for_update=True)
    if person is None or person.service_id not in within:
        raise StorageError("unknown", "There is no such person.")
    return person

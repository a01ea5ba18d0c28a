"""Where somebody's name stands outside of what they said: it is taken out when they are erased."""

import re
from urllib.parse import unquote_plus
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from storage.audit import forget_subjects
from storage.audit_models import AuditEvent
from storage.base import now
from storage.change_models import Change, ChangePart
from storage.keeping_models import LegalHold
from storage.listed_models import SavedFilter


def names_of(name: str) -> re.Pattern[str]:
    """Finds a name as whole words, in small letters or capital ones."""
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)


def forget_name(session: Session, person_id: UUID, name: str, service_id: UUID) -> None:
    """Take it out of parts of changes, reasons of holds, and saved filters.

    A reason in the audit that has it goes as a whole: of its words the chain holds one digest for all.
    """
    for each in naming_filters(session, person_id, name, service_id):
        session.delete(each)
    mine = select(Change.id).where(Change.service_id == service_id)
    same = func.lower(ChangePart.name) == name.lower()
    session.execute(update(ChangePart).where(ChangePart.change_id.in_(mine), same).values(name=""))
    session.execute(
        update(Change)
        .where(Change.service_id == service_id, func.lower(Change.owner) == name.lower())
        .values(owner="", version=Change.version + 1, updated_at=now())
    )
    session.execute(update(LegalHold).where(LegalHold.person_id == person_id).values(why=""))
    forget_subjects(session, [each.id for each in _reasons(session, name, service_id)])


def naming_filters(session: Session, person_id: UUID, name: str, service_id: UUID) -> list[SavedFilter]:
    """Saved filters that look for this person."""
    found = names_of(name)
    here = or_(SavedFilter.service_id == service_id, SavedFilter.service_id.is_(None))
    return [
        each
        for each in session.scalars(select(SavedFilter).where(here))
        if str(person_id) in each.address
        or found.search(unquote_plus(each.address))
        or found.search(each.name)
    ]


def _reasons(session: Session, name: str, service_id: UUID) -> list[AuditEvent]:
    """What staff wrote into the audit themselves, where the name stands in it."""
    here = or_(AuditEvent.service_id == service_id, AuditEvent.service_id.is_(None))
    has = func.lower(AuditEvent.subject).contains(name.lower(), autoescape=True)
    exact = AuditEvent.subject.contains(name, autoescape=True)  # SQLite knows small letters of English alone
    written = select(AuditEvent).where(here, AuditEvent.kind.is_(None), has | exact)
    found = names_of(name)
    return [each for each in session.scalars(written) if found.search(each.subject or "")]

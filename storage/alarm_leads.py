"""Alarms about words that were said without a name: for those who see to people's safety, and nobody else."""

from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from storage.alarm_models import Alarm, Duty
from storage.alarm_records import Rung
from storage.concern_models import Concern
from storage.consent_kinds import Share
from storage.consent_models import Sharing
from storage.grants import rights_of
from storage.rights import Power
from storage.seen import nameless


def apart() -> ColumnElement[bool]:
    """Of an alarm: what it is about was said without a name."""
    mine = select(Concern.id).where(Concern.id == Alarm.concern_id, nameless(Concern.answer_id))
    return mine.correlate(Alarm).exists()


def for_leads_alone(session: Session, alarm: Alarm) -> bool:
    """Whether it tells only them: what it is about was said without a name, or is just being said so."""
    if alarm.concern_id is None:
        return False
    session.flush()
    if session.scalar(select(Alarm.id).where(Alarm.id == alarm.id, apart())) is not None:
        return True
    chosen = session.get(Sharing, alarm.conversation_id)
    return chosen is not None and chosen.share != Share.NAMED


def is_lead(session: Session, duty: Duty, service_id: UUID) -> bool:
    """Whether a line of the duty list is of somebody who sees to people's safety there.

    Or of the outside contact, who has no account: a message tells them nothing of who it is.
    """
    if duty.staff_id is None:
        return duty.rung == Rung.OUTSIDE
    return service_id in rights_of(session, duty.staff_id).get(Power.SAFEGUARD, frozenset())

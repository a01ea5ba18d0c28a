"""The routers of all pages for staff, in the order in which their addresses are tried."""

from fastapi import APIRouter

from web import (
    account,
    account_second_step,
    alarms,
    audit,
    audit_sheet,
    change_begin,
    changes,
    complaints,
    concerns,
    connections,
    disagreeing,
    duty,
    guess,
    holding,
    legal_basis,
    person_going,
    replies,
    review,
    saved_filters,
    signing_in,
    signing_in_elsewhere,
    staff_brief,
    staff_calls,
    staff_consent,
    staff_export,
    staff_heard,
    staff_listening,
    staff_missing,
    staff_notes,
    staff_people,
    staff_roles,
    staff_setup,
    staff_tablets,
    staff_tags,
    staff_transcript,
    staff_voice,
    work_many,
    work_one,
)

SIGNING_IN = (signing_in, signing_in_elsewhere, account, account_second_step)
READING = (staff_transcript, staff_listening, staff_tags, disagreeing, guess, saved_filters)
WORKING = (work_many, work_one, staff_notes, concerns, alarms, complaints, staff_calls)
TELLING = (staff_heard, staff_missing, staff_brief, change_begin, changes, replies)
SETTING_UP = (
    duty,
    legal_basis,
    staff_setup,
    person_going,
    holding,
    staff_consent,
    staff_people,
    staff_tablets,
    staff_voice,
    staff_roles,
    audit,
    audit_sheet,
    staff_export,
    connections,
)


def staff_routers() -> list[APIRouter]:
    """All of them; last the one of /review/<conversation>, which any other word would fit."""
    before = (*SIGNING_IN, *READING, *WORKING, *TELLING, *SETTING_UP)
    return [each.router for each in (*before, review)]

"""The routers of all pages for staff, in the order in which their addresses are tried."""

from fastapi import APIRouter

from web import (
    account,
    account_second_step,
    audit,
    audit_sheet,
    change_begin,
    changes,
    complaints,
    concerns,
    connections,
    disagreeing,
    replies,
    review,
    saved_filters,
    signing_in,
    signing_in_elsewhere,
    staff_brief,
    staff_calls,
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
READING = (staff_transcript, staff_listening, staff_tags, disagreeing, saved_filters)
WORKING = (work_many, work_one, staff_notes, concerns, complaints, staff_calls)
TELLING = (staff_heard, staff_missing, staff_brief, change_begin, changes, replies)
SETTING_UP = (
    staff_setup,
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

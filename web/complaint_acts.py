"""What a manager does with a complaint: each form of its page."""

from uuid import UUID

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from storage.complaint_records import ComplaintAct, ComplaintRecord
from storage.errors import StorageError
from storage.kinds import ReplyWay
from storage.replies import MOST_LETTERS
from storage.rights import Power, StaffRecord
from web.pages import Parts
from web.reply_ways import ways_to
from web.staff_pages import form_id

IN_PERSON = "in_person"
"""They are told, or were, by somebody: nothing is sent."""
TELLS = (ComplaintAct.ACKNOWLEDGED, ComplaintAct.ANSWERED)


def do_with(parts: Parts, staff: StaffRecord, found: ComplaintRecord, form: FormData) -> UUID | None:
    """Do what a form asks; the identifier of a reply that is to be printed, if there is one.

    Raises StorageError("changed" | "unusable"), and HTTPException(400) for a form that no page of ours sends.
    """
    act, version = _asked(form)
    within, note = staff.services(Power.MANAGE), str(form.get("note", "")).replace("\r\n", "\n").strip()
    complaints, reply = parts.store.complaints, None
    if act == ComplaintAct.OWNER:
        complaints.give(within, staff.id, found.id, version, _uuid(form.get("owner")))
    elif act == ComplaintAct.NAMED:
        complaints.name(within, staff.id, found.id, version, [_uuid(each) for each in form.getlist("named")])
    else:
        if act in TELLS and len(note) > MOST_LETTERS:
            raise StorageError("unusable", f"Write at most {MOST_LETTERS:,} letters to them.")
        complaints.do(within, staff.id, found.id, version, act, note)
        reply = _tell(parts, staff, found, form, note) if act in TELLS else None
    parts.store.audit.record(staff.id, f"complaint_{act}", str(found.id))
    return reply


def _tell(parts: Parts, staff: StaffRecord, found: ComplaintRecord, form: FormData, text: str) -> UUID | None:
    """Send it in the way that was chosen; its identifier if it is for paper."""
    way = str(form.get("way", IN_PERSON))
    if found.conversation_id is None or way not in ways_to(parts, found.conversation_id):
        return None
    here = {found.service_id}
    sent = parts.store.replies.send(
        here, found.conversation_id, staff.id, text, ReplyWay(way), reply_id=form_id(form)
    )
    return sent.id if sent.way == ReplyWay.PRINT else None


def _asked(form: FormData) -> tuple[ComplaintAct, int]:
    act, version = str(form.get("act", "")), str(form.get("version", ""))
    is_number = version.isascii() and version.isdecimal() and len(version) < 9
    if act not in set(ComplaintAct) - {ComplaintAct.RECEIVED} or not is_number:
        raise HTTPException(400, "This form is not whole. Load the page again.")
    return ComplaintAct(act), int(version)


def _uuid(text: object) -> UUID:
    try:
        return UUID(str(text))
    except ValueError:
        raise StorageError("unusable", "Choose somebody from the list.") from None

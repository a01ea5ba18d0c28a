"""What was done, in words: for the manager who looks it up, and for the person whom it was about."""

from dataclasses import dataclass
from enum import StrEnum

from storage.audit import AuditRecord
from storage.audit_subjects import Kind
from storage.kinds import Audience
from web.pages import day_name
from web.review_view import SPEAKERS


class Sort(StrEnum):
    """What sort of thing was done: what the page is filtered by."""

    READ = "read"
    CHANGED = "changed"
    TOLD = "told"
    PEOPLE = "people"
    CALLS = "calls"
    OUT = "out"
    SIGNING_IN = "signing_in"


SORTS = {
    Sort.READ: "Read or listened",
    Sort.CHANGED: "Words and tags",
    Sort.TOLD: "Changes and replies",
    Sort.PEOPLE: "People, tablets, roles",
    Sort.CALLS: "Calls and concerns",
    Sort.OUT: "Taken out or printed",
    Sort.SIGNING_IN: "Signing in",
}


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that can be done: its sort, how staff say it, how it is said to the person."""

    sort: Sort
    did: str
    plain: str = ""


DEEDS = {
    "read": Deed(Sort.READ, "Read it", "read what you said"),
    "listened": Deed(Sort.READ, "Listened to a voice", "listened to your voice"),
    "read_profile": Deed(Sort.READ, "Read how they like to talk", "looked at how you like to talk"),
    "read_change": Deed(Sort.READ, "Read it"),
    "read_list": Deed(Sort.READ, "Read a list of what people said"),
    "read_concerns": Deed(Sort.READ, "Read the list of concerns"),
    "read_heard": Deed(Sort.READ, "Read what was heard, in words and numbers"),
    "read_missing": Deed(Sort.READ, "Read who was not heard from"),
    "read_changes": Deed(Sort.READ, "Read the changes"),
    "read_replies": Deed(Sort.READ, "Read the replies to people"),
    "read_people": Deed(Sort.READ, "Read how people like to talk"),
    "looked_up": Deed(Sort.READ, "Looked up who read what", "looked up who read what you said"),
    "corrected_words": Deed(Sort.CHANGED, "Put words right", "wrote down what they heard you say"),
    "confirmed_words": Deed(Sort.CHANGED, "Confirmed words", "checked that your words are right"),
    "added_tag": Deed(Sort.CHANGED, "Added a tag", "marked what your words are about"),
    "agreed_tag": Deed(Sort.CHANGED, "Agreed to a tag", "marked what your words are about"),
    "changed_tag": Deed(Sort.CHANGED, "Changed a tag", "marked what your words are about"),
    "removed_tag": Deed(Sort.CHANGED, "Removed a tag", "marked what your words are about"),
    "took_back_tag": Deed(Sort.CHANGED, "Took a decision back", "marked what your words are about"),
    "added_note": Deed(Sort.CHANGED, "Wrote a note", "wrote a note for the others"),
    "edited_note": Deed(Sort.CHANGED, "Changed a note", "changed a note for the others"),
    "removed_note": Deed(Sort.CHANGED, "Took a note out", "took a note for the others out"),
    "wrote_down_disagreement": Deed(
        Sort.CHANGED, "Wrote down that they disagree", "wrote down that you meant something else"
    ),
    "withdrew_disagreement": Deed(
        Sort.CHANGED, "Wrote down that they agree after all", "wrote down that it was what you meant"
    ),
    "work_plan": Deed(Sort.CHANGED, "Planned who sees to it", "planned who sees to what you said"),
    "work_assign": Deed(Sort.CHANGED, "Gave it to somebody", "planned who sees to what you said"),
    "work_due": Deed(Sort.CHANGED, "Chose a day for it", "planned when they see to what you said"),
    "work_review": Deed(Sort.CHANGED, "Marked it as reviewed", "finished reading what you said"),
    "work_reopen": Deed(Sort.CHANGED, "Opened it again", "went on with what you said"),
    "work_undo": Deed(Sort.CHANGED, "Took back what they did last", "went on with what you said"),
    "began_change": Deed(Sort.TOLD, "Began it"),
    "changed_change": Deed(Sort.TOLD, "Changed it"),
    "closed_change": Deed(Sort.TOLD, "Closed it"),
    "reopened_change": Deed(Sort.TOLD, "Opened it again"),
    "told_all": Deed(Sort.TOLD, "Wrote to all who said it"),
    "replied": Deed(Sort.TOLD, "Replied", "wrote back to you"),
    "reply_told": Deed(Sort.TOLD, "Told them the reply", "told you what we did"),
    "reply_withdraw": Deed(Sort.TOLD, "Withdrew a reply", "took a letter to you back before you had it"),
    "verdict_better": Deed(Sort.TOLD, "Wrote down: it is better", "wrote down that it is better"),
    "verdict_same": Deed(Sort.TOLD, "Wrote down: it is the same", "wrote down that it is the same"),
    "verdict_worse": Deed(Sort.TOLD, "Wrote down: it is worse", "wrote down that it is worse"),
    "added_person": Deed(Sort.PEOPLE, "Added them", "wrote down your name"),
    "changed_profile": Deed(Sort.PEOPLE, "Changed how they like to talk", "wrote down how you like to talk"),
    "wrote_down_consent": Deed(Sort.PEOPLE, "Wrote down what they agree to", "wrote down what you agree to"),
    "read_consent": Deed(Sort.READ, "Read what they agree to", "looked at what you agree to"),
    "chose_basis": Deed(Sort.PEOPLE, "Chose the legal basis"),
    "new_card": Deed(Sort.PEOPLE, "Made a card", "made a card for you"),
    "person_left": Deed(Sort.PEOPLE, "Wrote down that they left", "wrote down that you left"),
    "added_tablet": Deed(Sort.PEOPLE, "Added it"),
    "new_tablet_code": Deed(Sort.PEOPLE, "Made a pairing code"),
    "revoked_tablet": Deed(Sort.PEOPLE, "Let it go"),
    "added_staff": Deed(Sort.PEOPLE, "Added somebody to the staff"),
    "changed_roles": Deed(Sort.PEOPLE, "Changed somebody’s roles"),
    "roles_from_group": Deed(Sort.PEOPLE, "Got other roles from their group"),
    "took_call": Deed(Sort.CALLS, "Said that they are going", "came when you asked for help"),
    "finished_call": Deed(Sort.CALLS, "Wrote down that it is done", "wrote down that you had help"),
    "concern_seen": Deed(Sort.CALLS, "Saw to a concern", "looked at whether you are safe"),
    "concern_done": Deed(Sort.CALLS, "Saw to a concern", "looked at whether you are safe"),
    "concern_not_a_concern": Deed(Sort.CALLS, "Said that it is no concern", "looked at whether you are safe"),
    "erased_person": Deed(Sort.CHANGED, "Erased a person and all they said", "took out all that you said"),
    "placed_hold": Deed(Sort.CHANGED, "Held it for the law", "kept what you said from being thrown away"),
    "lifted_hold": Deed(Sort.CHANGED, "Lifted a legal hold", "let what you said be thrown away in its time"),
    "copied_person_whole": Deed(
        Sort.OUT, "Took a copy of all that is kept, at the machine", "made a copy of all we keep"
    ),
    "copied_person": Deed(
        Sort.OUT, "Took a copy of all that is kept about them", "made a copy of all we keep"
    ),
    "took_alarm": Deed(
        Sort.CALLS, "Said that they are going to an alarm", "came to see whether you are safe"
    ),
    "finished_alarm": Deed(Sort.CALLS, "Saw to an alarm", "saw to it that you are safe"),
    "told_after_alarm": Deed(Sort.CALLS, "Told them what came of it", "told you what came of it"),
    "began_drill": Deed(Sort.CALLS, "Began a drill of the alarm"),
    "changed_duty": Deed(Sort.CALLS, "Changed who is on duty"),
    "removed_duty": Deed(Sort.CALLS, "Took somebody off the duty list"),
    "changed_alarm_clock": Deed(Sort.CALLS, "Changed how long an alarm waits"),
    "read_complaint": Deed(Sort.READ, "Read a complaint", "read your complaint"),
    "wrote_complaint": Deed(Sort.TOLD, "Wrote a complaint down", "wrote your complaint down"),
    "complaint_owner": Deed(Sort.TOLD, "Gave a complaint to somebody", "planned who sees to your complaint"),
    "complaint_named": Deed(Sort.TOLD, "Put right who a complaint names", "worked on your complaint"),
    "complaint_acknowledged": Deed(Sort.TOLD, "Said that we have a complaint", "told you that we have it"),
    "complaint_did": Deed(Sort.TOLD, "Did something about a complaint", "did something about your complaint"),
    "complaint_answered": Deed(Sort.TOLD, "Answered a complaint", "answered your complaint"),
    "complaint_withdrawn": Deed(
        Sort.TOLD, "Wrote down that a complaint was taken back", "wrote down that you took it back"
    ),
    "complaint_reopened": Deed(Sort.TOLD, "Opened a complaint again", "opened your complaint again"),
    "printed_complaint": Deed(Sort.OUT, "Printed a complaint", "printed your complaint"),
    "exported_complaints": Deed(Sort.OUT, "Took the register of complaints out"),
    "shared_needs": Deed(Sort.OUT, "Took their needs out", "took out what you need, to give to others"),
    "printed_poster": Deed(Sort.OUT, "Printed the poster"),
    "printed_reply": Deed(Sort.OUT, "Printed a reply", "printed a letter to you"),
    "gave_out_readers": Deed(Sort.OUT, "Printed who read it", "printed a list like this one"),
    "exported": Deed(Sort.OUT, "Took answers out", "took out what you said"),
    "exported_words": Deed(Sort.OUT, "Took answers out, with names", "took out what you said, with names"),
    "took_brief": Deed(Sort.OUT, "Took the brief for the board"),
    "shortened_audit": Deed(Sort.OUT, "Removed the oldest lines of this list"),
    "emptied_audit": Deed(Sort.OUT, "Removed words from a line of this list"),
    "read_by_token": Deed(Sort.OUT, "Another program read here"),
    "made_token": Deed(Sort.OUT, "Made a token for another program"),
    "revoked_token": Deed(Sort.OUT, "Took a token of another program away"),
    "added_webhook": Deed(Sort.OUT, "Had another program told"),
    "tried_webhook": Deed(Sort.OUT, "Tried a message to another program"),
    "stopped_webhook": Deed(Sort.OUT, "Had another program told no more"),
    "signed_in": Deed(Sort.SIGNING_IN, "Signed in"),
    "signed_out_browser": Deed(Sort.SIGNING_IN, "Signed a browser out"),
    "signed_out_everywhere": Deed(Sort.SIGNING_IN, "Signed out everywhere else"),
    "changed_password": Deed(Sort.SIGNING_IN, "Changed their password"),
    "turned_on_second_step": Deed(Sort.SIGNING_IN, "Turned the second step on"),
    "turned_off_second_step": Deed(Sort.SIGNING_IN, "Turned the second step off"),
    "new_recovery_codes": Deed(Sort.SIGNING_IN, "Made other codes for paper"),
    "used_recovery_code": Deed(Sort.SIGNING_IN, "Used a code from paper"),
}
"""By the verb in the audit. One that does not stand here is shown as it is written."""


def did(record: AuditRecord) -> str:
    """What was done, as staff say it."""
    deed = DEEDS.get(record.verb)
    return deed.did if deed else record.verb.replace("_", " ").capitalize()


def plainly(record: AuditRecord) -> str:
    """The same as it is said to the person: "read what you said"."""
    deed = DEEDS.get(record.verb)
    return (deed.plain if deed else "") or f"worked with what you said ({did(record).lower()})"


def about(record: AuditRecord) -> str:
    """What it was about: "Conversation with Joan (resident), Today"."""
    if record.begun_at:
        speaker = SPEAKERS[Audience(record.audience)].lower() if record.audience else "somebody"
        whose = f"{record.person} ({speaker})" if record.person else speaker
        return f"Conversation with {whose}, {day_name(record.begun_at)}"
    if record.kind == Kind.CHANGE:
        return f"The change “{_short(record.thing or '')}”"
    if record.kind == Kind.DEVICE:
        return f"The tablet {record.thing or 'that is gone'}"
    if record.kind == Kind.ALERT:
        return f"A call for help of {record.person or 'somebody'}"
    return record.person or record.thing or ""


def leads_to(record: AuditRecord) -> str | None:
    """Where it can be looked at."""
    if record.conversation_id:
        return f"/review/{record.conversation_id}"
    if record.kind == Kind.CHANGE:
        return f"/review/changes/{record.subject}"
    return f"/review/people/{record.person_id}" if record.person_id else None


def verbs_of(sort: str) -> list[str] | None:
    """The verbs of a sort; none if there is no such sort."""
    return [verb for verb, deed in DEEDS.items() if deed.sort == sort] if sort in set(Sort) else None


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59].rstrip()}…"

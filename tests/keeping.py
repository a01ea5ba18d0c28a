"""Somebody who told us a lot in every way, so that it can be seen what becomes of it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

from storage.change_records import Written
from storage.complaint_records import ComplaintAct
from storage.concern_records import ConcernState, NewConcern
from storage.consent_kinds import AskedAt, Decision, Footing, How, Use
from storage.consent_records import Asked
from storage.grants import Post
from storage.kinds import Audience, Group, Part, ReplyWay
from storage.profiles import Profile
from storage.records import AnswerRecord
from storage.rights import Role
from storage.store import Store
from tests.saying import record, say, tag, tags, tell, tell_aloud
from tests.test_storage_apart import tell_apart
from web.pins import hash_pin

SECRET = "zebrafinch"
"""Stands in all words of hers, and nowhere else."""
NAME = "Marigold Quill"
NOW = datetime.now(UTC)


@dataclass(frozen=True)
class Told:
    """Somebody, what they said, and who of the staff worked with it."""

    person_id: UUID
    conversation_id: UUID
    answer: AnswerRecord
    staff_id: UUID
    change_id: UUID
    recording_id: UUID


def somebody(store: Store, name: str = NAME, secret: str = SECRET) -> Told:
    """A resident whose words stand in every table that can hold words."""
    here = store.services.ids()
    (service_id,) = here
    staff = store.staff.add(f"staff-{uuid4().hex[:6]}", "Priya", "hash")
    device, _ = store.devices.add(service_id, "Lavender wing", hash_pin("2468"), staff.id)
    person = store.people.add(service_id, name, Profile(own_words=f"my {secret} helps me"))
    asked = store.questions.newest(Audience.RESIDENT)
    assert asked
    talk = uuid4()
    store.tablet_talks.begin(device.id, talk, asked.id, person.id, NOW)
    answer = tell(store, talk, f"my {secret} sings", tags(tag(), topics=("pets",)))
    recording_id = record(store, talk)
    store.recordings.heard(recording_id, f"a {secret} sinks", "sphinx", sure=False, words=[(secret, 0.9, 0)])
    spoken = tell_aloud(
        store, talk, f"the {secret} is blue", recording_id=recording_id, keep_voice=True, heard=secret
    )
    store.wordings.correct(here, spoken.id, f"our {secret} is blue", staff.id)
    concern = NewConcern("neglect", "soon", 0.9, ((0, 3),))
    tell(store, talk, f"nobody feeds my {secret}", replace(tags(tag()), concern=concern))
    noticed = store.concerns.of(here, talk)[0]
    (alarm,) = store.alarms.open(here, staff.id)[-1:]
    store.alarms.finish(here, staff.id, alarm.id, f"fed the {secret}", decides=False)
    (noticed,) = store.concerns.of(here, talk)
    store.concerns.decide(here, noticed.id, noticed.version, staff.id, ConcernState.SEEN, f"{secret} fed")
    say(store, talk, f"one more word of the {secret}")
    (first, *_) = store.review.answers(here, talk)
    store.corrections.agree(here, first.tags[0].id, staff.id)
    store.disagreements.told(here, first.tags[0].id, staff.id, f"I meant the {secret}")
    store.notes.add(here, talk, staff.id, f"asked about the {secret}")
    change = store.changes.begin(here, Written("Birds are looked after."), [answer.id], staff.id)
    store.changes.add_part(here, change.id, Part.STARTED, Group.RESIDENTS, name)
    store.replies.send(here, talk, staff.id, f"The {secret} has food.", ReplyWay.TABLET, change_id=change.id)
    agrees(store, person.id, staff.id, secret)
    complains(store, talk, answer, staff.id, name, secret)
    tell_apart(store, talk, f"{secret} said apart")
    store.alerts.call(uuid4(), device.id, person.id, talk)
    store.saved_filters.keep(here, staff.id, "Hers", f"q={name.replace(' ', '+')}")
    store.audit.record(staff.id, "exported_words", f"csv {name} asked for it")
    store.audit.record(staff.id, "read", str(talk))
    return Told(person.id, talk, answer, staff.id, change.id, recording_id)


def agrees(store: Store, person_id: UUID, staff_id: UUID, secret: str) -> None:
    """Somebody who may decide for them said that their family may know."""
    asked = Asked(
        "May we tell their family?", AskedAt.STAFF, How.TOLD, Footing.ATTORNEY, f"Rex {secret}",
        f"the papers of the {secret}", staff_id=staff_id,
    )  # fmt: skip
    store.consents.write_down(store.services.ids(), person_id, Use.FAMILY, Decision.GIVEN, asked)


def complains(  # noqa: PLR0917 (of what, by whom, to whom)
    store: Store, talk: UUID, answer: AnswerRecord, staff_id: UUID, name: str, secret: str
) -> None:
    """One complaint by what they said, which is seen to, and one that staff wrote down for them."""
    here = store.services.ids()
    (service_id,) = here
    with store.sheet(talk, say(store, talk, "yes")) as sheet:
        sheet.ask_complaint(answer)
        passed_on = sheet.complain(answer)
    manager, named = (
        store.staff.add(f"{each}-{uuid4().hex[:6]}", each, "x", [Post(Role.MANAGER)]).id
        for each in ("Mo Khan", "Ruth Ellis")
    )
    found = store.complaints.name(here, manager, passed_on, 0, [named])
    assert found
    did = f"asked about the {secret}"
    store.complaints.do(here, manager, passed_on, found.version, ComplaintAct.DID, did)
    store.complaints.write_down(here, staff_id, service_id, Audience.RESIDENT, name, f"a cold {secret}")

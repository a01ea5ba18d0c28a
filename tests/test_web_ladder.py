"""Who gets where: every address of the application, by every role, here and at another service."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx2 import Response

from storage.alarm_records import Rung
from storage.change_records import Written
from storage.concern_records import NewConcern
from storage.duties import DutyRecord
from storage.grants import Post
from storage.kinds import Audience, Channel, Group, Part, ReplyWay
from storage.profiles import Profile
from storage.rights import POWERS_OF, Power, Role
from storage.store import Store
from storage.tokens import Scope
from storage.webhooks import Event
from storage.work_records import Item
from tests.ladder import LADDER, Door, routes_of
from tests.saying import record, tag, tags, tell, tell_aloud
from tests.site import Site, running
from web.pins import hash_pin

SECRET = "The parrot sings at night."
STAFFED = sorted(key for key, need in LADDER.items() if isinstance(need, Power))
BODIES: dict[str, dict[str, str]] = {
    "POST /review/changes/new": {
        "conversation": "{conversation_id}",
        "answer": "{answer_id}",
        "said": "Birds.",
    },
    "POST /review/replies/new": {"conversation": "{conversation_id}", "text": "Thank you.", "way": "print"},
    "POST /review/work/bulk": {"item": "{conversation_id}", "deed": "review"},
    "POST /review/concerns/{concern_id}": {"state": "seen", "version": "0"},
    "POST /review/holds": {"person": "{person_id}", "why": "A court asked."},
    "POST /review/alarms/drill": {"service": "{service_id}"},
    "POST /review/alarms/{alarm_id}/finish": {"note": "Seen to."},
    "POST /review/alarms/{alarm_id}/told": {},
    "POST /review/alarms/{alarm_id}/reply": {"text": "We saw to it.", "way": "print"},
    "POST /review/setup/duty": {
        "service": "{service_id}",
        "name": "Grace",
        "rung": "0",
        "day": "0",
        "starts": "00:00",
        "ends": "00:00",
        "version": "0",
    },
    "POST /review/setup/duty/clock": {
        "service": "{service_id}",
        "second_minutes": "5",
        "manager_minutes": "30",
        "soon_minutes": "90",
        "going_minutes": "60",
        "work_from": "08:00",
        "work_to": "20:00",
        "version": "0",
    },
    "POST /review/work/undo": {"deed": "{deed_id}"},
    "POST /review/{conversation_id}/answers/{answer_id}/tags/undo": {"decision": "{decision_id}"},
}
QUERIES = {
    "GET /review/changes/new": "?conversation={conversation_id}",
    "GET /review/replies/new": "?conversation={conversation_id}",
}
"""Addresses that say in their query or body what they are about."""
THEIR_OWN = {"POST /review/filters/{filter_id}/remove"}
"""Addresses of what belongs to one member of staff; for all others nothing is there."""


def things(store: Store, service_id: UUID) -> dict[str, UUID]:
    """One of everything at a service, by the name that it has in addresses."""
    here = {service_id}
    staff = store.staff.add(f"staff-{uuid4().hex[:6]}", SECRET, "hash", [Post(Role.READER, service_id)]).id
    talk = store.conversations.begin(Audience.CARER, Channel.WEB, service_id=service_id).id
    tell(store, talk, SECRET, tags(tag()))
    spoken = tell_aloud(store, talk, SECRET)
    answer = store.review.answers(here, talk)[0]
    store.corrections.agree(here, answer.tags[0].id, staff)
    decision = store.decisions.of_conversation(here, talk)[answer.answer.id][0]
    change = store.changes.begin(here, Written(SECRET), [answer.answer.id], staff)
    change = store.changes.add_part(here, change.id, Part.STARTED, Group.FAMILIES)
    reply = store.replies.send(here, talk, staff, SECRET, ReplyWay.PRINT, change_id=change.id)
    device, _ = store.devices.add(service_id, SECRET, hash_pin("2468"), staff)
    person = store.people.add(service_id, SECRET, Profile(share=True))
    note = store.notes.add(here, talk, staff, SECRET)
    deed = store.work.review(here, [Item(talk)], staff)
    concern = NewConcern("neglect", "soon", 0.9, ((0, 3),))
    tell(store, talk, SECRET, replace(tags(tag()), concern=concern))
    hold = store.holds.place(here, staff, SECRET, conversation_id=talk)
    saved = store.saved_filters.keep(here, staff, "Parrots", "q=parrot")
    token, _ = store.tokens.make(here, service_id, "Board", [Scope.ANSWERS], 30, staff)
    hook, _ = store.webhooks.add(here, service_id, "https://elm.example/x", [Event.CHANGE_NEW], staff)
    assert deed
    store.disagreements.told(here, answer.tags[0].id, staff, SECRET)
    objection = store.disagreements.of_conversation(talk)[answer.answer.id][0]
    alarm = store.alarms.open(here, uuid4())[0].id
    duty = store.duties.write(here, DutyRecord(service_id, SECRET, Rung.FIRST))
    assert duty
    assert duty.id
    complaint = store.complaints.write_down(here, staff, service_id, Audience.CARER, SECRET, SECRET)
    assert complaint
    return {
        "complaint_id": complaint,
        "service_id": service_id, "alarm_id": alarm, "duty_id": duty.id,
        "concern_id": store.concerns.of(here, talk)[0].id,
        "filter_id": saved, "hold_id": hold, "token_id": token.id, "webhook_id": hook.id,
        "note_id": note, "deed_id": deed.id, "disagreement_id": objection.id,
        "staff_id": staff, "conversation_id": talk, "answer_id": answer.answer.id, "spoken_id": spoken.id,
        "tag_id": answer.tags[0].id, "decision_id": decision.id, "change_id": change.id,
        "part_id": change.parts[0].id, "reply_id": reply.id, "device_id": device.id, "person_id": person.id,
        "recording_id": record(store, talk), "call_id": store.alerts.call(uuid4(), device.id).id,
    }  # fmt: skip


@pytest.fixture
def site(sqlite_store: Store) -> Iterator[Site]:
    """Two services, with one of everything at the first, and somebody of each role at each."""
    first, second = sqlite_store.services.get(), sqlite_store.services.add("Elm House", "Bo", "01632")
    with running(sqlite_store) as site:
        for role in Role:
            sqlite_store.staff.add(f"{role}-here", "Priya", "hash", [Post(role, first.id)])
            sqlite_store.staff.add(f"{role}-there", "Ahmed", "hash", [Post(role, second.id)])
        yield site


def ask(site: Site, key: str, found: dict[str, UUID]) -> Response:
    """Go to an address of the table, with what stands there instead of the names of identifiers."""
    method, path = key.split()
    if path.endswith(("/words", "/right")):
        found = found | {"answer_id": found["spoken_id"]}
    filled = {name: str(value) for name, value in found.items()}
    fields: Any = {name: text.format(**filled) for name, text in BODIES.get(key, {}).items()}
    address = (path + QUERIES.get(key, "")).format(**filled)
    return site.client.request(method, address, data=fields or None, follow_redirects=False)


def test_every_address_is_in_the_table(site: Site) -> None:
    assert set(routes_of(site.app.routes)) == set(LADDER)


@pytest.mark.slow
@pytest.mark.parametrize("key", STAFFED)
def test_who_gets_there(site: Site, key: str) -> None:
    need = LADDER[key]
    found = things(site.store, site.store.services.get().id)
    about_one = "{" in key or key in QUERIES or key in BODIES
    signed_out = ask(site, key, found)
    assert_signed_out(signed_out)
    for role in Role:
        site.come_in(f"{role}-there")
        outside = ask(site, key, found)
        assert SECRET not in outside.text
        if about_one or need not in POWERS_OF[role]:
            assert_nothing_there(key, outside)
    for role in sorted(Role, key=lambda each: need in POWERS_OF[each]):  # who may not comes first
        site.come_in(f"{role}-here")
        inside = ask(site, key, found)
        if need not in POWERS_OF[role]:
            assert SECRET not in inside.text
            assert_nothing_there(key, inside)
        else:
            wrong = {500, 503} if key in THEIR_OWN else {404, 500, 503}
            assert inside.status_code not in wrong, f"{role}: {inside.text}"
            assert "/review/login" not in inside.headers.get("location", "")


def assert_signed_out(answer: Response) -> None:
    """Led to where one signs in; or, with something written, told so and given it back."""
    if answer.status_code == 401:
        assert "Please sign in again" in answer.text
        assert SECRET not in answer.text
    else:
        assert (answer.status_code, answer.headers["location"][:13]) == (303, "/review/login")


def assert_nothing_there(key: str, answer: Response) -> None:
    """As if it were not there; where signing in leads to, one is led on to what there is."""
    if key == "GET /review":
        assert answer.headers["location"] == "/review/setup"
    else:
        assert answer.status_code == 404


@pytest.mark.parametrize("key", [key for key, need in LADDER.items() if need == Door.TABLET])
def test_a_tablet_that_is_not_paired_gets_nowhere(site: Site, key: str) -> None:
    method, path = key.split()
    if method != "WS":
        address = re.sub(r"{\w+}", str(uuid4()), path)
        body = {"set_id": str(uuid4()), "began_at": "2026-01-01T00:00:00Z", "changes": {}, "waiting": 0}
        refused = site.client.request(
            method, address, json=body | {"id": str(uuid4()), "at": body["began_at"]}
        )
        assert refused.status_code in (400, 401)


@pytest.mark.parametrize("role", list(Role))
def test_a_link_in_the_bar_leads_somewhere_for_every_role(site: Site, role: Role) -> None:
    site.come_in(f"{role}-here")
    page = site.client.get("/review/setup").text
    links = re.findall(r'<a href="(/review[^"]*)"', page)
    assert "/review/setup" in links
    assert {site.client.get(link).status_code for link in links} == {200}
    assert ("/review/tablets" in links) == (role == Role.MANAGER)
    assert ("/review/staff" in links) == (role == Role.ADMINISTRATOR)


def test_who_only_reads_sees_no_button_to_decide(site: Site) -> None:
    found = things(site.store, site.store.services.get().id)
    for path in ("/review/{conversation_id}", "/review/changes/{change_id}", "/review/people/{person_id}",
                 "/review/people", "/review/replies", "/review/changes"):  # fmt: skip
        address = path.format(**found)
        site.come_in("reader-here")
        actions = set(
            re.findall(r'<form[^>]*method="post"[^>]*action="([^"]*)"', site.client.get(address).text)
        )
        for_everybody = ("/review/logout", "/review/calls/", "/review/alarms/")  # whoever is there may go
        assert {each for each in actions if not each.startswith(for_everybody)} == set()
        site.come_in("manager-here")
        assert SECRET in site.client.get(address).text


def test_somebody_without_a_role_is_told_whom_to_ask(site: Site) -> None:
    site.store.staff.add("new", "New", "hash")
    site.come_in("new")
    assert "You have no role yet" in site.client.get("/review").text  # where signing in leads to
    assert site.client.get("/review/people").status_code == 404


def test_a_role_at_every_service_counts_at_those_to_come(site: Site) -> None:
    site.store.staff.add("group", "Group", "hash", [Post(Role.READER)])
    third = site.store.services.add("Oak Lodge", "Cy", "01632")
    found = things(site.store, third.id)
    site.come_in("group")
    assert SECRET in site.client.get(f"/review/{found['conversation_id']}").text


# Several services ---------------------------------------------------------------------------------


def test_who_has_several_services_chooses_in_the_address(site: Site) -> None:
    store = site.store
    first, second = store.services.all()
    store.staff.add("both", "Both", "hash", [Post(Role.MANAGER, first.id), Post(Role.READER, second.id)])
    for service, name in ((first, "Joan"), (second, "Bill")):
        store.people.add(service.id, name)
    site.come_in("both")
    both = site.client.get("/review/people").text
    assert "Joan" in both
    assert "Bill" in both
    assert "All services" in both
    one = site.client.get(f"/review/people?service={second.slug}").text
    assert "Bill" in one
    assert "Joan" not in one
    assert f'href="/review/changes?service={second.slug}"' in one
    assert "Add somebody" not in one  # a reader there
    assert site.client.get(f"/review/tablets?service={second.slug}").status_code == 404
    assert site.client.get("/review?service=nowhere").status_code == 404


def test_who_has_one_service_sees_no_switch(site: Site) -> None:
    site.come_in("reader-here")
    assert 'class="switch"' not in site.client.get("/review").text
    assert site.client.get("/review?service=elm-house").status_code == 404


def test_a_manager_of_two_says_where_somebody_new_belongs(site: Site) -> None:
    store = site.store
    first, second = store.services.all()
    store.staff.add("both", "Both", "hash", [Post(Role.MANAGER)])
    site.come_in("both")
    refused = site.client.post("/review/people", data={"name": "Joan"})
    assert refused.status_code == 400
    assert "Choose the service" in refused.text
    site.client.post("/review/people", data={"name": "Joan", "at": str(second.id)})
    assert [each.name for each in store.people.everyone({second.id})] == ["Joan"]
    assert store.people.everyone({first.id}) == []
    added = site.client.post("/review/tablets", data={"name": "Hall", "pin": "2468", "at": str(second.id)})
    assert added.status_code == 200
    assert [each.name for each in store.devices.all({second.id})] == ["Hall"]


def test_people_talk_to_the_service_whose_name_is_in_the_address(site: Site) -> None:
    landing = site.client.get("/").text
    assert 'href="/chat/rose-court"' in landing
    assert 'href="/chat/elm-house"' in landing
    assert "Elm House" in site.client.get("/chat/elm-house").text
    begun = site.client.post("/chat/elm-house", data={"audience": "carer"}, follow_redirects=False)
    talk = site.store.conversations.by_secret(begun.headers["location"].rpartition("/")[2])
    assert talk
    assert talk.service.slug == "elm-house"
    assert site.client.get("/chat/nowhere").status_code == 404
    assert site.client.post("/chat/nowhere", data={"audience": "carer"}).status_code == 404


def test_a_tablet_knows_the_people_of_its_own_service_only(site: Site) -> None:
    first, second = site.store.services.all()
    here = site.store.people.add(first.id, "Joan")
    there = site.store.people.add(second.id, "Bill")
    site.pair()
    pack = site.client.get("/tablet/pack").json()
    assert [each["name"] for each in pack["people"]] == ["Joan"]
    changes = {"changes": {"text_size": "large"}}
    assert site.client.put(f"/tablet/people/{here.id}/profile", json=changes).status_code == 200
    assert site.client.put(f"/tablet/people/{there.id}/profile", json=changes).status_code == 404
    begun = {"set_id": pack["set_id"], "person_id": str(there.id), "began_at": "2026-01-01T00:00:00Z"}
    assert site.client.put(f"/tablet/conversations/{uuid4()}", json=begun).status_code == 404

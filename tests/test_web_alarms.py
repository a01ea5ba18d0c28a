"""Alarms and the duty list on the pages of staff: seen on every page, taken by name, told to the person."""

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from uuid import UUID, uuid4

import pytest
from httpx2 import Response

from storage.alarm_records import AlarmRecord, Deed, Rung
from storage.base import at
from storage.change_records import Written
from storage.duties import DutyRecord
from storage.kinds import Audience, ReplyWay
from storage.rights import Role
from storage.search import Filter
from storage.store import Store
from storage.tokens import Scope
from storage.wanted import Wanted
from storage.webhooks import Event
from tests.keeping import SECRET, somebody
from tests.saying import begin, tell
from tests.site import Site, running
from tests.test_storage_apart import talk_of, tell_apart
from tests.test_storage_concerns import HIT, NOW, noticed

WORDS = "<script>alert(1)</script>{{ 7 * 7 }}"


@pytest.fixture
def site(sqlite_store: Store) -> Iterator[Site]:
    """A site with somebody from staff signed in."""
    with running(sqlite_store) as site:
        site.add_staff()
        site.come_in()
        yield site


def raised(site: Site, words: str = HIT) -> tuple[UUID, AlarmRecord]:
    """Somebody said it in the chat; returns the conversation and the alarm."""
    talk = begin(site.store)
    answer = tell(site.store, talk, words, noticed(NOW))
    found = site.store.alarms.of_answer(answer.id)
    assert found
    return talk, found


def now(site: Site, alarm: AlarmRecord) -> AlarmRecord:
    found = site.store.alarms.get(site.store.services.ids(), uuid4(), alarm.id)
    assert found
    return found


def shown(site: Site, path: str) -> str:
    return unescape(site.client.get(path).text)


def post(site: Site, path: str, **fields: str | list[str]) -> Response:
    return site.client.post(path, data=fields)


def line(**more: str | list[str]) -> dict[str, str | list[str]]:
    usual: dict[str, str | list[str]] = {
        "name": "Grace",
        "rung": "0",
        "day": list("0123456"),
        "starts": "00:00",
    }
    usual |= {"ends": "00:00", "version": "0", "email": "grace@example.org", "push": "", "also_called": ""}
    return usual | {"account": "", "id": str(uuid4())} | more


def test_it_stands_on_every_page_at_once_without_the_words(site: Site) -> None:
    _, alarm = raised(site)
    for path in ("/review/people", "/review/setup", "/review/heard", "/review/account"):
        page = shown(site, path)
        assert f"/review/alarms/{alarm.id}/go" in page
        assert "Nobody is going yet." in page
        assert "hit me" not in page
    (found,) = site.client.get("/review/alarms/open").json()
    assert (found["id"], found["urgent"], found["taken_by"]) == (str(alarm.id), True, None)


def test_somebody_goes_writes_what_was_done_and_tells_the_person(site: Site) -> None:
    talk, alarm = raised(site)
    here = f"/review/alarms/{alarm.id}"
    assert "Priya is going." in post(site, f"{here}/go").text
    assert "Priya looks at it" in shown(site, f"/review/{talk}")
    refused = post(site, f"{here}/finish", note="  ")
    assert refused.status_code == 400
    assert "Write down what was done" in refused.text
    done = unescape(post(site, f"{here}/finish", note=WORDS).text)
    assert WORDS in done
    assert "<script>alert" not in site.client.get(here).text
    assert "Thank you for telling us. A person has looked into it." in done
    again = post(site, f"{here}/finish", note="Once more")
    assert again.status_code == 409
    reply = {"text": "We saw to it.", "way": "chat", "id": str(uuid4())}
    assert post(site, f"{here}/reply", **reply | {"way": "pigeon"}).status_code == 400
    assert post(site, f"{here}/reply", **reply | {"text": " "}).status_code == 400
    for _ in range(2):  # sent twice it is one
        assert "written back" in post(site, f"{here}/reply", **reply).text
    assert [each.text for each in site.store.replies.to(talk)] == ["We saw to it."]
    site.store.replies.seen(talk)
    assert "The person was told what came of it" in shown(site, here)
    verbs = [verb for _, verb, _ in site.store.staff.audit()]
    assert {"took_alarm", "finished_alarm", "replied"} <= set(verbs)


def test_who_went_and_was_not_heard_of_again_goes_no_more_on_any_page(site: Site) -> None:
    _, alarm = raised(site)
    post(site, f"/review/alarms/{alarm.id}/go")
    assert 'class="call alarm taken"' in shown(site, "/review/people")
    with at(alarm.at + timedelta(hours=3)):
        assert site.store.alarm_climbing.climb() == 1
    page = shown(site, "/review/people")
    assert 'class="call alarm late"' in page
    assert f'action="/review/alarms/{alarm.id}/go" class="take"><button' in page
    assert "Go now" in shown(site, "/review/alarms")
    (found,) = site.client.get("/review/alarms/open").json()
    assert (found["taken_by"], found["standing"]) == (None, "Nobody is going yet.")


def test_who_is_named_sees_neither_the_alarm_nor_the_concern_and_cannot_end_them(site: Site) -> None:
    site.add_staff("ahmed")
    site.come_in("ahmed")
    _, alarm = raised(site, "Ahmed hit me on the arm")
    assert site.client.get("/review/alarms/open").json() == []
    here = f"/review/alarms/{alarm.id}"
    assert site.client.get(here).status_code == 404
    for path in (f"{here}/go", f"{here}/finish", f"{here}/told", f"{here}/reply"):
        assert post(site, path, note="Nothing", text="x", way="chat").status_code == 404
    assert "None is open" in shown(site, "/review/concerns")
    assert "concern</a>" not in shown(site, "/review/people")
    not_one = {"state": "not_a_concern", "version": "0", "note": "Nonsense"}
    assert post(site, f"/review/concerns/{alarm.concern_id}", **not_one).status_code == 404
    site.come_in()
    assert "concern</a>" in shown(site, "/review/people")
    assert "may be named in the words" in shown(site, here)


def test_what_comes_of_such_a_talk_is_not_there_for_who_is_named_either(site: Site) -> None:
    site.add_staff("ahmed")
    store, here, priya = site.store, site.store.services.ids(), site.store.staff.everyone()[-1].id
    talk, harmless = begin(store), begin(store)
    hit = tell(store, talk, "Ahmed hit me on the arm", noticed(NOW))
    tea = tell(store, harmless, "The tea is cold every afternoon.")
    both = store.changes.begin(here, Written("Someone was hurt"), [hit.id, tea.id], priya)
    other = store.changes.begin(here, Written("Tea is cold"), [tea.id], priya)
    store.replies.send(here, talk, priya, "We are sorry.", ReplyWay.CHAT)
    pages = ("/review/changes", f"/review/{harmless}", f"/review/changes/new?conversation={harmless}")
    for path in pages:
        assert "Someone was hurt" in shown(site, path)
    assert "We are sorry." in shown(site, "/review/replies")
    site.come_in("ahmed")
    for path in pages:
        page = shown(site, path)
        assert "Tea is cold" in page
        assert "Someone was hurt" not in page
    assert "We are sorry." not in shown(site, "/review/replies")
    assert site.client.get(f"/review/changes/{other.id}").status_code == 200
    assert site.client.get(f"/review/changes/{both.id}").status_code == 404
    about = f"/review/replies/new?conversation={harmless}&change={both.id}"
    assert site.client.get(about).status_code == 404


def test_a_copy_that_who_is_named_takes_holds_nothing_of_it(site: Site) -> None:
    site.add_staff("ahmed")
    store, told = site.store, somebody(site.store)
    asked = store.questions.newest(Audience.RESIDENT)
    talk = store.conversations.get(store.services.ids(), told.conversation_id)
    assert talk
    assert talk.device_id
    assert asked
    alarming = store.tablet_talks.begin(talk.device_id, uuid4(), asked.id, told.person_id).id
    tell(store, alarming, "Ahmed hit me on the arm", noticed(NOW))

    def taken() -> str:
        copy = site.client.post(f"/review/people/{told.person_id}/copy", data={"safety": "yes"})
        with zipfile.ZipFile(io.BytesIO(copy.content)) as archive:
            return "".join(archive.read(name).decode() for name in ("read-me-first.html", "everything.json"))

    whole = taken()
    site.come_in("ahmed")
    part = taken()
    for clue in ("hit me", str(alarming)):
        assert clue in whole
        assert clue not in part
    assert f"my {SECRET} sings" in part


def test_a_reader_goes_and_writes_it_down_but_the_concern_stays_for_a_lead(site: Site) -> None:
    site.add_staff("rita", Role.READER)
    site.come_in("rita")
    _, alarm = raised(site)
    assert post(site, f"/review/alarms/{alarm.id}/finish", note="I sat with her.").status_code == 200
    assert site.store.concerns.counts(site.store.services.ids()).seen == 1
    assert post(site, f"/review/alarms/{alarm.id}/reply", text="x", way="chat").status_code == 404
    assert post(site, "/review/alarms/drill").status_code == 404
    assert site.client.get("/review/setup/duty").status_code == 404


def test_a_drill_goes_the_whole_chain_and_ends_with_a_person_told(site: Site) -> None:
    post(site, "/review/setup/duty", **line())
    fields = {"id": str(uuid4()), "naming": "It was Ahmed", "quick": "yes"}
    page = unescape(post(site, "/review/alarms/drill", **fields).text)
    assert post(site, "/review/alarms/drill", **fields).status_code == 200
    (alarm,) = site.store.alarms.open(site.store.services.ids(), uuid4())
    assert alarm.drill
    assert "This is a drill" in page
    assert "Ahmed" not in page.partition("</main>")[0].partition("Every step")[2]
    here = f"/review/alarms/{alarm.id}"
    post(site, f"{here}/go")
    post(site, f"{here}/finish", note="I was there.")
    assert "The person was told" in post(site, f"{here}/told").text
    assert [each.deed for each in now(site, alarm).log if each.deed != Deed.FAILED][-3:] == [
        "going",
        "done",
        "told",
    ]
    assert site.store.concerns.counts(site.store.services.ids()).open == 0


def test_the_duty_list_is_written_changed_and_taken_from(site: Site) -> None:
    assert "Nobody is written down" in shown(site, "/review/setup/duty")
    assert "nobody is on duty just now" in shown(site, "/review/alarms")
    fields = line(name=WORDS, also_called="Mo")
    page = unescape(post(site, "/review/setup/duty", **fields).text)
    assert WORDS in page
    (kept,) = site.store.duties.all(site.store.services.ids())
    assert (kept.rung, kept.email, kept.on_duty) == (Rung.FIRST, "grace@example.org", True)
    changed = line(id=str(kept.id), version="0", name="Grace", rung="2")
    assert post(site, "/review/setup/duty", **changed).status_code == 200
    stale = post(site, "/review/setup/duty", **changed | {"name": "Somebody else"})
    assert stale.status_code == 400
    assert "Somebody changed this line meanwhile" in stale.text
    assert "Somebody else" in stale.text
    assert post(site, f"/review/setup/duty/{kept.id}/remove").status_code == 200
    assert post(site, f"/review/setup/duty/{uuid4()}/remove").status_code == 404
    assert site.store.duties.all(site.store.services.ids()) == []


@pytest.mark.parametrize(
    "wrong",
    [{"name": " "}, {"name": "x" * 301}, {"rung": "9"}, {"rung": "x"}, {"day": []}, {"starts": "25:00"},
     {"ends": ""}, {"email": "a@b@c"}, {"email": "no"}, {"account": "x"}, {"account": f"{UUID(int=7)}"},
     {"push": "syslog://"}, {"push": "json://127.0.0.1/"}, {"push": "http://["},
     {"version": "-1", "id": "x"}],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_a_line_is_said_and_stands_in_the_form_still(
    site: Site, wrong: dict[str, str | list[str]]
) -> None:
    refused = post(site, "/review/setup/duty", **line(also_called="the night nurse", **wrong))
    if wrong.get("id") == "x":  # the version of a new line counts for nothing
        assert refused.status_code == 200
        return
    assert refused.status_code == 400
    assert "the night nurse" in refused.text
    assert site.store.duties.all(site.store.services.ids()) == []


def test_the_clock_is_set_and_nonsense_is_refused(site: Site) -> None:
    good = {"second_minutes": "5", "manager_minutes": "30", "soon_minutes": "120", "going_minutes": "60",
            "work_from": "07:00", "work_to": "22:00", "version": "0"}  # fmt: skip
    for wrong in ({"second_minutes": "0"}, {"manager_minutes": "5"}, {"soon_minutes": "x"},
                  {"work_to": "06:00"}, {"going_minutes": "99999999"}):  # fmt: skip
        assert post(site, "/review/setup/duty/clock", **good | wrong).status_code == 400
    assert post(site, "/review/setup/duty/clock", **good).status_code == 200
    assert site.store.duties.clock(site.store.services.get().id).second_minutes == 5
    assert "Somebody changed these times meanwhile" in post(site, "/review/setup/duty/clock", **good).text


def test_a_line_of_another_home_is_not_there(site: Site) -> None:
    elm = site.store.services.add("Elm House", "Bo", "01632")
    kept = site.store.duties.write({elm.id}, DutyRecord(elm.id, "Bo", Rung.FIRST))
    assert kept
    assert site.store.duties.write({uuid4()}, DutyRecord(elm.id, "Bo", Rung.FIRST)) is None
    assert not site.store.duties.remove({uuid4()}, kept.id) if kept.id else False


def test_many_alarms_leave_room_for_the_page(site: Site) -> None:
    for _ in range(5):
        raised(site)
    page = shown(site, "/review/people")
    assert page.partition("<template")[0].count('/go"') == 3  # then comes the one that the script copies
    assert 'All open alarms: <span class="count">5</span>' in page
    assert len(site.client.get("/review/alarms/open").json()) == 5


def test_a_talk_that_names_somebody_in_an_alarm_is_nowhere_there_for_them(site: Site) -> None:
    site.add_staff("ahmed")
    talk, _ = raised(site, "Ahmed hit me on the arm")
    other = begin(site.store)
    tell(site.store, other, "The garden hits the spot")
    answer = site.store.review.answers(site.store.services.ids(), talk)[0].answer.id
    pages = [f"/review/{talk}", f"/review/{talk}/said", f"/review/audit/conversation/{talk}/sheet"]
    pages += [f"/review/{each}/new?conversation={talk}" for each in ("changes", "replies")]
    pages += [f"/review/guess/{answer}"]
    lists = ("/review", "/review?tab=concerns", "/review?q=arm", "/review?q=hit*", "/review/work")
    for name, may in (("priya", True), ("ahmed", False)):
        site.come_in(name)
        found = {path: site.client.get(path).status_code for path in pages}
        assert set(found.values()) == ({200} if may else {404}), found
        assert (str(talk) in shown(site, "/review")) == may
        assert (str(talk) in shown(site, "/review?tab=concerns")) == may
        if not may:
            assert not any(
                str(talk) in shown(site, path) or "on the arm" in shown(site, path) for path in lists
            )
        assert str(other) in shown(site, "/review")
        assert post(site, f"/review/{talk}/reviewed").status_code == (404 if not may else 200)


def test_the_list_of_whom_a_talk_names_still_has_whole_pages(site: Site) -> None:
    site.add_staff("ahmed")
    others = []
    for number in range(3):
        raised(site, f"Ahmed hit me, {number}")
        others.append(begin(site.store))
        tell(site.store, others[-1], f"The garden, {number}")
    ahmed = next(each for each in site.store.staff.everyone() if each.username == "ahmed")
    wanted, within = Filter(reader=ahmed.id), site.store.services.ids()
    first = site.store.search.page(within, wanted, size=2)
    assert [each.conversation.id for each in first.items] == others[:0:-1]
    rest = site.store.search.page(within, wanted, before=first.older, size=2)
    assert [each.conversation.id for each in rest.items] == others[:1]
    assert (rest.older, site.store.search.around(within, wanted, others[1]).older) == (None, others[0])


def test_neither_the_api_nor_the_export_gives_it_to_whom_it_names(site: Site) -> None:
    site.add_staff("ahmed")
    talk, _ = raised(site, "Ahmed hit me on the arm")
    service, within = site.store.services.get().id, site.store.services.ids()
    for each in site.store.staff.everyone():
        token = site.store.tokens.make(within, service, "Board", {Scope.ANSWERS}, 30, each.id)[1]
        there = each.username == "priya"
        asking = {"authorization": f"Bearer {token}"}
        assert (str(talk) in site.client.get("/api/v1/conversations", headers=asking).text) == there
        assert (str(talk) in site.client.get("/api/v1/answers", headers=asking).text) == there
        one = site.client.get(f"/api/v1/conversations/{talk}", headers=asking)
        assert one.status_code == (200 if there else 404)
        out = site.store.exporting.page(within, Wanted(reader=each.id))
        assert bool(out) == there


def test_what_was_said_without_a_name_is_seen_by_leads_alone(site: Site) -> None:
    site.add_staff("rita", Role.READER)
    site.add_staff("lena", Role.SAFEGUARDING)
    hook = site.store.webhooks
    service = site.store.services.get().id
    priya = site.store.staff.everyone()[0].id
    hook.add({service}, service, "https://example.org/", {Event.CONCERN_NEW}, priya)
    talk = begin(site.store)
    tell_apart(site.store, talk, "he hit me on the arm", concern=NOW)
    (alarm,) = site.store.alarms.open({service}, uuid4(), {service})
    here = f"/review/alarms/{alarm.id}"
    site.come_in("rita")
    assert site.client.get("/review/alarms/open").json() == []
    assert site.client.get(here).status_code == post(site, f"{here}/go").status_code == 404
    for path in ("/review", "/review/alarms", "/review/concerns", "/review?tab=concerns"):
        assert str(alarm.id) not in shown(site, path)
    assert "concern</a>" not in shown(site, "/review/people")
    assert hook.all({service})[0].lately == ()
    site.come_in("lena")
    assert "for safeguarding leads alone" in post(site, f"{here}/go").text
    assert "concern</a>" in shown(site, "/review/people")
    assert ("took_alarm", str(alarm.id)) in {(verb, subject) for _, verb, subject in site.store.staff.audit()}


def test_somebody_who_needs_a_person_now_is_an_alarm_too(site: Site) -> None:
    token = site.begin("resident")
    site.say(token, "I need someone now")
    assert "Somebody needs a person now" in shown(site, "/review/people")
    (alarm,) = site.store.alarms.open(site.store.services.ids(), uuid4())
    assert "Their conversation" in shown(site, f"/review/alarms/{alarm.id}")


@pytest.mark.parametrize("way", ["print", "tablet"])
def test_the_person_is_told_what_came_of_it_in_their_own_way(site: Site, way: str) -> None:
    store, within = site.store, site.store.services.ids()
    talk = talk_of(store, "Joan")
    answer = tell(store, talk, HIT, noticed(NOW))
    alarm = store.alarms.of_answer(answer.id)
    assert alarm
    here = f"/review/alarms/{alarm.id}"
    post(site, f"{here}/finish", note="I sat with her.")
    sent = post(site, f"{here}/reply", text="We saw to it.", way=way, id=str(uuid4()))
    assert sent.url.path.endswith("/print") == (way == "print")
    (reply,) = store.replies.to(talk)
    if way == "print":
        assert "We saw to it." in unescape(sent.text)
        assert post(site, f"/review/replies/{reply.id}/told").status_code == 200
    else:
        person = store.people.everyone(within)[0]
        device = store.devices.all(within)[0].id
        assert [each.text for each in store.tablet_replies.waiting(device, person.id)] == ["We saw to it."]
        store.tablet_replies.told(device, person.id, reply.id, datetime.now(UTC))
    assert "The person was told what came of it" in shown(site, here)

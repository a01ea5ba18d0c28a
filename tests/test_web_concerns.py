"""Concerns on the pages of staff: shown on top, decided by people, written down for good."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from uuid import UUID, uuid4

import pytest
from httpx2 import Response

from storage.concern_records import ConcernRecord, NewConcern
from storage.records import AnswerRecord
from storage.store import Store
from tests.saying import begin, erase, tell
from tests.site import Site, running
from tests.test_storage_concerns import HIT, NOW, SOON, noticed

HOSTILE = '"><script>alert(1)</script>{{ 7 * 7 }}\x00\ud800'.encode("utf-8", "replace").decode()


@pytest.fixture
def site(sqlite_store: Store) -> Iterator[Site]:
    """A site with somebody from staff signed in."""
    with running(sqlite_store) as site:
        site.add_staff()
        site.come_in()
        yield site


def concerned(site: Site, text: str = HIT, concern: NewConcern = NOW) -> tuple[UUID, AnswerRecord]:
    talk = begin(site.store)
    return talk, tell(site.store, talk, text, noticed(concern))


def one(site: Site) -> ConcernRecord:
    (found,) = site.store.concerns.open({site.store.services.get().id})
    return found


def decide(site: Site, found: ConcernRecord, state: str, note: str = "", **more: str) -> Response:
    fields = {"version": str(found.version), "state": state, "note": note} | more
    return site.client.post(f"/review/concerns/{found.id}", data=fields)


def shown(site: Site, talk: UUID) -> str:
    return unescape(site.client.get(f"/review/{talk}").text)


def test_it_stands_on_top_with_the_very_words_and_says_where_it_stands_who_was_told(site: Site) -> None:
    talk, _ = concerned(site)
    page = shown(site, talk)
    assert '<mark class="led">He hit me </mark>on the arm' in page
    assert page.index("Somebody may be hurt") < page.index('class="how"')
    for words in ("Look now", "Nobody has looked yet", "says who was told", "93%"):
        assert words in page


def test_every_page_says_how_many_are_open(site: Site) -> None:
    assert "concern</a>" not in site.client.get("/review/people").text
    concerned(site)
    assert "1 concern</a>" in site.client.get("/review/people").text
    concerned(site, "Nobody comes", SOON)
    assert "2 concerns</a>" in site.client.get("/review/calls").text


def test_the_list_leads_to_each_the_urgent_ones_first(site: Site) -> None:
    assert "This never means that nothing is wrong" in site.client.get("/review/concerns").text
    soon, _ = concerned(site, "Nobody comes", SOON)
    now, _ = concerned(site)
    page = site.client.get("/review/concerns").text
    assert 0 < page.index(f"/review/{now}#concern-") < page.index(f"/review/{soon}#concern-")


def test_what_can_wait_and_is_unsure_is_folded_apart_on_both_pages(site: Site) -> None:
    sure, _ = concerned(site, "Nobody comes", replace(SOON, confidence=0.8))
    unsure, _ = concerned(site, "Nobody came", replace(SOON, confidence=0.4))
    urgent, _ = concerned(site, HIT, replace(NOW, confidence=0.31))
    for address in ("/review/concerns", "/review?tab=concerns"):
        page = site.client.get(address).text
        shown, _, folded = page.partition('<details class="quiet">')
        places = [shown.index(f"/review/{urgent}"), shown.index(f"/review/{sure}")]
        assert places == sorted(places)
        assert str(unsure) not in shown
        assert str(unsure) in folded
        assert "1 quieter" in folded


def test_where_all_is_unsure_nothing_is_folded_away(site: Site) -> None:
    concerned(site, "Nobody came", SOON)
    for address in ("/review/concerns", "/review?tab=concerns"):
        assert '<details class="quiet" open>' in site.client.get(address).text


def test_the_list_goes_on_page_by_page(site: Site) -> None:
    talks = [str(concerned(site, f"He hit me {n}", NOW)[0]) for n in range(52)]
    first = unescape(site.client.get("/review/concerns").text)
    (following,) = re.findall(r'href="(/review/concerns\?behind=[^"]*)"', first)
    second = unescape(site.client.get(following).text)
    assert [each for page in (first, second) for each in _talks(page)] == talks
    assert "To the first" in second
    assert "That is all." in second
    for wrong in ("x", "%00", str(uuid4())):
        assert _talks(unescape(site.client.get(f"/review/concerns?behind={wrong}").text)) == talks[:50]


def _talks(page: str) -> list[str]:
    return re.findall(r'<a href="/review/([0-9a-f-]{36})#concern-', page)


def test_somebody_looks_then_writes_what_was_done(site: Site) -> None:
    talk, _ = concerned(site)
    assert "Priya looks at it" in decide(site, one(site), "seen").text
    done = unescape(decide(site, one(site), "done", "I sat with her.\r\nHer arm is fine.").text)
    assert "has seen to it" in done
    assert "I sat with her.\nHer arm is fine." in done
    assert site.store.concerns.open({site.store.services.get().id}) == []
    verbs = [verb for _, verb, subject in site.store.staff.audit() if subject == str(talk)]
    assert {"concern_seen", "concern_done"} <= set(verbs)


def test_without_a_word_nothing_is_closed_and_the_page_says_so(site: Site) -> None:
    concerned(site)
    for state, asks in (("done", "Write down what was done."), ("not_a_concern", "why it is no concern")):
        refused = decide(site, one(site), state, "  ")
        assert refused.status_code == 400
        assert asks in refused.text
    assert one(site).log == ()


def test_who_comes_second_is_told_by_name_and_keeps_their_note(site: Site) -> None:
    concerned(site)
    found = one(site)
    omar = site.store.staff.add("omar", "Omar", "hash")
    within = {found.service_id}
    site.store.concerns.decide(within, found.id, 0, omar.id, "seen")  # type: ignore[arg-type]
    second = decide(site, found, "done", "I rang her daughter.")
    assert second.status_code == 409
    page = unescape(second.text)
    assert "Somebody was quicker: Omar looks at it" in page
    assert "I rang her daughter.</textarea>" in page
    assert [each.by for each in one(site).log] == ["Omar"]
    assert "has seen to it" in decide(site, one(site), "done", "I rang her daughter.").text


def test_a_second_note_is_not_lost_when_it_was_closed_meanwhile(site: Site) -> None:
    concerned(site)
    found = one(site)
    decide(site, found, "done", "Talked.")
    second = decide(site, found, "not_a_concern", "It was in a film.")
    assert second.status_code == 409
    assert "It was in a film." in second.text
    assert "Look at it again" in second.text


def test_of_words_that_were_taken_out_only_the_fact_stands_there(site: Site) -> None:
    talk, answer = concerned(site)
    erase(site.store, talk, answer)
    page = shown(site, talk)
    assert "Only that there was a concern is kept" in page
    assert HIT not in page


def test_hostile_words_and_forms_do_no_harm(site: Site) -> None:
    talk, _ = concerned(site, HOSTILE, NOW)
    assert "<script>alert" not in site.client.get(f"/review/{talk}").text
    found = one(site)
    sent = [
        ({"state": "new", "version": "0"}, 400),
        ({"state": "done"}, 400),
        ({"version": "0"}, 400),
        ({"state": "done", "version": "0' OR 1=1", "note": "x"}, 400),
        ({"state": "done", "version": "9" * 30, "note": "x"}, 400),
        ({"state": "done", "version": "7", "note": "x"}, 409),
        ({"state": "done", "version": "0", "note": "x" * 2_001}, 400),
    ]
    for fields, status in sent:
        assert site.client.post(f"/review/concerns/{found.id}", data=fields).status_code == status
    assert one(site).log == ()
    for wrong in ("no-id", str(uuid4())):
        fields = {"state": "done", "version": "0", "note": "x"}
        assert site.client.post(f"/review/concerns/{wrong}", data=fields).status_code in {400, 404}
    kept = decide(site, found, "done", HOSTILE)
    assert kept.status_code == 200
    assert "<script>alert" not in kept.text


def test_who_is_not_signed_in_is_led_to_where_one_signs_in(site: Site) -> None:
    concerned(site)
    found = one(site)
    site.client.cookies.clear()
    assert site.client.get("/review/concerns").url.path == "/review/login"
    assert "Please sign in again" in decide(site, found, "done", "x").text
    assert one(site).log == ()

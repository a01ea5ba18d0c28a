"""/review/complaints: seen by who reviews, done by managers, and never there for whoever is named."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from httpx2 import Response

from storage.base import at
from storage.kinds import Audience
from storage.rights import Role
from storage.store import Store
from tests.saying import begin, say, tell
from tests.site import Site, running
from web.complaint_view import working_day

COLD = "I want to complain, Joan and I get cold food, ring 01632 960 123"


@pytest.fixture
def site(sqlite_store: Store) -> Iterator[Site]:
    """A site with somebody from staff signed in: Priya."""
    with running(sqlite_store) as site:
        site.add_staff()
        site.come_in()
        yield site


def post(site: Site, url: str, data: dict[str, str]) -> Response:
    return site.client.post(url, data=data, follow_redirects=False)


def passed_on(store: Store, words: str = COLD) -> tuple[UUID, UUID]:
    """Conversation and complaint."""
    conversation = begin(store)
    answer = tell(store, conversation, words)
    with store.sheet(conversation, say(store, conversation, "yes")) as sheet:
        return conversation, sheet.complain(answer)


def version_in(html: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', html)
    assert found
    return found[1]


def test_the_register_shows_what_is_open_and_by_when(site: Site, sqlite_store: Store) -> None:
    with at(datetime.now(UTC) - timedelta(days=9)):
        passed_on(sqlite_store)
    html = (site.client.get("/review/complaints")).text
    assert "cold food" in html
    assert "Late." in html
    assert "within 3 working days" in html
    assert "1 complaint<" in (site.client.get("/review")).text


def test_they_are_told_in_their_own_way_and_the_step_is_written(site: Site, sqlite_store: Store) -> None:
    conversation, complaint = passed_on(sqlite_store)
    page = (site.client.get(f"/review/complaints/{complaint}")).text
    assert "Thank you for telling us. We have your complaint." in page
    form = {"act": "acknowledged", "version": version_in(page), "note": "We have it.", "way": "chat"}
    sent = post(site, f"/review/complaints/{complaint}", data=form)
    assert sent.status_code == 303
    (reply,) = sqlite_store.replies.to(conversation)
    assert (reply.text, reply.way) == ("We have it.", "chat")
    assert "They know that we have it" in (site.client.get(f"/review/complaints/{complaint}")).text
    again = post(site, f"/review/complaints/{complaint}", data=form)
    assert again.status_code == 409
    assert len(sqlite_store.replies.to(conversation)) == 1


def test_the_whole_way_from_given_to_answered_and_open_again(site: Site, sqlite_store: Store) -> None:
    _, complaint = passed_on(sqlite_store)
    here, url = sqlite_store.services.ids(), f"/review/complaints/{complaint}"
    me = sqlite_store.staff.everyone()[0].id
    for form in (
        {"act": "owner", "owner": str(me)},
        {"act": "did", "note": "Talked to the cook."},
        {"act": "answered", "note": "The trolley is warm now.", "way": "print"},
        {"act": "reopened", "note": "Still cold."},
        {"act": "withdrawn", "note": "She said: leave it."},
    ):
        found = sqlite_store.complaints.get(here, me, complaint)
        assert found is not None
        sent = post(site, url, data=form | {"version": str(found.version)})
        assert sent.status_code == 303, sent.text
    html = (site.client.get(url)).text
    for words in ("Talked to the cook.", "The trolley is warm now.", "Still cold.", "She said: leave it."):
        assert words in html


def test_without_words_it_is_said_what_is_missing_and_what_was_typed_stays(
    site: Site, sqlite_store: Store
) -> None:
    _, complaint = passed_on(sqlite_store)
    url = f"/review/complaints/{complaint}"
    empty = post(site, url, data={"act": "did", "version": "0", "note": " "})
    assert empty.status_code == 400
    assert "Write down what was done." in empty.text
    old = post(site, url, data={"act": "did", "version": "7", "note": "my long note"})
    assert old.status_code == 409
    assert "my long note" in old.text


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"act": "received"},
        {"act": "did", "version": "x"},
        {"act": "did", "version": "9" * 30},
        {"act": "☃"},
    ],
)
def test_a_form_that_no_page_sends_is_refused(site: Site, sqlite_store: Store, form: dict[str, str]) -> None:
    _, complaint = passed_on(sqlite_store)
    sent = post(site, f"/review/complaints/{complaint}", data={"version": "0"} | form)
    assert sent.status_code == 400


@pytest.mark.parametrize("owner", ["", "nobody", "00000000-0000-4000-8000-000000000000"])
def test_an_owner_who_is_not_on_the_list_is_refused(site: Site, sqlite_store: Store, owner: str) -> None:
    _, complaint = passed_on(sqlite_store)
    form = {"act": "owner", "version": "0", "owner": owner}
    assert (post(site, f"/review/complaints/{complaint}", data=form)).status_code == 400


def test_to_whoever_is_named_nothing_of_it_is_there(site: Site, sqlite_store: Store) -> None:
    _, complaint = passed_on(sqlite_store, "Priya is always late with my tablets, I am fed up with it")
    for path in ("", "/summary"):
        assert (site.client.get(f"/review/complaints/{complaint}{path}")).status_code == 404
    form = {"act": "did", "version": "0", "note": "nothing"}
    assert (post(site, f"/review/complaints/{complaint}", data=form)).status_code == 404
    assert "fed up" not in (site.client.get("/review/complaints")).text
    assert str(complaint) not in (site.client.get("/review/complaints/export.csv")).text
    assert "complaint<" not in (site.client.get("/review")).text


def test_the_summary_has_no_names_and_no_numbers(site: Site, sqlite_store: Store) -> None:
    sqlite_store.people.add(sqlite_store.services.get().id, "Joan")
    _, complaint = passed_on(sqlite_store)
    html = (site.client.get(f"/review/complaints/{complaint}/summary")).text
    assert "cold food" in html
    assert "Joan" not in html
    assert "960 123" not in html


def test_one_from_paper_is_written_down_once(site: Site, sqlite_store: Store) -> None:
    page = (site.client.get("/review/complaints/new")).text
    form_id = re.search(r'name="id" value="([^"]+)"', page)
    assert form_id
    form = {"id": form_id[1], "audience": Audience.STAFF, "who": "Jo", "words": "Too few of us at night"}
    for _ in range(2):
        assert (post(site, "/review/complaints/new", data=form)).status_code == 303
    assert (site.client.get("/review/complaints")).text.count("Too few of us at night") == 1
    for wrong in ({"words": " "}, {"audience": "cat"}, {"words": "x" * 4_001}):
        refused = post(site, "/review/complaints/new", data=form | wrong)
        assert refused.status_code == 400
        assert 'role="alert"' in refused.text


def test_the_file_has_no_words_and_no_formula(site: Site, sqlite_store: Store) -> None:
    _, complaint = passed_on(sqlite_store, "=cmd() I want to complain")
    got = site.client.get("/review/complaints/export.csv")
    (row,) = csv.DictReader(io.StringIO(got.text))
    assert row["id"] == str(complaint)
    assert (row["who"], row["state"], row["steps"]) == ("resident", "new", "received")
    assert "complain" not in got.text.partition("\n")[2]


def test_readers_see_none_and_reviewers_do_nothing(site: Site, sqlite_store: Store) -> None:
    _, complaint = passed_on(sqlite_store)
    site.add_staff("rita", Role.READER)
    site.add_staff("vera", Role.REVIEWER)
    site.come_in("rita")
    assert (site.client.get("/review/complaints")).status_code == 404
    site.come_in("vera")
    shown = site.client.get(f"/review/complaints/{complaint}")
    assert "Managers see to it." in shown.text
    assert "<textarea" not in shown.text
    form = {"act": "did", "version": "0", "note": "x"}
    assert (post(site, f"/review/complaints/{complaint}", data=form)).status_code == 404


def test_weekends_are_no_working_days() -> None:
    assert working_day(date(2026, 11, 27), 1) == date(2026, 11, 30)
    assert working_day(date(2026, 11, 23), 3) == date(2026, 11, 26)
    assert working_day(date(2026, 11, 28), 20) == date(2026, 12, 25)

"""Who read what: for managers, in words, and on paper for the person."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from storage.grants import Post
from storage.people import PersonRecord
from storage.rights import Role
from storage.store import Store
from tests.site import Site, running
from web.audit_words import DEEDS, Sort

WORDS = "I wish somebody would listen to me in the garden"


@pytest.fixture
def site(sqlite_store: Store) -> Iterator[Site]:
    with running(sqlite_store) as site:
        site.add_staff()
        site.come_in()
        yield site


@pytest.fixture
def conversation(site: Site) -> UUID:
    token = site.begin()
    site.say(token, WORDS)
    found = site.store.conversations.by_secret(token)
    assert found
    return found.id


@pytest.fixture
def joan(site: Site) -> PersonRecord:
    return site.store.people.add(site.store.services.get().id, "Joan")


def test_it_is_told_in_words_who_did_what_and_to_what_it_was(
    site: Site, conversation: UUID, joan: PersonRecord
) -> None:
    site.client.get(f"/review/{conversation}")
    site.client.get(f"/review/people/{joan.id}")
    page = site.client.get("/review/audit").text
    for shown in ("Priya", "Read it", "Conversation with family or friend, Today", "Signed in"):
        assert shown in page
    for shown in ("Read how they like to talk", f'"/review/{conversation}"', f'"/review/people/{joan.id}"'):
        assert shown in page
    assert WORDS not in page


@pytest.mark.parametrize("role", [Role.READER, Role.REVIEWER, Role.SAFEGUARDING, Role.ADMINISTRATOR])
def test_only_managers_see_it(site: Site, conversation: UUID, joan: PersonRecord, role: Role) -> None:
    site.add_staff("ahmed", role)
    site.come_in("ahmed")
    for page in ("", f"/person/{joan.id}/sheet", f"/conversation/{conversation}/sheet"):
        assert site.client.get(f"/review/audit{page}").status_code == 404
    assert "Who read this" not in site.client.get(f"/review/{conversation}").text


def test_what_is_elsewhere_is_not_there(site: Site, conversation: UUID, joan: PersonRecord) -> None:
    other = site.store.services.add("Elm House", "Tom", "01632 960 019")
    site.store.staff.add("tom", "Tom", "hash", [Post(Role.MANAGER, other.id)])
    site.client.get(f"/review/{conversation}")
    site.come_in("tom")
    for page in (f"person/{joan.id}/sheet", f"conversation/{conversation}/sheet", f"person/{uuid4()}/sheet"):
        assert site.client.get(f"/review/audit/{page}").status_code == 404
    page = site.client.get("/review/audit").text
    assert "Conversation with" not in page
    assert "Joan" not in page


def test_filters_stand_in_the_address_and_combine(site: Site, conversation: UUID, joan: PersonRecord) -> None:
    site.client.get(f"/review/{conversation}")
    site.client.get(f"/review/people/{joan.id}")
    priya = site.store.staff.everyone()[0].id
    for asked, shown in [
        ("what=read", True),
        ("what=signing_in", False),
        (f"who={priya}&what=read&from=2020-01-01&to=2999-01-01", True),
        (f"who={uuid4()}", False),
        (f"conversation={conversation}", True),
        (f"person={joan.id}", False),
        ("to=2020-01-01", False),
    ]:
        found = site.client.get(f"/review/audit?{asked}").text
        assert ("Conversation with" in found) is shown, asked


@pytest.mark.parametrize(
    "asked",
    ["from=yesterday", "to=9999-12-31", "behind=x", "behind=" + "9" * 300 + "~x", "what=%00", "service="],
)
def test_addresses_that_make_no_sense_do_no_harm(site: Site, asked: str) -> None:
    assert site.client.get(f"/review/audit?{asked}").status_code == 200


@pytest.mark.parametrize("asked", ["person=x", "who=1", "conversation=%00", "service=nowhere"])
def test_identifiers_of_nothing_are_not_there(site: Site, asked: str) -> None:
    assert site.client.get(f"/review/audit?{asked}").status_code == 404


def test_older_things_stand_on_further_pages(site: Site, conversation: UUID) -> None:
    priya = site.store.staff.everyone()[0]
    for _ in range(60):
        site.store.audit.record(priya.id, "read", str(conversation))
    first = site.client.get("/review/audit?what=read").text
    assert first.count("Conversation with") == 50
    older = first.split('href="/review/audit?what=read&amp;behind=')[1].split('"')[0]
    second = site.client.get(f"/review/audit?what=read&behind={older}").text
    assert second.count("Conversation with") == 10
    assert "Older" not in second
    assert "To the newest" in second


def test_a_conversation_and_a_person_say_who_read_them(
    site: Site, conversation: UUID, joan: PersonRecord
) -> None:
    site.add_staff("ahmed", Role.READER)
    site.come_in("ahmed")
    for page in (f"/review/{conversation}", f"/review/people/{joan.id}"):
        site.client.get(page)
    site.come_in()
    for page in (f"/review/{conversation}", f"/review/people/{joan.id}"):
        shown = site.client.get(page).text
        assert "Who read this" in shown
        assert "<b>Ahmed</b>" in shown


def test_the_person_gets_it_on_paper_in_plain_words(site: Site, joan: PersonRecord) -> None:
    for _ in range(3):
        site.client.get(f"/review/people/{joan.id}")
    sheet = site.client.get(f"/review/audit/person/{joan.id}/sheet").text
    for said in (
        "For Joan",
        "Priya looked at how you like to talk, 3 times.",
        "You may always ask for this list.",
        "01632 960 018",
    ):
        assert said in sheet
    again = site.client.get(f"/review/audit/person/{joan.id}/sheet").text
    assert "Priya printed a list like this one." in again


def test_so_does_somebody_who_wrote_without_a_name(site: Site, conversation: UUID) -> None:
    site.client.get(f"/review/{conversation}")
    sheet = site.client.get(f"/review/audit/conversation/{conversation}/sheet").text
    assert "Priya read what you said." in sheet
    assert WORDS not in sheet


def test_roles_that_were_given_say_to_whom(site: Site) -> None:
    site.add_staff("ahmed", Role.READER)
    priya, ahmed = (next(one for one in site.store.staff.everyone() if one.username == name)
                    for name in ("priya", "ahmed"))  # fmt: skip
    site.store.audit.record(priya.id, "changed_roles", str(ahmed.id))
    page = site.client.get("/review/audit").text
    assert "Changed somebody’s roles</td><td>Ahmed</td>" in page


def test_it_says_whether_it_is_as_it_was_written(site: Site, conversation: UUID) -> None:
    shown = site.client.get("/review/audit").text
    assert "It is whole" not in shown  # nobody asked
    proof = str(site.store.audit.head())
    assert proof in shown
    site.client.get(f"/review/{conversation}")
    assert "It is whole: all" in site.client.get(f"/review/audit?proof={proof}").text
    with site.store._engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("UPDATE audit_event SET verb = 'listened' WHERE verb = 'read'"))
    found = site.client.get("/review/audit?proof=").text
    assert "does not follow on the line before" in found
    assert "Keep a copy of the database" in found


def test_a_proof_shows_that_the_end_was_cut_off(site: Site, conversation: UUID) -> None:
    site.client.get(f"/review/{conversation}")
    proof = site.store.audit.head()
    with site.store._engine.execution_options(writes=True).begin() as connection:
        connection.execute(text(f"DELETE FROM audit_event WHERE seq = {proof.seq}"))
    assert "It is whole" in site.client.get("/review/audit?proof=").text
    assert "the end was cut off" in site.client.get(f"/review/audit?proof={proof}").text


@pytest.mark.parametrize("proof", ["7", "x" * 3000, "%00", "-1:ff", "9" * 5000 + ":00", "<script>"])
def test_what_is_no_proof_is_told_so(site: Site, proof: str) -> None:
    shown = site.client.get(f"/review/audit?proof={proof}")
    assert shown.status_code == 200
    assert "This is no proof of the list" in shown.text
    assert "<script>" not in shown.text


def test_the_sheet_for_the_person_is_a_proof_on_paper(site: Site, joan: PersonRecord) -> None:
    sheet = site.client.get(f"/review/audit/person/{joan.id}/sheet").text
    assert str(site.store.audit.head()) in sheet


@pytest.mark.parametrize(
    ("address", "verb"),
    [
        ("/review", "read_list"),
        ("/review?tab=concerns", "read_list"),
        ("/review/work", "read_list"),
        ("/review/concerns", "read_concerns"),
        ("/review/heard", "read_heard"),
        ("/review/brief", "read_heard"),
        ("/review/heard/missing", "read_missing"),
        ("/review/changes", "read_changes"),
        ("/review/replies", "read_replies"),
        ("/review/people", "read_people"),
    ],
)
def test_who_opens_a_page_with_many_words_is_written_down_once_with_the_service(
    site: Site, conversation: UUID, address: str, verb: str
) -> None:
    before = len(site.store.staff.audit())
    assert site.client.get(address).status_code == 200
    written = site.store.staff.audit()
    assert len(written) == before + 1
    here = site.store.services.get()
    assert ("priya", verb, str(here.id)) in [(who.lower(), *what) for who, *what in written]
    assert DEEDS[verb].sort == Sort.READ
    page = site.client.get("/review/audit?what=read").text
    assert DEEDS[verb].did in page
    assert here.name in page

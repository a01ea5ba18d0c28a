"""Who did what: kept with what it was about, seen only where somebody manages, page after page."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from storage.audit import AuditFilter
from storage.audit_subjects import Kind
from storage.grants import Post
from storage.rights import Role, StaffRecord
from storage.store import Store
from storage.tokens import Scope
from tests.saying import begin, tell

EVERYTHING = AuditFilter()


@pytest.fixture
def home(store: Store) -> UUID:
    return store.services.get().id


@pytest.fixture
def sarah(store: Store, home: UUID) -> StaffRecord:
    return store.staff.add("sarah", "Sarah Brown", "hash", [Post(Role.MANAGER, home)])


def test_what_was_done_is_kept_with_what_it_was_about(store: Store, home: UUID, sarah: StaffRecord) -> None:
    talk = begin(store)
    joan = store.people.add(home, "Joan")
    for subject in (talk, joan.id):
        store.audit.record(sarah.id, "read", str(subject))
    found, behind = store.audit.page([home], EVERYTHING)
    assert [(each.kind, each.conversation_id, each.person) for each in found] == [
        (Kind.PERSON, None, "Joan"),
        (Kind.CONVERSATION, talk, None),
    ]
    assert {each.who for each in found} == {"Sarah Brown"}
    assert found[1].audience
    assert behind is None


def test_what_is_about_an_answer_is_about_its_conversation(
    store: Store, home: UUID, sarah: StaffRecord
) -> None:
    talk = begin(store)
    answer = tell(store, talk, "I like the garden")
    store.audit.record(sarah.id, "agreed_tag", str(answer.id))
    ((found,), _) = store.audit.page([home], EVERYTHING)
    assert (found.kind, found.conversation_id) == (Kind.ANSWER, talk)


@pytest.mark.parametrize(
    "subject", [None, "a4", "not-an-id", "7f5751f2-888f-4888-8156-ee18ec6a3e3e", "\x00" * 200]
)
def test_what_is_about_nothing_that_is_known_is_kept_all_the_same(
    store: Store, home: UUID, sarah: StaffRecord, subject: str | None
) -> None:
    store.audit.record(sarah.id, "printed_poster", *([subject] if subject else []))
    ((found,), _) = store.audit.page([home], EVERYTHING)
    assert (found.verb, found.kind) == ("printed_poster", None)


def test_nobody_sees_what_was_done_elsewhere(store: Store, home: UUID, sarah: StaffRecord) -> None:
    other = store.services.add("Elm House", "Tom", "01632 960 019")
    tom = store.staff.add("tom", "Tom", "hash", [Post(Role.MANAGER, other.id)])
    albert = store.people.add(other.id, "Albert")
    store.audit.record(tom.id, "read_profile", str(albert.id))
    store.staff.sign_in(tom.id)
    assert store.audit.page([home], EVERYTHING)[0] == []
    assert store.audit.page([home], AuditFilter(person_id=albert.id))[0] == []
    assert store.audit.page([], EVERYTHING)[0] == []
    assert store.audit.whose([home], albert.id) is None
    assert (albert.id, "Albert") not in store.audit.people([home])
    assert len(store.audit.page([other.id], EVERYTHING)[0]) == 2


def test_what_other_programs_do_is_seen_at_the_service_of_their_token_alone(
    store: Store, home: UUID, sarah: StaffRecord
) -> None:
    other = store.services.add("Elm House", "Tom", "01632 960 019")
    _, secret = store.tokens.make([other.id], other.id, "Research", [Scope.ANSWERS], 9)
    assert store.tokens.holder(secret)
    assert store.audit.page([home], EVERYTHING)[0] == []
    ((found,), _) = store.audit.page([other.id], EVERYTHING)
    assert (found.who, found.verb, found.thing) == ("The program", "read_by_token", "Research")


def test_signing_in_is_seen_where_somebody_works(store: Store, home: UUID, sarah: StaffRecord) -> None:
    group = store.staff.add("gill", "Gill", "hash", [Post(Role.MANAGER)])
    for staff in (sarah, group):
        store.staff.sign_in(staff.id)
    assert {each.who for each in store.audit.page([home], EVERYTHING)[0]} == {"Sarah Brown", "Gill"}


def test_it_is_filtered_by_who_what_about_whom_and_when(store: Store, home: UUID, sarah: StaffRecord) -> None:
    ahmed = store.staff.add("ahmed", "Ahmed", "hash", [Post(Role.READER, home)])
    joan, talk = store.people.add(home, "Joan"), begin(store)
    store.audit.record(sarah.id, "read_profile", str(joan.id))
    store.audit.record(ahmed.id, "read", str(talk))
    now = datetime.now(UTC)
    for wanted, found in [
        (AuditFilter(staff_id=ahmed.id), {"read"}),
        (AuditFilter(person_id=joan.id), {"read_profile"}),
        (AuditFilter(conversation_id=talk), {"read"}),
        (AuditFilter(verbs=["read_profile"]), {"read_profile"}),
        (AuditFilter(verbs=[]), set()),
        (
            AuditFilter(since=now - timedelta(hours=1), until=now + timedelta(hours=1)),
            {"read", "read_profile"},
        ),
        (AuditFilter(since=now + timedelta(hours=1)), set()),
        (AuditFilter(until=now - timedelta(hours=1)), set()),
    ]:
        assert {each.verb for each in store.audit.page([home], wanted)[0]} == found, wanted


def test_a_persons_own_conversations_are_about_them_also_if_it_was_known_later(
    store: Store, home: UUID, sarah: StaffRecord
) -> None:
    joan, talk = store.people.add(home, "Joan"), begin(store)
    store.audit.record(sarah.id, "read", str(talk))
    with store._engine.begin() as connection:
        connection.execute(
            text("UPDATE conversation SET person_id = (SELECT id FROM person WHERE name = 'Joan')")
        )
    ((found,), _) = store.audit.page([home], AuditFilter(person_id=joan.id))
    assert (found.conversation_id, found.person, found.person_id) == (talk, "Joan", joan.id)


def test_page_after_page_everything_comes_once_also_what_was_done_at_the_same_moment(
    store: Store, home: UUID, sarah: StaffRecord
) -> None:
    for _ in range(7):
        store.audit.record(sarah.id, "read", str(uuid4()))
    with store._engine.begin() as connection:
        connection.execute(text("UPDATE audit_event SET at = (SELECT min(at) FROM audit_event)"))
    seen, behind = store.audit.page([home], EVERYTHING, size=3)
    while behind:
        found, behind = store.audit.page([home], EVERYTHING, behind, size=3)
        seen += found
    assert len({each.id for each in seen}) == len(seen) == 7


def test_a_page_of_a_long_audit_is_found_by_an_index(store: Store, home: UUID) -> None:
    if store._engine.dialect.name != "sqlite":
        pytest.skip("the plan is read on SQLite")
    with store._engine.connect() as connection:
        plan = connection.execute(
            text(
                "EXPLAIN QUERY PLAN SELECT * FROM audit_event "
                "WHERE conversation_id = 'x' ORDER BY at DESC, id DESC"
            )
        ).fetchall()
    assert "ix_audit_event_conversation" in repr(plan)
    assert "TEMP B-TREE" not in repr(plan)

"""Whoever changes, removes, adds or reorders what was written down in the audit is found out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from alembic import command
from sqlalchemy import text

from storage.audit import AuditFilter, forget_subjects
from storage.audit_chain import Head
from storage.audit_check import Fault, Found
from storage.audit_models import AuditEvent
from storage.base import at
from storage.engine import open_engine, writing
from storage.errors import StorageError
from storage.migrate import config
from storage.rights import StaffRecord
from storage.store import Store

ROWS = 9
SOME_DAY = datetime(2026, 3, 4, 5, 6, 7, 123456, UTC)


@pytest.fixture
def sarah(store: Store) -> StaffRecord:
    return store.staff.add("sarah", "Sarah", "hash")


@pytest.fixture
def written(store: Store, sarah: StaffRecord) -> Store:
    """An audit with some rows in it, about what is known and what is not, and about nothing."""
    joan = store.people.add(store.services.get().id, "Joan")
    for subject in (str(joan.id), "csv for the board", "", "café ☕ \x00"):
        store.audit.record(sarah.id, "read", *([subject] if subject else []))
    store.audit.record(None, "exported", *(str(uuid4()) for _ in range(ROWS - 4)))
    return store


def change(store: Store, statement: str) -> None:
    """What somebody does who can write to the database, past the program."""
    with store._engine.execution_options(writes=True).begin() as connection:
        connection.execute(text(statement))


def faults(store: Store, *anchors: Head) -> list[tuple[str, int]]:
    return [(each.fault, each.seq) for each in store.audit.verify(anchors).found]


def test_what_was_written_is_whole_and_has_places_without_a_gap(written: Store) -> None:
    verdict = written.audit.verify()
    assert (verdict.rows, verdict.head.seq, verdict.found) == (ROWS, ROWS, ())
    assert verdict.head == written.audit.head()
    with written._engine.connect() as connection:
        places = connection.scalars(text("SELECT seq FROM audit_event ORDER BY seq")).all()
    assert list(places) == list(range(1, ROWS + 1))


def test_an_empty_audit_is_whole(store: Store) -> None:
    assert store.audit.verify() == store.audit.verify([Head(0, bytes(32))])
    assert store.audit.verify().found == ()


@pytest.mark.parametrize(
    "column",
    ["verb = 'listened'", "staff_id = NULL", "at = '2026-01-01 00:00:00'", "kind = 'change'"]
    + [f"{name}_id = '7f5751f2888f4888815 6ee18ec6a3e3e'".replace(" ", "") for name in ("service", "person")]
    + ["conversation_id = id", "id = '7f5751f2888f48888156ee18ec6a3e3e'"],
)
def test_a_changed_row_is_found(written: Store, column: str) -> None:
    change(written, f"UPDATE audit_event SET {column} WHERE seq = 1")
    assert faults(written) == [(Fault.BROKEN, 1)]


def test_a_changed_subject_is_found(written: Store) -> None:
    change(written, "UPDATE audit_event SET subject = 'json for nobody' WHERE seq = 2")
    assert faults(written) == [(Fault.WORDS_GONE, 2)]


def test_a_subject_that_was_taken_out_or_put_in_is_found(written: Store) -> None:
    change(written, "UPDATE audit_event SET subject = NULL, subject_salt = NULL WHERE seq = 2")
    change(written, "UPDATE audit_event SET subject = 'json' WHERE seq = 3")
    assert faults(written) == [(Fault.WORDS_GONE, 2), (Fault.WORDS_GONE, 3)]


def test_a_digest_made_anew_for_a_changed_subject_is_found(written: Store) -> None:
    change(written, "UPDATE audit_event SET subject = NULL, subject_digest = NULL WHERE seq = 2")
    assert faults(written) == [(Fault.BROKEN, 2)]


def test_a_removed_row_is_found(written: Store) -> None:
    change(written, "DELETE FROM audit_event WHERE seq = 4")
    assert faults(written) == [(Fault.MISSING, 5)]


def test_a_removed_row_is_found_also_if_the_gap_is_closed(written: Store) -> None:
    change(written, "DELETE FROM audit_event WHERE seq = 4")
    for seq in range(5, ROWS + 1):
        change(written, f"UPDATE audit_event SET seq = {seq - 1} WHERE seq = {seq}")
    assert faults(written)[0] == (Fault.BROKEN, 4)


def test_an_inserted_row_is_found(written: Store) -> None:
    for seq in range(ROWS, 3, -1):
        change(written, f"UPDATE audit_event SET seq = {seq + 1} WHERE seq = {seq}")
    others = "at, staff_id, verb, kind, service_id, conversation_id, person_id, digest"
    change(
        written,
        f"INSERT INTO audit_event (id, seq, {others}) SELECT "
        f"'7f5751f2888f48888156ee18ec6a3e3e', 4, {others} FROM audit_event WHERE seq = 3",
    )
    assert faults(written)[0] == (Fault.BROKEN, 4)


def test_rows_in_another_order_are_found(written: Store) -> None:
    for was, becomes in ((3, 100), (4, 3), (100, 4)):
        change(written, f"UPDATE audit_event SET seq = {becomes} WHERE seq = {was}")
    assert (Fault.BROKEN, 3) in faults(written)


def test_a_beginning_that_was_taken_out_is_found(written: Store) -> None:
    change(written, "DELETE FROM audit_event WHERE seq < 4")
    assert faults(written) == [(Fault.BEGINNING_GONE, 4)]


def test_an_end_that_was_cut_off_is_found_by_whoever_kept_it(written: Store) -> None:
    kept = written.audit.head()
    change(written, f"DELETE FROM audit_event WHERE seq > {ROWS - 2}")
    assert faults(written) == []  # nothing in the database tells it
    assert faults(written, kept) == [(Fault.END_GONE, ROWS)]
    written.audit.record(None, "exported", "a")
    written.audit.record(None, "exported", "b")
    assert faults(written, kept) == [(Fault.REWRITTEN, ROWS)]


def test_all_of_it_written_anew_is_found_by_whoever_kept_an_end(written: Store, sarah: StaffRecord) -> None:
    kept = written.audit.head()
    change(written, "DELETE FROM audit_event")
    for _ in range(ROWS + 1):
        written.audit.record(sarah.id, "read", str(uuid4()))
    assert faults(written, kept) == [(Fault.REWRITTEN, ROWS)]


def test_every_end_that_was_kept_stays_in_it(store: Store, sarah: StaffRecord) -> None:
    kept = []
    for _ in range(5):
        store.audit.record(sarah.id, "read", "x", "y")
        kept.append(Head.read(str(store.audit.head())))
    assert faults(store, *kept) == []


@pytest.mark.parametrize("text", ["", "7", "7:", "7:zz", "7:ab", f"-1:{'0' * 64}", f"x:{'0' * 64}"])
def test_what_is_no_end_is_refused(text: str) -> None:
    with pytest.raises(StorageError, match="whatmatters audit head"):
        Head.read(text)


def test_the_last_rows_are_looked_at_alone(written: Store) -> None:
    change(written, "UPDATE audit_event SET verb = 'listened' WHERE seq = 2")
    assert written.audit.verify(last=3).found == ()
    assert written.audit.verify(last=3).rows == 3
    assert written.audit.verify(last=ROWS - 1).found == (Found(Fault.BROKEN, 2),)
    change(written, f"DELETE FROM audit_event WHERE seq = {ROWS - 3}")
    assert written.audit.verify(last=3).found == (Found(Fault.MISSING, ROWS - 2),)


def test_many_who_write_at_once_make_one_chain(store: Store, address: str, sarah: StaffRecord) -> None:
    other = Store(address)  # as another process

    def write(number: int) -> None:
        (store, other)[number % 2].audit.record(sarah.id, "read", str(number), str(number))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(60)))
    other.close()
    verdict = store.audit.verify()
    assert (verdict.rows, verdict.head.seq, verdict.found) == (120, 120, ())


def test_what_is_not_committed_leaves_no_place_empty(store: Store, sarah: StaffRecord) -> None:
    store.audit.record(sarah.id, "read")
    with pytest.raises(StorageError):
        store.audit.record(uuid4(), "read")  # nobody
    store.audit.record(sarah.id, "read")
    assert store.audit.verify().rows == store.audit.head().seq == 2
    assert faults(store) == []


@pytest.fixture
def long_ago(store: Store, sarah: StaffRecord) -> Store:
    """Ten events, a day apart."""
    for day in range(10):
        with at(SOME_DAY + timedelta(days=day)):
            store.audit.record(sarah.id, "read", f"day {day}")
    return store


def test_the_oldest_can_go_and_the_rest_is_whole(long_ago: Store) -> None:
    kept = long_ago.audit.head()
    assert long_ago.audit.shorten(SOME_DAY + timedelta(days=4)) == 4
    assert faults(long_ago, kept) == []
    assert long_ago.audit.shorten(SOME_DAY + timedelta(days=4)) == 0
    assert long_ago.audit.shorten(SOME_DAY + timedelta(days=6)) == 2
    assert faults(long_ago, kept) == []
    records, _ = long_ago.audit.page(long_ago.services.ids(), AuditFilter())
    assert [each.verb for each in records].count("shortened_audit") == 2


def test_the_newest_stays_whatever_is_asked(long_ago: Store) -> None:
    assert long_ago.audit.shorten(datetime.now(UTC) + timedelta(days=9)) == 9
    assert long_ago.audit.head().seq == 11
    assert faults(long_ago) == []


def test_more_taken_out_than_was_written_down_is_found(long_ago: Store) -> None:
    long_ago.audit.shorten(SOME_DAY + timedelta(days=4))
    change(long_ago, "DELETE FROM audit_event WHERE seq = 5")
    assert faults(long_ago) == [(Fault.BEGINNING_GONE, 6)]


def test_words_can_go_out_of_it_and_it_stays_whole(written: Store) -> None:
    with writing(written._engine) as session:
        ids = session.scalars(AuditEvent.__table__.select().with_only_columns(AuditEvent.id)).all()
        with_words = forget_subjects(session, ids)
    assert with_words == ROWS - 1  # one was about nothing
    assert faults(written) == []
    with written._engine.connect() as connection:
        left = connection.scalars(
            text("SELECT subject FROM audit_event WHERE verb <> 'emptied_audit' AND subject IS NOT NULL")
        ).all()
    assert left == []


def test_what_was_there_before_there_was_a_chain_is_chained(
    long_ago: Store, address: str, sarah: StaffRecord
) -> None:
    engine = open_engine(address)
    with engine.execution_options(writes=True).begin() as connection:
        command.downgrade(config(connection), "0012")
    engine.dispose()
    long_ago.migrate()
    assert long_ago.audit.head().seq == 10
    long_ago.audit.record(sarah.id, "read", str(UUID(int=5)))
    assert faults(long_ago) == []
    with long_ago._engine.connect() as connection:
        order = connection.scalars(text("SELECT subject FROM audit_event ORDER BY seq")).all()
    assert order[:10] == [f"day {day}" for day in range(10)]

"""At the start somebody is told if the newest of what was written down is not as it was written."""

from sqlalchemy import text

from storage.store import Store
from web.serving import look_at_audit


def test_a_start_says_nothing_of_an_audit_that_is_whole(sqlite_store: Store) -> None:
    said: list[str] = []
    sqlite_store.audit.record(None, "exported", "csv")
    look_at_audit(sqlite_store, said.append)
    assert said == []


def test_a_start_says_what_is_wrong_with_the_audit_and_what_to_do(sqlite_store: Store) -> None:
    said: list[str] = []
    sqlite_store.audit.record(None, "exported", "a", "b", "c")
    with sqlite_store._engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("DELETE FROM audit_event WHERE seq = 2"))
    look_at_audit(sqlite_store, said.append)
    assert "whatmatters audit verify" in said[0]
    assert said[1] == "Before line 3 something is missing."
    assert "Keep a copy of the database" in said[2]

"""Killed at any moment, nothing acknowledged is lost and nothing is half-written: a few of a thousand."""

from pathlib import Path

import pytest

from bench.kill_faults import faults_after
from bench.kills import COUNTS, Tally, kill_all
from storage.store import Store
from tests.postgres import PostgreSQL, running_server
from tests.saying import begin, tell

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("kind", [kind for kind in COUNTS if kind != "server"])
def test_nothing_is_lost_by_a_kill(kind: str, tmp_path: Path) -> None:
    tally = Tally()
    kill_all({kind: 3}, tmp_path, None, tally)
    assert (tally.kills[kind], tally.faults) == (3, [])


@pytest.mark.usefixtures("postgresql")  # it is skipped where there is none
def test_nothing_is_lost_when_the_server_of_the_database_is_killed(tmp_path: Path) -> None:
    tally = Tally()
    with running_server(synchronous_commit="on") as server:
        assert isinstance(server, PostgreSQL)
        kill_all({"server": 2, "talk": 5}, tmp_path, server, tally)
    assert (tally.kills["server"], tally.faults) == (2, [])


def test_what_was_acknowledged_and_is_not_there_is_found(sqlite_store: Store, tmp_path: Path) -> None:
    answer = tell(sqlite_store, begin(sqlite_store), "I like the garden")
    address, key = str(sqlite_store._engine.url), tmp_path / "key"
    sqlite_store.close()  # whoever looks afterwards is alone: a lock of SQLite belongs to the process
    said = [f"said {answer.id} I like the garden"]
    assert faults_after(address, key, said) == []
    lost = [f"said {answer.id} I like tea", f"kept {answer.id} tea", f"gone {answer.id}"]
    assert len(faults_after(address, key, [*said, *lost])) == 3
    assert len(faults_after(address, key, [f"begins {answer.id} {'0' * 32}"])) == 1

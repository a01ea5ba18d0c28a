"""What most tests begin with: a database of their own, with a service and questions in it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.kinds import Audience
from storage.records import NewQuestion
from storage.store import Store
from tests.postgres import NoPostgreSQLError, PostgreSQL, running_server

SERVICE = ("Rose Court", "Sarah and Ahmed", "01632 960 018")

QUESTIONS = (
    NewQuestion(
        key="matters",
        text="What matters to you?",
        simple="What do you care about?",
        follow_up="Can you say more about that?",
        hint="It may be a person, a thing or a place.",
        principles=("diversity",),
    ),
    NewQuestion(key="good_day", text="What makes a good day?", simple="What is a good day for you?"),
    NewQuestion(
        key="listens",
        text="Who listens to you here?",
        simple="Who do you talk to?",
        choices=("Everybody", "Some people", "Nobody"),
    ),
)


def set_up(store: Store) -> None:
    """Bring a new database to where every test begins."""
    store.migrate()
    furnish(store)


def furnish(store: Store) -> None:
    """The service, and the same three questions for each audience."""
    store.services.set_up(*SERVICE)
    for audience in Audience:
        store.questions.add_version(audience, "en", QUESTIONS)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A PostgreSQL server for the whole session. Its database `shared` has the tables."""
    try:
        with running_server() as server:
            server.run("CREATE DATABASE shared")
            store = Store(server.address("shared"))
            store.migrate()
            store.close()
            yield server
    except NoPostgreSQLError as error:
        if os.environ.get("CI") == "true":
            pytest.fail(str(error))
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set-up database that tests take copies of."""
    file = tmp_path_factory.mktemp("sqlite") / "set-up.db"
    store = Store(f"sqlite:///{file}")
    set_up(store)
    store.close()
    return file


@pytest.fixture
def sqlite_address(sqlite_file: Path, tmp_path: Path) -> str:
    """The address of a set-up SQLite database that nobody else uses."""
    return f"sqlite:///{shutil.copy(sqlite_file, tmp_path / 'whatmatters.db')}"


@pytest.fixture
def postgresql_address(postgresql: PostgreSQL) -> str:
    """The address of a set-up PostgreSQL database that nobody else uses meanwhile."""
    # All that is kept hangs from these three; emptying them is much faster than a new database.
    postgresql.run("TRUNCATE service, staff, question_set CASCADE", database="shared")
    address = postgresql.address("shared")
    store = Store(address)
    furnish(store)
    store.close()
    return address


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest) -> str:
    """The address of a set-up database, of each kind in turn."""
    found: str = request.getfixturevalue(f"{request.param}_address")
    return found


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """A store with a service and questions, on each kind of database in turn."""
    store = Store(address)
    yield store
    store.close()


@pytest.fixture
def sqlite_store(sqlite_address: str) -> Iterator[Store]:
    """A store with a service and questions, on SQLite alone, for tests of what stands above the database."""
    store = Store(sqlite_address)
    yield store
    store.close()

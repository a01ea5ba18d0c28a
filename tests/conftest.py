"""What most tests begin with: a database of their own, with a service and questions in it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import pytest

from nlu.principles import DATA
from nlu.training import train
from nlu.upkeep import trained
from storage import engine
from storage.base import Base
from storage.keys import Keys
from storage.kinds import Audience
from storage.records import NewQuestion
from storage.store import Store
from tests.at_rest import open_again
from tests.postgres import NoPostgreSQLError, PostgreSQL, running_server
from tests.site import QUICK
from web import auth
from web.bot_model import train_if_changed
from web.settings import ROOT

MODELS = ROOT / "var" / "models"

TABLES = [table.name for table in Base.metadata.sorted_tables]
"""Each after those that it points to."""

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


BUCKETS = 8
"""Into so many parts a file of browser states is cut, so that both cores have work until the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark those that need a server; and keep slow ones of one file, or of one part of its states, together.

    Slow ones of one group run on one core, for they share what is costly. It counts with `--dist loadgroup`,
    as in `make test`.
    """
    for item in items:
        if "[postgresql" in item.nodeid or {"postgresql", "shared_database"} & set(
            getattr(item, "fixturenames", ())
        ):
            item.add_marker(pytest.mark.postgresql)
        if item.get_closest_marker("slow"):
            given = getattr(item, "callspec", None)
            state = given.params.get("state") if given else None
            part = crc32(state.encode()) % BUCKETS if isinstance(state, str) else ""
            item.add_marker(pytest.mark.xdist_group(f"{item.path.name}{part}"))


def set_up(store: Store) -> None:
    """Bring a new database to where every test begins: a service, and three questions for each audience."""
    store.migrate()
    store.services.set_up(*SERVICE)
    for audience in Audience:
        store.questions.add_version(audience, "en", QUESTIONS)


@pytest.fixture(scope="session", autouse=True)
def not_waiting() -> Iterator[None]:
    """No test cuts the power or steals a hash: databases need not wait for the disk, nor passwords long."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "SYNCHRONOUS", "OFF")
        patch.setattr(auth, "HASHER", QUICK)
        patch.setattr(auth, "NOBODY", QUICK.hash("a password that nobody has"))
        yield


@pytest.fixture(scope="session", autouse=True)
def nobodys_own_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test writes a key into the folder of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        yield


@pytest.fixture(scope="session")
def tagger_folder() -> Path:
    """The tagger of today's data and code, trained once and kept for the next run."""
    return trained(DATA, MODELS) or train(DATA, MODELS)


@pytest.fixture(scope="session")
def models() -> Path:
    """The folder of trained models, with the conversation in it; trained once and kept for the next run."""
    return train_if_changed(MODELS, lambda _: None).parent


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A PostgreSQL server for the whole session."""
    try:
        with running_server() as server:
            yield server
    except NoPostgreSQLError as error:
        if os.environ.get("CI") == "true":
            pytest.fail(str(error))
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def shared_database(postgresql: PostgreSQL) -> PostgreSQL:
    """A set-up database that tests use one after the other, with a copy of what it began with."""
    postgresql.run("CREATE DATABASE shared")
    store = Store(postgresql.address("shared"))
    set_up(store)
    store.close()
    postgresql.run("CREATE SCHEMA began_with", database="shared")
    postgresql.run_each("shared", "CREATE TABLE began_with.{0} AS TABLE {0}", TABLES)
    return postgresql


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


@pytest.fixture(scope="session")
def locked_file(sqlite_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set-up database that is locked, with its key beside it as a file of the ending `.key`."""
    file = Path(shutil.copy(sqlite_file, tmp_path_factory.mktemp("locked") / "set-up.db"))
    store = Store(f"sqlite:///{file}", keys=Keys.in_file(file.with_suffix(".key")))
    store.migrate()
    store.close()
    return file


@pytest.fixture
def locked_address(locked_file: Path, tmp_path: Path, key_file: Path) -> str:
    """The address of a set-up locked database that nobody else uses; `key_file` opens it."""
    key_file.parent.mkdir(mode=0o700)
    shutil.copy(locked_file.with_suffix(".key"), key_file)
    return f"sqlite:///{shutil.copy(locked_file, tmp_path / 'whatmatters.db')}"


@pytest.fixture
def postgresql_address(shared_database: PostgreSQL) -> str:
    """The address of a set-up PostgreSQL database that nobody else uses meanwhile."""
    # Many times faster than a new database, or than TRUNCATE, which makes new files.
    # Logs that are only ever added to refuse it; so it is done as a copy of a server does it.
    forget = "SET session_replication_role = replica;DELETE FROM {0}"
    shared_database.run_each(
        "shared", forget, ["listed_words", *TABLES[::-1]]
    )  # no row takes its words along
    shared_database.run_each("shared", "INSERT INTO {0} TABLE began_with.{0}", TABLES)
    return shared_database.address("shared")


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest) -> str:
    """The address of a set-up database, of each kind in turn."""
    found: str = request.getfixturevalue(f"{request.param}_address")
    return found


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """Where the key of recordings is; it is made when it is first needed."""
    return tmp_path / "keys" / "recordings.key"


@pytest.fixture
def store(address: str, key_file: Path) -> Iterator[Store]:
    """A store with a service and questions, on each kind of database in turn."""
    store = open_again(address, key_file)
    yield store
    store.close()


@pytest.fixture
def sqlite_store(sqlite_address: str, key_file: Path) -> Iterator[Store]:
    """A store with a service and questions, on SQLite alone, for tests of what stands above the database."""
    store = Store(sqlite_address, key_file=key_file)
    yield store
    store.close()

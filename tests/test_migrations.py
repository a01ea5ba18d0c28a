"""The steps of the database: they lead to exactly the tables of the models, and back, whoever takes them."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from storage.audit import AuditFilter
from storage.base import Base
from storage.engine import open_engine
from storage.errors import StorageError
from storage.grants import Post
from storage.kinds import Audience
from storage.migrate import config, upgrade
from storage.questions import as_new
from storage.rights import Power, Role
from storage.store import Store
from tests.conftest import QUESTIONS, set_up
from tests.postgres import PostgreSQL
from tests.saying import begin, say, tag, tags, tell, tell_aloud

UPGRADE = """
import sys
from storage.store import Store

store = Store(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
store.migrate()
store.services.set_up("Rose Court", "Sarah and Ahmed", "01632 960 018")
store.close()
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables, of each kind in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: PostgreSQL = request.getfixturevalue("postgresql")
    server.run("CREATE DATABASE empty")
    yield server.address("empty")
    server.run("DROP DATABASE empty WITH (FORCE)")


@pytest.fixture
def engine(empty: str) -> Iterator[Engine]:
    engine = open_engine(empty)
    yield engine
    engine.dispose()


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())


def _is_ours(name: str | None, kind: str, _: object) -> bool:
    """Not the index of words, which each database has in a form of its own."""
    return kind != "table" or not (name or "").startswith("listed_words")


def differences(engine: Engine) -> list[object]:
    """What the models have and the database has not, or the other way round."""
    with engine.connect() as connection:
        compared = {"compare_type": True, "include_name": _is_ours}
        context = MigrationContext.configure(connection, opts=compared)
        return list(compare_metadata(context, Base.metadata))


def test_the_steps_lead_to_exactly_the_models(engine: Engine) -> None:
    assert differences(engine) != []
    upgrade(engine)
    assert differences(engine) == []


def test_only_waiting_turns_are_in_their_index(engine: Engine) -> None:
    upgrade(engine)
    indexes = {index["name"]: index for index in inspect(engine).get_indexes("turn")}
    condition = indexes["ix_turn_waiting"]["dialect_options"][f"{engine.dialect.name}_where"]
    assert "kept" in str(condition)


def test_they_lead_back_to_nothing_and_there_again(engine: Engine) -> None:
    upgrade(engine)
    with engine.execution_options(writes=True).begin() as connection:
        command.downgrade(config(connection), "base")
    assert tables(engine) == {"alembic_version"}
    upgrade(engine)
    assert differences(engine) == []


def test_taking_them_twice_is_harmless(empty: str) -> None:
    store = Store(empty)
    set_up(store)
    conversation_id = begin(store)
    say(store, conversation_id, "I like the garden")
    store.migrate()
    assert [turn.text for turn in store.turns.since(conversation_id, 0)] == ["I like the garden"]
    store.close()


def test_questions_from_before_there_were_pictures_are_kept_without_any(empty: str, engine: Engine) -> None:
    store = Store(empty)
    set_up(store)
    with engine.execution_options(writes=True).begin() as connection:
        command.downgrade(config(connection), "0002")
    store.migrate()
    found = store.questions.newest(Audience.RESIDENT)
    assert found is not None
    assert tuple(map(as_new, found.questions)) == QUESTIONS
    assert all(
        (each.picture, each.pictures, each.closed, each.faces) == (None, (), None, ()) for each in QUESTIONS
    )
    store.close()


OLD_ROWS = """
INSERT INTO service (id, name, readers, phone, created_at)
    VALUES ({1}, 'Rose Court', 'Sarah', '01632 960 018', '2026-01-01');
INSERT INTO question_set (id, audience, language, version, created_at)
    VALUES ({2}, 'resident', 'en', 1, '2026-01-01');
INSERT INTO question (id, set_id, key, position, text, simple, choices, principles)
    VALUES ({3}, {2}, 'matters', 1, 'What matters to you?', 'What do you care about?', '[]', '[]');
INSERT INTO conversation
    (id, service_id, question_set_id, audience, channel, language, frames, question_id, next_seq,
     created_at, last_at)
    VALUES ({4}, {1}, {2}, 'resident', 'web', 'en', '[]', {3}, 2, '2026-01-01', '2026-01-01');
INSERT INTO answer (id, conversation_id, question_id, kind, state, text, created_at, updated_at)
    VALUES ({5}, {4}, {3}, 'answer', 'agreed', 'I like the garden', '2026-01-01', '2026-01-01');
INSERT INTO turn (id, conversation_id, seq, speaker, text, state, attempts, answer_id, at)
    VALUES ({6}, {4}, 1, 'person', 'I like the garden', 'answered', 0, {5}, '2026-01-01');
INSERT INTO topic (id, answer_id, key) VALUES ({7}, {5}, 'garden');
"""
"""What somebody said to a program that knew only the first two steps."""


def test_a_database_with_words_in_it_takes_every_step_since_the_second(empty: str, engine: Engine) -> None:
    ids = [UUID(int=number) for number in range(8)]
    with engine.execution_options(writes=True).begin() as connection:
        command.upgrade(config(connection), "0002")
        for statement in OLD_ROWS.format(*(f"'{each.hex}'" for each in ids)).split(";")[:-1]:
            connection.execute(text(statement))
    upgrade(engine)
    assert differences(engine) == []
    store = Store(empty)
    (seen,) = store.review.answers(store.services.ids(), ids[4])
    assert (seen.answer.text, seen.answer.spoken, seen.topics) == ("I like the garden", None, ("garden",))
    assert [turn.text for turn in store.turns.since(ids[4], 0)] == ["I like the garden"]
    say(store, ids[4], "and tea")
    with pytest.raises(StorageError):  # keys are checked again
        store.corrections.add(store.services.ids(), ids[5], uuid4(), tag())
    store.close()


def test_what_people_said_before_there_was_voice_stays_as_it_was(empty: str, engine: Engine) -> None:
    store = Store(empty)
    set_up(store)
    staff = store.staff.add("priya", "Priya", "hash")
    talks = [begin(store) for _ in range(3)]
    for number, conversation_id in enumerate(talks):
        tell(store, conversation_id, f"I like tea {number}", tags(tag(), topics=("food",)))
        store.corrections.agree(
            store.services.ids(),
            store.review.answers(store.services.ids(), conversation_id)[0].tags[0].id,
            staff.id,
        )
    before = [store.review.answers(store.services.ids(), each) for each in talks]
    with engine.execution_options(writes=True).begin() as connection:
        command.downgrade(config(connection), "0003")
    assert "recording" not in tables(engine)
    assert not {"spoken", "worded_at"} & {each["name"] for each in inspect(engine).get_columns("answer")}
    store.migrate()
    assert differences(engine) == []
    assert [store.review.answers(store.services.ids(), each) for each in talks] == before
    assert {each.answer.spoken for answers in before for each in answers} == {None}
    tell_aloud(store, talks[0], "", recording_id=uuid4())
    store.close()


def test_who_could_read_before_there_were_roles_may_do_everything_at_the_service(
    empty: str, engine: Engine
) -> None:
    store = Store(empty)
    set_up(store)
    staff = [store.staff.add(name, name, "hash") for name in ("priya", "sarah")]
    with engine.execution_options(writes=True).begin() as connection:
        command.downgrade(config(connection), "0005")
        connection.execute(text("UPDATE service SET name = 'Café «Rose» Court'"))
    store.migrate()
    service = store.services.get()
    assert service.slug == "cafe-rose-court"
    for each in staff:
        found = store.staff.signed_in(store.staff.sign_in(each.id))
        assert found
        assert found.at(service.id) == frozenset(Power)
        assert store.grants.get({service.id}, each.id)
    assert differences(engine) == []
    store.close()


@pytest.mark.slow
def test_two_programs_that_take_them_at_once_do_no_harm(empty: str, engine: Engine) -> None:
    starting = [
        subprocess.Popen(
            [sys.executable, "-c", UPGRADE, empty],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for process in starting:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in starting:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    assert [process.communicate()[1] for process in starting] == ["", "", ""]
    assert [process.returncode for process in starting] == [0, 0, 0]
    assert differences(engine) == []
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM service")) == 1


def test_a_step_that_fails_leaves_the_database_as_it_was(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE turn (id INTEGER)"))
    with pytest.raises(Exception, match="already exists"):
        upgrade(engine)
    assert tables(engine) == {"turn"}


def test_a_database_of_a_newer_program_is_left_alone(engine: Engine) -> None:
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageError, match="newer version") as refused:
        upgrade(engine)
    assert (refused.value.code, refused.value.retry) == ("newer", False)


def test_the_steps_are_one_line_with_a_way_back() -> None:
    steps = list(ScriptDirectory.from_config(config(None)).walk_revisions())
    assert [step.is_merge_point or step.is_branch_point for step in steps] == [False] * len(steps)
    for step in steps:
        assert step.module.__doc__
        assert callable(step.module.downgrade)


def test_what_was_done_before_is_said_to_be_about_what_it_was_about(empty: str, engine: Engine) -> None:
    store = Store(empty)
    set_up(store)
    home, talk = store.services.get().id, begin(store)
    joan = store.people.add(home, "Joan")
    answer = tell(store, talk, "I like the garden")
    sarah = store.staff.add("sarah", "Sarah", "hash", [Post(Role.MANAGER)])
    for verb, subject in (("read", talk), ("read_profile", joan.id), ("agreed_tag", answer.id)):
        store.audit.record(sarah.id, verb, str(subject))
    store.staff.sign_in(sarah.id)
    before, _ = store.audit.page([home], AuditFilter())
    with engine.execution_options(writes=True).begin() as connection:
        command.downgrade(config(connection), "0009")
    assert "second_step" not in tables(engine)
    store.migrate()
    assert differences(engine) == []
    assert store.audit.page([home], AuditFilter())[0] == before
    assert [each.service_id for each in before] == [None, home, home, home]
    store.close()

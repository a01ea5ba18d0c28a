"""What takes long is done in parts: meanwhile nobody who says something is refused."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select

from storage import forgetting, heard_building, listing, search_index
from storage.engine import reading, writing
from storage.heard_models import HeardBlock, HeardSample, HeardState
from storage.listed_models import Owed
from storage.search import Filter
from storage.store import Store
from tests.home import Home, sayings
from tests.saying import begin, erase, listed, say, tell

SECRET = "zebrafinch"

type Work = Callable[[Store], object]


def rebuild_the_numbers(store: Store) -> None:
    store.heard.upkeep.rebuild()


def rebuild_the_list(store: Store) -> None:
    store.search.rebuild()


@pytest.fixture(autouse=True)
def in_small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a home so large that all of this takes many parts."""
    monkeypatch.setattr(listing, "BATCH", 5)
    monkeypatch.setattr(heard_building, "AT_ONCE", 5)
    monkeypatch.setattr(search_index, "PAGES", 1)


@pytest.fixture
def other(address: str) -> Iterator[Store]:
    """Another program at the same database."""
    store = Store(address)
    yield store
    store.close()


@pytest.mark.parametrize("work", [rebuild_the_numbers, rebuild_the_list])
def test_a_turn_is_kept_while_everything_is_made_anew(store: Store, other: Store, work: Work) -> None:
    home = Home(store)
    home.say(*sayings(home, 60, 1))
    talk, said = begin(store), 0
    with ThreadPoolExecutor() as threads:
        working = threads.submit(work, other)
        while not said or not working.done():
            say(store, talk, "I like tea")
            said += 1
        working.result()
    assert store.turns.latest(talk)[-1].seq == said


def rows(store: Store, table: type) -> int:
    with reading(store._engine) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_numbers_that_are_not_shown_any_more_are_taken_out(store: Store) -> None:
    home = Home(store)
    home.say(*sayings(home, 60, 1))
    store.heard.upkeep.rebuild()
    before = rows(store, HeardBlock), rows(store, HeardSample)
    assert all(before)
    store.heard.upkeep.rebuild()
    assert (rows(store, HeardBlock), rows(store, HeardSample)) == before


def test_numbers_of_a_program_that_was_stopped_half_way_are_neither_shown_nor_kept(store: Store) -> None:
    home = Home(store)
    home.say(*sayings(home, 60, 1))
    store.heard.upkeep.rebuild()
    before, first = rows(store, HeardBlock), store.heard.first_month(home.within)
    with writing(store._engine) as session:
        session.query(HeardState).delete()
        session.query(HeardBlock).update({"build": 7})
    assert store.heard.first_month(home.within) is None
    store.heard.upkeep.rebuild()
    assert (rows(store, HeardBlock), store.heard.first_month(home.within)) == (before, first)


# Erasing ------------------------------------------------------------------------------------------


@pytest.fixture
def large(sqlite_store: Store) -> Store:
    """A home with an index of some parts."""
    for number in range(40):
        tell(sqlite_store, begin(sqlite_store), " ".join(f"word{number}x{each}" for each in range(200)))
    return sqlite_store


def in_files(store: Store) -> bool:
    """Whether the secret stands in any of SQLite's files."""
    file = Path(str(store._engine.url.database))
    return any(SECRET.encode() in each.read_bytes() for each in file.parent.glob(f"{file.name}*"))


def test_in_a_large_home_the_rest_of_erased_words_goes_as_a_chore(
    large: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "PATIENCE_SECONDS", 0)
    talk = begin(large)
    answer = tell(large, talk, f"my {SECRET} sings")
    tell(large, begin(large), "something after it")
    erase(large, talk, answer)
    assert rows(large, Owed) == 1
    assert listed(large, Filter(words=SECRET)).items == ()
    large.search.keep_up()
    assert rows(large, Owed) == 0
    assert not in_files(large)
    large.search.keep_up()  # nothing is owed, nothing is done


def test_what_is_erased_while_the_chore_is_at_work_goes_too(
    large: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "PATIENCE_SECONDS", 0)
    first, second = begin(large), begin(large)
    answers = tell(large, first, "my parrot sings"), tell(large, second, f"my {SECRET} sings")
    erase(large, first, answers[0])
    forgetting.leave_nothing(large._engine, 0.001)  # begun, not done
    erase(large, second, answers[1])
    tell(large, begin(large), "something after it")
    large.search.keep_up()
    assert rows(large, Owed) == 0
    assert not in_files(large)


def test_a_small_home_owes_nothing_after_somebody_took_words_out(sqlite_store: Store) -> None:
    talk = begin(sqlite_store)
    erase(sqlite_store, talk, tell(sqlite_store, talk, f"my {SECRET} sings"))
    assert rows(sqlite_store, Owed) == 0
    assert not in_files(sqlite_store)

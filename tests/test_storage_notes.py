"""Notes on a conversation: for staff alone, written anew by whoever wrote them."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from storage.errors import StorageError
from storage.notes import MOST_LETTERS
from storage.store import Store
from tests.saying import begin


@pytest.fixture
def talk(store: Store) -> UUID:
    return begin(store)


@pytest.fixture
def home(store: Store) -> list[UUID]:
    return [store.services.get().id]


@pytest.fixture
def priya(store: Store) -> UUID:
    return store.staff.add("priya", "Priya", "no password").id


def test_a_note_says_who_wrote_it(store: Store, home: list[UUID], talk: UUID, priya: UUID) -> None:
    store.notes.add(home, talk, priya, " Rang her daughter.\r\nShe comes on Monday. ")
    [note] = store.notes.of_conversation(home, talk)
    assert (note.name, note.text, note.version) == ("Priya", "Rang her daughter.\nShe comes on Monday.", 0)


def test_the_same_note_sent_twice_is_one(store: Store, home: list[UUID], talk: UUID, priya: UUID) -> None:
    name = uuid4()
    for _ in range(2):
        store.notes.add(home, talk, priya, "Rang her.", name)
    assert len(store.notes.of_conversation(home, talk)) == 1


def test_whoever_wrote_it_writes_it_anew_and_takes_it_out(
    store: Store, home: list[UUID], talk: UUID, priya: UUID
) -> None:
    note = store.notes.add(home, talk, priya, "Rang her.")
    store.notes.edit(home, note, priya, 0, "Rang her twice.")
    [found] = store.notes.of_conversation(home, talk)
    assert (found.text, found.version, found.edited_at is not None) == ("Rang her twice.", 1, True)
    store.notes.remove(home, note, priya, 1)
    assert store.notes.of_conversation(home, talk) == []


def test_one_written_anew_elsewhere_is_not_written_over(
    store: Store, home: list[UUID], talk: UUID, priya: UUID
) -> None:
    note = store.notes.add(home, talk, priya, "Rang her.")
    store.notes.edit(home, note, priya, 0, "Rang her twice.")
    acts: list[Callable[[], object]] = [
        lambda: store.notes.edit(home, note, priya, 0, "Rang nobody."),
        lambda: store.notes.remove(home, note, priya, 0),
    ]
    for again in acts:
        with pytest.raises(StorageError) as refused:
            again()
        assert refused.value.code == "changed"
    assert store.notes.of_conversation(home, talk)[0].text == "Rang her twice."


def test_nobody_changes_what_somebody_else_wrote(
    store: Store, home: list[UUID], talk: UUID, priya: UUID
) -> None:
    ahmed = store.staff.add("ahmed", "Ahmed", "no password").id
    note = store.notes.add(home, talk, priya, "Rang her.")
    acts: list[Callable[[], object]] = [
        lambda: store.notes.edit(home, note, ahmed, 0, "No."),
        lambda: store.notes.remove(home, note, ahmed, 0),
        lambda: store.notes.edit(home, uuid4(), priya, 0, "No."),
    ]
    for act in acts:
        with pytest.raises(StorageError) as refused:
            act()
        assert refused.value.code == "unknown"
    with pytest.raises(StorageError) as refused:
        store.notes.add(home, talk, ahmed, "Mine.", note)
    assert refused.value.code == "taken"


def test_notes_of_another_service_are_as_if_they_were_not_there(
    store: Store, home: list[UUID], talk: UUID, priya: UUID
) -> None:
    note, elsewhere = store.notes.add(home, talk, priya, "Rang her."), [uuid4()]
    assert store.notes.of_conversation(elsewhere, talk) == []
    acts: list[Callable[[], object]] = [
        lambda: store.notes.add(elsewhere, talk, priya, "Hello."),
        lambda: store.notes.edit(elsewhere, note, priya, 0, "Hello."),
        lambda: store.notes.remove(elsewhere, note, priya, 0),
    ]
    for act in acts:
        with pytest.raises(StorageError) as refused:
            act()
        assert refused.value.code == "unknown"


@pytest.mark.parametrize("words", ["", " \n ", "a" * (MOST_LETTERS + 1)])
def test_an_unusable_note_is_refused_with_the_remedy(
    store: Store, home: list[UUID], talk: UUID, priya: UUID, words: str
) -> None:
    with pytest.raises(StorageError, match="Write the note"):
        store.notes.add(home, talk, priya, words)


def test_letters_that_no_database_holds_are_put_right(
    store: Store, home: list[UUID], talk: UUID, priya: UUID
) -> None:
    store.notes.add(home, talk, priya, "a\x00b\ud800c")
    assert store.notes.of_conversation(home, talk)[0].text == "a\ufffdb\ufffdc"

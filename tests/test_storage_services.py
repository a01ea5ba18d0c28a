"""Services: several homes in one database, each with a short name."""

from uuid import uuid4

import pytest

from storage.errors import StorageError
from storage.services import MOST_LETTERS_OF_A_SLUG, slug_of
from storage.store import Store


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Rose Court", "rose-court"),
        ("  Café Zoë & Söhne! ", "cafe-zoe-sohne"),
        ("養老院", "home"),
        ("A home with a very long name by the sea", "a-home-with-a-very-long-name-b"),
    ],
)
def test_a_short_name_is_made_from_the_name(name: str, slug: str) -> None:
    assert slug_of(name) == slug
    assert len(slug) <= MOST_LETTERS_OF_A_SLUG


def test_each_service_is_found_by_its_short_name(store: Store) -> None:
    elm = store.services.add("Elm House", "Bo", "01632", "elm")
    assert store.services.by_slug("elm") == elm == store.services.get(elm.id)
    assert store.services.by_slug("rose-court") == store.services.get()
    assert [each.slug for each in store.services.all()] == ["rose-court", "elm"]
    assert store.services.ids() == {each.id for each in store.services.all()}
    for hostile in ("nowhere", "", "\x00", "\ud800", "' OR 1=1 --"):
        assert store.services.by_slug(hostile) is None


def test_a_short_name_stays_when_the_name_changes(store: Store) -> None:
    renamed = store.services.set_up("Rose Lodge", "Sarah", "01632")
    assert (renamed.name, renamed.slug) == ("Rose Lodge", "rose-court")


def test_a_short_name_is_there_once(store: Store) -> None:
    with pytest.raises(StorageError, match="Choose another") as refused:
        store.services.add("Rose Court", "Bo", "01632")
    assert refused.value.code == "taken"


@pytest.mark.parametrize("slug", ["Elm", "elm house", "-elm", "elm-", "é", "a" * 31, "../x"])
def test_what_cannot_stand_in_an_address_is_refused(store: Store, slug: str) -> None:
    with pytest.raises(StorageError, match="cannot stand in an address"):
        store.services.add("Elm House", "Bo", "01632", slug)
    assert len(store.services.all()) == 1


def test_a_service_has_a_name(store: Store) -> None:
    with pytest.raises(StorageError, match="needs a name"):
        store.services.add("  ", "Bo", "01632", "elm")


def test_a_service_that_is_not_there_is_told(store: Store) -> None:
    with pytest.raises(StorageError) as refused:
        store.services.get(uuid4())
    assert refused.value.code == "unknown"

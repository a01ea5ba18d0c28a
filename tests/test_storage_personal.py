"""Each table is thought of: what of it somebody is given a copy of, and what becomes of it when they go."""

import json

from storage.base import Base
from storage.personal import NEVER_GIVEN, NOBODYS, PERSONAL
from storage.store import Store
from tests.keeping import NAME, SECRET, somebody
from web.person_copy import as_json


def test_every_table_is_either_about_people_or_said_not_to_be() -> None:
    """A new table fails here: say in storage/personal.py what becomes of it."""
    about = [each.table.__tablename__ for each in PERSONAL]
    assert len(about) == len(set(about))
    assert not set(about) & set(NOBODYS)
    assert set(about) | set(NOBODYS) == {table.name for table in Base.metadata.sorted_tables}


def test_a_copy_has_all_that_is_kept_about_them_and_of_nobody_else(store: Store) -> None:
    told = somebody(store)
    somebody(store, "Ahmed Lark", "wagtail")
    rows = store.about_person.read(store.services.ids(), told.person_id)
    assert rows
    written = as_json(rows)
    assert written.count(SECRET) > 15
    assert NAME in written
    assert "wagtail" not in written
    assert "Ahmed" not in written
    for each in PERSONAL:
        if each.given and not each.apart and each.table.__tablename__ != "legal_hold":
            expected = each.table.__tablename__ not in ("work", "work_deed_item")
            assert bool(rows[each.table.__tablename__]) == expected, each
    assert json.loads(written)["person"][0]["name"] == NAME
    for secret in NEVER_GIVEN:
        assert f'"{secret}"' not in written


def test_staff_who_take_a_copy_do_not_find_what_was_said_without_a_name(store: Store) -> None:
    told = somebody(store)
    here = store.services.ids()
    rows = store.about_person.read(here, told.person_id)
    assert rows
    for sign in ("said apart", "without my name", "without your name", "share_unnamed", "kept_apart"):
        assert sign not in as_json(rows), sign
    whole = store.about_person.read(here, told.person_id, with_apart=True)
    assert whole
    assert [each["words"] for each in whole["kept_apart"]] == [f"{SECRET} said apart"]
    assert "without my name" in as_json(whole)


def test_what_is_about_their_safety_can_be_held_back(store: Store) -> None:
    told = somebody(store)
    rows = store.about_person.read(store.services.ids(), told.person_id, without_safety=True)
    assert rows
    assert not {"concern", "concern_event", "legal_hold", "alarm", "alarm_event"} & rows.keys()
    assert "neglect" not in as_json(rows)


def test_elsewhere_there_is_nobody(store: Store) -> None:
    told = somebody(store)
    assert store.about_person.read({store.services.add("Elm", "Bo", "0").id}, told.person_id) is None

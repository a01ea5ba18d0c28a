"""Staff of several services who look at one of them: what they send stays there, and loses nothing."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlencode
from uuid import UUID

import pytest

from storage.store import Store
from tests.saying import begin, tell
from tests.site import Site, running

AT = "?service=elm-house"


@pytest.fixture
def site(sqlite_store: Store) -> Iterator[Site]:
    """Priya may do everything at two services."""
    sqlite_store.services.add("Elm House", "the staff", "")
    with running(sqlite_store) as site:
        site.add_staff()
        site.come_in()
        yield site


def elm(site: Site) -> UUID:
    found = site.store.services.by_slug("elm-house")
    assert found
    return found.id


def where_it_goes(site: Site, page: str, form: str) -> str:
    """Where a form of a page is sent; `form`: how that address begins."""
    text = site.client.get(page).text
    (found,) = {each for each in re.findall(r'action="([^"]*)"', text) if each.partition("?")[0] == form}
    return unescape(found)


@pytest.mark.parametrize(
    ("page", "form", "fields"),
    [
        ("/review/people", "/review/people", {"name": "Joan"}),
        ("/review/tablets", "/review/tablets", {"name": "Lounge", "pin": "2468"}),
        ("/review/connections", "/review/connections/tokens", {"name": "R", "days": "9", "scope": "answers"}),
    ],
)
def test_what_is_added_while_one_looks_at_a_service_belongs_there(
    site: Site, page: str, form: str, fields: dict[str, str]
) -> None:
    kept = site.client.post(where_it_goes(site, page + AT, form), data=fields)
    assert kept.status_code == 200, kept.text
    within, store = {elm(site)}, site.store
    names = [each.name for each in store.people.everyone(within)]
    names += [each.name for each in store.devices.all(within)]
    names += [each.name for each in store.tokens.all(within)]
    assert names == [fields["name"]]


def test_a_name_is_still_there_when_the_service_has_to_be_chosen_first(site: Site) -> None:
    refused = site.client.post("/review/people", data={"name": "Joan"})
    assert refused.status_code == 400
    assert 'name="name" value="Joan"' in refused.text


def test_roles_can_be_given_while_one_looks_at_one_of_several_services(site: Site) -> None:
    site.add_staff("tom")
    tom = next(each for each in site.store.staff.everyone() if each.username == "tom")
    page = f"/review/staff/{tom.id}"
    text = site.client.get(page + AT).text
    version = re.search(r'name="version" value="(\w+)"', text)
    assert version
    ticked = [*re.findall(r'name="post" value="([^"]+)" checked', text), f"reader@{elm(site)}"]
    sent = urlencode([("version", version[1]), *(("post", each) for each in ticked)])
    headers = {"content-type": "application/x-www-form-urlencoded"}
    kept = site.client.post(where_it_goes(site, page + AT, page), content=sent, headers=headers)
    assert kept.status_code == 200, kept.text
    holder = site.store.grants.get({elm(site)}, tom.id)
    assert holder
    assert sorted(each.role for each in holder.posts) == ["administrator", "manager", "reader"]


def test_only_the_service_that_was_looked_at_is_taken_out(site: Site) -> None:
    tell(site.store, begin(site.store), "I like tea")
    look = site.client.get(f"/review/export{AT}&look=1")
    assert "0 answers go out." in look.text
    assert '<option value="elm-house" selected>' in look.text
    everywhere = site.client.get("/review/export?service=&look=1").text
    assert "1 answer goes out." in everywhere


def test_a_filter_can_be_shared_at_each_service_that_one_reads_at(site: Site) -> None:
    page = site.client.get("/review?q=tea").text
    for each in site.store.services.all():
        assert f'<option value="{each.id}">With all who read at {each.name}</option>' in page

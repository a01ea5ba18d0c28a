"""The list of conversations: tabs, filters in the address, search, what is saved, and the way through it."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest

from storage.store import Store
from tests.saying import begin, tag, tags, tell
from tests.site import Site, running

GARDEN = "I wish somebody took me to the garden"


@pytest.fixture
def site(sqlite_store: Store) -> Iterator[Site]:
    with running(sqlite_store) as site:
        site.add_staff()
        site.add_staff("ahmed")
        site.come_in()
        yield site


def told(site: Site, text: str = GARDEN, *keys: str) -> UUID:
    """A conversation with one answer, tagged as a wish."""
    conversation_id = begin(site.store)
    found = tags(*(tag(key, "wish") for key in keys or ("facilitation",)), topics=("garden",))
    tell(site.store, conversation_id, text, found)
    return conversation_id


def shown(site: Site, query: str = "") -> str:
    page = site.client.get(f"/review?{query}")
    assert page.status_code == 200
    return page.text


def links(page: str) -> list[str]:
    """The conversations in the list, in order."""
    return re.findall(r'<a href="/review/([0-9a-f-]{36})', page)


def test_each_filter_stands_in_the_address_and_they_combine(site: Site) -> None:
    talk = str(told(site))
    for query, found in [
        ("principle=facilitation&stance=wish&state=suggested&topic=garden", True),
        ("principle=facilitation&stance=working", False),
        ("question=matters", True),
        ("question=-", False),
        ("kind=resident&channel=web&door=typed&language=en", True),
        ("door=pictures", False),
        (f"place={uuid4()}", False),
        ("place=nowhere", False),
        ("q=garden+somebody", True),
        ("q=garden&principle=equality", False),
        ("from=2020-01-01&to=2999-01-01&q=garden", True),
        ("assigned=nobody", True),
        ("assigned=me", False),
        ("assigned=somebody", False),
        ("tab=new", True),
        ("tab=reviewed", False),
        ("tab=listen", False),
        ("tab=concerns", False),
        ("tab=mine", False),
        ("listen=yes", False),
    ]:
        assert (talk in links(shown(site, query))) is found, query


def test_what_filters_is_said_and_can_be_taken_away_one_by_one(site: Site) -> None:
    told(site)
    page = shown(site, "tab=new&q=garden&principle=facilitation")
    assert "Principle: <b>Facilitation</b>" in page
    assert "Words: <b>garden</b>" in page
    assert 'href="/review?tab=new&amp;principle=facilitation"' in page
    assert 'href="/review?tab=new&amp;q=garden"' in page


def test_words_that_were_sought_are_marked(site: Site) -> None:
    told(site)
    page = shown(site, "q=GARD%C3%89N")
    assert '<mark class="hit">garden</mark>' in page


@pytest.mark.parametrize(
    "query",
    [
        "q=%00", "q=%22", "q=)+OR+(*", "q=" + "x" * 9000, "q=%F0%9F%99%82", "q=%ED%A0%80", "q={{7*7}}",
        "before=x", "before=-1", "before=" + "9" * 19, "after=99999999999999999999", "after=0", "before=0",
        "tab=nonsense", "principle=%00", "from=yesterday", "to=9999-12-31", "from=0001-01-01",
        "to=0001-01-01", "assigned=%27", "place=%00", "question=%00", "did=nonsense", "in=%00",
        "page=3", "state=x&stance=y",
    ],
)  # fmt: skip
def test_what_makes_no_sense_does_no_harm(site: Site, query: str) -> None:
    told(site)
    assert "49" not in re.findall(r'value="([^"]*)"', shown(site, query))
    assert site.client.get(f"/review/{told(site)}?{query}").status_code == 200


def test_a_date_and_a_search_that_cannot_be_read_are_said(site: Site) -> None:
    assert "A date could not be read. Write it as 2026-11-22." in shown(site, "from=yesterday")
    assert "There is no word to search for in that." in shown(site, "q=%3F%3F")


def test_the_list_is_read_in_pages_there_and_back(site: Site) -> None:
    talks = [str(told(site, f"answer {n}")) for n in range(27)][::-1]
    first = shown(site, "kind=resident")
    assert links(first) == talks[:25]
    (older,) = re.findall(r'href="([^"]*)" rel="next"', first)
    second = site.client.get(unescape(older)).text
    assert links(second) == talks[25:]
    assert "That is all." in second
    assert "kind=resident" in older
    (newer,) = re.findall(r'href="([^"]*)" rel="prev"', second)
    assert links(site.client.get(unescape(newer)).text) == talks[:25]


def test_from_one_conversation_to_the_next_in_the_same_list(site: Site) -> None:
    first, _, last = told(site), told(site, "A walk"), told(site)
    page = site.client.get(f"/review/{last}?in=q%3Dgarden").text
    assert f'href="/review/{first}?in=q%3Dgarden" rel="next"' in page
    assert 'rel="prev"' not in page
    assert 'href="/review?q=garden"' in page
    page = site.client.get(f"/review/{first}?in=q%3Dgarden").text
    assert f'href="/review/{last}?in=q%3Dgarden" rel="prev"' in page
    assert 'rel="next"' not in page


def test_the_list_one_came_from_stays_in_the_address_after_something_was_done(site: Site) -> None:
    talk = told(site)
    came = {"referer": f"http://testserver/review/{talk}?in=q%3Dgarden"}
    led = site.client.get(f"/review/{talk}?decided=x", headers=came, follow_redirects=False)
    assert (led.status_code, led.headers["location"]) == (303, f"/review/{talk}?decided=x&in=q%3Dgarden")
    for elsewhere in (f"/review/{uuid4()}?in=q%3Dgarden", f"/review/{talk}", f"/review/{talk}?in=%00&x=y"):
        header = {"referer": f"http://testserver{elsewhere}"}
        assert site.client.get(f"/review/{talk}", headers=header, follow_redirects=False).status_code == 200


def test_a_filter_is_saved_under_a_name_used_and_taken_away(site: Site) -> None:
    talk = told(site)
    query = "principle=facilitation&stance=wish"
    kept = site.client.post(
        "/review/filters", data={"name": "Wishes", "query": query}, follow_redirects=False
    )
    assert (kept.status_code, kept.headers["location"]) == (303, f"/review?{query}")
    page = shown(site)
    assert ">Wishes<" in page
    assert f'href="/review?{query.replace("&", "&amp;")}"' in page
    assert str(talk) in links(page)
    (address,) = re.findall(r'action="(/review/filters/[^"]*/remove)"', page)
    assert site.client.post(address, follow_redirects=False).status_code == 303
    assert ">Wishes<" not in shown(site)
    assert site.client.post(address).status_code == 404


def test_a_shared_filter_is_there_for_colleagues_who_cannot_take_it_away(site: Site) -> None:
    here = str(site.store.services.get().id)
    site.client.post("/review/filters", data={"name": "Ours", "query": "q=tea", "share": here})
    site.client.post("/review/filters", data={"name": "Only mine", "query": "q=tea"})
    (address,) = re.findall(r'action="(/review/filters/[^"]*/remove)"', shown(site))[1:]
    site.come_in("ahmed")
    page = shown(site)
    assert "Ours <span>by Priya</span>" in page
    assert "Only mine" not in page
    assert "/remove" not in page
    assert site.client.post(address).status_code == 404


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 400),
        ({"name": "", "query": "q=x"}, 400),
        ({"name": "x" * 500, "query": "q=x"}, 400),
        ({"name": "x", "query": "q=x", "share": "nonsense"}, 404),
        ({"name": "x", "query": "q=x", "share": str(uuid4())}, 404),
    ],
)
def test_a_filter_that_cannot_be_kept_is_told(site: Site, fields: dict[str, str], status: int) -> None:
    refused = site.client.post("/review/filters", data=fields)
    assert refused.status_code == status
    assert "Saved filters" not in shown(site)


def test_only_what_the_list_knows_is_kept_of_a_filter(site: Site) -> None:
    hostile = "q=%22%3E%3Cscript%3E&evil=1&next=//elsewhere&tab=new&before=5"
    kept = site.client.post("/review/filters", data={"name": "x", "query": hostile}, follow_redirects=False)
    assert kept.headers["location"] == "/review?tab=new&q=%22%3E%3Cscript%3E"
    assert "<script>" not in shown(site, f"q={quote('<script>')}")


def test_a_refused_name_stays_in_its_form_with_the_filter(site: Site) -> None:
    refused = site.client.post("/review/filters", data={"name": "y" * 90, "query": "q=tea&tab=new"})
    assert "The name has more than 80 letters." in refused.text
    assert "y" * 90 in refused.text
    assert 'value="tab=new&amp;q=tea"' in refused.text
    assert "<title>Not kept: " in refused.text


def test_a_filter_needs_somebody_who_is_signed_in(site: Site) -> None:
    site.client.cookies.clear()
    for address in ("/review/filters", f"/review/filters/{uuid4()}/remove"):
        led = site.client.post(address, data={"name": "x", "query": "q=x"}, follow_redirects=False)
        assert led.status_code == 401
        assert "Please sign in again" in led.text

"""What we heard on the page: charts that are links, words without names, the brief."""

import re
from collections.abc import Iterator
from datetime import date
from uuid import UUID, uuid4

import pytest

from nlu.redaction import Redactor
from storage.heard_records import EVER, Asked, Quotation
from storage.kinds import Audience
from storage.profiles import Profile
from storage.store import Store
from tests.home import Home, Saying, sayings
from tests.site import Site, running
from web.brief_pdf import printable
from web.heard_view import Address
from web.heard_words import quotations, shared_words, shortened
from web.periods import ALL_TIME, offered, read_period, stretch
from web.silence import told

HOSTILE = "\"><script>alert(1)</script>\x00{{ 7 * 7 }}\u202e' OR 1=1; --"
PAGES = ("/review/heard", "/review/heard/missing", "/review/brief", "/review/brief.pdf")


@pytest.fixture
def site(sqlite_store: Store) -> Iterator[Site]:
    """A site with somebody from staff signed in."""
    with running(sqlite_store) as site:
        site.add_staff()
        site.come_in()
        yield site


@pytest.fixture
def home(site: Site) -> Home:
    """A home that spoke for some months."""
    home = Home(site.store)
    home.say(*sayings(home, 250, 7))
    return home


def page(site: Site, path: str = "/review/heard", **asked: str) -> str:
    found = site.client.get(path, params=asked)
    assert found.status_code == 200, found.text
    return found.text


def one(home: Home, number: int, words: str = "", **more: object) -> Saying:
    usual = Saying(
        home.people[number], Audience.RESIDENT, (2026, 3), home.places[0], "matters", "wish",
        (("assets", "wish", "suggested"),), words,
    )  # fmt: skip
    return usual._replace(**more)  # type: ignore[arg-type]


# The page ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
def test_nobody_sees_it_without_being_signed_in(site: Site, path: str) -> None:
    site.client.cookies.clear()
    assert site.client.get(path, follow_redirects=False).status_code in (303, 401)


@pytest.mark.parametrize("path", PAGES)
def test_before_anybody_spoke_every_page_says_so(site: Site, path: str) -> None:
    assert site.client.get(path).status_code == 200
    assert "Nothing that 5 or more people said" in page(site)


def test_each_number_leads_to_the_conversations_behind_it(site: Site) -> None:
    home = Home(site.store)
    home.say(*(one(home, number) for number in range(6)))
    found = page(site, period="2026", place=home.places[0], question="matters")
    links = re.findall(r'class="n" href="(/review\?[^"]+)"', found)
    chosen = f"kind=resident&amp;place={home.places[0]}&amp;question=matters"
    assert [link.removeprefix("/review?") for link in links] == [
        f"{chosen}&amp;from=2026-01-01&amp;to=2026-12-31&amp;principle=assets&amp;stance=wish&amp;state=suggested",
        f"{chosen}&amp;from=2026-03-01&amp;to=2026-03-31&amp;stance=wish",
    ]


def test_the_table_has_the_numbers_of_the_chart(site: Site, home: Home) -> None:
    chart, table = page(site).split("Suggested, not agreed yet")[1].split("Show as a table")[:2]
    in_chart = re.findall(r'</svg>(\d+)<span class="unseen"> [a-z ]+: ', chart)
    in_table = re.findall(r'data-head="[A-Za-z ]+">(\d+) <span class="people">from \d+ or more people', table)
    assert in_chart == in_table != []


def test_a_tag_that_staff_agree_to_goes_over_to_what_is_agreed(site: Site) -> None:
    home = Home(site.store)
    home.say(*(one(home, number, tags=(("equality", "working", "agreed"),)) for number in range(6)))
    agreed = page(site).split("Suggested, not agreed yet")[0]
    assert "state=agreed" in agreed
    assert "state=suggested" not in agreed


def test_what_makes_no_sense_in_an_address_is_told_plainly_or_passed_over(site: Site, home: Home) -> None:
    for path in PAGES:
        for name in ("kind", "period", "place", "question", "without", "service"):
            for value in (HOSTILE, "x" * 5_000, "none", "9999-99", "2026-q9", str(uuid4())):
                found = site.client.get(path, params={name: value})
                assert found.status_code == (404 if name == "service" else 200), (path, name)
                assert "<script>alert" not in found.text
    assert page(site, kind="nobody") == page(site)


# Words ------------------------------------------------------------------------------------------


def test_names_are_taken_out_of_quotations_and_words(site: Site) -> None:
    home = Home(site.store)
    site.store.people.add(home.service_id, "Zebedee")
    home.say(*(one(home, number, f"I bake bread with Zebedee, number {number}.") for number in range(6)))
    found = page(site)
    assert "bread" in found
    assert "[name]" in found
    assert "zebedee" not in found.lower()
    assert "Zebedee" not in page(site, "/review/brief")


def test_a_word_is_shown_only_if_enough_people_use_it() -> None:
    said = [Quotation(uuid4(), uuid4(), "The allotment, the allotment!") for _ in range(5)]
    said += [Quotation(uuid4(), said[0].voice, "Tomatoes and allotment") for _ in range(5)]
    assert shared_words(said, Redactor(), 5) == ["allotment"]
    assert shared_words(said[:4], Redactor(), 5) == []


def test_a_word_that_is_only_ever_written_large_may_be_a_name() -> None:
    said = [Quotation(uuid4(), uuid4(), "Every Sunday Grenville sings.") for _ in range(6)]
    assert shared_words(said, Redactor(), 5) == ["sings", "sunday"]


def test_one_person_is_quoted_once() -> None:
    voice = uuid4()
    said = [
        Quotation(uuid4(), voice, "One."),
        Quotation(uuid4(), voice, "Two."),
        Quotation(uuid4(), uuid4(), "Three."),
    ]
    assert [words for _, words in quotations(said, Redactor(), 3)] == ["One.", "Three."]
    assert [words for _, words in quotations(said, Redactor(), 3, [said[0].answer_id])] == ["Two.", "Three."]


def test_a_long_quotation_ends_with_a_sentence() -> None:
    assert shortened("I like it. " * 50).endswith("I like it. …")
    assert shortened("a" * 500) == "a" * 260 + " …"
    assert shortened("Short\nlines.") == "Short lines."


# Not heard from yet -----------------------------------------------------------------------------


def test_who_was_not_heard_from_stands_with_what_would_help(site: Site) -> None:
    home = Home(site.store)
    profile = Profile(needs=("interpreter",), language="pl", best_time="mornings", doors=("pictures",))
    site.store.people.change(home.within, home.people[0], "Marta", profile)
    home.say(one(home, 1))
    found = page(site, "/review/heard/missing")
    assert "Marta" in found
    assert "Person 1<" not in found
    for help_ in (
        "Needs an interpreter",
        "Speaks Polish",
        "Best time: mornings",
        "Answers by: pictures",
        "Not asked.",
    ):
        assert help_ in found
    assert "29 of the 30 people" in found
    assert "All or nearly all of the 30 people" in page(site, "/review/brief")


def test_small_numbers_of_silent_people_are_not_told() -> None:
    assert told(7, 31, 5) == "5 or more of the 31 people who are here."
    assert told(7, 31, 1) == "7 of the 31 people who are here."
    for silent in range(5):
        assert told(silent, 31, 5) == told(0, 31, 5)
        assert told(31 - silent, 31, 5) == told(31, 31, 5)
        assert "Fewer than 5 people are on the list" in told(silent, 4, 5)


# The brief --------------------------------------------------------------------------------------


def test_the_brief_says_the_same_on_paper(site: Site, home: Home) -> None:
    found = site.client.get("/review/brief.pdf", params={"period": "2026"})
    assert found.headers["content-type"] == "application/pdf"
    assert found.content.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type /Page\b", found.content)) == 1
    assert "took_brief" in {verb for _, verb, _ in site.store.staff.audit()}


def test_even_the_longest_brief_is_one_page(site: Site) -> None:
    home = Home(site.store)
    long = "The dining room is so loud that nobody can hear a word. " * 20
    keys = ("equality", "diversity", "accessibility", "reciprocity")
    for audience in Audience:
        for stance in ("working", "not_working", "wish"):
            tags = tuple((key, stance, "agreed") for key in keys)
            home.say(*(one(home, number, long + str(number), audience=audience, stance=stance, tags=tags)
                       for number in range(6)))  # fmt: skip
    content = site.client.get("/review/brief.pdf").content
    assert len(re.findall(rb"/Type /Page\b", content)) == 1


def test_a_quotation_can_be_left_out_and_that_is_said(site: Site, home: Home) -> None:
    found = page(site, "/review/brief")
    link = re.search(r"without=([0-9a-f-]{36})", found)
    assert link
    assert str(UUID(link[1])) not in page(site, "/review/brief", without=link[1]).replace(
        f"without={link[1]}", ""
    )
    assert "1 quotation was left out by hand" in page(site, "/review/brief", without=link[1])


def test_letters_that_the_paper_does_not_have_are_known() -> None:
    assert printable("“I’d like tea,” she said – café")
    assert not printable("नमस्ते")
    assert not printable("مرحبا")


def test_a_quotation_in_other_letters_does_not_break_the_paper(site: Site) -> None:
    home = Home(site.store)
    home.say(*(one(home, number, f"नमस्ते 🌷 {number}") for number in range(6)))
    assert site.client.get("/review/brief.pdf").content.startswith(b"%PDF-")


# Periods ----------------------------------------------------------------------------------------


def test_a_period_is_what_the_calendar_has() -> None:
    assert read_period("2026").months == (2026 * 12, 2026 * 12 + 11)
    assert read_period("2026-q4").label == "October to December 2026"
    assert read_period("2026-11").label == "November 2026"
    assert (read_period("2024-02").first_day, read_period("2024-02").last_day) == (
        date(2024, 2, 1),
        date(2024, 2, 29),
    )
    for nonsense in ("", "0000", "2026-13", "2026-00", "20261", "२०२६", "2026-q5"):
        assert read_period(nonsense) == ALL_TIME
    assert stretch(2025 * 12 + 11, 2026 * 12 + 1).label == "December 2025 to February 2026"


def test_every_period_that_is_offered_can_be_read_again() -> None:
    for _, periods in offered(2023 * 12, date(2026, 11, 27)):
        for each in periods:
            assert read_period(each.key) == each


def test_what_was_chosen_stays_when_something_else_is() -> None:
    address = Address(Asked("carer", EVER, "", None), ALL_TIME, {"service": "rose"})
    assert address.of_page() == "/review/heard?service=rose&kind=carer&place=none"
    assert address.of_list(stance="wish") == "/review?service=rose&kind=carer&stance=wish"

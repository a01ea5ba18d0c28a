"""What we heard, export, connections, concerns, the audit: worked by keyboard alone, and without scripts."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.concern_states import HIT, WET, concerned
from tests.browser.heard_states import spoken_for_months
from tests.browser.visits import NO_SCRIPT, Visits
from tests.saying import begin, tell

pytestmark = pytest.mark.slow

MOST_STOPS = 200
"""More than any page has."""


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def options(request: pytest.FixtureRequest) -> dict[str, bool]:
    """A browser as it is, and one that runs no scripts."""
    return {} if request.param else NO_SCRIPT


def reach(page: Page, wanted: Locator) -> None:
    """Press Tab until something has the focus; it can be seen then."""
    wanted.wait_for(state="attached")
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if wanted.evaluate("each => each === document.activeElement"):
            expect(wanted).to_be_in_viewport()
            return
    raise AssertionError(f"Tab never came to {wanted}")


def press(page: Page, wanted: Locator, key: str = "Enter") -> None:
    """Go there and press a key."""
    reach(page, wanted)
    page.keyboard.press(key)


def type_into(page: Page, label: str, words: str) -> None:
    """Go to a field and type."""
    reach(page, page.get_by_label(label))
    page.keyboard.press("Control+A")
    page.keyboard.type(words)


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def test_a_concern_is_found_looked_at_and_seen_to(visits: Visits, options: dict[str, bool]) -> None:
    store = visits.site.store
    concerned(store, WET, "neglect", "soon")
    concerned(store, HIT, "physical", "immediate")
    page = visits.signed_in("/review/concerns", **options)
    press(page, page.get_by_role("link", name="Somebody may be hurt"))
    press(page, button(page, "I am looking at it"))
    expect(page.get_by_text("Priya looks at it.")).to_be_visible()
    press(page, button(page, "I have seen to it"))
    expect(page.get_by_role("alert")).to_contain_text("Write down what was done.")
    type_into(page, "What was done, or why it is not a concern", "Sat with her.")
    press(page, button(page, "I have seen to it"))
    press(page, page.locator("details.concern summary"))
    expect(page.get_by_text("Sat with her.")).to_be_visible()
    press(page, page.get_by_role("link", name=re.compile("1 concern")))
    expect(page.get_by_role("heading", level=2)).to_have_text(["Somebody may be left without care"])


def test_what_was_heard_is_filtered_unfolded_and_cleared(visits: Visits, options: dict[str, bool]) -> None:
    spoken_for_months(visits)
    page = visits.signed_in("/review/heard", **options)
    reach(page, page.get_by_label("Where"))
    page.keyboard.press("ArrowDown")
    press(page, button(page, "Show"))
    expect(page).to_have_url(re.compile("place="))
    press(page, page.locator("details summary").first)
    expect(page.locator("details[open] table").first).to_be_visible()
    press(page, page.get_by_role("link", name="Clear", exact=True))
    expect(page).to_have_url(re.compile("/review/heard$"))
    press(page, page.get_by_role("link", name="See who, and what would help"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("ot heard")


def test_answers_are_counted_and_taken_out(visits: Visits, options: dict[str, bool]) -> None:
    tell(visits.site.store, begin(visits.site.store), "I like tea")
    page = visits.signed_in("/review/export", **options)
    reach(page, page.get_by_label("Who spoke"))
    page.keyboard.type("Res")
    press(page, button(page, "How many are that?"))
    expect(page.locator(".looked")).to_contain_text("1 answer goes out.")
    expect(page.get_by_label("Who spoke")).to_have_value("resident")
    reach(page, page.get_by_label("CSV, for spreadsheets"))
    page.keyboard.press("ArrowDown")
    with page.expect_download() as taken:
        press(page, button(page, "Take them out"))
    with zipfile.ZipFile(io.BytesIO(Path(taken.value.path()).read_bytes())) as found:
        assert any(name.endswith(".jsonl") for name in found.namelist())


def test_a_token_is_made_seen_once_and_revoked(visits: Visits, options: dict[str, bool]) -> None:
    page = visits.signed_in("/review/connections", **options)
    type_into(page, "What is it for?", "Quality board")
    type_into(page, "It ends after how many days?", "30")
    press(page, page.get_by_role("checkbox", name="You said, we did"), "Space")
    press(page, button(page, "Make it and show it once"))
    expect(page.locator("code.secret")).to_be_visible()
    press(page, page.get_by_role("main").get_by_role("link", name="Connections"))
    expect(page.locator("code.secret")).to_have_count(0)
    press(page, page.locator("details.sure summary").first)
    press(page, button(page, "Yes, revoke it"))
    expect(page.locator("li.ended")).to_contain_text("Quality board")


def test_who_read_what_is_filtered_and_printed_for_the_person(
    visits: Visits, options: dict[str, bool]
) -> None:
    joan = visits.site.store.people.add(visits.site.store.services.get().id, "Joan")
    page = visits.signed_in(f"/review/people/{joan.id}", **options)
    page.goto(f"{visits.site.url}/review/audit")
    reach(page, page.get_by_label("About"))
    page.keyboard.type("Joan")
    reach(page, page.get_by_label("What", exact=True))
    page.keyboard.type("Read")
    press(page, button(page, "Show"))
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text("Read how they like to talk")
    press(page, page.get_by_role("link", name="Sheet for them, in plain words"))
    expect(page.get_by_role("main")).to_contain_text("looked at how you like to talk")

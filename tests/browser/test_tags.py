"""Staff decide on tags in a real browser: by mouse, with the keyboard alone, without scripts, two at once."""

import re
from uuid import UUID

import pytest
from playwright.sync_api import Locator, Page, expect

from storage.kinds import TagStatus
from storage.records import TagRecord
from tests.browser.tag_states import tag, tags_old
from tests.browser.telling import WORDS, told
from tests.browser.test_listening import tab_to
from tests.browser.visits import NO_SCRIPT, PHONE, Visits
from tests.site import Served

pytestmark = pytest.mark.slow


@pytest.fixture
def talk(site: Served) -> UUID:
    """A conversation with one answer and five suggestions."""
    return told(site.store)


def button(page: Page, verb: str, about: str) -> Locator:
    """The button that does this with a tag; what it is about is said, not shown."""
    return page.get_by_role("button", name=re.compile(rf"^{verb} ?: {about}"))


def row(page: Page, label: str) -> Locator:
    """The row of a tag that stands."""
    return page.locator(".deciding > .tags > .tag", has=page.locator(".about b", has_text=label))


def standing(site: Served, talk: UUID) -> dict[str, TagRecord]:
    return {
        each.key: each
        for each in site.store.review.answers(site.store.services.ids(), talk)[0].tags
        if each.status != "removed"
    }


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_tag_is_agreed_with_one_press_and_taken_back(
    visits: Visits, site: Served, talk: UUID, scripts: bool
) -> None:
    page = visits.signed_in(f"/review/{talk}", java_script_enabled=scripts)
    button(page, "Agree", "Peer support, Working").click()
    expect(
        page.get_by_role("status").filter(has_text="Priya agreed to Peer support, Working")
    ).to_be_visible()
    expect(page.locator(".tag.agreed")).to_have_count(1)
    expect(page.locator(".tag.suggested")).to_have_count(4)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".tag.suggested")).to_have_count(5)
    assert standing(site, talk)["peer_support"].status == TagStatus.SUGGESTED


def test_everything_is_done_without_scripts(visits: Visits, site: Served, talk: UUID) -> None:
    page = visits.signed_in(f"/review/{talk}", **NO_SCRIPT)
    expect(page.locator("kbd:visible")).to_have_count(0)
    row(page, "Peer support").locator(".alter").click()
    form = row(page, "Peer support").locator(".choosing")
    form.get_by_role("radio", name="Wish").check()
    form.get_by_role("checkbox", name="I wish they would listen.").check()
    form.get_by_role("button", name="Keep this tag").click()
    page.locator(".add").click()
    form = page.locator(".adding .choosing")
    form.locator("select").select_option("Assets")
    form.get_by_role("radio", name="Working", exact=True).check()
    form.get_by_role("textbox").fill("told SOMEBODY")
    form.get_by_role("button", name="Add this tag").click()
    button(page, "Remove", "Diversity, Neutral").click()
    found = standing(site, talk)
    assert found["peer_support"].stance == "wish"
    assert [WORDS[slice(*span)] for span in found["assets"].evidence] == ["told somebody"]
    assert "diversity" not in found
    page.get_by_text("Removed (2)").click()
    button(page, "Put it back", "Diversity, Neutral").click()
    page.get_by_text("Who decided what (4)").click()
    expect(page.locator(".history li")).to_have_count(4)


def test_letters_decide_while_the_focus_is_among_the_tags(visits: Visits, site: Served, talk: UUID) -> None:
    page = visits.signed_in(f"/review/{talk}")
    page.keyboard.press("a")
    page.keyboard.press("r")
    assert {each.status for each in standing(site, talk).values()} == {TagStatus.SUGGESTED}
    tab_to(page, "To the first suggestion", "link")
    page.keyboard.press("Enter")
    expect(page.locator(".tag.suggested").first).to_be_focused()
    page.keyboard.press("Tab")
    expect(button(page, "Agree", "Reciprocity")).to_be_focused()
    page.keyboard.press("a")
    expect(page.locator(".tag.agreed")).to_have_count(1)
    expect(page.get_by_role("heading", name="Principles")).to_be_focused()
    page.keyboard.press("j")
    expect(button(page, "Agree", "Facilitation")).to_be_focused()
    page.keyboard.press("r")
    expect(page.locator(".deciding > .tags > .tag")).to_have_count(4)
    expect(page.get_by_role("heading", name="Principles")).to_be_focused()
    page.keyboard.press("u")
    expect(page.locator(".deciding > .tags > .tag")).to_have_count(5)
    expect(page.get_by_role("heading", name="Principles")).to_be_focused()
    for key in ("j", "j", "k", "c"):
        page.keyboard.press(key)
    expect(page.locator(".changing select")).to_be_focused()
    page.keyboard.type("Assets")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Kept:")).to_be_visible()
    assert standing(site, talk)["assets"].status == TagStatus.AGREED


def test_selected_words_come_into_the_form(visits: Visits, site: Served, talk: UUID) -> None:
    page = visits.signed_in(f"/review/{talk}")
    page.locator(".add").click()
    expect(page.locator(".adding select")).to_be_focused()
    page.locator(".answer > .words").evaluate(
        """words => {
          const text = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
          while (!text.nextNode().data.includes("We told")) { /* on */ }
          getSelection().setBaseAndExtent(text.currentNode, 0, text.currentNode, 16);
        }"""
    )
    box = page.locator(".adding").get_by_role("textbox")
    expect(box).to_have_value("We told somebody")
    page.locator(".adding select").select_option("Assets")
    page.locator(".adding").get_by_role("radio", name="Neutral").check()
    page.get_by_role("button", name="Add this tag").click()
    expect(page.get_by_role("status").filter(has_text="Priya added Assets")).to_be_visible()
    assert WORDS[slice(*standing(site, talk)["assets"].evidence[0])] == "We told somebody"


def test_the_second_of_two_is_told_and_loses_nothing(visits: Visits, site: Served, talk: UUID) -> None:
    page = visits.signed_in(f"/review/{talk}")
    mine = row(page, "Peer support")
    mine.locator(".alter").click()
    mine.locator("select").select_option("Assets")
    ahmed = site.store.staff.add("ahmed", "Ahmed", "no password")
    site.store.corrections.agree(
        site.store.services.ids(), tag(site.store, talk, "peer_support").id, ahmed.id
    )
    mine.get_by_role("button", name="Keep this tag").click()
    expect(page.get_by_role("alert")).to_contain_text("Ahmed agreed to Peer support, Working")
    expect(page).to_have_title(re.compile("^Not kept: "))
    page.get_by_role("link", name="Go to the form").click()
    expect(page.locator(".changing select")).to_have_value("assets")
    page.get_by_role("button", name="Keep this tag").first.click()
    expect(page.get_by_role("status").filter(has_text="Priya changed a tag to Assets")).to_be_visible()


def test_both_wordings_of_a_person_are_read(visits: Visits) -> None:
    page = tags_old(visits)
    expect(page.locator(".first-said blockquote")).to_have_text(WORDS)
    expect(page.locator(".stale")).to_contain_text("Given to earlier words.")
    expect(page.locator(".answer > .words mark")).to_have_count(0)


def test_a_phone_shows_it_without_moving_sideways(visits: Visits, talk: UUID) -> None:
    page = visits.signed_in(f"/review/{talk}", viewport=PHONE, has_touch=True)
    page.locator(".alter").first.click()
    expect(page.locator(".changing")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_on_paper_tags_stand_and_nothing_can_be_pressed(visits: Visits, talk: UUID) -> None:
    page = visits.signed_in(f"/review/{talk}")
    page.emulate_media(media="print")
    for gone in (".deciding .acts", ".how .button"):
        expect(page.locator(gone).first).to_be_hidden()
    expect(page.locator(".tag .by").first).to_be_visible()

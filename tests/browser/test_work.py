"""Staff work on conversations in a real browser: by mouse, by keyboard, without scripts, two at once."""

import re
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from storage.work_records import Item
from tests.browser.telling import told
from tests.browser.test_listening import tab_to
from tests.browser.visits import NO_SCRIPT, PHONE, Visits
from tests.browser.work_states import joans_talk, long_talk, priyas
from tests.saying import say
from tests.site import Served

pytestmark = pytest.mark.slow


def home(site: Served) -> list[UUID]:
    return [site.store.services.get().id]


def reviewed(site: Served, talk: UUID) -> bool:
    found = site.store.work.get(home(site), talk)
    return bool(found and found.is_reviewed)


def just_done(page: Page, words: str) -> None:
    """The band says so."""
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_conversation_is_reviewed_and_back_with_two_presses(
    visits: Visits, site: Served, scripts: bool
) -> None:
    talk = joans_talk(site.store)
    page = visits.signed_in(f"/review/{talk}", java_script_enabled=scripts)
    page.get_by_role("button", name="Mark as reviewed").click()
    just_done(page, "Marked as reviewed")
    assert reviewed(site, talk)
    page.get_by_role("button", name="Undo", exact=True).click()
    just_done(page, "Put back as before")
    assert not reviewed(site, talk)


@pytest.mark.parametrize("options", [NO_SCRIPT, {"viewport": PHONE}], ids=["no scripts", "phone"])
def test_all_of_it_is_done_on_one_page(visits: Visits, site: Served, options: dict[str, object]) -> None:
    talk = joans_talk(site.store)
    page = visits.signed_in(f"/review/{talk}", **options)
    page.get_by_label("Who sees to it").select_option(label="Priya (you)")
    page.get_by_label("By which day").fill("2030-12-24")
    page.get_by_role("button", name="Save", exact=True).click()
    just_done(page, "Given to Priya and due Tuesday 24 December 2030")
    page.get_by_text("Write a note").click()
    page.get_by_label("A note on this conversation").fill("A quiet table at half past twelve.")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.locator(".staff-note .text")).to_have_text("A quiet table at half past twelve.")
    page.get_by_role("link", name=re.compile("^They disagree")).first.click()
    page.get_by_label("What they say of it").fill("It is the music.")
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator(".tag .against")).to_contain_text("It is the music.")
    page.goto(f"{site.url}/review/work")
    expect(page.locator(".rows .who b")).to_have_text("Joan")


def test_all_of_it_is_done_with_the_keyboard_alone(visits: Visits, site: Served) -> None:
    talk = told(site.store)
    page = visits.signed_in(f"/review/{talk}")
    tab_to(page, "Mark as reviewed")
    page.keyboard.press("Enter")
    just_done(page, "Marked as reviewed")
    assert reviewed(site, talk)
    tab_to(page, "Undo")
    page.keyboard.press("Enter")
    just_done(page, "Put back as before")
    tab_to(page, "Who sees to it", "combobox")
    page.keyboard.type("Pri")
    tab_to(page, "Save")
    page.keyboard.press("Enter")
    just_done(page, "Given to Priya")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_many_are_reviewed_at_once_and_back(visits: Visits, site: Served, scripts: bool) -> None:
    talks = [told(site.store) for _ in range(3)]
    page = visits.signed_in("/review", java_script_enabled=scripts)
    me = priyas(site.store)
    site.store.work.assign(home(site), [Item(each) for each in talks], me, me)
    page.goto(f"{site.url}/review/work")
    if scripts:
        page.get_by_label("Tick all on this page").check()
    else:
        expect(page.get_by_label("Tick all on this page")).to_be_hidden()
        for box in page.locator(".tick input").all():
            box.check()
    page.get_by_role("button", name="Mark as reviewed").click()
    just_done(page, "3 conversations: marked as reviewed")
    assert all(reviewed(site, each) for each in talks)
    page.get_by_role("button", name="Undo", exact=True).click()
    just_done(page, "3 conversations: put back as before")
    assert not any(reviewed(site, each) for each in talks)


def test_enter_sets_the_day_in_its_field_and_does_nothing_elsewhere(visits: Visits, site: Served) -> None:
    talk = told(site.store)
    page = visits.signed_in("/review")
    me = priyas(site.store)
    site.store.work.assign(home(site), [Item(talk)], me, me)
    page.goto(f"{site.url}/review/work")
    page.locator(".tick input").check()
    page.locator(".tick input").press("Enter")
    just_done(page, "Nothing was done: press one of the buttons")
    page.locator(".tick input").check()
    page.get_by_label("By which day").fill("2030-12-24")
    page.get_by_label("By which day").press("Enter")
    just_done(page, "Due Tuesday 24 December 2030")
    assert not reviewed(site, talk)


def test_two_at_one_conversation_lose_nothing(visits: Visits, site: Served) -> None:
    talk = told(site.store)
    site.add_staff("ahmed")
    priya = visits.signed_in(f"/review/{talk}")
    ahmed = visits.signed_in(f"/review/{talk}")
    ahmed.get_by_label("Who sees to it").select_option(label="Ahmed")
    ahmed.get_by_role("button", name="Save", exact=True).click()
    just_done(ahmed, "Given to Ahmed")
    priya.get_by_text("Write a note").click()
    priya.get_by_label("A note on this conversation").fill("I ring her today.")
    priya.get_by_role("button", name="Keep the note").click()
    expect(priya.locator(".staff-note .text")).to_have_text("I ring her today.")
    expect(priya.locator(".work-state")).to_contain_text("Ahmed sees to it")


def test_words_that_come_while_one_reads_are_not_passed_over(visits: Visits, site: Served) -> None:
    talk = told(site.store)
    page = visits.signed_in(f"/review/{talk}")
    say(site.store, talk, "And nobody told my sister.")
    page.get_by_role("button", name="Mark as reviewed").click()
    expect(page.get_by_role("alert")).to_contain_text("They said more since you opened this page")
    assert not reviewed(site, talk)
    page.get_by_role("button", name="Mark as reviewed").click()
    just_done(page, "Marked as reviewed")


def test_a_transcript_of_200_turns_is_read_page_by_page(visits: Visits, site: Served) -> None:
    page = visits.signed_in(f"/review/{long_talk(site.store)}", **NO_SCRIPT)
    page.get_by_text("The last of what was said").click()
    expect(page.locator(".transcript li")).to_have_count(30)
    page.get_by_role("link", name="Read all from the beginning").click()
    for _ in range(3):
        expect(page.locator(".transcript li")).to_have_count(50)
        page.get_by_role("link", name="Later").click()
    expect(page.locator(".transcript li").last).to_contain_text("200. We go")
    expect(page.get_by_role("link", name="Later")).to_have_count(0)

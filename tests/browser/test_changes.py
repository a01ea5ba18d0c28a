"""You said, we did: by mouse, by keyboard, without scripts, by two people at once, on paper."""

import re
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from storage.change_records import Written
from storage.kinds import ChangeState, ReplyState, ReplyWay, Verdict
from tests.browser.change_states import LOUD, TABLES, board, replied, reply_print, several
from tests.browser.telling import conversation_of, told
from tests.browser.visits import NO_SCRIPT, Visits
from tests.site import Served

pytestmark = pytest.mark.slow

A4, A3 = (595, 842), (842, 1191)
"""Points of the two papers."""


def staff(site: Served) -> UUID:
    if not site.store.staff.everyone():
        site.add_staff()
    return site.store.staff.everyone()[0].id


def by_keyboard(page: Page, role: str, name: str) -> None:
    """Go to a control with Tab alone, and stop there."""
    wanted = page.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]
    expect(wanted).to_have_count(1)
    for _ in range(150):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"Tab does not reach {role} {name}")


@pytest.mark.parametrize("options", [{}, NO_SCRIPT], ids=["scripts", "no scripts"])
def test_from_an_answer_to_a_change_that_is_closed(
    visits: Visits, site: Served, options: dict[str, bool]
) -> None:
    path = visits.begin()
    visits.talk(path, "I cannot hear anybody at lunch.")
    talk = conversation_of(site.store, path)
    page = visits.signed_in(f"/review/{talk}", **options)
    page.get_by_role("link", name="Put on “You said, we did”").click()
    page.get_by_label("You said").fill(LOUD)
    page.get_by_label("Who sees to it?").fill("Ahmed")
    page.get_by_role("button", name="Begin it").click()
    page.get_by_role("radio", name="We did").check()
    page.get_by_label("We did", exact=True).last.fill(TABLES)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    page.get_by_role("button", name="Tell them").click()
    expect(page.get_by_text("It has not reached them yet.")).to_be_visible()

    person = visits.page(path, **options)
    person.get_by_role("button", name="It is better", exact=True).click()
    expect(person.get_by_text("You told us: It is better.")).to_be_visible()

    page.reload()
    page.get_by_role("button", name="Close it: they say it is better").click()
    expect(page.get_by_role("heading", name="Closed on")).to_be_visible()
    assert [each.state for each in site.store.changes.closed(site.store.services.ids())] == [
        ChangeState.CLOSED
    ]


def test_all_of_it_by_keyboard(visits: Visits, site: Served) -> None:
    page = visits.signed_in(f"/review/{told(site.store)}")
    by_keyboard(page, "link", "Put on “You said, we did”")
    page.keyboard.press("Enter")
    page.wait_for_url("**/review/changes/new?**")
    by_keyboard(page, "textbox", "You said")
    page.keyboard.type(LOUD)
    by_keyboard(page, "button", "Begin it")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/review/changes/[0-9a-f-]{36}"))
    by_keyboard(page, "combobox", "Part")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("Joan and Bill")
    page.keyboard.press("Enter")
    page.wait_for_url("**#parts")
    [change] = site.store.changes.open(site.store.services.ids())
    assert [(each.part, each.who, each.name) for each in change.parts] == [
        ("decided", "residents", "Joan and Bill")
    ]


def test_two_at_once_put_together_what_both_wrote(visits: Visits, site: Served) -> None:
    change = several(site.store, staff(site))
    first = visits.signed_in(f"/review/changes/{change.id}")
    second = visits.signed_in(f"/review/changes/{change.id}")
    for page, words in ((first, "Two tables."), (second, "Music off at lunch.")):
        page.get_by_label("We did", exact=True).last.fill(words)
        page.get_by_role("button", name="Save").click()
    expect(second.get_by_role("alert")).to_contain_text("Two tables.")
    field = second.get_by_label("We did", exact=True).last
    expect(field).to_have_value("Music off at lunch.")
    field.fill("Two tables. Music off at lunch.")
    second.get_by_role("button", name="Save").click()
    expect(second.get_by_text("Saved.", exact=True)).to_be_visible()
    found = site.store.changes.get(site.store.services.ids(), change.id)
    assert found
    assert found.written.did == "Two tables. Music off at lunch."


def test_a_reply_comes_to_an_open_chat_and_what_is_being_written_stays(visits: Visits, site: Served) -> None:
    path = visits.begin()
    visits.talk(path, "I cannot hear anybody at lunch.")
    talk, priya = conversation_of(site.store, path), staff(site)
    writer = visits.writer(path)
    writer.page.get_by_label("Your message").fill("And one more thi")
    change = site.store.changes.begin(
        site.store.services.ids(),
        Written(LOUD),
        [site.store.review.answers(site.store.services.ids(), talk)[0].answer.id],
        priya,
    )
    site.store.changes.write(
        site.store.services.ids(), change.id, 0, ChangeState.DID, Written(LOUD, did=TABLES)
    )
    reply = site.store.replies.send(
        site.store.services.ids(), talk, priya, TABLES, ReplyWay.CHAT, change_id=change.id
    )
    visits.talk(path, "Hello?")  # which wakes the page, as any news does
    shown = writer.page.locator(f'[data-id="{reply.id}"]')
    expect(shown).to_contain_text("From Priya, who works here")
    found = site.store.replies.get(site.store.services.ids(), reply.id)
    assert found
    assert found.state == ReplyState.TOLD
    shown.get_by_role("button", name="It is the same").click()
    expect(writer.page.get_by_text("You told us: It is the same.")).to_be_visible()
    expect(writer.page.get_by_label("Your message")).to_have_value("And one more thi")
    found = site.store.replies.get(site.store.services.ids(), reply.id)
    assert found
    assert found.verdict == Verdict.SAME


def test_a_reply_takes_no_quick_answers_away(visits: Visits) -> None:
    page = visits.page(replied(visits))
    expect(page.get_by_role("button", name="Yes, that's right")).to_be_visible()
    page.get_by_role("button", name="Yes, that's right").click()
    expect(page.get_by_role("button", name="Yes, that's right")).to_be_hidden()


@pytest.mark.parametrize(("paper", "size"), [("a4", A4), ("a3", A3)])
def test_the_poster_comes_out_on_its_paper(visits: Visits, paper: str, size: tuple[int, int]) -> None:
    page = board(visits)
    page.goto(f"{visits.site.url}/review/changes/poster?paper={paper}")
    assert sizes(page) == {size}
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation")).to_be_hidden()
    expect(page.get_by_role("heading", name="You said, we did")).to_be_visible()
    assert letters(page) > 20


def test_a_reply_on_paper_is_one_sheet_of_large_letters(visits: Visits) -> None:
    page = reply_print(visits)
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    assert sizes(page) == {A4}
    page.emulate_media(media="print")
    assert letters(page) >= 18 * 96 / 72


def letters(page: Page) -> float:
    """How large they are, in pixels."""
    first = page.locator(".sheet section p").first
    return float(first.evaluate("one => parseFloat(getComputedStyle(one).fontSize)"))


def sizes(page: Page) -> set[tuple[int, int]]:
    """The sizes of the sheets on which a page is printed, in points."""
    boxes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", page.pdf(prefer_css_page_size=True))
    return {(round(float(width)), round(float(height))) for width, height in boxes}

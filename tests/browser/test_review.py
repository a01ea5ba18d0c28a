"""What staff see in a browser: the list, and one conversation with the words that led to each tag."""

import pytest
from playwright.sync_api import Page, expect

from nlu.principles import load_taxonomy
from storage.kinds import Audience
from tests.browser.telling import WORDS, told
from tests.browser.visits import NO_SCRIPT, PHONE, Visits, texts
from tests.saying import begin, tell
from tests.site import PASSWORD, Served

pytestmark = pytest.mark.slow

STANCES = ("working", "not_working", "wish", "neutral")
LABELS = {principle.key: principle.label for principle in load_taxonomy().principles}


@pytest.fixture
def conversation(site: Served) -> str:
    """The path of a conversation to read."""
    return f"/review/{told(site.store)}"


# Signing in ---------------------------------------------------------------------------------------


def test_staff_sign_in_and_read_and_sign_out_with_the_keyboard(visits: Visits, conversation: str) -> None:
    visits.site.add_staff()
    page = visits.page(conversation)
    expect(page.get_by_role("heading", level=1)).to_have_text("Staff sign in")
    page.get_by_label("User name").focus()
    page.keyboard.type("priya")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Family or friend")
    assert page.url.endswith(conversation)
    page.get_by_text("Everything that was said").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".transcript li.person .words").first).to_have_text(WORDS)
    page.get_by_role("button", name="Sign out").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Staff sign in")
    page.go_back()
    expect(page.get_by_text("three weeks ago")).to_have_count(0)


def test_a_wrong_password_is_told_beside_the_fields(visits: Visits) -> None:
    visits.site.add_staff()
    page = visits.page("/review")
    page.get_by_label("User name").fill("priya")
    page.get_by_label("Password").fill("a wrong guess")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("The user name or the password is not right.")
    expect(page.get_by_label("User name")).to_have_value("priya")
    expect(page.get_by_label("Password")).to_have_value("")
    page.get_by_role("link", name="Check your user name and password").click()
    expect(page.get_by_label("User name")).to_be_focused()
    assert texts(page, "title")[0].startswith("Not signed in")


def test_passwords_can_be_pasted_and_filled_in(visits: Visits) -> None:
    visits.site.add_staff()
    page = visits.page("/review/login", permissions=["clipboard-read", "clipboard-write"])
    page.evaluate("words => navigator.clipboard.writeText(words)", PASSWORD)
    password = page.get_by_label("Password")
    expect(password).to_have_attribute("autocomplete", "current-password")
    expect(page.get_by_label("User name")).to_have_attribute("autocomplete", "username")
    page.get_by_label("User name").fill("priya")
    password.focus()
    page.keyboard.press("Control+V")
    expect(password).to_have_value(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Conversations")


# The list -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_list_is_filtered_by_an_ordinary_form(visits: Visits, scripts: bool) -> None:
    told(visits.site.store, Audience.CARER)
    told(visits.site.store, Audience.RESIDENT)
    page = visits.signed_in(java_script_enabled=scripts)
    rows = page.locator(".lines > li")
    expect(rows).to_have_count(2)
    page.get_by_label("Who", exact=True).select_option("Residents")
    page.get_by_label("Principle", exact=True).select_option(LABELS["peer_support"])
    page.get_by_role("button", name="Show").click()
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Resident")
    expect(page.get_by_label("Who", exact=True)).to_have_value("resident")
    page.get_by_text("More filters").click()
    page.get_by_label("From", exact=True).fill("2999-01-01")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("No conversation fits what you chose.")).to_be_visible()
    page.get_by_role("link", name="Clear").click()
    expect(rows).to_have_count(2)
    rows.first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Resident")
    page.get_by_role("link", name="All conversations").click()
    expect(rows).to_have_count(2)


def test_a_long_list_is_read_page_by_page(visits: Visits) -> None:
    for _ in range(26):
        told(visits.site.store)
    page = visits.signed_in()
    expect(page.locator(".lines > li")).to_have_count(25)
    page.get_by_role("link", name="More, older").click()
    expect(page.locator(".lines > li")).to_have_count(1)
    expect(page.get_by_text("That is all.")).to_be_visible()
    page.get_by_role("link", name="Newer").click()
    expect(page.locator(".lines > li")).to_have_count(25)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_words_are_searched_read_one_after_the_other_and_the_search_is_saved(
    visits: Visits, scripts: bool
) -> None:
    for text in ("The garden is lovely", "I like tea", "Nobody takes me to the garden"):
        tell(visits.site.store, begin(visits.site.store), text)
    page = visits.signed_in(java_script_enabled=scripts)
    page.get_by_label("Words").focus()
    page.keyboard.type("GARD")
    page.keyboard.press("Enter")
    rows = page.locator(".lines > li")
    expect(rows).to_have_count(2)
    assert texts(page, "mark.hit") == ["garden", "garden"]
    page.get_by_text("Save this filter").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Its name").fill("Garden")
    page.keyboard.press("Enter")
    expect(page.locator(".kept a[aria-current]")).to_have_text("Garden")
    rows.first.get_by_role("link").click()
    expect(page.locator(".answer > .words")).to_have_text("Nobody takes me to the garden")
    page.get_by_role("link", name="Next, older").first.click()
    expect(page.locator(".answer > .words")).to_have_text("The garden is lovely")
    expect(page.get_by_role("link", name="Next, older")).to_have_count(0)
    page.get_by_role("link", name="Back to what you searched for").click()
    expect(rows).to_have_count(2)
    page.get_by_role("button", name="Remove the filter Garden").click()
    expect(page.locator(".kept li")).to_have_count(0)
    expect(rows).to_have_count(2)


def test_the_list_one_came_from_is_still_there_after_a_tag_was_decided_on(visits: Visits) -> None:
    for _ in range(2):
        told(visits.site.store)
    page = visits.signed_in("/review?stance=wish")
    page.locator(".lines a").first.click()
    page.get_by_role("button", name="Agree").first.click()
    page.get_by_role("button", name="Agree").first.click()
    page.get_by_role("link", name="Next, older").first.click()
    assert page.url.endswith("?in=stance%3Dwish")


# One conversation ---------------------------------------------------------------------------------


def marked(page: Page) -> list[tuple[str, str]]:
    """Each stretch of marked words in the answer, with the look that it has."""
    found: list[list[str]] = page.eval_on_selector_all(
        ".answer > .words mark", "all => all.map(one => [one.textContent, one.className])"
    )
    return [(words, look.removeprefix("stance-")) for words, look in found]


@pytest.fixture
def transcript(visits: Visits, conversation: str) -> Page:
    """The page of a conversation."""
    return visits.signed_in(conversation)


def test_the_evidence_is_marked_in_the_very_words(transcript: Page) -> None:
    assert texts(transcript, ".answer > .words") == [WORDS]
    assert marked(transcript) == [
        ("three weeks ago and", "not_working"),
        ("heard nothing", "several"),
        ("She sits with him", "working"),
        ("listen", "wish"),
        ("😀", "neutral"),
    ]
    assert texts(transcript, ".tag q") == [
        "three weeks ago and heard nothing", "heard nothing", "She sits with him", "listen", "😀"
    ]  # fmt: skip


def test_words_that_were_agreed_in_the_chat_are_read_as_they_were_written(visits: Visits) -> None:
    writer = visits.writer()
    words = "  Nobody is here to <b>listen</b> & to sit with us.\n\nHe misses his own cardigans."
    writer.tells(words)
    writer.chooses("affirm")
    page = visits.signed_in()
    page.locator(".lines a").first.click()
    assert texts(page, ".answer > .words") == [words]
    assert marked(page) == [("listen", "wish"), ("his own cardigans", "neutral")]
    expect(page.locator(".answer .state").first).to_have_text("Agreed")


def test_each_stance_has_a_line_a_shape_and_a_word_of_its_own(transcript: Page) -> None:
    def looks(read: str) -> list[object]:
        where = [f".answer > .words mark.stance-{stance}" for stance in STANCES]
        return [transcript.locator(each).first.evaluate(read) for each in where]

    for of_its_own in (
        "one => getComputedStyle(one).textDecorationStyle",
        "one => one.querySelector('use').getAttribute('href')",
    ):
        found = looks(of_its_own)
        assert len(set(found)) == len(STANCES), found
    assert set(looks("one => getComputedStyle(one).textDecorationLine")) == {"underline"}
    expect(transcript.locator(".tag .stance")).to_have_text(
        ["Not working", "Wish", "Working", "Wish", "Neutral"]
    )
    expect(transcript.locator(".legend dd")).to_have_text(
        ["Working", "Not working", "Wish", "Neutral", "More than one", "Agreed by staff"]
    )


def test_each_line_of_the_list_says_its_stances_in_words(visits: Visits, conversation: str) -> None:
    page = visits.signed_in()
    row = page.locator(".lines a").first
    for key, stance in [
        ("diversity", "Neutral"),
        ("equality", "Wish"),
        ("facilitation", "Wish"),
    ]:
        assert f"{LABELS[key]}, {stance}" in " ".join(row.inner_text().split()).replace(" ,", ",")
    shapes = row.locator(".shape use").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert len(set(shapes)) == 2  # of the first three; of the others it says how many there are
    assert "more" in row.inner_text()


def test_forced_colours_leave_every_stance_to_be_told_apart(visits: Visits, conversation: str) -> None:
    page = visits.signed_in(conversation, forced_colors="active")
    styles = [
        page.locator(f".answer > .words mark.stance-{stance}").first.evaluate(
            "one => [getComputedStyle(one).textDecorationStyle, getComputedStyle(one).backgroundColor]"
        )
        for stance in STANCES
    ]
    assert len({style for style, _ in styles}) == len(STANCES)
    assert len({background for _, background in styles}) == 1


def test_on_paper_there_are_words_and_marks_and_nothing_to_press(transcript: Page) -> None:
    transcript.emulate_media(media="print")
    for gone in (".topbar", ".skip", ".back", ".transcript summary"):
        expect(transcript.locator(gone)).to_be_hidden()
    expect(transcript.get_by_role("heading", level=1)).to_be_visible()
    expect(transcript.locator(".answer > .words mark").first).to_be_visible()
    expect(transcript.locator(".transcript li.person").first).to_be_visible()
    assert transcript.pdf(format="A4").startswith(b"%PDF")


def alone(transcript: Page) -> list[str]:
    """The marks whose sign begins a line without any of their words."""
    found: list[str] = transcript.eval_on_selector_all(
        ".answer > .words mark",
        """all => all.filter((mark) => {
          const words = document.createRange();
          words.selectNodeContents(mark.firstChild);
          const last = [...words.getClientRects()].at(-1);
          const sign = mark.querySelector("svg").getBoundingClientRect();
          return sign.top > last.bottom || sign.bottom < last.top;
        }).map((mark) => mark.textContent)""",
    )
    return found


def test_a_sign_stands_on_the_line_of_its_words(transcript: Page) -> None:
    for width in range(320, 520, 10):
        transcript.set_viewport_size({"width": width, "height": 800})
        assert alone(transcript) == [], width


def test_a_phone_shows_the_words_without_moving_sideways(visits: Visits, conversation: str) -> None:
    page = visits.signed_in(conversation, viewport=PHONE, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    expect(page.locator(".answer > .words")).to_be_visible()


def test_everything_can_be_read_without_scripts(visits: Visits, conversation: str) -> None:
    page = visits.signed_in(conversation, **NO_SCRIPT)
    page.get_by_text("Everything that was said").click()
    expect(page.locator(".transcript li.person .words").first).to_be_visible()
    assert page.locator("script:not([type=module])").count() == 0  # one looks for calls, where it may

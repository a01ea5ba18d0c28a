"""Takes pictures of the documents: the real program, and a conversation that was made up. Run by hand:

uv run python -m tests.browser.pictures
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from storage.grants import Post
from storage.profiles import Profile
from storage.store import Store
from tests.at_rest import kept_in
from tests.browser.chromium import MISSING, arguments, find
from tests.browser.mouth import say
from tests.browser.tablets import MOUTH, Sitter
from tests.browser.visits import TABLET, WIDE
from tests.browser.writer import Writer
from tests.program import Program, running_program
from tests.site import ALL_POWERS, PASSWORD
from web.auth import hash_password
from web.settings import ROOT

PICTURES = ROOT / "docs" / "pictures"
MOST_BYTES = 200_000
MOST_BYTES_OF_TABLETS = 90_000
PLACE = "Lavender wing"
CHOSEN = ("My family", "My friends")

SAID = (
    "That she is asked, and not talked over. Last week her key worker changed and nobody told us.",
    """When she talks to other people who have lost somebody. They keep each other going. \
She would love to teach knitting again, she is very good at it.""",
    """Ahmed always listens. In the office I have asked three times about her hearing aid \
and never got an answer.""",
)
"""Answers of an invented daughter to the first questions for family and friends."""
SPOKEN = "The birds wake me up in the morning, and then I look into the garden."
"""Said by an invented resident, in a made voice."""
PEOPLE = {
    "Joan": Profile(needs=("hearing_aid", "more_time"), own_words="Her left ear is better."),
    "Albert": Profile(needs=("memory",), own_words="He likes to be asked twice.", review_on="2026-11-02"),
    "Mary": Profile(needs=("switch", "speech_device"), access="one_switch"),
}
"""Invented residents."""


def main() -> None:
    """Start the program, talk to it, look at it."""
    chromium = find()
    if chromium is None:
        raise SystemExit(MISSING)
    expect.set_options(timeout=60_000)  # the machine may be busy
    PICTURES.mkdir(parents=True, exist_ok=True)
    models = ROOT / "var" / "models"
    with (
        TemporaryDirectory() as folder,
        running_program(Path(folder), models) as program,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments())
        take_chat(browser, program)
        with _store(program) as store:
            store.staff.add("priya", "Priya Nair", hash_password(PASSWORD), map(Post, ALL_POWERS))
        take_tablet(browser, program)
        take_voice(browser, program)
        browser.close()


def shoot(page: Page, name: str, most: int = MOST_BYTES) -> None:
    """Keep what the page shows as a picture of the documents. Raises SystemExit if it is too large."""
    file = PICTURES / f"{name}.png"
    page.evaluate("document.activeElement.blur()")
    page.screenshot(path=file)
    size = file.stat().st_size
    if size > most:
        raise SystemExit(f"{file} has {size:,} bytes. Make it smaller: at most {most:,}.")


def take_chat(browser: Browser, program: Program) -> None:
    """A question, an answer, and the answer read back."""
    page = _page(browser)
    page.goto(f"{program.http.base_url}/chat/{program.begin().token}")
    writer = Writer(page)
    for words in SAID[:-1]:
        _answer(writer, words)
        _agree(writer)
    _answer(writer, SAID[-1])
    page.mouse.move(0, 0)
    shoot(page, "chat")
    _agree(writer)
    page.context.close()


def take_tablet(browser: Browser, program: Program) -> None:
    """A tablet is paired; a question, pictures, the answer read back; then staff see who called for help."""
    staff = _page(browser, TABLET)
    _sign_in(staff, program)
    code = _pairing_code(staff, program)
    page = _page(browser, TABLET)
    page.goto(f"{program.http.base_url}/tablet?code={code}")
    page.get_by_role("button").click()
    sitter = Sitter(page, touch=False)
    sitter.starts()
    shoot(page, "tablet-ask", MOST_BYTES_OF_TABLETS)
    sitter.presses("Choose pictures", *CHOSEN)
    page.mouse.move(0, 0)
    shoot(page, "tablet-pictures", MOST_BYTES_OF_TABLETS)
    sitter.presses("I have chosen")
    sitter.sees("check")
    shoot(page, "tablet-check", MOST_BYTES_OF_TABLETS)
    sitter.presses("I need someone now")
    expect(page.locator("#help-title")).to_have_text("I have told the staff.")
    _take_people(staff, program)
    staff.context.close()
    page.context.close()


def take_voice(browser: Browser, program: Program) -> None:
    """Somebody talks to the tablet; staff listen to a voice that is to count for itself."""
    staff = _page(browser, TABLET)
    _sign_in(staff, program)
    context = browser.new_context(viewport=TABLET, locale="en-GB")
    context.add_init_script(MOUTH)
    page = context.new_page()
    page.goto(f"{program.http.base_url}/tablet?code={_pairing_code(staff, program, 'Garden room')}")
    page.get_by_role("button").click()
    sitter = Sitter(page, touch=False)
    sitter.starts()
    sitter.presses("Talk", "Yes, keep my voice", "Leave this out")
    sitter.sees("listening")
    say(page, SPOKEN)
    shoot(page, "tablet-listening", MOST_BYTES_OF_TABLETS)
    sitter.presses("I have finished")
    sitter.sees("check")
    sitter.presses("Just keep my voice")
    sitter.sees("ask")
    staff.goto(f"{program.http.base_url}/review?listen=yes")
    staff.locator(".lines a").first.click()
    staff.locator(".answer").first.scroll_into_view_if_needed()
    shoot(staff, "staff-listening")
    for each in (staff, page):
        each.context.close()


def _pairing_code(page: Page, program: Program, place: str = PLACE) -> str:
    """Add a tablet, as staff do."""
    page.goto(f"{program.http.base_url}/review/tablets")
    page.get_by_label("Where does it live?").fill(place)
    page.get_by_label("PIN for staff").fill("2468")
    page.get_by_role("button", name="Add it and show the code").click()
    return page.locator(".code").inner_text().replace(" ", "")


def _take_people(page: Page, program: Program) -> None:
    """Who lives here, with a call for help on top."""
    with _store(program) as store:
        for name, profile in PEOPLE.items():
            store.people.add(store.services.get().id, name, profile)
    page.goto(f"{program.http.base_url}/review/people")
    expect(page.locator(".call")).to_have_count(1)
    shoot(page, "staff-people", MOST_BYTES_OF_TABLETS)


def _sign_in(page: Page, program: Program) -> None:
    page.goto(f"{program.http.base_url}/review")
    page.get_by_label("User name").fill("priya")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Conversations")


@contextmanager
def _store(program: Program) -> Iterator[Store]:
    store = kept_in(program.folder)
    yield store
    store.close()


def _answer(writer: Writer, words: str) -> None:
    writer.says(words)
    writer.sees(words, "saved")
    expect(writer.choices).to_have_count(4)


def _agree(writer: Writer) -> None:
    writer.chooses("affirm")
    expect(writer.replies.last).not_to_contain_text("Is that right?")


def _page(browser: Browser, viewport: ViewportSize = WIDE) -> Page:
    page = browser.new_context(viewport=viewport, locale="en-GB", device_scale_factor=1).new_page()
    page.set_default_timeout(60_000)
    return page


if __name__ == "__main__":
    main()

"""Takes the two pictures of the README: the real program, and a conversation that was made up. Run by hand:

uv run python -m tests.browser.pictures
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, expect, sync_playwright

from storage.store import Store
from tests.browser.chromium import MISSING, arguments, find
from tests.browser.visits import WIDE
from tests.browser.writer import Writer
from tests.program import Program, running_program
from tests.site import PASSWORD
from web.auth import hash_password
from web.settings import ROOT

PICTURES = ROOT / "docs" / "pictures"
MOST_BYTES = 200_000

SAID = (
    "That she is asked, and not talked over. Last week her key worker changed and nobody told us.",
    """When she talks to other people who have lost somebody. They keep each other going. \
She would love to teach knitting again, she is very good at it.""",
    """Ahmed always listens. In the office I have asked three times about her hearing aid \
and never got an answer.""",
)
"""Answers of an invented daughter to the first questions for family and friends."""


def main() -> None:
    """Start the program, talk to it, look at it."""
    chromium = find()
    if chromium is None:
        raise SystemExit(MISSING)
    PICTURES.mkdir(parents=True, exist_ok=True)
    models = ROOT / "var" / "models"
    with (
        TemporaryDirectory() as folder,
        running_program(Path(folder), models) as program,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments())
        take_chat(browser, program)
        take_review(browser, program)
        browser.close()


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
    _shoot(page, "chat")
    _agree(writer)
    page.context.close()


def take_review(browser: Browser, program: Program) -> None:
    """The same answers, with the words underlined that led to each tag."""
    store = Store(f"sqlite:///{program.folder / 'whatmatters.db'}")
    store.staff.add("priya", "Priya Nair", hash_password(PASSWORD))
    store.close()
    page = _page(browser)
    page.goto(f"{program.http.base_url}/review")
    page.get_by_label("User name").fill("priya")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.locator(".rows a").first.click()
    expect(page.locator(".answer")).to_have_count(len(SAID))
    _shoot(page, "review")
    page.context.close()


def _answer(writer: Writer, words: str) -> None:
    writer.says(words)
    writer.sees(words, "saved")
    expect(writer.choices).to_have_count(4)


def _agree(writer: Writer) -> None:
    writer.chooses("affirm")
    expect(writer.replies.last).not_to_contain_text("Is that right?")


def _page(browser: Browser) -> Page:
    page = browser.new_context(viewport=WIDE, locale="en-GB", device_scale_factor=1).new_page()
    page.set_default_timeout(60_000)
    return page


def _shoot(page: Page, name: str) -> None:
    file = PICTURES / f"{name}.png"
    page.evaluate("document.activeElement.blur()")
    page.screenshot(path=file)
    size = file.stat().st_size
    if size > MOST_BYTES:
        raise SystemExit(f"{file} has {size:,} bytes. Make it smaller: at most {MOST_BYTES:,}.")


if __name__ == "__main__":
    main()

"""Takes the pictures of the pages for staff: those of the invented home, as it is now. Run by hand:

uv run whatmatters demo --only-build --anew
uv run python -m tests.browser.pictures_of_home
"""

from collections.abc import Iterator
from contextlib import closing

from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.chromium import MISSING, arguments, find
from tests.browser.pictures import shoot
from tests.browser.visits import WIDE, Visits
from tests.site import served
from web.assembly import open_store
from web.commands.demo import WHOLE, invented
from web.settings import Settings, read_settings

SPOKEN = "/review?door=talk&kind=resident&state=suggested"
"""The list in which a conversation is looked for that shows much of what there can be."""
SHOWN = (".access", ".spoken audio", ".tag.suggested")
SOUGHT = "garden"


def main() -> None:
    """Look at the invented home as Priya does, who is a reviewer there."""
    chromium, settings = find(), invented(read_settings())
    if chromium is None:
        raise SystemExit(MISSING)
    if not (settings.data_folder / WHOLE).exists():
        raise SystemExit("There is no invented home. Build it: uv run whatmatters demo --only-build")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments())
        with (
            closing(open_store(settings)) as store,
            served(store, None, None, **_as_it_is_served(settings)) as site,
            Visits(browser, site).watched() as visits,
        ):
            page = visits.signed_in(viewport=WIDE)
            page.set_default_timeout(60_000)
            take_all(page, site.url)
        browser.close()


def take_all(page: Page, url: str) -> None:
    """The list, a conversation, what was heard, and what came of it."""
    page.goto(f"{url}/review?q={SOUGHT}")
    expect(page.locator("mark.hit").first).to_be_visible()
    shoot(page, "staff-conversations")
    page.goto(next(_whole(page, url)))
    page.locator(".answer:has(.tag.suggested)").first.evaluate("one => one.scrollIntoView()")
    shoot(page, "staff-conversation")
    page.goto(f"{url}/review/heard")
    expect(page.locator("#agreed")).to_be_visible()
    shoot(page, "staff-heard")
    page.goto(f"{url}/review/changes")
    expect(page.locator(".board .change").first).to_be_visible()
    shoot(page, "staff-changes", 240_000)  # many drawings


def _whole(page: Page, url: str) -> Iterator[str]:
    """Conversations that show all of what there can be."""
    page.goto(f"{url}{SPOKEN}")
    for link in [each.get_attribute("href") for each in page.locator(".lines a").all()]:
        page.goto(f"{url}{link}")
        if all(page.locator(each).count() for each in SHOWN):
            yield page.url
    raise SystemExit("No conversation shows everything. Build the home again with another --seed.")


def _as_it_is_served(settings: Settings) -> dict[str, object]:
    names = ("invented", "service_name", "service_readers", "service_phone")
    return {name: getattr(settings, name) for name in names}


if __name__ == "__main__":
    main()

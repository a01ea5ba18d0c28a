"""Takes the pictures of what people choose and of an alarm, from words that were made up. Run by hand:

uv run python -m tests.browser.pictures_of_trust
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from storage.alarm_records import Rung
from storage.duties import DutyRecord
from storage.grants import Post
from storage.store import Store
from tests.browser.alarm_states import raised
from tests.browser.chromium import MISSING, arguments, find
from tests.browser.concern_states import HIT, WET
from tests.browser.consent_states import choices_made
from tests.browser.pictures import MOST_BYTES_OF_TABLETS, shoot
from tests.browser.speaking import MarkingTagger, SpeakingRasa
from tests.browser.visits import Visits
from tests.conftest import set_up
from tests.site import ALL_POWERS, served

SIZE: ViewportSize = {"width": 1024, "height": 640}


def main() -> None:
    """Each from a database of its own."""
    chromium = find()
    if chromium is None:
        raise SystemExit(MISSING)
    expect.set_options(timeout=60_000)  # the machine may be busy
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments())
        for name in ("choices", "staff-alarms"):
            _take(browser, Path(folder) / f"{name}.db", name)
        browser.close()


def _take(browser: Browser, file: Path, name: str) -> None:
    store = Store(f"sqlite:///{file}", key_file=file.with_suffix(".key"))
    set_up(store)
    with (
        served(store, SpeakingRasa(store, MarkingTagger())) as site,
        Visits(browser, site).watched() as visits,
    ):
        page = choices_made(visits) if name == "choices" else _alarms(visits)
        page.set_viewport_size(SIZE)
        shoot(page, name, MOST_BYTES_OF_TABLETS)
    store.close()


def _alarms(visits: Visits) -> Page:
    """One that can wait until later today, and one that somebody goes to."""
    store = visits.site.store
    here = store.services.get().id
    store.staff.add("priya", "Priya Nair", "hash", map(Post, ALL_POWERS))
    for name, rung in (("Grace", Rung.FIRST), ("Mo", Rung.SECOND), ("Ruth", Rung.MANAGER)):
        store.duties.write({here}, DutyRecord(here, name, rung))
    omar = store.staff.add("omar", "Omar", "hash")
    raised(store, WET)
    store.alarms.go({here}, omar.id, raised(store, HIT).id)
    return visits.signed_in("/review/alarms")


if __name__ == "__main__":
    main()

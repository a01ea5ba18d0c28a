"""What /trust says about a tablet: in a browser that trusts the authority, and in one that does not."""

import asyncio
import threading
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.browser.chromium import arguments
from tests.browser.visits import Visits
from tests.site import Served
from web.listening import SideServer, listen
from web.trust import Trust
from web.trust_door import trust_door

pytestmark = pytest.mark.slow

NOT_TRUSTED = r"net::ERR_CERT_AUTHORITY_INVALID"


@pytest.fixture
def trust(site: Served) -> Trust:
    """The certificates of a site that is served over https."""
    site.restart(tls=True)
    assert site.trust is not None
    return site.trust


@pytest.fixture
def plain(trust: Trust) -> Iterator[str]:
    """The address of the plain door."""
    door = listen("127.0.0.1", 0)
    server = SideServer(trust_door(trust))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[door])))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{door.getsockname()[1]}/trust"
    server.should_exit = True
    thread.join()


@pytest.fixture
def trusting(browser: Browser, chromium: str, trust: Trust) -> Iterator[Page]:
    """A browser that was told to trust the authority, as the page says for a fixed screen."""
    told = f"--ignore-certificate-errors-spki-list={trust.certificates.key_hash}"
    own = browser.browser_type.launch(executable_path=chromium, args=[*arguments(), told])
    yield own.new_page()
    own.close()


def says(page: Page, found: str, words: str) -> None:
    """The check came to this, and to nothing else."""
    shown = page.locator("[data-found]").filter(visible=True)
    expect(shown).to_have_count(1)
    expect(shown).to_have_attribute("data-found", found)
    expect(shown).to_contain_text(words)


def test_a_tablet_that_trusts_us_is_told_so(trusting: Page, site: Served) -> None:
    trusting.goto(f"{site.url}/trust")
    says(trusting, "trusted", "The tablet pages work at this address.")


def test_over_plain_http_it_is_told_to_go_on_to_https(trusting: Page, plain: str) -> None:
    trusting.goto(plain)
    says(trusting, "elsewhere", "Now open the https address below.")


def test_a_new_tablet_cannot_open_the_pages_and_is_told_why(
    browser: Browser, site: Served, plain: str
) -> None:
    page, refused = browser.new_page(), browser.new_page()
    with pytest.raises(Error, match=NOT_TRUSTED):
        refused.goto(f"{site.url}/trust")
    refused.close()
    page.goto(plain)
    says(page, "not_yet", "This tablet does not trust it yet.")
    with page.expect_download() as got:
        page.get_by_role("link", name="Get the certificate").click()
    assert got.value.suggested_filename == "what-matters-ca.crt"
    page.close()


def test_a_warning_that_was_passed_over_is_not_taken_for_trust(
    browser: Browser, site: Served, trust: Trust
) -> None:
    page = browser.new_page()
    with pytest.raises(Error, match=NOT_TRUSTED):
        page.goto(f"{site.url}/trust")
    page.get_by_role("button", name="Advanced").click()
    page.get_by_role("link", name="Proceed").click()
    says(page, "passed_over", "If you went past a warning, that is not enough.")
    assert page.evaluate("isSecureContext")
    page.close()


def test_without_https_an_address_in_the_network_is_told_as_not_secure(visits: Visits, site: Served) -> None:
    site.restart(host="home.test")
    page = visits.profile().new_page()
    page.goto(site.url.replace("127.0.0.1", "home.test") + "/trust")
    says(page, "insecure", "This address is not secure.")

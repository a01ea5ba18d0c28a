"""What opens the tablet without us: its script, and the mark on the one page that it may keep."""

import json
import re
from collections.abc import Iterator

import pytest

from storage.store import Store
from tests.site import Site, running
from web.pages import STATIC
from web.tablet_shell import MARK


@pytest.fixture
def site(sqlite_store: Store) -> Iterator[Site]:
    with running(sqlite_store) as site:
        site.client.base_url = "http://localhost"  # where a browser gives it all it needs
        yield site


def shell_of(site: Site) -> tuple[str, list[str]]:
    """The version and the addresses in the script."""
    script = site.client.get("/tablet/sw.js").text
    version, addresses = re.findall(r"^const (?:VERSION|SHELL) = (.*);$", script, re.MULTILINE)
    return json.loads(version), json.loads(addresses)


def test_the_script_may_serve_the_tablets_page_and_is_asked_for_each_time(site: Site) -> None:
    script = site.client.get("/tablet/sw.js")
    assert script.headers["service-worker-allowed"] == "/tablet"
    assert script.headers["cache-control"] == "no-cache"
    assert script.headers["content-type"].startswith("text/javascript")


def test_everything_that_the_page_is_made_of_is_kept(site: Site) -> None:
    site.pair()
    _, addresses = shell_of(site)
    page = site.client.get("/tablet").text
    linked = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page))
    assert linked <= set(addresses)
    for address in addresses:
        assert site.client.get(address).status_code == 200, address
        if address.endswith(".js"):
            script = STATIC / address.removeprefix("/static/")
            for imported in re.findall(
                r'^(?:import|export) .* from "(\.[^"]+)"', script.read_text(), re.MULTILINE
            ):
                found = (script.parent / imported).resolve().relative_to(STATIC.resolve())
                assert f"/static/{found.as_posix()}" in addresses


def test_no_script_that_is_needed_at_the_start_waits_for_another(site: Site) -> None:
    site.pair()
    page = site.client.get("/tablet").text
    ahead = set(re.findall(r'rel="modulepreload" href="([^"]+)"', page))
    for address in [*ahead, "/static/js/tablet.js"]:
        script = STATIC / address.removeprefix("/static/")
        for imported in re.findall(r'^import [^;]*?"(\.[^"]+)"', script.read_text(), re.MULTILINE):
            found = (script.parent / imported).resolve().relative_to(STATIC.resolve())
            assert f"/static/{found.as_posix()}" in ahead
    assert "/static/js/tablet/doors/writing.js" not in ahead


def test_only_the_page_of_a_paired_tablet_carries_the_mark(site: Site) -> None:
    assert MARK not in site.client.get("/tablet", headers={"accept": "text/html"}).headers
    site.pair()
    version, _ = shell_of(site)
    assert site.client.get("/tablet").headers[MARK] == version

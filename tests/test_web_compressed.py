"""What travels compressed, and what does not."""

from collections.abc import Iterator

import pytest

from storage.store import Store
from tests.site import Site, running

SMALLER = {"accept-encoding": "gzip"}
AS_IT_IS = {"accept-encoding": "identity"}


@pytest.fixture
def site(sqlite_store: Store) -> Iterator[Site]:
    with running(sqlite_store) as site:
        site.client.base_url = "http://localhost"  # where a browser gives it all it needs
        site.pair()
        yield site


@pytest.mark.parametrize(
    "path",
    ["/static/css/tablet.css", "/static/js/tablet.js", "/static/img/pictos.svg", "/tablet", "/tablet/pack"],
)
def test_what_a_tablet_is_made_of_travels_compressed_and_is_the_same(site: Site, path: str) -> None:
    small = site.client.get(path, headers=SMALLER)
    plain = site.client.get(path, headers=AS_IT_IS)
    assert small.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert small.headers["vary"] == plain.headers["vary"] == "accept-encoding"
    assert small.content == plain.content
    assert small.headers["content-type"] == plain.headers["content-type"]
    assert int(small.headers["content-length"]) < len(plain.content) / 2


def test_a_browser_that_has_a_file_is_told_that_it_is_the_same(site: Site) -> None:
    mark = site.client.get("/static/css/base.css", headers=SMALLER).headers["etag"]
    again = site.client.get("/static/css/base.css", headers={**SMALLER, "if-none-match": mark})
    assert again.status_code == 304
    assert again.headers["cache-control"] == "no-cache"


def test_what_is_compressed_already_is_not_compressed_again(site: Site) -> None:
    font = "/static/font/atkinson-hyperlegible-next-latin-wght-normal.woff2"
    assert "content-encoding" not in site.client.get(font, headers=SMALLER).headers


def test_pages_with_a_secret_and_somebodys_words_travel_as_they_are(site: Site) -> None:
    token = site.begin()
    site.say(token, "It is about the garden.")
    for path in (f"/chat/{token}", f"/chat/{token}/turns"):
        assert "content-encoding" not in site.client.get(path, headers=SMALLER).headers

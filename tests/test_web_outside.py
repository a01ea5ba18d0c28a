"""Addresses of other programs: only public ones by https, whatever they are written like."""

import pytest

from web.errors import WebError
from web.outside import number_of, read_address

INNER = (
    "127.0.0.1", "10.0.0.8", "192.168.1.10", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "224.0.0.1", "255.255.255.255", "[::1]", "[::]", "[fe80::1]", "[fc00::1]", "[ff02::1]",
    "[::ffff:127.0.0.1]", "[::ffff:a00:8]", "[64:ff9b::a00:8]", "[2002:7f00:1::]", "[2001:0:7f00:1::]",
    "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "127.1",
)  # fmt: skip


@pytest.mark.parametrize("host", INNER)
def test_nothing_in_our_own_network_is_reached_however_it_is_written(host: str) -> None:
    with pytest.raises(WebError) as refused:
        number_of(read_address(f"https://{host}/hook"), private=False)
    assert refused.value.code in ("bad_address", "no_address")


def test_it_is_reached_where_that_is_wanted() -> None:
    assert number_of(read_address("https://127.0.0.1/hook"), private=True) == "127.0.0.1"


@pytest.mark.parametrize("host", ["93.184.216.34", "[2606:2800:220:1:248:1893:25c8:1946]"])
def test_a_public_number_is_reached(host: str) -> None:
    assert number_of(read_address(f"https://{host}/hook"), private=False) == host.strip("[]")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "http://example.org/",
        "ftp://example.org/",
        "https://",
        "https:///path",
        "https://user:secret@example.org/",
        "https://example.org/#here",
        "https://example.org:99999/",
        "https://example.org:x/",
        "https://exa mple.org/",
        "https://example.org/a\nb",
        "https://example.org/\x00",
        "https://[::1",
        "https://exämple.org/",
        "javascript:alert(1)",
        "file:///etc/passwd",
    ],
)
def test_what_is_no_such_address_is_refused_with_what_it_has_to_be(url: str) -> None:
    with pytest.raises(WebError) as refused:
        read_address(url)
    assert refused.value.code == "bad_address"
    assert "https://" in str(refused.value) or "Leave" in str(refused.value)


def test_an_address_is_taken_apart() -> None:
    found = read_address("https://Example.org:8443/a/b?c=d")
    assert (found.host, found.port, found.target) == ("example.org", 8443, "/a/b?c=d")
    assert found.authority == "example.org:8443"
    assert read_address("https://[2606:2800::1]").authority == "[2606:2800::1]"

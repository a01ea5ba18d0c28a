"""Addresses of other programs: which we go to, and none in our own network unless that is wanted."""

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from web.errors import WebError

_INNER_BY_A_DETOUR = tuple(map(ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))
"""Public addresses that carry one of IPv4 in them, which may be in our own network."""


@dataclass(frozen=True, slots=True)
class Outside:
    """An address as it was given, taken apart."""

    host: str
    """Its name, or its number without brackets."""
    port: int
    target: str
    """The path and what follows it."""

    @property
    def authority(self) -> str:
        """Host and port as a request names them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == 443 else f"{host}:{self.port}"


def read_address(url: str) -> Outside:
    """Take an address apart. Raises WebError("bad_address") with what an address has to be."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or 443
        host.encode("ascii")
    except ValueError:
        raise _refused("This is no address. Write it like https://example.org/what-matters.") from None
    if parts.scheme != "https" or not host or not url.isprintable() or any(each.isspace() for each in url):
        raise _refused("The address has to begin with https:// and a name, without spaces.")
    if "@" in parts.netloc:
        raise _refused("Leave name and password out of the address: the messages are signed instead.")
    if parts.fragment:
        raise _refused("Leave out what follows the # in the address.")
    query = f"?{parts.query}" if parts.query else ""
    return Outside(host, port, f"{parts.path or '/'}{query}")


def number_of(outside: Outside, *, private: bool) -> str:
    """The number to connect to, so that the name cannot lead elsewhere between asking and connecting.

    private: whether numbers in our own network will do. Raises WebError("bad_address"), or "no_address" if
    the name leads nowhere just now.
    """
    try:
        found = socket.getaddrinfo(outside.host, outside.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise WebError("no_address", f"{outside.host} leads nowhere. Check the name.") from None
    numbers = [str(each[4][0]) for each in found]
    if not private and not all(map(_is_public, numbers)):
        raise _refused(
            f"{outside.host} is in our own network, or reserved. Use a public address, or set "
            "WM_PRIVATE_WEBHOOKS=true."
        )
    return numbers[0]


def _is_public(number: str) -> bool:
    address = ip_address(number.partition("%")[0])
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return _is_public(str(address.ipv4_mapped))
        if any(address in network for network in _INNER_BY_A_DETOUR):
            return False
    return _is_one_of_the_world(address)


def _is_one_of_the_world(address: IPv4Address | IPv6Address) -> bool:
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _refused(why: str) -> WebError:
    return WebError("bad_address", why)

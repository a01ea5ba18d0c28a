"""What this machine is called in the network that it is in: its names and its addresses."""

import fcntl
import re
import socket
import struct
from collections.abc import Iterator

ITSELF = ("localhost", "127.0.0.1", "::1")
"""What every machine calls itself."""
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"{_LABEL}(\.{_LABEL})*")
_ASK_ADDRESS = 0x8915  # SIOCGIFADDR, see netdevice(7)
_MADE_HERE = ("docker", "veth", "virbr", "br-")
"""Networks between programs of this machine; no tablet is in them."""


def own_names(host: str = "") -> tuple[str, ...]:
    """Every name and address that others may know this machine by, without repeats; `host` is one more.

    First those for the network, in the order in which a person should try them, then those for itself.
    """
    name = socket.gethostname().lower()
    named = [f"{name.partition('.')[0]}.local", name]
    given = [host.lower()] if _can_be_called(host) else []
    known = [*given, *_addresses(), *filter(_NAME.fullmatch, named), *ITSELF]
    return tuple(dict.fromkeys(known))


def is_address(name: str) -> bool:
    """Whether it is made of numbers, so needs nobody to look it up."""
    return ":" in name or re.fullmatch(r"[\d.]+", name) is not None


def as_in_a_link(name: str) -> str:
    """A name or address as it stands in a link."""
    return f"[{name}]" if ":" in name else name


def _can_be_called(host: str) -> bool:
    everywhere = ("", "0.0.0.0", "::")  # noqa: S104 (only compared)
    return host not in everywhere and (is_address(host) or _NAME.fullmatch(host.lower()) is not None)


def _addresses() -> Iterator[str]:
    """The IPv4 address of each way into the network, except the one back to ourselves."""
    ways = [name for _, name in socket.if_nameindex() if not name.startswith(_MADE_HERE)]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
        found = [_address(door, name) for name in ways]
    yield from (each for each in found if each and not each.startswith("127."))


def _address(door: socket.socket, way: str) -> str | None:
    try:
        told = fcntl.ioctl(door.fileno(), _ASK_ADDRESS, struct.pack("256s", way.encode()[:15]))
    except OSError:  # it has none now
        return None
    return socket.inet_ntoa(told[20:24])

"""How guessing is made slow: what failed sign-ins are counted for, and how a wait is said."""

import ipaddress
from datetime import timedelta
from uuid import UUID

from fastapi import Request

from storage.lockouts import Door

LONGEST_OF_A_NAME = timedelta(minutes=15)
"""Somebody else's guesses keep a person out no longer than this."""
LONGEST_OF_AN_ADDRESS = timedelta(hours=1)
TRIES_OF_AN_ADDRESS = 4
"""A whole home may share one address: so many times those of a name."""


def name_door(username: str, free: int) -> Door:
    """Failures of a name, whether somebody has it or not."""
    return Door(f"name:{username.strip().casefold()}", free, LONGEST_OF_A_NAME)


def code_door(staff_id: UUID, free: int) -> Door:
    """Wrong codes, or wrong passwords of somebody who is signed in."""
    return Door(f"code:{staff_id}", free, LONGEST_OF_A_NAME)


def address_door(request: Request, free: int) -> Door:
    """Failures from an address."""
    return Door(f"from:{network(request)}", free * TRIES_OF_AN_ADDRESS, LONGEST_OF_AN_ADDRESS)


def network(request: Request) -> str:
    """Where a request comes from, as far as one visitor cannot choose."""
    return network_of(request.client.host if request.client else "")


def network_of(host: str) -> str:
    """What one visitor can have: an IPv4 address, or the half of an IPv6 address that a line is given."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv4Address):
        return host
    return str(ipaddress.ip_network((address, 64), strict=False))


def wait_words(seconds: int) -> str:
    """How long to wait, as one says it: "30 seconds", "2 minutes"; never too short."""
    if seconds < 60:
        return f"{seconds} second{'s' if seconds != 1 else ''}"
    minutes = -(-seconds // 60)
    return f"{minutes} minute{'s' if minutes != 1 else ''}"


def too_often(seconds: int) -> str:
    """What somebody is told who tried too often."""
    return f"That was tried too often. Please wait {wait_words(seconds)}, then try again."

"""Pushes by Apprise: never to this machine, into our own network only if that is wanted, and by no detour."""

import logging
from typing import TYPE_CHECKING, Any

from web.errors import WebError
from web.outside import Outside, number_of

if TYPE_CHECKING:
    from apprise import Apprise

_OF_THIS_MACHINE = frozenset(
    {
        "dbus",
        "file",
        "glib",
        "gnome",
        "kde",
        "macosx",
        "mailto",
        "mailtos",
        "qt",
        "rsyslog",
        "syslog",
        "windows",
    }
)
"""Kinds of Apprise's that would do something on the machine itself, or mail past our own settings."""


def send_push(address: str, title: str, text: str, *, private: bool) -> None:
    """One push. Raises WebError("not_sent"), and those of `require_push`."""
    push = require_push(address, private=private)
    if not push.notify(title=title, body=text):
        raise WebError("not_sent", "It was not taken. Check the address, and whether we can reach it.")


def require_push(address: str, *, private: bool) -> "Apprise":
    """What sends it; says at once what would fail later. Raises WebError("not_sent").

    private: whether addresses in our own network will do, also such as are not encrypted.
    """
    kind = address.partition("://")[0].lower()
    if kind == address.lower() or not address.isprintable() or kind in _OF_THIS_MACHINE:
        raise _refused("This kind of address cannot be used. Write it as Apprise does: ntfys://topic.")
    try:
        import apprise  # noqa: PLC0415 (the optional extra `push`)
    except ImportError:
        raise _refused("Pushes need Apprise. Install it with: uv sync --inexact --extra push.") from None
    logging.getLogger("apprise").setLevel(logging.CRITICAL)  # its lines hold addresses, which are secrets
    push = apprise.Apprise(asset=apprise.AppriseAsset(http_redirects=False, secure_logging=True))
    if not push.add(address):
        raise _refused("Apprise does not know this kind of address. See its list of services.")
    for server in push:
        # Whatever the address itself says: who answers sends us nowhere else, and proves who they are.
        server.redirects, server.verify_certificate = False, True
        _require_outside(server, private=private)
    return push


def _require_outside(server: Any, *, private: bool) -> None:
    """A name could lead elsewhere when Apprise asks for it again: it has no certificate there."""
    names_a_host = "host" in type(server).template_tokens and server.host
    if private or not names_a_host:
        return
    if not server.secure:
        raise _refused(
            "This kind of address is not encrypted. Use the kind that is, such as jsons:// or ntfys://, or "
            "set WM_PRIVATE_WEBHOOKS=true for one in our own network."
        )
    try:
        number_of(Outside(str(server.host), server.port or 443, "/"), private=False)
    except WebError as error:
        raise _refused(str(error)) from None


def _refused(why: str) -> WebError:
    return WebError("not_sent", why)

"""Ways to reach somebody who is not in front of a page: e-mail, and pushes by Apprise."""

import logging
import smtplib
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from importlib.util import find_spec
from urllib.parse import urlsplit

from storage.alarm_records import Route
from web.errors import WebError
from web.outside import Outside, number_of
from web.settings import Settings

SECONDS = 15.0
"""How long a server of mail may take for each step."""
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


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody is told: a title and some lines."""

    title: str
    text: str


Send = Callable[[str, Note], None]
"""Tell an address. Raises WebError with why it could not be told."""


def routes_set_up(settings: Settings) -> frozenset[Route]:
    """By which ways anybody can be reached here at all: of no other is it said that somebody is called."""
    email = {Route.EMAIL} if settings.smtp_host else set[Route]()
    return frozenset(email | ({Route.PUSH} if find_spec("apprise") else set()))


def ways_out(settings: Settings) -> Mapping[Route, Send]:
    """How each route is sent."""

    def email(address: str, note: Note) -> None:
        send_email(settings, address, note)

    def push(address: str, note: Note) -> None:
        send_push(address, note, private=settings.private_webhooks)

    return {Route.EMAIL: email, Route.PUSH: push}


def send_email(settings: Settings, address: str, note: Note) -> None:
    """One e-mail. Raises WebError("not_sent") with why, and what to do about it."""
    if not settings.smtp_host:
        raise WebError("not_sent", "No mail server is set. Put its name in WM_SMTP_HOST.")
    try:
        with _mail_server(settings) as server:
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_secret)
            server.send_message(_mail(settings, address, note))
    except smtplib.SMTPAuthenticationError:
        raise WebError(
            "not_sent", "The mail server does not know us. Check WM_SMTP_USER and its password."
        ) from None
    except smtplib.SMTPResponseException as error:
        raise WebError("not_sent", f"The mail server said {error.smtp_code}, and did not take it.") from None
    except smtplib.SMTPRecipientsRefused:
        raise WebError("not_sent", "The mail server does not take mail for this address.") from None
    except ssl.SSLError:
        raise WebError(
            "not_sent", "The mail server and we do not agree on TLS. Check WM_SMTP_SECURITY and its port."
        ) from None
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise WebError("not_sent", f"The mail server could not be used ({type(error).__name__}).") from None


def _mail_server(settings: Settings) -> smtplib.SMTP:
    where = (settings.smtp_host, settings.smtp_port)
    if settings.smtp_security == "tls":
        return smtplib.SMTP_SSL(*where, timeout=SECONDS, context=ssl.create_default_context())
    server = smtplib.SMTP(*where, timeout=SECONDS)
    if settings.smtp_security == "starttls":
        try:
            server.starttls(context=ssl.create_default_context())
        except BaseException:
            server.close()
            raise
    return server


def _mail(settings: Settings, address: str, note: Note) -> EmailMessage:
    mail = EmailMessage()
    sender = settings.smtp_from or settings.smtp_user
    if "@" not in sender:
        raise WebError("not_sent", "Nobody is set as the sender. Put an address in WM_SMTP_FROM.")
    mail["From"], mail["To"], mail["Subject"] = sender, address, " ".join(note.title.split())
    mail["Date"], mail["Message-ID"] = formatdate(), make_msgid(domain=sender.rpartition("@")[2])
    mail["Auto-Submitted"], mail["X-Priority"] = "auto-generated", "1"
    mail.set_content(note.text)
    return mail


def send_push(address: str, note: Note, *, private: bool) -> None:
    """One push. Raises WebError("not_sent"), and those of `require_push`."""
    require_push(address, private=private)
    import apprise  # noqa: PLC0415 (the optional extra `push`)

    logging.getLogger("apprise").setLevel(logging.CRITICAL)  # its lines hold addresses, which are secrets
    push = apprise.Apprise()
    if not push.add(address):
        raise WebError("not_sent", "Apprise does not know this kind of address. See its list of services.")
    if not push.notify(title=note.title, body=note.text):
        raise WebError("not_sent", "It was not taken. Check the address, and whether we can reach it.")


def require_push(address: str, *, private: bool) -> None:
    """Say at once what would fail later. Raises WebError("not_sent").

    private: whether addresses in our own network will do.
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port or 443
    except ValueError:
        raise WebError("not_sent", "This is no address. Write it as Apprise does: ntfys://topic.") from None
    if not parts.scheme or not address.isprintable() or parts.scheme in _OF_THIS_MACHINE:
        raise WebError("not_sent", "This kind of address cannot be used. Write it as Apprise does.")
    try:
        import apprise  # noqa: F401, PLC0415 (the optional extra `push`)
    except ImportError:
        raise WebError(
            "not_sent", "Pushes need Apprise. Install it with: uv sync --inexact --extra push."
        ) from None
    try:
        number_of(Outside(host, port, "/"), private=private)
    except WebError as error:
        if error.code == "bad_address":
            raise WebError(
                "not_sent", str(error)
            ) from None  # a name that leads nowhere is a key of a service

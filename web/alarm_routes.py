"""Ways to reach somebody who is not in front of a page: e-mail, and pushes by Apprise."""

import smtplib
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from importlib.util import find_spec

from storage.alarm_records import Route
from web.errors import WebError
from web.pushes import send_push
from web.settings import Settings

SECONDS = 15.0
"""How long a server of mail may take for each step."""


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
        send_push(address, note.title, note.text, private=settings.private_webhooks)

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

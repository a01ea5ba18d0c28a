"""Tokens and webhooks as staff see them."""

from datetime import UTC, datetime
from typing import Any

from storage.tokens import Scope, TokenRecord
from storage.webhooks import WAITS, DeliveryRecord, Event, WebhookRecord
from web.pages import clock, day_name

SCOPES = {
    Scope.ANSWERS: "Answers without names, with tags, topics and counts",
    Scope.WORDS: "The words as they were said, names too",
    Scope.CHANGES: "You said, we did",
}
EVENTS = {
    Event.CONCERN_NEW: "Somebody may be unsafe",
    Event.CHANGE_NEW: "A change was begun",
    Event.CHANGE_CLOSED: "A change was closed by those who said it",
}
"""What somebody may choose to be told of."""


def token_view(token: TokenRecord) -> dict[str, Any]:
    """A token in words."""
    return {
        "id": str(token.id),
        "name": token.name,
        "service": token.service,
        "scopes": [SCOPES[scope] for scope in SCOPES if scope in token.scopes],
        "by": token.by or "the command on the machine",
        "made": day_name(token.created_at),
        "used": day_name(token.used_at) if token.used_at else "Never",
        "good": token.good,
        "ends": _ends(token),
    }


def _ends(token: TokenRecord) -> str:
    if token.revoked_at:
        return f"Revoked: {day_name(token.revoked_at)}"
    day = token.expires_at.astimezone()
    return f"{'Ends' if token.good else 'Ended'}: {day.day} {day:%B %Y}"


def webhook_view(hook: WebhookRecord) -> dict[str, Any]:
    """A webhook in words, with its last messages."""
    return {
        "id": str(hook.id),
        "url": hook.url,
        "service": hook.service,
        "events": [label for event, label in EVENTS.items() if event in hook.events],
        "messages": [_message(each) for each in hook.lately],
    }


def _message(each: DeliveryRecord) -> dict[str, Any]:
    label = "A try" if each.event == Event.TEST else EVENTS[Event(each.event)]
    return {
        "what": label,
        "when": f"{day_name(each.at)}, {clock(each.at)}",
        "how": _how(each),
        "bad": each.problem is not None,
        "arrived": each.arrived_at is not None,
    }


def _how(each: DeliveryRecord) -> str:
    """How it went, and what happens next."""
    if each.arrived_at:
        return "arrived" if each.attempts == 1 else f"arrived at the {_th(each.attempts)} try"
    if each.next_at is None:
        return f"given up. {each.problem or ''}".strip()
    if each.attempts == 0:
        return "goes out within a minute"
    left = len(WAITS) + 1 - each.attempts
    when = "soon" if each.next_at < datetime.now(UTC) else f"at {clock(each.next_at)}"
    return f"{each.problem or 'Being sent.'} Again {when}; {left} {'try' if left == 1 else 'tries'} left."


def _th(number: int) -> str:
    return {2: "second", 3: "third"}.get(number, f"{number}th")

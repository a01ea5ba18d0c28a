"""What staff ask for, in many ways: addresses of pages, verbs of the store, and the same of Datasette."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from nlu.principles import load_taxonomy
from storage.review import Filter
from storage.store import Store

type Asked = str
"""What comes after the name of the file in an address of Datasette."""

KINDS = ("resident", "carer", "staff")
KEYS = tuple(principle.key for principle in load_taxonomy().principles)
MONTHS = (("2026-01-01", "2026-02-01"), ("2025-06-01", "2025-09-01"), ("2024-05-01", "2024-06-01"))
NEWEST = "_sort_desc=last_at&_size=25"


def addresses(store: Store) -> dict[str, list[str]]:
    """Paths of each kind of page."""
    found, _ = store.review.conversations(Filter(), size=60)
    return {
        "list": ["/review"],
        "list by kind": [f"/review?kind={kind}" for kind in KINDS],
        "list by principle": [f"/review?principle={key}" for key in KEYS],
        "list by date": [f"/review?from={since}&to={until}" for since, until in MONTHS],
        "list to listen": ["/review?listen=yes"],
        "conversation": [f"/review/{each.conversation.id}" for each in found],
        "changes": ["/review/changes"],
        "people": ["/review/people"],
    }


def verbs(store: Store) -> Mapping[str, Sequence[Callable[[], object]]]:
    """The same, without HTTP and without a page."""
    listed = store.review.conversations
    weeks = [Filter(since=_ago(days + 7), until=_ago(days)) for days in range(10, 500, 50)]
    return {
        "list": [partial(listed, Filter())],
        "list by principle": [partial(listed, Filter(principle=key)) for key in KEYS],
        "list of a week": [partial(listed, each) for each in weeks],
        "to listen": [store.review.wanting_listening],
    }


def _ago(days: int) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)


AGAINST: Mapping[str, Sequence[Asked]] = {
    "list": [f"conversation?{NEWEST}"],
    "list by kind": [f"conversation?audience={kind}&{NEWEST}" for kind in KINDS],
    "list by date": [
        f"conversation?last_at__gte={since}&last_at__lt={until}&{NEWEST}" for since, until in MONTHS
    ],
}
"""What Datasette is asked for beside each."""

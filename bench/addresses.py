"""What staff ask for, in many ways: addresses of pages, verbs of the store, and the same of Datasette."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from nlu.principles import load_taxonomy
from storage.heard_records import Asked as Heard
from storage.search import Filter
from storage.store import Store

type Asked = str
"""What comes after the name of the file in an address of Datasette."""

KINDS = ("resident", "carer", "staff")
STANCES = ("working", "not_working", "wish")
KEYS = tuple(principle.key for principle in load_taxonomy().principles)
MONTHS = (("2026-01-01", "2026-02-01"), ("2025-06-01", "2025-09-01"), ("2024-05-01", "2024-06-01"))
WORDS = (
    "garden",
    "the night staff",
    '"nobody asks"',
    "church sunday",
    "breakfast",
    "zebra",
    "a",
    "daughter visit*",
)
QUESTIONS = ("matters", "good_day", "change")
API = "/api/v1"
NEWEST = "_sort_desc=last_at&_size=25"
FACETS = "_facet=key&_facet=stance&_facet=status&_size=25"


def addresses(store: Store) -> dict[str, list[str]]:
    """Paths of each kind of page."""
    within, everything = store.services.ids(), Filter()
    first = store.search.page(within, everything, size=60)
    deep = _places(store, within)
    return {
        "list": ["/review"],
        "list, tabs": [f"/review?tab={tab}" for tab in ("new", "listen", "concerns", "mine", "reviewed")],
        "list, far down": [f"/review?before={place}" for place in deep],
        "list by kind": [f"/review?kind={kind}" for kind in KINDS],
        "list by principle": [f"/review?principle={key}" for key in KEYS],
        "list by date": [f"/review?from={since}&to={until}" for since, until in MONTHS],
        "list, several filters": [
            f"/review?principle={key}&stance={stance}&kind=carer&question=change"
            for key in KEYS
            for stance in STANCES
        ],
        "search": [f"/review?q={words}" for words in WORDS],
        "search with filters": [f"/review?q={words}&kind=resident&stance=wish" for words in WORDS],
        "conversation": [f"/review/{each.conversation.id}" for each in first.items],
        "what we heard": ["/review/heard"],
        "what we heard, filtered": [
            f"/review/heard?kind={kind}&question={question}" for kind in KINDS for question in QUESTIONS
        ],
        "not heard from yet": ["/review/heard/missing"],
        "board brief": ["/review/brief"],
        "concerns": ["/review/concerns"],
        "changes": ["/review/changes"],
        "people": ["/review/people"],
        "how much an export is": [
            f"/review/export?look=1&audience={kind}&from={since}&to={until}"
            for kind in ("", *KINDS)
            for since, until in (("", ""), *MONTHS)
        ],
        **_of_programs(),
    }


def _of_programs() -> dict[str, list[str]]:
    """Paths of the read API."""
    answers = f"{API}/answers?limit=50"
    return {
        "API: answers": [answers, *(f"{answers}&audience={kind}" for kind in KINDS)],
        "API: answers since a day": [
            f"{answers}&since={_ago(days):%Y-%m-%dT00:00:00Z}" for days in (1, 9, 90)
        ],
        "API: answers by tag": [
            f"{answers}&tag={key}&stance={stance}&status=suggested" for key in KEYS for stance in STANCES
        ],
        "API: conversations": [
            f"{API}/conversations",
            *(f"{API}/conversations?audience={kind}" for kind in KINDS),
        ],
        "API: changes": [f"{API}/changes"],
        "API: counts": [f"{API}/counts", *(f"{API}/counts?since={day}T00:00:00Z" for day, _ in MONTHS)],
    }


def _places(store: Store, within: frozenset[UUID]) -> list[int]:
    """Places far down the list."""
    found = (store.search.page(within, Filter(until=_ago(days)), size=1) for days in (30, 200, 500, 900))
    return [each.items[0].n for each in found if each.items]


def verbs(store: Store) -> Mapping[str, Sequence[Callable[[], object]]]:
    """The same, without HTTP and without a page."""
    within = store.services.ids()
    listed: Callable[..., Any] = partial(store.search.page, within)
    months = [Filter(since=_ago(days + 30), until=_ago(days)) for days in range(10, 900, 90)]
    return {
        "list": [partial(listed, Filter())],
        "list by principle": [partial(listed, Filter(principle=key)) for key in KEYS],
        "list by principle and stance": [
            partial(listed, Filter(principle=key, stance=stance)) for key in KEYS for stance in STANCES
        ],
        "list of a month": [partial(listed, each) for each in months],
        "search": [partial(listed, Filter(words=words)) for words in WORDS],
        "to listen": [partial(store.review.wanting_listening, within)],
        "numbers of what we heard": [
            partial(store.heard.numbers, within, Heard(kind=kind)) for kind in KINDS
        ],
        "who was not heard from": [partial(store.heard.reach, within, kind) for kind in KINDS],
    }


def _ago(days: int) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)


AGAINST: Mapping[str, Sequence[Asked]] = {
    "list": [f"conversation?{NEWEST}"],
    "list by kind": [f"conversation?audience={kind}&{NEWEST}" for kind in KINDS],
    "list by date": [
        f"conversation?last_at__gte={since}&last_at__lt={until}&{NEWEST}" for since, until in MONTHS
    ],
    "list by principle": [f"tag?key={key}&_sort_desc=at&_size=25" for key in KEYS],
    "search": [f"answer?text__contains={words}&_sort_desc=created_at&_size=25" for words in WORDS],
    "what we heard": [f"tag?{FACETS}"],
}
"""What Datasette is asked for beside each: a page of the table, or its facets."""

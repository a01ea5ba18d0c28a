"""The list of conversations as it looks: tabs, filters, lines, and the way from one to the next."""

from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID

from fastapi import Request

from nlu.principles import Taxonomy
from storage.kinds import Audience, Channel
from storage.list_records import ReviewItem
from storage.rights import Power, StaffRecord
from storage.search_words import sought
from web.list_address import TABS, Address, filter_of, parse_address, read_address, trouble
from web.list_choices import ALWAYS, DOORS, LABELS, chips, choices, fields_view
from web.pages import Parts, clock, day_name
from web.review_view import CHANNELS, SPEAKERS
from web.staff_places import places
from web.work_view import band, bulk, my_work

RARELY = tuple(name for name in LABELS if name not in {*ALWAYS, "q", "from", "to"})
"""Filters that are one press away."""
TAB_NAMES = {
    "": "All",
    "new": "New",
    "listen": "Please listen",
    "concerns": "Concerns first",
    "mine": "Mine",
    "reviewed": "Reviewed",
}
NOTHING = {
    "new": "Everything here is reviewed.",
    "listen": "No voice waits for somebody to listen.",
    "concerns": "No concern waits.",
    "mine": "Nothing is given to you.",
    "reviewed": "Nothing is reviewed yet.",
}
"""What an empty tab says when nothing else filters."""


def inbox_context(
    request: Request, parts: Parts, staff: StaffRecord, address: Address | None = None
) -> dict[str, Any]:
    """What review_list.html needs. address: of the list; as a rule the one that was asked for."""
    address, within = address or read_address(request.query_params), staff.services(Power.READ)
    wanted = filter_of(address, staff.id)
    page = parts.store.search.page(within, wanted, before=address.before, after=address.after)
    offered = choices(parts, staff.services(Power.READ), staff.id)
    here = address.url
    return {
        "address": address,
        "tabs": _tabs(address),
        "always": fields_view(address, offered, ALWAYS),
        "more": fields_view(address, offered, RARELY),
        "more_open": any(name not in {*ALWAYS, "q"} for name in address.filters),
        "chips": chips(address, offered),
        "clear": address.with_(**dict.fromkeys(address.filters, "")).url,
        "items": [item_view(item, parts.taxonomy, address) for item in page.items],
        "words": _words(address),
        "others": address.with_(tab="").url,
        "older": _page_url(address, "before", page.older),
        "newer": _page_url(address, "after", page.newer),
        "first": address.before is None and address.after is None,
        "nothing": NOTHING.get(address.fields.get("tab", "")) if not address.filters else None,
        "error": trouble(address, lambda typed: bool(sought(typed))),
        "saved": _saved(parts, staff, address),
        "mine": my_work(parts, staff, limit=6),
        "did": band(parts, staff, request.query_params.get("did", ""), here),
        "bulk": bulk(parts, staff, here) if staff.may(Power.REVIEW) and page.items else None,
    }


def item_view(item: ReviewItem, taxonomy: Taxonomy, address: Address) -> dict[str, Any]:
    """A line of the list."""
    labels = {principle.key: principle.label for principle in taxonomy.principles}
    at = item.at or item.conversation.last_at
    speaker = SPEAKERS.get(Audience(item.conversation.audience), item.conversation.audience)
    return {
        "id": item.conversation.id,
        "url": f"/review/{item.conversation.id}"
        + (f"?{urlencode({'in': address.query})}" if address.query else ""),
        "who": item.person or speaker,
        "kind": speaker if item.person and item.conversation.audience != Audience.RESIDENT else "",
        "when": f"{day_name(at)}, {clock(at)}",
        "preview": item.preview or _no_words(item),
        "snippet": item.snippet,
        "answers": item.answers,
        "door": _door(item),
        "mark": _mark(item),
        "quiet": item.quiet and address.fields.get("tab") == "concerns",
        "listen": item.listen,
        "wants_person": item.conversation.wants_person_at is not None,
        "assigned": item.assigned_to,
        "principles": [{"label": labels.get(key, key), "stance": stance} for key, stance in item.tags],
    }


def around_context(
    request: Request, parts: Parts, staff: StaffRecord, conversation_id: UUID
) -> dict[str, Any]:
    """What review_around.html needs: the list that one came from, and what stands beside this one there."""
    address = parse_address(request.query_params.get("in", ""))
    within = staff.services(Power.READ)
    found = parts.store.search.around(within, filter_of(address, staff.id), conversation_id)
    carried = _carried(address)
    return {
        "back": address.url,
        "label": _list_name(address),
        "words": _words(address)["around"],
        "newer": f"/review/{found.newer}{carried}" if found.newer else None,
        "older": f"/review/{found.older}{carried}" if found.older else None,
    }


def _carried(address: Address) -> str:
    """What a link from a list takes with it."""
    return f"?{urlencode({'in': address.query})}" if address.query else ""


def _words(address: Address) -> dict[str, Any]:
    """How one gets on in a list: the newest first, or what is most pressing."""
    urgent = address.fields.get("tab") == "concerns"
    older, newest = ("Next", "first") if urgent else ("More, older", "newest")
    newer = "Before" if urgent else "Newer"
    around = (newer, "Next" if urgent else "Next, older")
    return {"newer": newer, "older": older, "first": f"Back to the {newest}", "around": around}


def _list_name(address: Address) -> str:
    if address.filters:
        return "Back to what you searched for"
    return TAB_NAMES[address.fields["tab"]] if "tab" in address.fields else "All conversations"


def carried_on(request: Request) -> str | None:
    """Where to go so that the list one came from stays in the address, after something was done on the page.

    Forms lead back to the page without it; where they came from tells it.
    """
    if "in" in request.query_params:
        return None
    came = urlsplit(request.headers.get("referer", ""))
    carried = parse_qs(came.query).get("in", [""])[0]
    query = parse_address(carried).query if came.path == request.url.path else ""
    if not query:
        return None
    return f"{request.url.path}?{urlencode([*request.query_params.multi_items(), ('in', query)])}"


def _tabs(address: Address) -> list[dict[str, Any]]:
    here = address.fields.get("tab", "")
    return [
        {"key": key, "name": TAB_NAMES[key], "url": address.with_(tab=key).url, "here": key == here}
        for key in ("", *TABS)
    ]


def _page_url(address: Address, side: str, at: int | None) -> str | None:
    if at is None:
        return None
    return f"{address.url}{'&' if address.query else '?'}{side}={at}"


def _saved(parts: Parts, staff: StaffRecord, address: Address) -> dict[str, Any]:
    kept = parts.store.saved_filters.of(staff.services(Power.READ), staff.id)
    return {
        "filters": [
            {"id": each.id, "name": each.name, "url": parse_address(each.address).url, "mine": each.mine,
             "by": None if each.mine else each.by, "shared": each.shared,
             "here": each.address == address.query}
            for each in kept
        ],
        "query": address.query if address.filters else "",
        "services": [(str(each.id), each.name) for each in places(parts, staff, Power.READ)],
    }  # fmt: skip


def _no_words(item: ReviewItem) -> str:
    if item.listen:
        return "A voice, no words yet. Please listen."
    return "Asked to talk to a person." if item.conversation.wants_person_at else ""


def _door(item: ReviewItem) -> str:
    """By which way it was said, and where."""
    channel = Channel(item.conversation.channel)
    way = DOORS.get(item.door or "", CHANNELS[channel].capitalize())
    if item.door == "typed" and channel != Channel.TABLET:
        way = CHANNELS[channel].capitalize()
    return f"{way}, {item.place}" if item.place else way


def _mark(item: ReviewItem) -> str:
    """The one sign of a line: what is most pressing."""
    if item.concern:
        return "concern"
    if item.listen:
        return "listen"
    return "reviewed" if item.reviewed else "new"

"""/review/heard: what people said, in numbers and in their words."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from storage.heard_records import Asked, Heard, Reach
from storage.kinds import Audience
from storage.rights import Power, StaffRecord
from web.days import start_of
from web.heard_view import KINDS, NOWHERE, Address, behind, counted, principle_rows, stretch_rows
from web.heard_words import quotations, redactor_of, shared_words
from web.pages import Parts
from web.periods import offered, read_period
from web.reading import note_reading
from web.silence import reach_view
from web.staff_pages import AReader, TheParts, staff_page

MOST_QUOTATIONS = 4
WORDS_OF = 600
"""Of how many answers the shared words are counted, the newest ones."""

router = APIRouter(prefix="/review/heard", include_in_schema=False)


@router.get("")
def heard_page(request: Request, staff: AReader, parts: TheParts) -> Response:
    """Charts, topics, words and quotations of one kind of speaker, as the address says."""
    within = readable(staff)
    address = read_address(request)
    fresh = parts.store.heard.upkeep.freshen(within)
    found = parts.store.heard.numbers(within, address.asked)
    reach = parts.store.heard.reach(within, address.asked.kind, since(address))
    context = {
        "fresh": fresh,
        "address": address,
        "kinds": kind_tabs(parts, within, address),
        "choices": choices(parts, within, address),
        "behind": behind(found.all, parts.store.heard.least),
        "least": parts.store.heard.least,
        "kind": KINDS[address.asked.kind],
        "reach": told_to(parts, staff, reach),
    }
    context |= charts(parts, found, address) | in_words(parts, within, address, staff.id)
    note_reading(parts, staff, "read_heard")
    return staff_page(request, staff, "staff_heard.html", context)


def readable(staff: StaffRecord) -> frozenset[UUID]:
    """The services that they may read. Raises HTTPException(404) if there is none."""
    within = staff.services(Power.READ)
    if not within:
        raise HTTPException(404)
    return within


def read_address(request: Request) -> Address:
    """What was chosen; what makes no sense chooses nothing."""
    given = {name: value[:80].replace("\x00", "") for name, value in request.query_params.items()}
    period = read_period(given.get("period", ""))
    kind = given.get("kind", "")
    asked = Asked(
        kind if kind in KINDS else Audience.RESIDENT,
        period.months,
        _choice(given.get("place", "")),
        _choice(given.get("question", "")),
    )
    everywhere = {"service": given["service"]} if given.get("service") else {}
    return Address(asked, period, everywhere)


def _choice(written: str) -> str | None:
    plain = written.encode("utf-8", "replace").decode()
    return None if not plain else "" if plain == NOWHERE else plain


def since(address: Address) -> datetime | None:
    """The moment from which somebody counts as heard; none for all time."""
    first = address.period.first_day
    return start_of(first) if first else None


def kind_tabs(parts: Parts, within: Collection[UUID], address: Address) -> list[dict[str, Any]]:
    """The kinds of speakers side by side, each with how many answers of how many people."""
    asked, tabs = address.asked, []
    for kind, label in KINDS.items():
        question = asked.question if kind == asked.kind else None
        other = Asked(kind, asked.months, asked.place, question)
        tabs.append(
            {
                "label": label,
                "here": kind == asked.kind,
                "url": Address(other, address.period, address.everywhere).of_page(),
                "behind": behind(parts.store.heard.of_kind(within, other), parts.store.heard.least),
            }
        )
    return tabs


def choices(parts: Parts, within: Collection[UUID], address: Address) -> dict[str, Any]:
    """What can be chosen, and what is."""
    store, asked = parts.store.heard, address.asked
    periods = offered(store.first_month(within), datetime.now().astimezone().date())
    return {
        "periods": periods,
        "period": address.period.key,
        "places": [("", "Everywhere"), *store.places(within).items(), (NOWHERE, "Not on a tablet")],
        "place": NOWHERE if asked.place == "" else asked.place or "",
        "questions": [("", "All questions"), *store.questions(asked.kind).items(), (NOWHERE, "Said besides")],
        "question": NOWHERE if asked.question == "" else asked.question or "",
    }


def charts(parts: Parts, found: Heard, address: Address) -> dict[str, Any]:
    """What stands in charts, and in tables with the same numbers."""
    taxonomy = parts.taxonomy
    topics = counted({topic.key: topic.label for topic in taxonomy.topics}, found.topics)
    most = max((each.answers for _, _, each in topics), default=1)
    return {
        "agreed": principle_rows(found, taxonomy, address, agreed=True),
        "suggested": principle_rows(found, taxonomy, address, agreed=False),
        "stretches": stretch_rows(found, address),
        "topics": [
            {"label": label, "sum": each, "width": round(100 * each.answers / most, 2),
             "url": address.of_list(topic=key)}
            for key, label, each in topics if key != "other"
        ],
    }  # fmt: skip


def in_words(parts: Parts, within: Collection[UUID], address: Address, reader: UUID) -> dict[str, Any]:
    """Words that many use, what people offer and what they wish, redacted."""
    store, asked = parts.store.heard, address.asked
    redactor = redactor_of(store.names(within))
    words = shared_words(store.words_of(within, asked, reader, WORDS_OF), redactor, store.least)
    offers = [
        *store.saying(within, asked, "wish", "assets", reader),
        *store.saying(within, asked, "working", "assets", reader),
    ]
    return {
        "words": [(word, address.of_list(words=word)) for word in words],
        "offers": quotations(offers, redactor, MOST_QUOTATIONS),
        "wishes": quotations(
            [each for each in store.saying(within, asked, "wish", None, reader) if each not in offers],
            redactor,
            MOST_QUOTATIONS,
        ),
    }


def told_to(parts: Parts, staff: StaffRecord, reach: Reach) -> dict[str, Any]:
    """Who was not heard from where they read, in numbers."""
    exact = staff.services(Power.READ) <= staff.services(Power.REVIEW)
    return reach_view(reach, parts.store.heard.least, exact=exact)

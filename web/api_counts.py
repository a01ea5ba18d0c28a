"""Counts for other programs: sums of groups that are large enough, as on the pages of staff."""

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from storage.heard import WhatWeHeard
from storage.heard_items import month_of
from storage.heard_records import EVER, Asked
from storage.kinds import Audience, TagStatus
from web.api_models import CountOut, Counts


def counts_out(
    heard: WhatWeHeard,
    within: Collection[UUID],
    audience: Audience | None,
    since: datetime | None,
    until: datetime | None,
) -> Counts:
    """How often each principle was seen in the months that lie wholly between these moments."""
    fresh = heard.upkeep.freshen(within)
    months = _whole_months(since, until)
    kinds = [audience] if audience else sorted(Audience)
    found = [each for kind in kinds for each in _of_kind(heard, within, Asked(kind, months))]
    return Counts(items=found, as_of=fresh.as_of)


def _of_kind(heard: WhatWeHeard, within: Collection[UUID], asked: Asked) -> Iterator[CountOut]:
    for (key, stance, agreed), each in sorted(heard.principles(within, asked).items()):
        yield CountOut(
            audience=asked.kind,
            key=key,
            stance=stance,
            status=TagStatus.AGREED if agreed else TagStatus.SUGGESTED,
            answers=each.answers,
            people=each.people,
        )


def _whole_months(since: datetime | None, until: datetime | None) -> tuple[int, int]:
    first, last = EVER
    if since:
        here = since.astimezone()
        start = here.replace(day=1, hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        first = month_of(since) + (here.replace(tzinfo=None) > start)
    return first, month_of(until) - 1 if until else last

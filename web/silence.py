"""Who was not heard from: in numbers that name nobody, and for those who may see it with what would help."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from storage.heard_records import Reach, Sum, Unheard
from web.heard_view import DOORS, counted
from web.languages import language_name
from web.pages import day_name
from web.profile_form import CHOICES, NEEDS


def reach_view(reach: Reach, least: int, *, exact: bool) -> dict[str, Any]:
    """How many were not heard from, and what they have in common.

    exact: for whoever may see who they are. For all others small numbers are not told, and larger ones are
    rounded down, so that two of them cannot be subtracted.
    """
    silent = reach.unheard
    needs = Counter(need for each in silent for need in each.profile.needs)
    asked = sum(each.asked for each in silent)
    never = len(silent) - asked
    return {
        "count": len(silent),
        "told": told(len(silent), reach.here, 1 if exact else least),
        "parted": f"{asked} were asked, {never} were not." if exact and silent else "",
        "needs": [(NEEDS[need], count) for need, count in needs.most_common(6) if exact or count >= least],
    }


def told(silent: int, here: int, least: int) -> str:
    """How many of those who are here were not heard from. least: the smallest number, and the steps."""
    if not here:
        return "Not known: none of them is on the list of people."
    if here < least:
        return f"Fewer than {least} people are on the list, so a number would name them."
    if silent < least:
        return (
            f"Everybody was heard from, or all but a few, of the {here} people who are here."
            if least > 1
            else (f"Everybody who is here was heard from: {here} people.")
        )
    if here - silent < least:
        return f"All or nearly all of the {here} people who are here."
    return f"{silent - silent % least}{' or more' if least > 1 else ''} of the {here} people who are here."


def person_view(each: Unheard) -> dict[str, Any]:
    """Somebody who was not heard from, and what would help, as their profile says it."""
    profile = each.profile
    offered = [CHOICES["doors"][door] for door in profile.doors if door in CHOICES["doors"]]
    return {
        "name": each.name,
        "url": f"/review/people/{each.person_id}",
        "asked": each.asked,
        "last": day_name(each.last_at) if each.last_at else None,
        "needs": [NEEDS[need] for need in profile.needs if need in NEEDS],
        "own_words": profile.own_words,
        "best_time": profile.best_time,
        "doors": offered if len(offered) < len(CHOICES["doors"]) else [],
        "language": language_name(profile.language) if profile.language != "en" else None,
    }


def doors(sums: Mapping[str, Sum]) -> dict[str, Any]:
    """Doors that enough people came by, and those of a tablet that are missing."""
    used = counted(DOORS, sums)
    known = {label for _, label, _ in used}
    return {
        "used": [(label, each) for _, label, each in used],
        "missing": [label for label in CHOICES["doors"].values() if label not in known],
    }


def languages(sums: Mapping[str, Sum], reach: Reach) -> dict[str, Any]:
    """Languages that enough people spoke in, and those of people here that nobody was heard in."""
    used = [(language_name(key), each) for key, _, each in counted({}, sums)]
    spoken = {language_name(each.profile.language) for each in reach.unheard}
    return {"used": used, "missing": sorted(spoken - {label for label, _ in used})}

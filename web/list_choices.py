"""What can be chosen in the filters of the list, with its words."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from storage.kinds import Audience
from web.list_address import Address
from web.pages import Parts
from web.review_view import CHANNELS, STANCES
from web.work_view import colleagues

type Choices = Sequence[tuple[str, str]]
"""(what stands in the address, what it is called)."""

KINDS: Choices = (("resident", "Residents"), ("carer", "Family and friends"), ("staff", "Staff"))
STATES: Choices = (
    ("suggested", "Suggested, nobody agreed yet"),
    ("agreed", "Agreed by staff"),
    ("none", "No tags"),
)
DOORS = {
    "talk": "Voice",
    "pictures": "Pictures",
    "faces": "Faces",
    "writing": "Written on a tablet",
    "typed": "Typed",
    "imported": "Brought in",
}
LANGUAGES = {"en": "English", "cy": "Welsh", "pl": "Polish", "de": "German", "fr": "French", "es": "Spanish"}
ALWAYS = ("principle", "kind")
"""Filters that are always in sight; the others are one press away."""
LABELS = {
    "principle": ("Principle", "Any principle"),
    "kind": ("Who", "Anyone"),
    "stance": ("How it is", "Any"),
    "state": ("Tags", "Any"),
    "question": ("Question", "Any question"),
    "topic": ("About", "Anything"),
    "door": ("How they said it", "Any way"),
    "channel": ("Where it came from", "Anywhere"),
    "place": ("Tablet", "Any tablet"),
    "language": ("Language", "Any language"),
    "assigned": ("Who sees to it", "Anybody"),
    "from": ("From", ""),
    "to": ("To", ""),
    "q": ("Words", ""),
}
"""What a filter is called, and what it says when it filters nothing."""


def choices(parts: Parts, within: Collection[UUID], me: UUID) -> dict[str, Choices]:
    """What there is to choose from, by the filter."""
    people = [(str(each.id), each.name) for each in colleagues(parts, within) if each.id != me]
    places = [(str(each.id), each.name) for each in parts.store.devices.all(within)]
    return {
        "principle": [(each.key, each.label) for each in parts.taxonomy.principles],
        "kind": KINDS,
        "stance": list(STANCES.items()),
        "state": STATES,
        "topic": [(each.key, each.label) for each in parts.taxonomy.topics],
        "door": list(DOORS.items()),
        "channel": [(str(key), name.capitalize()) for key, name in CHANNELS.items()],
        "place": places,
        "assigned": [("me", "Me"), ("nobody", "Nobody yet"), *sorted(people, key=_by_name)],
        **_asked(parts),
    }


def _by_name(choice: tuple[str, str]) -> str:
    return choice[1].casefold()


def _asked(parts: Parts) -> dict[str, Choices]:
    """The questions as they are asked today, each once, and the languages in which there are any."""
    newest: dict[tuple[str, str], Any] = {}
    for each in parts.store.questions.versions():
        newest.setdefault((each.audience, each.language), each)
    asked = sorted(newest.values(), key=lambda each: (list(Audience).index(each.audience), each.language))
    questions = {each.key: each.text for found in reversed(asked) for each in found.questions}
    languages = sorted({language for _, language in newest})
    return {
        "question": [*questions.items(), ("-", "Said besides the questions")],
        "language": [(each, LANGUAGES.get(each, each)) for each in languages],
    }


def fields_view(
    address: Address, offered: Mapping[str, Choices], names: Iterable[str]
) -> list[dict[str, Any]]:
    """Selects of the form. A value that is offered no more stays chosen, by its own name."""
    found = []
    for name in names:
        label, nothing = LABELS[name]
        chosen, options = address.fields.get(name, ""), list(offered[name])
        if chosen and chosen not in dict(options):
            options.append((chosen, chosen))
        found.append({"name": name, "label": label, "nothing": nothing, "options": options, "chosen": chosen})
    return found


def chips(address: Address, offered: Mapping[str, Choices]) -> list[dict[str, str]]:
    """What filters now, each with the address without it."""
    return [
        {
            "label": LABELS[name][0],
            "value": dict(offered.get(name, ())).get(value, value),
            "url": address.with_(**{name: ""}).url,
        }
        for name, value in address.filters.items()
    ]

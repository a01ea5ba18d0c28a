"""A change as a form: what was typed, and how it goes together with what somebody else wrote meanwhile."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date

from starlette.datastructures import FormData

from storage.change_records import ChangeRecord, Written
from storage.kinds import ChangeState

LABELS: Mapping[str, str] = {
    "state": "How far it is",
    "said": "You said",
    "doing": "We are doing",
    "did": "We did",
    "owner": "Who sees to it",
    "due_on": "Done by",
    "picture": "Picture",
}
"""The fields of a change, as they stand on the page."""


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that two people wrote in differently."""

    label: str
    theirs: str


def typed(form: FormData, before: str = "") -> dict[str, str]:
    """What stands in a sent form; with "was_" what stood in it when it was shown."""
    return {name: str(form.get(before + name) or "").replace("\r\n", "\n").strip() for name in LABELS}


def shown(change: ChangeRecord) -> dict[str, str]:
    """A change as its form shows it."""
    written = change.written
    return {
        "state": change.state,
        "said": written.said,
        "doing": written.doing,
        "did": written.did,
        "owner": written.owner,
        "due_on": written.due_on.isoformat() if written.due_on else "",
        "picture": written.picture or "",
    }


def read_state(text: str) -> ChangeState:
    """How far a change is, as a form says it. Raises ValueError."""
    if text not in (ChangeState.SAID, ChangeState.DOING, ChangeState.DID):
        raise ValueError("Choose how far it is.")
    return ChangeState(text)


def read_written(fields: Mapping[str, str], pictures: Container[str]) -> Written:
    """What was typed, as it is kept. Raises ValueError in words for staff."""
    try:
        due = date.fromisoformat(fields["due_on"]) if fields["due_on"] else None
    except ValueError:
        raise ValueError("The day could not be read. Write it as 2026-11-22.") from None
    if fields["picture"] and fields["picture"] not in pictures:
        raise ValueError("There is no such picture. Choose one of the list.")
    return Written(
        said=fields["said"],
        doing=fields["doing"],
        did=fields["did"],
        owner=fields["owner"],
        due_on=due,
        picture=fields["picture"] or None,
    )


def read_version(form: FormData) -> int:
    """Which version somebody had before them; one that cannot be is none that there is."""
    text = str(form.get("version", ""))
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


def joined(
    mine: Mapping[str, str], was: Mapping[str, str], theirs: Mapping[str, str]
) -> tuple[dict[str, str], list[Clash]]:
    """Both together: who alone changed a field has it. Where both did, mine stays and theirs is told."""
    both: dict[str, str] = {}
    clashes = []
    for name, label in LABELS.items():
        untouched = mine[name] == was[name]
        both[name] = theirs[name] if untouched else mine[name]
        if not untouched and theirs[name] not in (was[name], mine[name]):
            clashes.append(Clash(label, theirs[name]))
    return both, clashes

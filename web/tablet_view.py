"""How something was said on a tablet, as staff see it: the door, the pictures, who helped, and when."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from storage.details import Helper, read_details
from storage.kinds import Access, Help, Mode, Phase
from storage.records import TurnRecord
from web.pages import clock, day_name
from web.pictures import Picture

DOORS: Mapping[str, str] = {
    Mode.VOICE: "Spoke",
    Mode.PICTURES: "Chose pictures",
    Mode.FACES: "Chose a face",
    Mode.TYPED: "Wrote",
}
BY: Mapping[str, str] = {
    Access.KEYBOARD: "with a keyboard",
    Access.ONE_SWITCH: "with one switch",
    Access.TWO_SWITCHES: "with two switches",
    Access.DWELL: "by resting a pointer",
}
HELPED: Mapping[str, str] = {
    Help.READS: "read the questions to them",
    Help.PRESSES: "pressed for them",
    Help.WRITES: "wrote down what they said",
    Help.SPEAKS: "said what they think the person means",
}


def turn_how(turn: TurnRecord, pictures: Mapping[str, Picture]) -> dict[str, Any] | None:
    """How a turn was said; None if it was not on a tablet."""
    if turn.details is None or turn.mode is None:
        return None
    details = read_details(turn.details)
    door = DOORS.get(turn.mode, "")
    return {
        "door": " ".join(filter(None, [door, BY.get(details.by or "")])),
        "pictures": [
            {"key": key, "label": pictures[key].label if key in pictures else key} for key in details.pictures
        ],
        "face": details.face,
        "recording": details.recording_id,
        "checked": details.screen == Phase.CONFIRMING,
        "helper": helper_words(details.helper) if details.helper else None,
        "proxy": details.helper is not None and details.helper.how == Help.SPEAKS,
        "said": f"{day_name(turn.said_at)}, {clock(turn.said_at)}" if turn.said_at else None,
    }


def helper_words(helper: Helper) -> str:
    """Who helped and how, and whether the person went along with it."""
    agreed = {
        True: "The person agreed.",
        False: "The person did not agree.",
        None: "The person was not asked.",
    }
    return f"{helper.who} {HELPED.get(helper.how, helper.how)}. {agreed[helper.agreed]}"


def said_how(turns: Sequence[TurnRecord], pictures: Mapping[str, Picture]) -> dict[UUID, dict[str, Any]]:
    """For each answer, how the last of its turns was said, and whether the person then agreed."""
    found: dict[UUID, dict[str, Any]] = {}
    last: UUID | None = None
    for turn in turns:
        how = turn_how(turn, pictures)
        if how and turn.answer_id:
            last = turn.answer_id
            found[last] = how
        elif how and how["helper"] and last in found and how["checked"]:
            found[last]["helper"] = how["helper"]  # asked when the words were read back
            found[last]["proxy"] = how["proxy"]
    return found

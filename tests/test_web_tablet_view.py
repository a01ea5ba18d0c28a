"""How something was said on a tablet, in the words that staff read; and how long somebody has waited."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from storage.alerts import AlertRecord
from storage.details import Details, Helper, write_details
from storage.kinds import Access, Door, Face, Help, Mode, Phase, Speaker, TurnState
from storage.records import TurnRecord
from web.pictures import load_pictures
from web.staff_pages import call_view, waited
from web.tablet_pack import HELP_MINUTES
from web.tablet_view import BY, DOORS, HELPED, helper_words, said_how, turn_how

PICTURES = load_pictures()
KEYS = tuple(list(PICTURES)[:2])


def turn(details: Details | dict[str, Any] | None = None, **more: Any) -> TurnRecord:
    """A person's turn, answered."""
    kept = write_details(details) if isinstance(details, Details) else details
    usual: dict[str, Any] = {
        "id": uuid4(), "conversation_id": uuid4(), "seq": 1, "speaker": Speaker.PERSON, "mode": Mode.TYPED,
        "text": "tea", "intent": None, "state": TurnState.ANSWERED, "attempts": 0, "choices": (),
        "answer_id": None, "at": datetime.now(UTC), "erased": False, "details": kept,
    }  # fmt: skip
    return TurnRecord(**(usual | more))


def how(details: Details | dict[str, Any], **more: Any) -> dict[str, Any]:
    found = turn_how(turn(details, **more), PICTURES)
    assert found is not None
    return found


# One turn -------------------------------------------------------------------------------------


def test_what_was_not_said_on_a_tablet_has_no_how() -> None:
    assert turn_how(turn(None), PICTURES) is None
    assert turn_how(turn(Details(), mode=None, speaker=Speaker.BOT), PICTURES) is None


@pytest.mark.parametrize(
    ("mode", "by", "door"),
    [
        (Mode.PICTURES, Access.TOUCH, "Chose pictures"),
        (Mode.PICTURES, Access.ONE_SWITCH, "Chose pictures with one switch"),
        (Mode.FACES, Access.TWO_SWITCHES, "Chose a face with two switches"),
        (Mode.TYPED, Access.KEYBOARD, "Wrote with a keyboard"),
        (Mode.TYPED, Access.DWELL, "Wrote by resting a pointer"),
        (Mode.TYPED, None, "Wrote"),
        (Mode.BUTTON, None, ""),
    ],
)
def test_the_way_and_the_hands_are_told_in_words(mode: Mode, by: Access | None, door: str) -> None:
    assert how(Details(by=by), mode=mode)["door"] == door


def test_pictures_are_told_by_their_labels_and_an_old_one_by_its_key() -> None:
    shown = how(Details(pictures=(*KEYS, "gone")), mode=Mode.PICTURES)["pictures"]
    assert shown == [
        *({"key": key, "label": PICTURES[key].label} for key in KEYS),
        {"key": "gone", "label": "gone"},
    ]


def test_a_face_is_told() -> None:
    assert how(Details(face=Face.SO_SO), mode=Mode.FACES)["face"] == "so_so"


def test_words_said_to_a_read_back_are_told_as_checked() -> None:
    assert how(Details(screen=Phase.CONFIRMING))["checked"] is True
    assert how(Details(screen=Phase.ASKING))["checked"] is False


def test_when_it_was_said_is_told_if_that_was_earlier() -> None:
    at = datetime.now().astimezone().replace(hour=9, minute=5) - timedelta(days=1)
    assert how(Details(), said_at=at)["said"] == "Yesterday, 09:05"
    assert how(Details())["said"] is None


def test_what_a_newer_program_kept_does_not_take_the_page_away() -> None:
    kept = {"by": "eyebrow", "face": "very_well", "light": "dim", "helper": {"who": "Priya", "how": "sings"}}
    shown = how(kept, mode="drawing")
    assert (shown["door"], shown["face"]) == ("", "very_well")
    assert shown["helper"] == "Priya sings. The person was not asked."


def test_every_way_and_every_kind_of_help_has_words() -> None:
    assert set(DOORS) == {Mode.VOICE, Mode.PICTURES, Mode.FACES, Mode.TYPED}
    assert len(DOORS) == len(Door)
    assert set(BY) == set(Access) - {Access.TOUCH}
    assert set(HELPED) == set(Help)


# Helpers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agreed", "words"),
    [
        (True, "Priya pressed for them. The person agreed."),
        (False, "Priya pressed for them. The person did not agree."),
        (None, "Priya pressed for them. The person was not asked."),
    ],
)
def test_who_helped_and_whether_the_person_went_along_is_told(agreed: bool | None, words: str) -> None:
    assert helper_words(Helper("Priya", Help.PRESSES, agreed)) == words


# An answer of several turns -------------------------------------------------------------------


def helped(agreed: bool | None = None, screen: Phase = Phase.ASKING) -> Details:
    return Details(screen=screen, helper=Helper("Priya", Help.WRITES, agreed))


def test_an_answer_is_told_by_the_last_of_its_turns() -> None:
    answer = uuid4()
    found = said_how(
        [
            turn(Details(), mode=Mode.PICTURES, answer_id=answer),
            turn(Details(), mode=Mode.TYPED, answer_id=answer),
            turn(None, text="Thank you.", mode=None, speaker=Speaker.BOT),
        ],
        PICTURES,
    )
    assert [(key, each["door"]) for key, each in found.items()] == [(answer, "Wrote")]


def test_whether_the_person_agreed_is_taken_from_the_check_that_follows() -> None:
    first, second = uuid4(), uuid4()
    found = said_how(
        [
            turn(helped(), answer_id=first),
            turn(helped(agreed=True, screen=Phase.CONFIRMING), mode=Mode.BUTTON),
            turn(helped(), answer_id=second),
            turn(helped(agreed=False, screen=Phase.CONFIRMING), mode=Mode.BUTTON),
        ],
        PICTURES,
    )
    assert found[first]["helper"].endswith("The person agreed.")
    assert found[second]["helper"].endswith("The person did not agree.")


def test_a_check_without_an_answer_before_it_says_nothing() -> None:
    assert said_how([turn(helped(agreed=True, screen=Phase.CONFIRMING), mode=Mode.BUTTON)], PICTURES) == {}


# Waiting --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (-5, "just now"),
        (0, "just now"),
        (1, "1 minute ago"),
        (2, "2 minutes ago"),
        (59, "59 minutes ago"),
        (60, "1 hour ago"),
        (119, "1 hour ago"),
        (120, "2 hours ago"),
        (47 * 60 + 59, "47 hours ago"),
        (48 * 60, "2 days ago"),
        (30 * 24 * 60, "30 days ago"),
    ],
)
def test_how_long_ago_is_told_as_one_says_it(minutes: int, words: str) -> None:
    assert waited(minutes) == words


def call(minutes: float, **more: Any) -> AlertRecord:
    at = datetime.now(UTC) - timedelta(minutes=minutes, seconds=5)
    usual: dict[str, Any] = {
        "id": UUID(int=1), "place": "Lavender wing", "person": "Joan", "conversation_id": UUID(int=2),
        "at": at, "taken_at": None, "taken_by": None, "done_at": None,
    }  # fmt: skip
    return AlertRecord(**(usual | more))


def test_a_call_is_late_when_nobody_took_it_for_a_while() -> None:
    assert call_view(call(HELP_MINUTES - 1))["late"] is False
    assert call_view(call(HELP_MINUTES))["late"] is True
    assert call_view(call(HELP_MINUTES, taken_at=datetime.now(UTC)))["late"] is False


def test_a_call_of_nobody_in_particular_has_words_all_the_same() -> None:
    shown = call_view(call(3, person=None, place=None, conversation_id=None))
    assert (shown["who"], shown["place"], shown["conversation"]) == ("Somebody", "a tablet", None)
    assert (shown["minutes"], shown["since"]) == (3, "3 minutes ago")

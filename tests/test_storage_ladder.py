"""The ladder: what was really done together decides where a change stands, and what would bring it higher."""

from itertools import chain, combinations

import pytest

from storage.kinds import Group, Part
from storage.ladder import Level, Rung, Standing, Step, standing

ALL = tuple(Part)
ORDER = list(Rung)


def had(**parts: str) -> set[tuple[str, str]]:
    """Who had which part: `decided="residents managers"`."""
    return {(part, who) for part, groups in parts.items() for who in groups.split()}


def test_where_nobody_wrote_down_who_had_a_part_nothing_is_claimed() -> None:
    assert standing(()) == Standing(Rung.UNKNOWN, Level.NONE, (Step.WRITE_DOWN,), without_residents=False)


def test_what_staff_did_alone_is_telling_whoever_else_helped() -> None:
    found = standing(had(started="staff", decided="managers others", did="staff", reviewed="managers"))
    assert (found.rung, found.level, found.steps) == (Rung.TELLING, Level.NONE, (Step.ASK,))


@pytest.mark.parametrize("part", [Part.STARTED, Part.DID, Part.REVIEWED])
def test_a_part_without_a_decision_is_being_consulted(part: Part) -> None:
    found = standing({(part, Group.RESIDENTS), (Part.DECIDED, Group.MANAGERS)})
    assert (found.rung, found.level) == (Rung.CONSULTING, Level.DESCRIPTIVE)
    assert Step.DECIDE in found.steps
    assert len(found.steps) == 3


def test_who_decides_too_is_respected_but_it_is_not_from_start_to_end() -> None:
    found = standing(had(started="staff", decided="residents managers", did="staff residents"))
    assert (found.rung, found.level) == (Rung.CONSULTING, Level.INTERMEDIATE)
    assert found.steps == (Step.START, Step.REVIEW)


def test_an_equal_part_from_start_to_end_is_doing_it_together() -> None:
    every = {(part, who) for part in ALL for who in (Group.RESIDENTS, Group.STAFF)}
    found = standing(every)
    assert (found.rung, found.level) == (Rung.TOGETHER, Level.TRANSFORMATIVE)
    assert found.steps == (Step.LEAD_START, Step.LEAD_DECIDE)


def test_what_residents_and_families_start_and_decide_is_led_by_them() -> None:
    found = standing(
        had(started="residents", decided="families residents", did="staff families", reviewed="residents")
    )
    assert (found.rung, found.level, found.steps) == (Rung.LED, Level.TRANSFORMATIVE, ())


def test_families_without_residents_are_told_apart() -> None:
    assert standing(had(started="families", decided="staff")).without_residents
    assert not standing(had(started="families", decided="residents")).without_residents
    assert not standing(had(started="staff")).without_residents


def test_no_part_more_ever_brings_residents_or_families_down_the_ladder() -> None:
    for few in chain.from_iterable(combinations(ALL, size) for size in range(5)):
        before = standing({(Part.STARTED, Group.STAFF), *((part, Group.FAMILIES) for part in few)})
        for part in ALL:
            more = {(Part.STARTED, Group.STAFF), *((each, Group.FAMILIES) for each in {*few, part})}
            assert ORDER.index(standing(more).rung) >= ORDER.index(before.rung)


def test_all_the_steps_together_bring_a_change_one_rung_up() -> None:
    joins = {
        Step.START: Part.STARTED,
        Step.DECIDE: Part.DECIDED,
        Step.DO: Part.DID,
        Step.REVIEW: Part.REVIEWED,
    }
    for few in chain.from_iterable(combinations(ALL, size) for size in range(1, 4)):
        parts = {(part, Group.RESIDENTS) for part in few} | {(Part.DECIDED, Group.STAFF)}
        found = standing(parts)
        climbed = standing(parts | {(joins[step], Group.RESIDENTS) for step in found.steps})
        assert (found.rung, climbed.rung) == (Rung.CONSULTING, Rung.TOGETHER)

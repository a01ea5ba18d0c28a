"""The papers about safety: whole, and true where a test can tell."""

import re
from operator import itemgetter

import pytest

from tests.ladder import LADDER, Door
from web.settings import ROOT

ASVS = (ROOT / "docs" / "asvs.md").read_text()
SECURITY = (ROOT / "docs" / "security.md").read_text()
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| (.+?) \| (\S+) \| (.+) \|$", re.MULTILINE)
ANSWERS = {"met", "part", "n/a", "open"}
LEVEL_TWO = """
    1.1:1-7 1.2:1-4 1.4:1,4,5 1.5:1-4 1.6:1-4 1.7:1-2 1.8:1-2 1.9:1-2 1.10:1 1.11:1-2 1.12:2
    1.14:1-6 2.1:1-12 2.2:1-3 2.3:1-3 2.4:1-6 2.5:1-7 2.6:1-3 2.7:1-6 2.8:1-7 2.9:1-3 2.10:1-4
    3.1:1 3.2:1-4 3.3:1-4 3.4:1-5 3.5:1-3 3.7:1 4.1:1-3,5 4.2:1-2 4.3:1-3 5.1:1-5 5.2:1-8 5.3:1-10
    5.4:1-3 5.5:1-4 6.1:1-3 6.2:1-6 6.3:1-2 6.4:1-2 7.1:1-4 7.2:1-2 7.3:1,3,4 7.4:1-3 8.1:1-4
    8.2:1-3 8.3:1-8 9.1:1-3 9.2:1-4 10.2:1-2 10.3:1-3 11.1:1-8 12.1:1-3 12.2:1 12.3:1-6 12.4:1-2
    12.5:1-2 12.6:1 13.1:1,3-5 13.2:1-3,5-6 13.3:1-2 13.4:1-2 14.1:1-4 14.2:1-6 14.3:2-3 14.4:1-7
    14.5:1-4
"""
"""Sections of ASVS 4.0.3, and which of their requirements are of level 1 or 2."""


def numbers() -> list[str]:
    """Each requirement, in order."""
    found = []
    for section, _, listed in (each.partition(":") for each in LEVEL_TWO.split()):
        for part in listed.split(","):
            first, _, last = part.partition("-")
            found += [f"{section}.{each}" for each in range(int(first), int(last or first) + 1)]
    return found


def test_every_requirement_of_level_two_stands_in_the_list_once() -> None:
    assert [row[0] for row in ROW.findall(ASVS)] == numbers()


@pytest.mark.parametrize("row", ROW.findall(ASVS), ids=itemgetter(0))
def test_every_requirement_is_answered_with_what_shows_it(row: tuple[str, str, str, str]) -> None:
    _, asks, answer, by = row
    assert answer in ANSWERS
    assert asks
    assert by


def test_every_kind_of_door_has_a_border_and_every_threat_a_test() -> None:
    for door in (Door.LINK, Door.TABLET, Door.TOKEN, Door.RASA):
        assert door in LADDER.values()
    threats = SECURITY.split("## Threats and answers")[1].split("\n## ")[0]
    rows = [line for line in threats.splitlines() if line.startswith("| ") and "| who |" not in line]
    assert len(rows) > 20
    assert [row for row in rows if "`test_" not in row] == []

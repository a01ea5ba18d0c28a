"""The papers for data protection say what the program really does: tables, settings, pages."""

import re

import pytest

from storage import store  # noqa: F401 (every table is known then)
from storage.base import Base
from tests.test_docs import variable
from web.settings import ROOT, Settings

PAPERS = ROOT / "docs" / "papers"
RECORDS = (PAPERS / "records-of-processing.md").read_text()
TABLES = {table.name for table in Base.metadata.sorted_tables}


def named(text: str) -> set[str]:
    return set(re.findall(r"`([a-z_]+)`", text))


def test_every_table_stands_in_the_records() -> None:
    assert TABLES - named(RECORDS) == set(), "docs/papers/records-of-processing.md has to say what they hold"
    assert named(RECORDS) - TABLES == set()


@pytest.mark.parametrize("table", sorted(TABLES))
def test_a_table_that_points_to_a_person_is_said_to_be_about_people(table: str) -> None:
    """What is said to hold nothing about a person has no words of theirs and points to nobody."""
    nobody = named(RECORDS.partition("## What holds nothing about a person")[2])
    columns = {column.name for column in Base.metadata.tables[table].columns}
    about = columns & {"conversation_id", "person_id", "answer_id", "turn_id", "username"}
    assert not (table in nobody and about), about


def test_how_long_a_voice_stays_is_the_setting() -> None:
    days = Settings.model_fields["recording_days"].default
    assert f"`{variable('recording_days')}` days ({days})" in RECORDS
    assert f"after {days} days at the most" in (PAPERS / "privacy-notice.md").read_text()
    assert variable("small_group") in RECORDS


def test_the_assessment_leaves_to_the_home_what_only_it_knows() -> None:
    text = (PAPERS / "dpia.md").read_text()
    blanks = re.findall(r"\[[^\]]+\](?!\()", text)
    assert len(blanks) > 8

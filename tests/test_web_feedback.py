"""Rows of old feedback: which column is what, who speaks, and when it was said."""

import pytest

from storage.importing import ImportedAnswer
from storage.kinds import Audience
from web.commands.csv_files import Row
from web.commands.dates import given_format, guess_format
from web.commands.feedback import RowReader, choose_columns
from web.errors import WebError


def read(header: str, row: str) -> ImportedAnswer | str:
    """One row, read by guessed columns."""
    columns = choose_columns(header.split(","), {})
    return RowReader(columns, guess_format(())).read(Row(2, tuple(row.split(","))))


# Columns --------------------------------------------------------------------------------------


def test_columns_are_guessed_by_their_names() -> None:
    columns = choose_columns(["Ref", "Who is speaking?", "created_at", "What they said", "Prompt", "x"], {})
    assert columns.places == {"text": 3, "question": 4, "audience": 1, "date": 2, "id": 0}


def test_a_named_column_is_not_guessed_a_second_time() -> None:
    columns = choose_columns(["comment", "answer", "role"], {"question": "comment"})
    assert columns.places == {"question": 0, "text": 1, "audience": 2}
    assert columns.guessed == {"text", "audience"}


@pytest.mark.parametrize(
    ("header", "given", "said"),
    [
        (["a", "role"], {}, 'Which column holds the words? Add --text and one of: "a", "role".'),
        (["text", "b"], {}, "Who is speaking? Add --audience with resident, carer, staff, or"),
        (["text"], {"question": "q"}, 'No column is called "q" (--question). Use one of: "text".'),
        (["text"], {"audience": "guests"}, 'Use one of: "text" or resident, carer, staff.'),
        (["text", "Text "], {"text": "text"}, 'Two columns are called "text"'),
    ],
)
def test_a_missing_column_is_refused_with_the_remedy(
    header: list[str], given: dict[str, str | None], said: str
) -> None:
    with pytest.raises(WebError) as caught:
        choose_columns(header, given)
    assert said in str(caught.value)


# Rows -----------------------------------------------------------------------------------------


def test_a_row_becomes_an_answer_without_spaces_around_it() -> None:
    found = read("comment,role,date,person,question,id", " Words. , Carer ,2024-03-01, P1 , listens , 9 ")
    assert isinstance(found, ImportedAnswer)
    assert (found.text, found.audience, found.person, found.question, found.row_id) == (
        "Words.", "carer", "P1", "listens", "9"
    )  # fmt: skip
    assert found.said_at is not None
    assert found.said_at.date().isoformat() == "2024-03-01"


@pytest.mark.parametrize(
    ("said", "audience"),
    [
        ("Service User", Audience.RESIDENT),
        ("RELATIVES", Audience.CARER),
        ("family carer", Audience.CARER),
        ("Care-worker", Audience.STAFF),
        ("staff", Audience.STAFF),
    ],
)
def test_speakers_are_known_by_their_usual_names(said: str, audience: Audience) -> None:
    found = read("comment,role", f"Words.,{said}")
    assert isinstance(found, ImportedAnswer)
    assert found.audience == audience


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (" ,carer,", "has no words"),
        ("Words.,ghost,", 'says nobody we know is speaking: "ghost"; use resident, carer, staff'),
        ("Words.,,", 'says nobody we know is speaking: ""; use resident, carer, staff'),
        ("Words.,carer,someday", 'has a date that cannot be read: "someday"; dates here are ISO'),
    ],
)
def test_a_row_that_cannot_be_used_says_why(row: str, reason: str) -> None:
    assert read("comment,role,date", row) == reason


# Dates ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2024-03-01", "2024-03-01T12:00:00+00:00"),
        ("2024-03-01T23:30", "2024-03-01T23:30:00+00:00"),
        ("2024-03-01T23:30-05:00", "2024-03-02T04:30:00+00:00"),
        ("25/12/2023", "2023-12-25T12:00:00+00:00"),
        ("25/12/23", "2023-12-25T12:00:00+00:00"),
        ("25/12/2023 08:15", "2023-12-25T08:15:00+00:00"),
        ("12/25/2023", "2023-12-25T12:00:00+00:00"),
        ("25.12.2023", "2023-12-25T12:00:00+00:00"),
        ("25 December 2023", "2023-12-25T12:00:00+00:00"),
        ("25 Dec 2023", "2023-12-25T12:00:00+00:00"),
    ],
)
def test_dates_are_read_as_people_write_them(written: str, moment: str) -> None:
    assert guess_format([written]).read(written).isoformat() == moment


def test_day_and_month_are_told_apart_by_the_other_dates() -> None:
    assert guess_format(["01/02/2024", "03/04/2024"]).pattern == "%d/%m/%Y"
    assert guess_format(["01/02/2024", "03/04/2024"]).doubtful
    assert guess_format(["01/02/2024", "03/25/2024", "nonsense"]).pattern == "%m/%d/%Y"
    assert not guess_format(["01/02/2024", "25/03/2024"]).doubtful


@pytest.mark.parametrize("wrong", ["1969-12-31", "0001-01-01T00:00+14:00", "9999-12-31", "45000", "tomorrow"])
def test_what_is_no_likely_date_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        guess_format(["2024-03-01"]).read(wrong)


def test_a_date_format_that_cannot_be_used_is_refused() -> None:
    with pytest.raises(WebError, match="--date-format"):
        given_format("%d/%Q")

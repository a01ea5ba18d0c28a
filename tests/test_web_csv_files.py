"""CSV files as they come from spreadsheets and other programs."""

import csv
from pathlib import Path

import pytest

from web.commands.csv_files import ONE_COLUMN, CsvFile, Rejected, Row, open_csv
from web.errors import WebError


def opened(folder: Path, content: str, encoding: str = "utf-8") -> CsvFile:
    """A CSV file with this content, looked at."""
    file = folder / "feedback.csv"
    file.write_bytes(content.encode(encoding))
    return open_csv(file)


def cells(source: CsvFile) -> list[list[str]]:
    """Every row that can be used."""
    return [list(row.cells) for row in source.rows() if not row.problem]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_usual_encodings_and_line_ends_are_read(tmp_path: Path, encoding: str, end: str) -> None:
    source = opened(tmp_path, f"comment,role{end}Café – it’s “fine”.,carer{end}", encoding)
    assert source.header == ("comment", "role")
    assert source.lines == 2
    assert cells(source) == [["Café – it’s “fine”.", "carer"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_usual_delimiters_are_found(tmp_path: Path, delimiter: str) -> None:
    rows = [["comment", "role"], ['Well, "yes"; no\tmatter | what', "carer"], ["Short", "carer"]]
    with (file := tmp_path / "f.csv").open("w", newline="") as out:
        csv.writer(out, delimiter=delimiter).writerows(rows)
    source = open_csv(file)
    assert source.delimiter == delimiter
    assert cells(source) == rows[1:]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_delimiter_is_found_among_long_free_texts(tmp_path: Path, delimiter: str) -> None:
    texts = [f"On day {at}, as ever: tea, cake; talk - and so on." for at in range(40)]
    quoted = [f'"{text}"{delimiter}carer' for text in texts]
    source = opened(tmp_path, "\n".join([f"comment{delimiter}role", *quoted]))
    assert source.delimiter == delimiter
    assert cells(source) == [[text, "carer"] for text in texts]


def test_one_column_needs_no_delimiter(tmp_path: Path) -> None:
    source = opened(tmp_path, "comment\nTea, cake; and talk.\nNothing\n")
    assert source.delimiter == ONE_COLUMN
    assert cells(source) == [["Tea, cake; and talk."], ["Nothing"]]


def test_rows_know_the_line_where_they_begin(tmp_path: Path) -> None:
    source = opened(tmp_path, 'a,b\n"two\nlines",x\n\n,,\ny,z\n')
    assert [(row.line, row.cells) for row in source.rows()] == [(2, ("two\nlines", "x")), (6, ("y", "z"))]


def test_a_row_of_another_width_says_so(tmp_path: Path) -> None:
    [short, long, padded] = opened(tmp_path, "a,b\nx\nx,y,z\nx,y,,\n").rows()
    assert short.problem == "has 1 columns, not 2"
    assert long == Row(3, ("x", "y", "z"), "has 3 columns, not 2")
    assert padded == Row(4, ("x", "y"))


def test_a_field_without_end_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.commands.csv_files.MOST_FIELD_LETTERS", 500)
    rows = list(opened(tmp_path, f'a,b\nx,y\n"{"word " * 200}",z\nlast,one\n').rows())
    assert rows[0].cells == ("x", "y")
    assert (rows[1].line, rows[1].cells) == (3, ())
    assert "is a quotation mark missing?" in rows[1].problem
    assert rows[-1].cells == ("last", "one")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no names of columns"),
        (b"\n\n", "no names of columns"),
        (b"PK\x03\x04rest", "is a spreadsheet. Save it as CSV"),
        (b"comment,role\nW\x81rds\x8d,carer", "neither UTF-8 nor Windows text"),
    ],
)
def test_a_file_that_is_no_csv_is_refused_with_the_remedy(tmp_path: Path, content: bytes, said: str) -> None:
    (file := tmp_path / "f.csv").write_bytes(content)
    with pytest.raises(WebError) as caught:
        open_csv(file)
    assert said in str(caught.value)


def test_rejected_rows_stand_in_a_file_of_their_own(tmp_path: Path) -> None:
    source = opened(tmp_path, 'a,b\n"x ""y""\nz",é\n')
    with Rejected(source) as rejected:
        assert not rejected.path.exists()
        for row in source.rows():
            rejected.write(row, "is, in a word, odd")
    assert rejected.path.name == "feedback.rejected.csv"
    assert cells(open_csv(rejected.path)) == [["2", "is, in a word, odd", 'x "y"\nz', "é"]]


def test_it_says_when_rejected_rows_cannot_be_written(tmp_path: Path) -> None:
    source = opened(tmp_path, "a,b\nx,y\n")
    (tmp_path / "feedback.rejected.csv").mkdir()
    with pytest.raises(WebError, match="Make room or move the file"), Rejected(source) as rejected:
        rejected.write(Row(2, ("x", "y")), "odd")

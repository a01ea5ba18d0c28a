"""CSV files as they come: encoding and delimiter found out, rows with their lines, refused rows set aside."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TextIO

from web.errors import WebError

DELIMITERS = ",;\t|"
ONE_COLUMN = "\x1f"
"""A delimiter that no file holds: for files with one column, whose texts may hold all the others."""
SNIFFED_LETTERS = 8_000
MOST_FIELD_LETTERS = 20_000_000
"""Far above what is kept, so that a lost quotation mark is reported with its line and stops nothing."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it stands in the file."""

    line: int
    """Where it begins, counted from 1."""
    cells: tuple[str, ...]
    problem: str = ""
    """Why it cannot be used; empty if it can."""


@dataclass(frozen=True, slots=True)
class CsvFile:
    """What was found out about a file before its rows are read."""

    path: Path
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    lines: int

    def rows(self) -> Iterator[Row]:
        """Every row under the header that is not blank."""
        # Python keeps this limit for the whole process; the command is the only reader in it.
        csv.field_size_limit(MOST_FIELD_LETTERS)
        with self.path.open(encoding=self.encoding, newline="") as file:
            reader = csv.reader(file, delimiter=self.delimiter)
            next(reader)
            while True:
                line = reader.line_num + 1
                try:
                    row = self._row(line, next(reader))
                except StopIteration:
                    return
                except csv.Error as error:
                    row = Row(line, (), f"cannot be read ({error}); is a quotation mark missing?")
                if row.problem or row.cells:
                    yield row

    def _row(self, line: int, cells: list[str]) -> Row:
        width = len(self.header)
        if not any(cell.strip() for cell in cells):
            return Row(line, ())
        if len(cells) > width and not any(cells[width:]):
            del cells[width:]
        problem = "" if len(cells) == width else f"has {len(cells)} columns, not {width}"
        return Row(line, tuple(cells), problem)


def open_csv(path: Path) -> CsvFile:
    """Find out how to read a file. Raises WebError("bad_file") if it is not a CSV file with a header."""
    try:
        encoding, lines = _encoding(path)
        with path.open(encoding=encoding, newline="") as file:
            delimiter = _delimiter(file.read(SNIFFED_LETTERS))
            file.seek(0)
            header = next(csv.reader(file, delimiter=delimiter), [])
    except (OSError, csv.Error) as error:
        raise WebError("bad_file", f"{path} cannot be read: {error}. Check that it is a CSV file.") from error
    if not any(name.strip() for name in header):
        raise WebError("bad_file", f"{path} has no names of columns in its first line. Write them there.")
    return CsvFile(path, encoding, delimiter, tuple(name.strip() for name in header), lines)


def _encoding(path: Path) -> tuple[str, int]:
    """The encoding that reads the whole file, and how many lines it has."""
    with path.open("rb") as file:
        start = file.read(4)
    if start == b"PK\x03\x04":
        raise WebError("bad_file", f"{path} is a spreadsheet. Save it as CSV (UTF-8) and import that.")
    utf16 = start[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "cp1252"):
        try:
            with path.open(encoding=encoding, newline="") as text:
                return encoding, sum(1 for _ in text)
        except UnicodeError:
            continue
    raise WebError("bad_file", f"{path} is neither UTF-8 nor Windows text. Save it as CSV (UTF-8).")


def _delimiter(sample: str) -> str:
    header = sample.splitlines()[0] if sample else ""
    try:
        sniffed = csv.Sniffer().sniff(sample, DELIMITERS).delimiter
    except csv.Error:
        sniffed = ""
    if sniffed and sniffed in header:
        return sniffed
    # The sniffer gives up on long free texts; the names of the columns hold no commas of their own.
    best = max(DELIMITERS, key=header.count)
    return best if best in header else ONE_COLUMN


class Rejected:
    """The file of rows that could not be imported: line, reason, and the row as it was."""

    def __init__(self, source: CsvFile) -> None:
        """Next to the source: FILE.csv gives FILE.rejected.csv. It is made when the first row comes."""
        self.path = source.path.with_suffix(".rejected.csv")
        self._header = source.header
        self._file: TextIO | None = None

    def write(self, row: Row, reason: str) -> None:
        """Add a row. Raises WebError("bad_file") if it cannot be written."""
        try:
            file = self._file or self._begin()
            csv.writer(file).writerow([row.line, reason, *row.cells])
        except OSError as error:
            message = f"{self.path} cannot be written: {error.strerror}. Make room or move the file."
            raise WebError("bad_file", message) from error

    def _begin(self) -> TextIO:
        # With a mark at its beginning, by which spreadsheet programs know that it is UTF-8.
        self._file = self.path.open("w", encoding="utf-8-sig", newline="")
        csv.writer(self._file).writerow(["line", "reason", *self._header])
        return self._file

    def __enter__(self) -> "Rejected":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

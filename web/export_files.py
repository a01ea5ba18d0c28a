"""Rows written as a file: CSV, JSON lines or Parquet, a piece at a time."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum

from web.errors import WebError
from web.export_rows import COLUMNS, ExportRow, flat, nested


class FileKind(StrEnum):
    """A form of file; its value is what such files end with."""

    CSV = "csv"
    JSON_LINES = "jsonl"
    PARQUET = "parquet"


A_FORMULA = re.compile(r"[\s']*[=+\-@＝＋－＠]|[\t\r\n]")
"""How a cell begins that a spreadsheet would work out, or that stands for one that we already guarded."""
NO_PARQUET = (
    "Parquet needs a library that is not installed. Get it with `uv sync --extra parquet`, or choose CSV."
)


def guarded(cell: str) -> str:
    """The same so that no spreadsheet takes it for a formula: with an apostrophe in front."""
    return f"'{cell}" if A_FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """What stood there before it was guarded."""
    return cell[1:] if cell.startswith("'") and A_FORMULA.match(cell[1:]) else cell


def pieces(kind: FileKind, rows: Iterable[list[ExportRow]]) -> Iterator[bytes]:
    """The file in pieces. Raises WebError("no_parquet") at once if it cannot be made here."""
    makers: dict[FileKind, Callable[[Iterable[list[ExportRow]]], Iterator[bytes]]] = {
        FileKind.CSV: _csv,
        FileKind.JSON_LINES: _json_lines,
    }
    return makers[kind](rows) if kind in makers else _parquet(rows)


def can_parquet() -> bool:
    """Whether Parquet files can be made here."""
    try:
        import web.export_parquet  # noqa: PLC0415 (needs a library that may not be there)
    except ImportError:
        return False
    return bool(web.export_parquet)


def _csv(rows: Iterable[list[ExportRow]]) -> Iterator[bytes]:
    # With the mark that tells a spreadsheet that it is UTF-8.
    yield b"\xef\xbb\xbf" + _lines([COLUMNS])
    for some in rows:
        yield _lines([guarded(cell) for cell in flat(row).values()] for row in some)


def _lines(rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _json_lines(rows: Iterable[list[ExportRow]]) -> Iterator[bytes]:
    for some in rows:
        yield "".join(json.dumps(nested(row), ensure_ascii=False) + "\n" for row in some).encode()


def _parquet(rows: Iterable[list[ExportRow]]) -> Iterator[bytes]:
    try:
        from web.export_parquet import parquet  # noqa: PLC0415 (needs a library that may not be there)
    except ImportError as error:
        raise WebError("no_parquet", NO_PARQUET) from error
    return parquet(rows)

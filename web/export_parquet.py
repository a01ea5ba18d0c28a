"""Rows as a Parquet file. Needs the extra `parquet`; nobody else imports its library."""

from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from web.export_rows import COLUMNS, ExportRow, nested
from web.pipe import Pipe

ROWS_OF_A_GROUP = 10_000
_LIST = pa.list_(pa.string())
_TAGS = pa.list_(pa.struct([("principle", pa.string()), ("stance", pa.string())]))
_KINDS = {
    "date": pa.timestamp("us", tz="UTC"),
    "agreed": _TAGS,
    "suggested": _TAGS,
    "topics": _LIST,
    "ways": _LIST,
    "helped": _LIST,
}
SCHEMA = pa.schema([(name, _KINDS.get(name, pa.string())) for name in COLUMNS])


def parquet(rows: Iterable[list[ExportRow]]) -> Iterator[bytes]:
    """The file in pieces, one for each group of rows."""
    sink = Pipe()
    with pq.ParquetWriter(sink, SCHEMA, compression="zstd") as writer:
        for group in _groups(rows):
            writer.write_table(pa.Table.from_pylist(group, SCHEMA))
            yield sink.take()
    yield sink.take()


def _groups(rows: Iterable[list[ExportRow]]) -> Iterator[list[dict[str, Any]]]:
    group: list[dict[str, Any]] = []
    for some in rows:
        group += (nested(row) | {"date": row.date} for row in some)
        if len(group) >= ROWS_OF_A_GROUP:
            yield group
            group = []
    if group:
        yield group

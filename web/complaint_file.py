"""The register of complaints as a file: dates and states, without words, without who complained."""

import csv
import io
from collections.abc import Iterable

from storage.complaint_records import ComplaintRecord
from web.complaint_view import Clock
from web.export_files import guarded

COLUMNS = ("id", "who", "state", "received", "acknowledged", "answered", "due", "late", "seen_to_by", "steps")


def csv_of(found: Iterable[ComplaintRecord], times: Clock) -> str:
    """One row for each, the oldest first; times in UTC."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    for each in found:
        rows.writerow([guarded(cell) for cell in _cells(each, times)])
    return out.getvalue()


def _cells(each: ComplaintRecord, times: Clock) -> list[str]:
    due = times.due(each)
    moments = [moment.isoformat(timespec="minutes") if moment else "" for moment in
               (each.at, each.acknowledged_at, each.answered_at)]  # fmt: skip
    late = "yes" if times.late(each) else "no"
    steps = " ".join(event.act for event in each.log)
    owner = each.owner or ""
    return [str(each.id), each.audience, each.state, *moments, str(due or ""), late, owner, steps]

"""/review/export: staff take answers out as a file, without names unless they choose otherwise."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse
from starlette.datastructures import FormData, QueryParams
from starlette.exceptions import HTTPException

from storage.kinds import Audience
from storage.records import ServiceRecord
from storage.rights import Power, StaffRecord
from storage.wanted import Wanted
from web.days import day_start
from web.errors import WebError
from web.export import Export, ExportChoice, left_out, total
from web.export_files import NO_PARQUET, FileKind, can_parquet
from web.export_zip import zipped
from web.list_address import UNREADABLE_DAY
from web.pages import Parts
from web.staff_pages import AForm, AManager, TheParts, staff_page

MOST_LETTERS_OF_A_REASON = 60
MOST_LOOKED_AT = 10_000
"""Answers that are counted while somebody waits. The file says of all of them how many were left out."""
KINDS = {
    FileKind.CSV: "CSV, for spreadsheets",
    FileKind.JSON_LINES: "JSON lines, for programs",
    FileKind.PARQUET: "Parquet, for statistics",
}
AUDIENCES = {Audience.RESIDENT: "Residents", Audience.CARER: "Family and friends", Audience.STAFF: "Staff"}

router = APIRouter(prefix="/review/export", include_in_schema=False)


@router.get("")
def export_page(request: Request, staff: AManager, parts: TheParts) -> Response:
    """What may be chosen; with `look` in the address also how much would go out, and what would not."""
    fields = _fields(request.query_params)
    try:
        within, choice = _within(parts, fields, staff), _choice(fields, staff.id)
    except ValueError as error:
        return _page(request, staff, parts, fields, error=str(error))
    look = "look" in request.query_params
    counts = parts.store.exporting.counts(within, choice.wanted, MOST_LOOKED_AT) if look else None
    return _page(request, staff, parts, fields, counts=counts)


@router.post("")
def export(request: Request, staff: AManager, parts: TheParts, form: AForm) -> Response:
    """The file. That somebody took it out is written down before its first letter goes."""
    fields = _fields(form)
    try:
        within, choice = _within(parts, fields, staff), _choice(fields, staff.id)
        _require_reason(choice, fields["why"])
        taken = Export(parts.store, within, choice)
        stream = zipped(taken, choice.kind)
    except (ValueError, WebError) as error:
        return _page(request, staff, parts, fields, error=str(error))
    told = f"{choice.kind} {fields['why']}".strip()
    parts.store.audit.record(staff.id, "exported_words" if choice.as_said else "exported", told)
    name = f"what-matters-{datetime.now().astimezone():%Y-%m-%d}.zip"
    file = {"content-disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(stream, media_type="application/zip", headers=file)


def _page(  # noqa: PLR0913 (what the page may have to say besides the form)
    request: Request,
    staff: StaffRecord,
    parts: Parts,
    fields: Mapping[str, str],
    *,
    error: str | None = None,
    counts: dict[str, int] | None = None,
) -> Response:
    context: dict[str, Any] = {
        "fields": fields,
        "error": error,
        "services": _services(parts, staff),
        "audiences": AUDIENCES,
        "kinds": KINDS,
        "no_parquet": None if can_parquet() else NO_PARQUET,
        "looked": _looked(counts) if counts else None,
        "most_why": MOST_LETTERS_OF_A_REASON,
    }
    return staff_page(request, staff, "staff_export.html", context, 400 if error else 200)


def _looked(counts: dict[str, int]) -> dict[str, Any]:
    more = sum(counts.values()) >= MOST_LOOKED_AT
    return {"total": total(counts), "left_out": left_out(counts), "most": MOST_LOOKED_AT if more else None}


def _fields(sent: FormData | QueryParams) -> dict[str, str]:
    names = ("service", "kind", "audience", "from", "to", "words", "why")
    fields = {name: " ".join(str(sent.get(name, "")).split()) for name in names}
    return fields | {"why": fields["why"][:MOST_LETTERS_OF_A_REASON], "kind": fields["kind"] or FileKind.CSV}


def _within(parts: Parts, fields: Mapping[str, str], staff: StaffRecord) -> Collection[UUID]:
    """The services that are meant. One that is not theirs is as if it were not there: HTTPException(404)."""
    theirs = {each.slug: each.id for each in _services(parts, staff)}
    if fields["service"] and fields["service"] not in theirs:
        raise HTTPException(404)
    return {theirs[fields["service"]]} if fields["service"] else frozenset(theirs.values())


def _services(parts: Parts, staff: StaffRecord) -> list[ServiceRecord]:
    """All from which they may take answers out, also where they look at one of them just now."""
    return [each for each in parts.store.services.all() if Power.MANAGE in staff.at(each.id)]


def _choice(fields: Mapping[str, str], reader: UUID) -> ExportChoice:
    """What is chosen. Raises ValueError with what is to be done."""
    if fields["kind"] not in set(FileKind):
        raise ValueError("Choose one of the kinds of file.")
    if fields["audience"] not in {"", *Audience}:
        raise ValueError("Choose one of the kinds of speaker, or everybody.")
    since, until = _day(fields["from"]), _day(fields["to"], days=1)
    wanted = Wanted(audience=fields["audience"] or None, since=since, until=until, reader=reader)
    return ExportChoice(FileKind(fields["kind"]), wanted, as_said=fields["words"] == "as_said")


def _require_reason(choice: ExportChoice, why: str) -> None:
    if choice.as_said and not why:
        raise ValueError("Write why the words are needed with names: it is written down beside your own.")


def _day(text: str, days: int = 0) -> datetime | None:
    """The start of a day here, or of one so many days later. Raises ValueError."""
    found = day_start(text, days)
    if text and found is None:
        raise ValueError(UNREADABLE_DAY)
    return found

"""`whatmatters purge`: what has been here long enough goes now, as it does every night by itself."""

from contextlib import closing
from datetime import UTC, datetime
from typing import Annotated

import typer

from storage.keeping_records import Kind
from web.assembly import open_store
from web.erased_list import ErasedList
from web.keeping_words import KINDS, span
from web.settings import read_settings


def purge(*, look: Annotated[bool, typer.Option("--look", help="Only say what would go.")] = False) -> None:
    """Take out what has been here long enough. Legal holds are heeded."""
    settings = read_settings()
    with closing(open_store(settings)) as store:
        if look:
            due = store.purging.due(settings.periods, datetime.now(UTC))
            gone, held = due.gone, due.held
        else:
            report = store.purging.run(settings.periods, datetime.now(UTC))
            gone, held = report.gone, report.held
            ErasedList(store, settings.erased_list).keep_up()
    for kind in Kind:
        stays = span(settings.periods.days(kind))
        typer.echo(f"{KINDS[kind][0]}\tstays {stays}\tgone {gone.get(kind, 0):,}\theld {held.get(kind, 0):,}")

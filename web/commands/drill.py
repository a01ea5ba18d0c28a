"""`whatmatters drill`: the whole chain of an alarm tried, until a person was told."""

import time
from contextlib import closing
from typing import Annotated
from uuid import UUID, uuid4

import typer

from storage.alarm_records import AlarmRecord, AlarmState, Deed, Route
from storage.store import Store
from web.alarm_view import event_view
from web.assembly import open_courier, open_store
from web.commands.place import OneService, one_service
from web.errors import WebError
from web.phrases import SEEN_TO
from web.settings import read_settings

LOOKS = 0.5
"""Seconds between two looks."""
QUICK = 1 / 60
NOBODY = UUID(int=0)
"""Who looks here is no member of staff, so nothing is hidden from them."""


def drill(
    *,
    service: OneService = "",
    naming: Annotated[
        str, typer.Option(help="As if this was said: whoever is named in it is not told. It is not kept.")
    ] = "",
    user: Annotated[
        str,
        typer.Option(
            help="A rehearsal without people: this user goes once it has climbed twice, and writes what was "
            "done."
        ),
    ] = "",
    real_time: Annotated[
        bool,
        typer.Option("--real-time", help="Wait as long as an alarm does; else a second for each minute."),
    ] = False,
    minutes: Annotated[float, typer.Option(min=0.01, help="Give up watching after so many minutes.")] = 15,
) -> None:
    """Raise an alarm that is marked as a drill, watch every step, and say how long each took.

    Messages really go out. It ends well when the person was told what came of it.
    """
    settings = read_settings()
    with closing(open_store(settings)) as store:
        here, courier = one_service(store, service).id, open_courier(settings, store)
        somebody = _account(store, user) if user else None
        began = store.alarms.drill(here, naming, 1.0 if real_time else QUICK, uuid4())
        typer.echo(f"A drill has begun: {courier.link(began.id)}")
        shown, until = 0, time.monotonic() + minutes * 60
        while time.monotonic() < until:
            courier.keep_up()
            found = _now(store, here, began.id)
            if somebody and _climbed_twice(found):
                _see_to_it(store, here, somebody, began.id)
                found = _now(store, here, began.id)
            shown = _show(found, shown)
            if found.told_at:
                _report(found)
                return
            time.sleep(LOOKS)
    raise WebError(
        "drill", f"The drill did not come to its end in {minutes:g} minutes: the person was not told."
    )


def _account(store: Store, username: str) -> UUID:
    found = next((each.id for each in store.staff.everyone() if each.username == username), None)
    if found is None:
        raise WebError("bad_setting", f'There is no user "{username}". `whatmatters user list` shows them.')
    return found


def _now(store: Store, here: UUID, alarm_id: UUID) -> AlarmRecord:
    found = store.alarms.get({here}, NOBODY, alarm_id)
    assert found
    return found


def _climbed_twice(found: AlarmRecord) -> bool:
    return found.state == AlarmState.RAISED and sum(each.deed == Deed.CLIMBED for each in found.log) >= 2


def _see_to_it(store: Store, here: UUID, staff_id: UUID, alarm_id: UUID) -> None:
    if store.alarms.go({here}, staff_id, alarm_id) is None:
        raise WebError("bad_setting", "This user is named in the words of the drill, so it is not theirs.")
    store.alarms.finish({here}, staff_id, alarm_id, "A rehearsal: nobody had to go.", decides=False)
    store.alarms.told({here}, staff_id, alarm_id)


def _show(found: AlarmRecord, shown: int) -> int:
    for event in found.log[shown:]:
        step = event_view(event, found.at)
        typer.echo(f"{step['after']:>6}  {step['did']}{': ' + step['note'] if step['note'] else ''}")
    return len(found.log)


def _report(found: AlarmRecord) -> None:
    """How long it took, and what did not go out."""
    sent = [each for each in found.log if each.deed == Deed.SENT and not each.note]
    lost = [each for each in found.log if each.deed in {Deed.FAILED, Deed.GIVEN_UP}]
    typer.echo(f"The person hears: {SEEN_TO}")
    for route in (Route.EMAIL, Route.PUSH):
        first = next((each for each in sent if each.route == route), None)
        after = f"the first after {(first.at - found.at).total_seconds():.1f} s" if first else "none went out"
        typer.echo(f"{route}: {after}")
    if found.taken_at and found.told_at:
        took, told = (found.taken_at - found.at).total_seconds(), (found.told_at - found.at).total_seconds()
        typer.echo(f"Somebody went after {took:.1f} s; the person was told after {told:.1f} s.")
    if lost:
        typer.echo(f"{len(lost)} tries to tell somebody failed. See the steps above, and mend it.", err=True)

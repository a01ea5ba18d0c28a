"""`whatmatters user second-step-off` and `sign-out`: for somebody who lost their telephone, or a computer."""

from contextlib import closing

import typer

from storage.errors import StorageError
from storage.rights import StaffRecord
from storage.store import Store
from web.assembly import open_store
from web.settings import read_settings


def second_step_off(username: str) -> None:
    """Let somebody sign in with their password alone, whose telephone and paper are lost."""
    with closing(open_store(read_settings())) as store:
        store.second_steps.turn_off(_staff(store, username).id)
    typer.echo(f'"{username}" signs in with the password alone now. Ask them to turn it on again.')


def sign_out(username: str) -> None:
    """Sign somebody out in every browser."""
    with closing(open_store(read_settings())) as store:
        count = store.sessions.end_all(_staff(store, username).id)
    typer.echo(f'"{username}" was signed out in {count} browser{"" if count == 1 else "s"}.')


def _staff(store: Store, username: str) -> StaffRecord:
    found = store.staff.credentials(username)
    if found is None:
        raise StorageError("unknown", f'There is no user "{username}".')
    return found[0]

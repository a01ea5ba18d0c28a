"""`whatmatters user`: who may read what people said."""

import sys
from contextlib import closing
from typing import Annotated
from uuid import UUID

import typer

from storage.grants import Post
from storage.rights import Role
from storage.store import Store
from web.assembly import open_store
from web.auth import hash_password
from web.commands import locked_out
from web.commands.place import one_service
from web.errors import WebError
from web.role_words import told_posts
from web.settings import read_settings

app = typer.Typer(help="Who may read what people said.", no_args_is_help=True)
app.command("second-step-off")(locked_out.second_step_off)
app.command("sign-out")(locked_out.sign_out)

AskedPassword = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input instead of asking.")
]


AskedRoles = Annotated[
    list[Role] | None, typer.Option("--role", help="What they are; may be given several times.")
]
AskedService = Annotated[
    str, typer.Option("--service", help='The short name of the service, or "all" for every service.')
]


@app.command()
def add(
    username: str,
    name: Annotated[str, typer.Option(help="As colleagues know them.")] = "",
    role: AskedRoles = None,
    service: AskedService = "",
    *,
    password_stdin: AskedPassword = False,
) -> None:
    """Add a member of staff; asks for a password of at least 12 characters.

    The first one is manager and administrator of the service, unless you say otherwise.
    """
    with closing(open_store(read_settings())) as store:
        roles = role or _first_roles(store, username)
        posts = [Post(each, _place(store, service)) for each in roles]
        secret = hash_password(_password(from_stdin=password_stdin))
        staff = store.staff.add(username, name or username, secret, posts)
        typer.echo(f'"{staff.username}" can sign in now. They are {_told(store, posts)}.')


@app.command()
def grant(username: str, role: AskedRoles = None, service: AskedService = "") -> None:
    """Give somebody a role at a service. It counts from their next page on."""
    with closing(open_store(read_settings())) as store:
        posts = _asked(store, role, service)
        store.grants.give(username, posts)
        typer.echo(f'"{username}" is now {_told(store, posts)}.')


@app.command()
def revoke(username: str, role: AskedRoles = None, service: AskedService = "") -> None:
    """Take a role from somebody. The last administrator of a service stays."""
    with closing(open_store(read_settings())) as store:
        posts = _asked(store, role, service)
        store.grants.take(username, posts)
        typer.echo(f'"{username}" is no longer {_told(store, posts)}.')


@app.command()
def password(username: str, *, password_stdin: AskedPassword = False) -> None:
    """Change a password; every browser signed in with the old one is signed out."""
    with closing(open_store(read_settings())) as store:
        store.staff.set_password(username, hash_password(_password(from_stdin=password_stdin)))
    typer.echo(f'The password of "{username}" is changed.')


@app.command("list")
def everyone() -> None:
    """Show who can sign in, and what they are."""
    with closing(open_store(read_settings())) as store:
        names = {each.id: each.name for each in store.services.all()}
        holders = {each.id: each for each in store.grants.everyone(names)}
        for staff in store.staff.everyone():
            posts = holders[staff.id].posts if staff.id in holders else ()
            typer.echo(f"{staff.username}\t{staff.name}\t{', '.join(told_posts(posts, names)) or 'no role'}")


def _first_roles(store: Store, username: str) -> list[Role]:
    """What the first account is. Raises WebError for a later one, whose role somebody has to choose."""
    known = {each.username for each in store.staff.everyone()}
    if username in known:
        return []  # which is refused, with a reason of its own
    if known:
        raise WebError("no_role", f"Say what they are: --role {' | '.join(Role)}.")
    return [Role.MANAGER, Role.ADMINISTRATOR]


def _asked(store: Store, roles: list[Role] | None, service: str) -> list[Post]:
    if not roles:
        raise WebError("no_role", f"Say which role: --role {' | '.join(Role)}.")
    return [Post(each, _place(store, service)) for each in roles]


def _place(store: Store, service: str) -> UUID | None:
    """The service of a role; none for every service."""
    return None if service == "all" else one_service(store, service, besides=" | all").id


def _told(store: Store, posts: list[Post]) -> str:
    return ", ".join(told_posts(posts, {each.id: each.name for each in store.services.all()}))


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))

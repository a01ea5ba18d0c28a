"""`whatmatters user`: who may read what people said."""

import sys
from typing import Annotated

import typer

from web.assembly import open_store
from web.auth import hash_password
from web.settings import read_settings

app = typer.Typer(help="Who may read what people said.", no_args_is_help=True)

AskedPassword = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input instead of asking.")
]


@app.command()
def add(
    username: str,
    name: Annotated[str, typer.Option(help="As colleagues know them.")] = "",
    *,
    password_stdin: AskedPassword = False,
) -> None:
    """Add a member of staff; asks for a password of at least 12 characters."""
    store = open_store(read_settings())
    staff = store.staff.add(username, name or username, hash_password(_password(from_stdin=password_stdin)))
    typer.echo(f'"{staff.username}" can sign in now.')


@app.command()
def password(username: str, *, password_stdin: AskedPassword = False) -> None:
    """Change a password; every browser signed in with the old one is signed out."""
    store = open_store(read_settings())
    store.staff.set_password(username, hash_password(_password(from_stdin=password_stdin)))
    typer.echo(f'The password of "{username}" is changed.')


@app.command("list")
def everyone() -> None:
    """Show who can sign in."""
    for staff in open_store(read_settings()).staff.everyone():
        typer.echo(f"{staff.username}\t{staff.name}")


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))

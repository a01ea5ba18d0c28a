"""`whatmatters token`: what lets another program read."""

from contextlib import closing
from typing import Annotated
from uuid import UUID

import typer

from storage.tokens import MOST_DAYS, Scope
from web.assembly import open_store
from web.commands.place import OneService, one_service
from web.errors import WebError
from web.settings import read_settings

app = typer.Typer(help="Tokens that let other programs read.", no_args_is_help=True)


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="What it is for.")],
    *,
    scope: Annotated[list[Scope], typer.Option(help="What it may read; name it again for more.")],
    days: Annotated[int, typer.Option(help=f"After how many days it ends, at most {MOST_DAYS}.")] = 90,
    service: OneService = "",
) -> None:
    """Make a token and print it once. Nobody can see it again."""
    with closing(open_store(read_settings())) as store:
        service_id = one_service(store, service).id
        token, secret = store.tokens.make({service_id}, service_id, name, scope, days)
        store.audit.record(None, "made_token", str(token.id))
    typer.echo(secret)
    typer.echo(
        f'"{token.name}" may read {_scopes(token.scopes)} until {token.expires_at:%Y-%m-%d}.', err=True
    )


@app.command("list")
def everything() -> None:
    """Show every token, without its secret."""
    with closing(open_store(read_settings())) as store:
        for token in store.tokens.all(store.services.ids()):
            ends = "revoked" if token.revoked_at else f"until {token.expires_at:%Y-%m-%d}"
            used = f"used {token.used_at:%Y-%m-%d}" if token.used_at else "never used"
            typer.echo(f"{token.id}\t{token.name}\t{_scopes(token.scopes)}\t{ends}\t{used}\t{token.service}")


@app.command()
def revoke(token: Annotated[str, typer.Argument(help="Its identifier, as `list` shows it.")]) -> None:
    """Let it read nothing any more, from now on."""
    with closing(open_store(read_settings())) as store:
        found = store.tokens.revoke(store.services.ids(), _identifier(token))
        if found is None:
            raise WebError("bad_setting", f"There is no token {token}. `whatmatters token list` shows them.")
        store.audit.record(None, "revoked_token", str(found.id))
    typer.echo(f'"{found.name}" is revoked.')


def _identifier(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise WebError(
            "bad_setting", f"{text} is no identifier. `whatmatters token list` shows them."
        ) from None


def _scopes(scopes: frozenset[Scope]) -> str:
    return ", ".join(sorted(scopes))

"""`whatmatters service`: the homes that share this program."""

from contextlib import closing
from typing import Annotated

import typer

from web.assembly import open_store
from web.settings import read_settings

app = typer.Typer(help="The homes that share this program.", no_args_is_help=True)


@app.command()
def add(
    name: str,
    slug: Annotated[str, typer.Option(help="Its short name in addresses; else made from the name.")] = "",
    readers: Annotated[str, typer.Option(help="Who reads what people say, as they are told.")] = "the staff",
    phone: Annotated[str, typer.Option(help="Whom to call when somebody may be at risk.")] = "",
) -> None:
    """Add a home. Its people, tablets, conversations and changes are its own."""
    with closing(open_store(read_settings())) as store:
        found = store.services.add(name, readers, phone, slug)
        typer.echo(
            f"{found.name} is there now. People talk at /chat/{found.slug}. Give somebody a role there:"
        )
        typer.echo(f"whatmatters user grant NAME --role manager --role administrator --service {found.slug}")


@app.command("list")
def everything() -> None:
    """Show every home, with its short name."""
    with closing(open_store(read_settings())) as store:
        for each in store.services.all():
            typer.echo(f"{each.slug}\t{each.name}")

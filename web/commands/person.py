"""`whatmatters person`: all that is kept about somebody as a file, and their going for good."""

from contextlib import closing
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from nlu.principles import load_taxonomy
from storage.people import PersonRecord
from storage.store import Store
from web.assembly import open_store
from web.commands.exporting import whole
from web.erased_list import ErasedList
from web.errors import WebError
from web.keeping_words import counted, outside_view
from web.person_copy import person_copy
from web.settings import Settings, read_settings

app = typer.Typer(
    help="What is kept about one person: a copy of it, or all of it gone.", no_args_is_help=True
)

Whom = Annotated[str, typer.Argument(help="Their name, or their identifier where two have one name.")]
Where = Annotated[str, typer.Option("--service", help="Only at this home, by its short name.")]


@app.command()
def export(
    person: Whom,
    *,
    to: Annotated[Path, typer.Option(help="The zip file that is written.", dir_okay=False)],
    service: Where = "",
    without_safety: Annotated[
        bool, typer.Option("--without-safety", help="Leave out concerns and legal holds.")
    ] = False,
    with_apart: Annotated[
        bool,
        typer.Option(
            "--with-apart",
            help="Also what they said without their name: only where no staff look into the file.",
        ),
    ] = False,
) -> None:
    """Write everything about somebody into one zip file: to read, as data, and their voice."""
    with closing(open_store(read_settings())) as store:
        found = _whom(store, person, service)
        pieces = person_copy(
            store,
            load_taxonomy(),
            {found.service_id},
            found.id,
            without_safety=without_safety,
            with_apart=with_apart,
        )
        store.audit.record(None, "copied_person_whole" if with_apart else "copied_person", str(found.id))
        try:
            with whole(to) as part, part.open("wb") as file:
                for piece in pieces or ():
                    file.write(piece)
        except OSError as error:
            if error.errno in (28, 122):  # said by the program for all commands
                raise
            raise WebError(
                "bad_file", f"{to} cannot be written: {error.strerror}. Choose another."
            ) from error
    typer.echo(f"All that is kept about {found.name} is in {to}. Read it before you hand it on.")


@app.command()
def erase(
    person: Whom,
    *,
    service: Where = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask; for scripts.")] = False,
) -> None:
    """Erase somebody and all they said, for good. What goes is counted first."""
    settings = read_settings()
    with closing(open_store(settings)) as store:
        found = _whom(store, person, service)
        plan = store.erasures.plan({found.service_id}, found.id)
        typer.echo(f"This goes for good: {found.name}, {', '.join(counted(plan.counts if plan else {}))}.")
        if not yes and typer.prompt("To erase all this, write their name").strip() != found.name:
            raise WebError("other_name", "That is another name. Nothing was erased.")
        done = store.erasures.person({found.service_id}, found.id)
        ErasedList(store, settings.erased_list).keep_up()
        store.heard.upkeep.freshen({found.service_id})
    typer.echo(f"{found.name} is erased.")
    for each in outside_view(done.outside):
        told = f" ({each['told']})" if each["told"] else ""
        typer.echo(f"See to it: {each['what']}, {each['when']}, {each['who']}{told}.")


@app.command("erase-again")
def erase_again() -> None:
    """Erase again what was erased before, after an older copy of the database was put back.

    The program does the same at each start.
    """
    settings: Settings = read_settings()
    with closing(open_store(settings)) as store:
        typer.echo(f"{ErasedList(store, settings.erased_list).replay():,} things were erased again.")


def _whom(store: Store, person: str, slug: str) -> PersonRecord:
    """Who is meant. Raises WebError("no_person") if nobody or more than one is."""
    services = [each for each in store.services.all() if not slug or each.slug == slug]
    within = {each.id for each in services}
    names = store.people.names(within)
    wanted = " ".join(person.split()).casefold()
    ids = [each for each, name in names.items() if name.casefold() == wanted or str(each) == wanted]
    if len(ids) == 1 and (found := store.people.get(within, ids[0])):
        return found
    if not ids:
        raise WebError("no_person", f"Nobody here is called {person}. Write the name as it stands on People.")
    several = ", ".join(map(str, sorted(ids, key=UUID.__str__)))
    raise WebError("no_person", f"Several are called {person}. Say which, by its identifier: {several}.")

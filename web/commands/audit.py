"""`whatmatters audit`: whether what was written down of who read what is as it was written."""

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from storage.audit_chain import Head
from web.assembly import open_store
from web.audit_faults import verdict_words
from web.errors import WebError
from web.settings import read_settings

app = typer.Typer(help="The list of who read and changed what.", no_args_is_help=True)


@app.command()
def verify(
    proofs: Annotated[
        list[str] | None, typer.Argument(help="Proofs from earlier: as `head` printed them, or on paper.")
    ] = None,
    *,
    kept: Annotated[Path | None, typer.Option(help="A file of proofs that `head --to` wrote.")] = None,
    last: Annotated[int | None, typer.Option(min=1, help="Look at so many lines only, the newest.")] = None,
) -> None:
    """Look whether a line was changed, removed, put in or moved; with proofs also whether its end was cut."""
    anchors = [Head.read(proof) for proof in [*(proofs or ()), *_kept(kept)]]
    with closing(open_store(read_settings())) as store:
        verdict = store.audit.verify(anchors, last)
    for sentence in verdict_words(verdict):
        typer.echo(sentence, err=bool(verdict.found))
    if verdict.found:
        raise typer.Exit(1)


@app.command()
def head(
    to: Annotated[Path | None, typer.Option(help="Add it to this file, best on another machine.")] = None,
) -> None:
    """Print the proof of the list as it stands. Kept elsewhere, it shows later if the end was cut off."""
    with closing(open_store(read_settings())) as store:
        proof = store.audit.head()
    if to:
        try:
            with to.open("a", encoding="utf-8") as file:
                file.write(f"{proof}\n")
        except OSError as error:
            raise WebError(
                "bad_file", f"{to} cannot be written ({error.strerror}). Choose another."
            ) from error
    typer.echo(str(proof))


def _kept(file: Path | None) -> list[str]:
    if file is None:
        return []
    try:
        return [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, ValueError) as error:
        raise WebError(
            "bad_file", f"{file} cannot be read as a list of proofs. Give one that `head --to` wrote."
        ) from error

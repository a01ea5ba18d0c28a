"""`whatmatters intents`: what the trained conversation takes a text for."""

import subprocess
import sys

import typer

from web.bot_model import train_if_changed
from web.rasa_process import bot_command
from web.settings import ROOT, read_settings


def intents() -> None:
    """Read JSON lines {"id", "text"}; write {"id", "intent", "confidence"} for each, in order."""

    def tell(line: str) -> None:
        typer.echo(line, err=True)

    model = train_if_changed(read_settings().data_folder / "models", tell)
    done = subprocess.run(  # noqa: S603 (our own program with our own arguments)
        bot_command("bot.intents", "--model", str(model)), cwd=ROOT, stdin=sys.stdin, check=False
    )
    raise typer.Exit(done.returncode)

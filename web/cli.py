"""`whatmatters`: every command, each in its own file."""

import logging
import sys

import typer

from nlu.errors import NluError
from storage.errors import StorageError
from voice.errors import VoiceError
from web.commands import (
    audit,
    backup,
    bot,
    chat,
    demo,
    drill,
    encoder,
    exporting,
    importing,
    key,
    models,
    person,
    purge,
    questions,
    redacting,
    retagging,
    serve,
    service,
    speak,
    talk,
    token,
    training,
    understanding,
    user,
    voice,
)
from web.errors import WebError
from web.quiet_log import quieten

app = typer.Typer(
    help="Asks people what matters to them, keeps their words, and shows them to staff.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command("serve")(serve.serve)
app.command("demo")(demo.demo)
app.command("drill")(drill.drill)
app.command("chat")(chat.chat)
app.command("talk")(talk.talk)
app.command("import")(importing.import_file)
app.command("export")(exporting.export_file)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("purge")(purge.purge)
app.command("tag")(understanding.tag)
app.command("redact")(redacting.redact)
app.command("train")(training.train)
app.command("retag")(retagging.retag)
app.command("evaluate")(understanding.evaluate)
app.command("speak")(speak.speak)
app.command("intents")(bot.intents)
app.add_typer(questions.app, name="questions")
app.add_typer(models.app, name="models")
app.add_typer(encoder.app, name="encoder")
app.add_typer(voice.app, name="voice")
app.add_typer(user.app, name="user")
app.add_typer(service.app, name="service")
app.add_typer(person.app, name="person")
app.add_typer(token.app, name="token")
app.add_typer(key.app, name="key")
app.add_typer(audit.app, name="audit")


def main() -> None:
    """Run a command; what goes wrong is told in one sentence with its remedy."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    quieten()
    try:
        app()
    except (WebError, StorageError, NluError, VoiceError) as error:
        sys.exit(f"{error}")
    except OSError as error:
        if error.errno not in (28, 122):  # no space left, quota reached
            raise
        sys.exit("The disk is full. Free some space and start again; nothing was half-written.")

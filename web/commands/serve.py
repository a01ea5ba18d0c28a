"""`whatmatters serve`: the pages and Rasa, until Ctrl-C."""

import typer
import uvloop

from web.serving import serve as serve_all
from web.settings import read_settings


def serve() -> None:
    """Start the pages and Rasa, and print their addresses. Ctrl-C stops both."""
    uvloop.run(serve_all(read_settings(), typer.echo))

"""Which home a command is about: `--service`, by its short name."""

from typing import Annotated

import typer

from storage.records import ServiceRecord
from storage.store import Store
from web.errors import WebError

OneService = Annotated[
    str, typer.Option("--service", help="The short name of the home; needed where there are several.")
]


def one_service(store: Store, slug: str, besides: str = "") -> ServiceRecord:
    """The home with this short name; without one, the only one there is.

    besides: what else may be said in its place. Raises WebError("no_service").
    """
    known = store.services.all()
    for each in known:
        if each.slug == slug or (not slug and len(known) == 1):
            return each
    raise WebError("no_service", f"Say where: --service {' | '.join(each.slug for each in known)}{besides}.")

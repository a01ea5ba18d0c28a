"""The one place that builds the parts of the application and hands them to each other."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
from fastapi import FastAPI

from actions.steering import make_executor
from actions.tagging import tag_waiting
from nlu.principles import DATA, load_taxonomy
from nlu.progress import Progress, silent
from nlu.tagger import Tagger, load_tagger
from nlu.upkeep import trained
from storage.question_files import shipped_sets
from storage.store import Store
from web.action_route import action_router
from web.app import make_app
from web.limits import Limits
from web.pages import Parts
from web.rasa import RasaAddress, RasaClient
from web.settings import Settings
from web.talk import Talk

LEFT_AFTER = timedelta(minutes=10)
"""Words that nobody went on with for so long are tagged as they stand."""


def open_store(settings: Settings) -> Store:
    """The database with its tables up to date, the service known and the shipped questions there.

    Questions that were changed here since are left as they are. Raises StorageError.
    """
    store = Store(settings.database_address)
    store.migrate()
    store.services.set_up(settings.service_name, settings.service_readers, settings.service_phone)
    for shipped in shipped_sets():
        if store.questions.newest(shipped.audience, shipped.language) is None:
            store.questions.add_version(shipped.audience, shipped.language, shipped.questions)
    return store


def open_tagger(settings: Settings, progress: Progress = silent) -> Tagger:
    """The tagger of today's data and code, trained first if there is none. Raises NluError."""
    models = settings.data_folder / "models"
    return load_tagger(trained(DATA, models) or _train(models, progress))


def _train(models: Path, progress: Progress) -> Path:
    from nlu.training import train  # noqa: PLC0415 (100 MB of memory that only training needs)

    return train(DATA, models, progress)


@dataclass(frozen=True, slots=True)
class Doors:
    """The two doors between web and Rasa, and what opens them."""

    rasa: RasaAddress
    action_port: int
    """Loopback only; Rasa calls its actions here."""
    action_secret: str


def make_doors(settings: Settings, rasa_url: str, action_port: int) -> Doors:
    """The doors with the secrets that are set, or new ones for this run."""
    return Doors(
        rasa=RasaAddress(rasa_url, settings.rasa_secret or secrets.token_urlsafe(32)),
        action_port=action_port,
        action_secret=settings.action_secret or secrets.token_urlsafe(32),
    )


def build_app(settings: Settings, store: Store, tagger: Tagger, doors: Doors) -> FastAPI:
    """The web application with everything in it."""
    # Given up before Rasa gives them up (5 s), so that no turn meets a connection that is just closing.
    kept = httpx2.Limits(max_connections=100, max_keepalive_connections=50, keepalive_expiry=2)
    http = httpx2.AsyncClient(limits=kept)
    rasa = RasaClient(doors.rasa, http)
    parts = Parts(
        settings=settings,
        store=store,
        talk=Talk(store, rasa),
        rasa=rasa,
        limits=Limits(settings),
        taxonomy=load_taxonomy(),
    )
    actions = action_router(make_executor(store, tagger), doors.action_secret, doors.action_port)
    return make_app(parts, actions, lambda: tag_waiting(store, tagger, datetime.now(UTC) - LEFT_AFTER))

"""The one place that builds the parts of the application and hands them to each other."""

import logging
import secrets
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import httpx2
from fastapi import FastAPI

from actions.care import Care
from actions.choices import Asks
from actions.learning import corrected_answers
from actions.steering import make_executor
from actions.tagging import tag_waiting
from nlu.answers import Answer
from nlu.errors import NluError
from nlu.meaning import Encodes
from nlu.principles import DATA, load_taxonomy
from nlu.progress import Progress, silent
from nlu.shelf import Shelf
from nlu.tagger import Tagger, load_tagger
from nlu.upkeep import trained
from storage.consent_kinds import Use
from storage.kinds import Audience
from storage.question_files import shipped_sets
from storage.store import Store
from voice.engines import open_hearing
from voice.hearing import Hearing
from voice.manner import Manner
from voice.names import OWN
from voice.spoken import Spoken, open_spoken
from web.action_route import action_router
from web.alarm_courier import Courier
from web.alarm_routes import routes_set_up, ways_out
from web.app import make_app
from web.certificates import Certificates, trusting
from web.clean_words import CleanWords
from web.ears import Ears
from web.erased_list import ErasedList
from web.installed_engines import installed_engines
from web.key_places import open_keys, retire_earlier_key
from web.limits import Limits
from web.machine import own_names
from web.messenger import Messenger
from web.nightly import Nightly
from web.openid_groups import open_openid
from web.pages import Parts
from web.pictures import load_pictures, own_pictures
from web.rasa import RasaAddress, RasaClient
from web.rasas_memory import RasasMemory
from web.read_aloud import ReadAloud
from web.settings import Settings
from web.suggestions import suggestions
from web.tablet_texts import tablet_texts
from web.talk import Talk
from web.trust import Trust
from web.waveforms import Waveforms

LEFT_AFTER = timedelta(minutes=10)
"""Words that nobody went on with for so long are tagged as they stand."""


def open_store(settings: Settings) -> Store:
    """The database with its tables up to date, the service known and the shipped questions there.

    Questions that were changed here since are left as they are. Raises StorageError.
    """
    store = Store(
        settings.database_address,
        keys=open_keys(settings),
        locked=settings.encryption,
        small_group=settings.small_group,
        routes=routes_set_up(settings),
    )
    store.migrate()
    retire_earlier_key(settings)
    store.services.set_up(settings.service_name, settings.service_readers, settings.service_phone)
    for shipped in shipped_sets():
        if store.questions.newest(shipped.audience, shipped.language) is None:
            store.questions.add_version(shipped.audience, shipped.language, shipped.questions)
    return store


def open_encoder(settings: Settings) -> Encodes | None:
    """The sentence encoder, if one is set. If it cannot be used, that is told, and it is done without."""
    if settings.encoder is None:
        return None
    from nlu.encoder import load_encoder  # noqa: PLC0415 (two libraries that only the encoder needs)

    try:
        return load_encoder(settings.encoder)
    except NluError as error:
        logging.getLogger(__name__).warning("%s Meanwhile answers are read without it.", error)
        return None


def open_shelf(settings: Settings) -> Shelf:
    """The folder of trained taggers, and the encoder that they may need."""
    return Shelf(settings.data_folder / "models", encoder=open_encoder(settings))


def open_tagger(settings: Settings, progress: Progress = silent) -> Tagger:
    """The tagger in use, if it is of today's data and code; else one is trained and taken into use.

    The new one learns from corrections if the one in use did. Raises NluError.
    """
    shelf = open_shelf(settings)
    if found := shelf.open(logging.getLogger(__name__).warning):
        return found
    folder = train_tagger(settings, shelf, progress, with_corrections=_learned_from_people(shelf))
    tagger = load_tagger(folder, shelf.encoder)
    shelf.activate(tagger.model_version)
    return tagger


def train_tagger(
    settings: Settings, shelf: Shelf, progress: Progress = silent, *, with_corrections: bool
) -> Path:
    """The folder of a tagger of today's data and code, trained unless it is there. Not yet in use."""
    corrected = _corrected(settings) if with_corrections else ()
    needs = shelf.encoder.identity if shelf.encoder else ""
    return trained(DATA, shelf.folder, corrected, needs) or _train(shelf, progress, corrected)


def _train(shelf: Shelf, progress: Progress, corrected: Sequence[Answer]) -> Path:
    from nlu.training import train  # noqa: PLC0415 (100 MB of memory that only training needs)

    return train(DATA, shelf.folder, progress, corrected, shelf.encoder)


def _corrected(settings: Settings) -> Sequence[Answer]:
    with closing(open_store(settings)) as store:
        return corrected_answers(store, load_taxonomy().principle_keys)


def _learned_from_people(shelf: Shelf) -> bool:
    with suppress(NluError):  # none yet, or one that nothing is known of
        active = shelf.active()
        return active is not None and shelf.find(active).card.corrections > 0
    return False


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


def open_trust(settings: Settings, port: int) -> Trust | None:
    """The certificates for pages served at `port`, made if they are missing; None if https is not wanted.

    Raises WebError("bad_certificate").
    """
    if not settings.tls:
        return None
    certificates = Certificates(settings.certificates, settings.service_name, own_names(settings.host))
    return Trust(certificates, port, settings.trust_port)


def build_app(  # noqa: PLR0913, PLR0917 (all that it is built from)
    settings: Settings, store: Store, tagger: Tagger, doors: Doors, ears: Ears, trust: Trust | None = None
) -> FastAPI:
    """The web application with everything in it."""
    # Given up before Rasa gives them up (5 s), so that no turn meets a connection that is just closing.
    kept = httpx2.Limits(max_connections=100, max_keepalive_connections=50, keepalive_expiry=2)
    http = httpx2.AsyncClient(limits=kept)
    rasa = RasaClient(doors.rasa, http)
    spoken = _spoken(settings)
    parts = Parts(
        settings=settings,
        store=store,
        talk=Talk(store, rasa, Care(store, tagger)),
        rasa=rasa,
        limits=Limits(settings),
        taxonomy=load_taxonomy(),
        pictures=load_pictures(),
        own_pictures=own_pictures(settings.data_folder / "pictures"),
        read_aloud=_read_aloud(spoken, store),
        ears=ears,
        engines=lambda: installed_engines(settings.voice_models),
        waveforms=Waveforms(store),
        suggestions=lambda within: suggestions(store.tablet_talks.said_by_person(within)),
        messenger=_messenger(settings, store),
        courier=open_courier(settings, store),
        trust=trust,
        openid=open_openid(settings),
        chores=_chores(settings, store, doors.rasa),
        taught_at=lambda: _taught_at(Shelf(settings.data_folder / "models")),
    )
    actions = action_router(
        make_executor(store, tagger, _asks(settings)), doors.action_secret, doors.action_port
    )

    def chore() -> None:
        tag_waiting(store, tagger, datetime.now(UTC) - LEFT_AFTER)
        store.apart.release(datetime.now(UTC), lambda words: CleanWords(store).of(words))

    return make_app(parts, actions, chore)


def _asks(settings: Settings) -> Asks:
    return Asks(settings.share_asked, (Use.REPORTS, Use.FAMILY), settings.consent_days)


def _chores(settings: Settings, store: Store, rasa: RasaAddress) -> list[Callable[[], object]]:
    """What has to go, and what has to stay gone. Words that an older copy brought back go at once."""
    erased = ErasedList(store, settings.erased_list)
    if again := erased.replay():
        logging.getLogger(__name__).warning("%d things that were erased before were erased again.", again)
    return [erased.keep_up, RasasMemory(store, rasa).keep_up, Nightly(store, settings.periods).keep_up]


def _taught_at(shelf: Shelf) -> datetime | None:
    """When the tagger in use was trained, if it learned from decisions of staff."""
    with suppress(NluError):
        active = shelf.active()
        found = shelf.find(active) if active else None
        return found.at if found and found.card.corrections else None
    return None


def _messenger(settings: Settings, store: Store) -> Messenger:
    """What tells other programs what happened, and where our pages are for it."""
    trusted = partial(trusting, settings.certificates)
    return Messenger(store, _home(settings), trusted, private=settings.private_webhooks)


def open_courier(settings: Settings, store: Store) -> Courier:
    """What lets alarms climb, and tells who is on duty."""
    return Courier(store, ways_out(settings), _home(settings))


def _home(settings: Settings) -> str:
    """How our pages are reached from outside."""
    ours = f"{'https' if settings.tls else 'http'}://{settings.host}:{settings.port}"
    return settings.public_url or ours


def open_ears(settings: Settings, store: Store) -> Ears:
    """Who listens to people: the best engine that is here, and one beside it that knows a few words only.

    The second is never busy with a long answer when somebody says yes. Each is started when it is needed.
    """
    words = open_hearing(settings.voice_models, logging.getLogger(__name__).warning)
    return Ears(store, words, Hearing("sphinx"), settings.recording_days)


def _spoken(settings: Settings) -> Spoken | None:
    """What speaks, the folder of what was spoken ahead, and how a home says its own names."""
    folder, tell = settings.data_folder, logging.getLogger(__name__).warning
    return open_spoken(folder / "spoken", tell, settings.spoken_mb * 1_000_000, folder / OWN)


def _read_aloud(spoken: Spoken | None, store: Store) -> ReadAloud:
    """What tablets read aloud: questions, names of pictures, and all that stands on the page."""

    def texts() -> list[str]:
        asked = store.questions.newest(Audience.RESIDENT)
        return tablet_texts(asked.questions if asked else (), load_pictures().values())

    def ways() -> list[Manner]:
        return [Manner.of(asdict(each.profile)) for each in store.people.everyone(store.services.ids())]

    return ReadAloud(spoken, texts, ways)

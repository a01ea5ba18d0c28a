"""What is going on when it is killed: each kind of work, in a process of its own, telling what is done."""

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from uuid import UUID, uuid4

from actions.tagging import tag_anew
from storage.importing import ImportedAnswer
from storage.kinds import Audience
from storage.records import AnswerRecord
from storage.store import Store
from storage.wanted import Wanted
from tests.fakes import LoopRasa, WordTagger
from tests.saying import begin, erase, record, tag, tags, tell
from tests.site import Served

Tell = Callable[[str], None]
AT_ONCE = 7
"""Rows of one part of an import."""
WORDS = ("garden", "tea", "listen", "help", "friends", "music", "choose", "teach", "walk", "family")


def words() -> str:
    """An answer that is like no other, so that it can be looked for."""
    return f"I like the {random.choice(WORDS)} and they listen, number {uuid4().hex}"


def work(kind: str, address: str, key: str, pipe: Connection) -> None:
    """Do one kind of work until the end; what was done is told only after it was acknowledged."""
    random.seed()
    store = Store(address, key_file=Path(key))
    KINDS[kind](store, pipe.send)


def serve(store: Store, tell: Tell) -> None:
    """The application over HTTP, its actions run by a stand-in for Rasa: others talk to it."""
    served = Served(store, LoopRasa(store, WordTagger()), sound_minutes_per_hour=10_000)
    tell(served.url)
    time.sleep(600)


def talk(store: Store, tell: Tell) -> None:
    """Conversations all the way: kept, heard, tagged, settled, replied to, with a voice now and then."""
    while True:
        conversation = begin(store)
        for _ in range(4):
            said = words()
            tell(f"said {tell_one(store, conversation, said).id} {said}")
        record(store, conversation, 1)


def tell_one(store: Store, conversation: UUID, said: str) -> AnswerRecord:
    """One answer with tags."""
    return tell(store, conversation, said, tags(tag(), topics=("garden",)))


def bring_in(store: Store, tell: Tell) -> None:
    """An import, in parts: each is there as a whole or not at all."""
    while True:
        rows = [
            ImportedAnswer(words(), Audience.RESIDENT, datetime.now(UTC), "matters", f"r{uuid4().hex[:6]}")
            for _ in range(AT_ONCE)
        ]
        tell("begins " + " ".join(str(row.id) for row in rows))
        store.importing.keep([(row, tags(tag())) for row in rows])
        for row in rows:
            tell(f"said {row.id} {row.text}")


def take_out(store: Store, tell: Tell) -> None:
    """Answers that are taken out again."""
    while True:
        conversation = begin(store)
        answers = [tell_one(store, conversation, words()) for _ in range(3)]
        for answer in answers:
            tell(f"erasing {answer.id}")
            erase(store, conversation, answer)
            tell(f"gone {answer.id}")


def purge(store: Store, tell: Tell) -> None:
    """What goes by itself: sound, and the oldest of the audit."""
    while True:
        conversation = begin(store)
        record(store, conversation, 2)
        store.audit.record(None, "exported", *(uuid4().hex for _ in range(6)))
        store.recordings.purge(datetime.now(UTC) + timedelta(days=60), 30)
        tell(f"purged {store.audit.shorten(datetime.now(UTC))}")


def migrate(store: Store, tell: Tell) -> None:
    """Every step there is, on a file full of words."""
    store.migrate()
    tell("migrated")
    time.sleep(600)


def tag_all(store: Store, tell: Tell) -> None:
    """All answers are tagged anew, again and again."""
    while True:
        tell(f"tagged {tag_anew(store, WordTagger(), _nobody_asks)}")


def _nobody_asks(done: int, of: int) -> None:
    """How far it is."""


def take_along(store: Store, tell: Tell) -> None:
    """An export of everything, written down before its first letter goes."""
    while True:
        store.audit.record(None, "exported", "csv")
        count = sum(len(some) for some in store.exporting.every(store.services.ids(), Wanted()))
        tell(f"exported {count}")


KINDS: dict[str, Callable[[Store, Tell], None]] = {
    "serve": serve,
    "talk": talk,
    "import": bring_in,
    "erase": take_out,
    "purge": purge,
    "migrate": migrate,
    "tag": tag_all,
    "export": take_along,
}
"""Backups stand not here yet: there is no command for them in this version."""

"""What is going on when it is killed: each kind of work, telling what is done after it was acknowledged."""

import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from actions.tagging import tag_anew
from bench.kill_backups import BACKUPS
from bench.kill_lane import Tell
from storage.concern_records import NewConcern
from storage.importing import ImportedAnswer
from storage.keeping_records import Periods
from storage.kinds import Audience
from storage.records import AnswerRecord
from storage.store import Store
from storage.wanted import Wanted
from tests.at_rest import open_again
from tests.conftest import set_up
from tests.fakes import LoopRasa, WordTagger
from tests.keeping import somebody
from tests.saying import begin, erase, record, tag, tags, tell
from tests.site import Served

AT_ONCE = 7
"""Rows of one part of an import."""
WORDS = ("garden", "tea", "listen", "help", "friends", "music", "choose", "teach", "walk", "family")
CONCERN = NewConcern("neglect", "soon", 0.9, ((0, 3),))
LATER = timedelta(days=60)
"""So far away is the moment of a purge."""


def words() -> str:
    """An answer that is like no other, so that it can be looked for."""
    return f"I like the {random.choice(WORDS)} and they listen, number {uuid4().hex}"


def work(kind: str, address: str, key: str, tell: Tell) -> None:
    """Do one kind of work until the end."""
    random.seed()
    if kind in BACKUPS:
        BACKUPS[kind](address, Path(key), tell)
    else:
        KINDS[kind](open_again(address, Path(key)), tell)


def warm() -> None:
    """Do a little of everything, so that whoever is forked afterwards has it loaded."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/warm.db", key_file=Path(folder) / "key")
        set_up(store)
        told = somebody(store)
        store.purging.run(Periods(), datetime.now(UTC))
        store.erasures.person(store.services.ids(), told.person_id)
        store.close()


def serve(store: Store, tell: Tell) -> None:
    """The application over HTTP, its actions run by a stand-in for Rasa: others talk to it."""
    served = Served(store, LoopRasa(store, WordTagger()), sound_minutes_per_hour=10_000)
    tell(served.url)
    time.sleep(600)


def talk(store: Store, tell: Tell) -> None:
    """Conversations all the way: kept, heard, tagged, settled, replied to; with a voice and an alarm."""
    while True:
        conversation = begin(store)
        for number in range(4):
            said = words()
            tell(f"said {tell_one(store, conversation, said, alarming=number == 1).id} {said}")
        record(store, conversation, 1)


def tell_one(store: Store, conversation: UUID, said: str, *, alarming: bool = False) -> AnswerRecord:
    """One answer with tags, and with a concern if it is alarming."""
    found = tags(tag(), topics=("garden",))
    return tell(store, conversation, said, replace(found, concern=CONCERN) if alarming else found)


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
    """Answers, conversations and people that are erased."""
    here = store.services.ids()
    while True:
        conversation = begin(store)
        answers = [tell_one(store, conversation, words()) for _ in range(3)]
        erase(store, conversation, answers[0])
        tell(f"gone {answers[0].id}")
        store.erasures.conversation(here, conversation)
        for answer in answers[1:]:
            tell(f"gone {answer.id}")
        told = somebody(store, f"Marigold {uuid4().hex}")
        store.erasures.person(here, told.person_id)
        tell(f"gone {told.answer.id}")


def purge(store: Store, tell: Tell) -> None:
    """What goes by itself at night: transcripts, then all that was said; sound; the oldest of the audit."""
    while True:
        conversation = begin(store)
        answers = [tell_one(store, conversation, words()) for _ in range(3)]
        record(store, conversation, 2)
        store.audit.record(None, "exported", *(uuid4().hex for _ in range(6)))
        store.purging.run(Periods(answers=0, transcripts=30, audit=0), datetime.now(UTC) + LATER)
        tell("purged")
        store.purging.run(Periods(answers=30, audit=0), datetime.now(UTC) + LATER)
        for answer in answers:
            tell(f"gone {answer.id}")
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
"""Backups have a file of their own."""

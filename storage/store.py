"""Everything that is kept, behind verbs: the one door to the database."""

from collections.abc import Collection
from contextlib import AbstractContextManager
from pathlib import Path
from uuid import UUID

from storage.about_person import AboutPerson
from storage.alarm_climbing import AlarmClimbing
from storage.alarm_records import Route
from storage.alarms import Alarms
from storage.alerts import Alerts
from storage.apart import Apart
from storage.api_lists import ApiLists
from storage.at_rest import AtRest
from storage.audit import Audit
from storage.changes import Changes
from storage.complaint_register import Complaints
from storage.complaints import told_plainly
from storage.concerns import Concerns
from storage.consents import Consents
from storage.conversations import Conversations
from storage.corrections import Corrections
from storage.crowds import Crowds
from storage.decisions import Decisions
from storage.devices import Devices
from storage.disagreements import Disagreements
from storage.duties import Duties
from storage.engine import BUSY_SECONDS, open_engine, sqlite_file, sweep
from storage.erasures import Erasures
from storage.exporting import Exporting
from storage.grants import Grants
from storage.heard import LEAST, WhatWeHeard
from storage.holds import Holds
from storage.identities import Identities
from storage.importing import Importing
from storage.keys import Keys
from storage.lockouts import Lockouts
from storage.migrate import upgrade
from storage.notes import Notes
from storage.people import People
from storage.purging import Purging
from storage.questions import Questions
from storage.recordings import Recordings
from storage.replies import Replies
from storage.resealing import reseal
from storage.review import Review
from storage.saved_filters import SavedFilters
from storage.search import Search
from storage.second_steps import SecondSteps
from storage.services import Services
from storage.sessions import Sessions
from storage.sheet import Sheet, open_sheet
from storage.staff import Staff
from storage.tablet_replies import TabletReplies
from storage.tablet_talks import TabletTalks
from storage.tags import Tags
from storage.tokens import Tokens
from storage.turns import Turns
from storage.webhooks import Webhooks
from storage.wordings import Wordings
from storage.work import Work


class Store:
    """The nouns that are kept; each has its verbs."""

    def __init__(  # noqa: PLR0913 (all that it is opened with)
        self,
        address: str,
        busy_seconds: float = BUSY_SECONDS,
        *,
        key_file: Path | None = None,
        keys: Keys | None = None,
        locked: bool = True,
        small_group: int = LEAST,
        routes: Collection[str] = tuple(Route),
    ) -> None:
        """Open the database at `address` (an SQLAlchemy URL); nothing is read or written yet.

        A write waits `busy_seconds` for others, then raises StorageError("busy"). `key_file` seals the sound
        of recordings and the second step of signing in: it is made when it is first needed. Without one only
        those cannot be kept or read. With `keys` in its place the whole file of SQLite is locked with them
        too (`locked`), or unlocked, by `migrate`. No number of what was heard stands for fewer
        than `small_group` people. Nobody is said to be called but by `routes` that somebody set up.
        """
        self._engine = open_engine(address, busy_seconds, keys, locked=locked)
        self._at_rest = AtRest(sqlite_file(address), keys, locked=locked)
        self._keys = keys = keys or Keys.in_file(key_file)
        self._routes = routes
        self._open_talks(keys, small_group)
        self._open_desk(small_group)
        self._open_house(keys)

    def _open_talks(self, keys: Keys, small_group: int) -> None:
        """What people say, how they are asked, and the tablets they talk to."""
        self.services = Services(self._engine)
        self.questions = Questions(self._engine)
        self.conversations = Conversations(self._engine)
        self.turns = Turns(self._engine)
        self.people = People(self._engine)
        self.devices = Devices(self._engine)
        self.tablet_talks = TabletTalks(self._engine)
        self.tablet_replies = TabletReplies(self._engine)
        self.alerts = Alerts(self._engine)
        self.recordings = Recordings(self._engine, keys)
        self.wordings = Wordings(self._engine)
        self.consents = Consents(self._engine)
        self.crowds = Crowds(self._engine, small_group)
        self.apart = Apart(self._engine, small_group)
        self.importing = Importing(self._engine)

    def _open_desk(self, small_group: int) -> None:
        """What staff read, and what they do about it."""
        self.review = Review(self._engine)
        self.search = Search(self._engine)
        self.saved_filters = SavedFilters(self._engine)
        self.corrections = Corrections(self._engine)
        self.decisions = Decisions(self._engine)
        self.tags = Tags(self._engine)
        self.work = Work(self._engine)
        self.notes = Notes(self._engine)
        self.disagreements = Disagreements(self._engine)
        self.heard = WhatWeHeard(self._engine, small_group)
        self.changes = Changes(self._engine)
        self.replies = Replies(self._engine)
        self.concerns = Concerns(self._engine)
        self.complaints = Complaints(self._engine)
        self.alarms = Alarms(self._engine)
        self.alarm_climbing = AlarmClimbing(self._engine)
        self.duties = Duties(self._engine)

    def _open_house(self, keys: Keys) -> None:
        """Who may come in, what goes out, and what stays how long."""
        self.staff = Staff(self._engine)
        self.audit = Audit(self._engine)
        self.grants = Grants(self._engine)
        self.identities = Identities(self._engine)
        self.lockouts = Lockouts(self._engine)
        self.second_steps = SecondSteps(self._engine, keys)
        self.sessions = Sessions(self._engine)
        self.exporting = Exporting(self._engine)
        self.api_lists = ApiLists(self._engine)
        self.tokens = Tokens(self._engine)
        self.webhooks = Webhooks(self._engine)
        self.holds = Holds(self._engine)
        self.purging = Purging(self._engine, self.recordings)
        self.erasures = Erasures(self._engine)
        self.about_person = AboutPerson(self._engine)

    def migrate(self) -> None:
        """Bring the tables up to date, and list what is not listed yet; harmless when they are."""
        with told_plainly():
            self._at_rest.begin()
        upgrade(self._engine)
        self.search.fill()
        sweep(self._engine)

    def sheet(self, conversation_id: UUID, turn_id: UUID) -> AbstractContextManager[Sheet]:
        """One turn's work on a conversation, in one transaction."""
        return open_sheet(self._engine, conversation_id, turn_id, self._routes)

    def reseal(self) -> int:
        """Seal with the newest key what an older one sealed; returns how many recordings they were."""
        return reseal(self._engine, self._keys)

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()
        self._at_rest.end()

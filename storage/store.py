"""Everything that is kept, behind verbs: the one door to the database."""

from contextlib import AbstractContextManager
from pathlib import Path
from uuid import UUID

from storage.alerts import Alerts
from storage.api_lists import ApiLists
from storage.audit import Audit
from storage.changes import Changes
from storage.complaint_register import Complaints
from storage.concerns import Concerns
from storage.conversations import Conversations
from storage.corrections import Corrections
from storage.decisions import Decisions
from storage.devices import Devices
from storage.disagreements import Disagreements
from storage.engine import BUSY_SECONDS, open_engine, sweep
from storage.exporting import Exporting
from storage.grants import Grants
from storage.heard import LEAST, WhatWeHeard
from storage.identities import Identities
from storage.importing import Importing
from storage.lockouts import Lockouts
from storage.migrate import upgrade
from storage.notes import Notes
from storage.people import People
from storage.questions import Questions
from storage.recordings import Recordings
from storage.replies import Replies
from storage.review import Review
from storage.saved_filters import SavedFilters
from storage.sealing import KeyFile
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

    def __init__(
        self,
        address: str,
        busy_seconds: float = BUSY_SECONDS,
        *,
        key_file: Path | None = None,
        small_group: int = LEAST,
    ) -> None:
        """Open the database at `address` (an SQLAlchemy URL); nothing is read or written yet.

        A write waits `busy_seconds` for others, then raises StorageError("busy"). `key_file` seals the sound
        of recordings and the second step of signing in: it is made when it is first needed. Without one only
        those cannot be kept or read. No number of what was heard stands for fewer than `small_group` people.
        """
        self._engine = open_engine(address, busy_seconds)
        keys = KeyFile(key_file)
        self.services = Services(self._engine)
        self.questions = Questions(self._engine)
        self.conversations = Conversations(self._engine)
        self.turns = Turns(self._engine)
        self.review = Review(self._engine)
        self.search = Search(self._engine)
        self.saved_filters = SavedFilters(self._engine)
        self.corrections = Corrections(self._engine)
        self.decisions = Decisions(self._engine)
        self.tags = Tags(self._engine)
        self.staff = Staff(self._engine)
        self.audit = Audit(self._engine)
        self.grants = Grants(self._engine)
        self.identities = Identities(self._engine)
        self.lockouts = Lockouts(self._engine)
        self.second_steps = SecondSteps(self._engine, keys)
        self.sessions = Sessions(self._engine)
        self.people = People(self._engine)
        self.devices = Devices(self._engine)
        self.tablet_talks = TabletTalks(self._engine)
        self.tablet_replies = TabletReplies(self._engine)
        self.alerts = Alerts(self._engine)
        self.changes = Changes(self._engine)
        self.replies = Replies(self._engine)
        self.concerns = Concerns(self._engine)
        self.complaints = Complaints(self._engine)
        self.recordings = Recordings(self._engine, keys)
        self.wordings = Wordings(self._engine)
        self.work = Work(self._engine)
        self.notes = Notes(self._engine)
        self.disagreements = Disagreements(self._engine)
        self.importing = Importing(self._engine)
        self.exporting = Exporting(self._engine)
        self.api_lists = ApiLists(self._engine)
        self.tokens = Tokens(self._engine)
        self.webhooks = Webhooks(self._engine)
        self.heard = WhatWeHeard(self._engine, small_group)

    def migrate(self) -> None:
        """Bring the tables up to date, and list what is not listed yet; harmless when they are."""
        upgrade(self._engine)
        self.search.fill()
        sweep(self._engine)

    def sheet(self, conversation_id: UUID, turn_id: UUID) -> AbstractContextManager[Sheet]:
        """One turn's work on a conversation, in one transaction."""
        return open_sheet(self._engine, conversation_id, turn_id)

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()

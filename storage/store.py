"""Everything that is kept, behind verbs: the one door to the database."""

from contextlib import AbstractContextManager
from uuid import UUID

from storage.conversations import Conversations, Services
from storage.engine import open_engine
from storage.migrate import upgrade
from storage.questions import Questions
from storage.review import Review
from storage.sheet import Sheet, open_sheet
from storage.staff import Staff
from storage.turns import Turns


class Store:
    """The nouns that are kept; each has its verbs."""

    def __init__(self, address: str) -> None:
        """Open the database at `address` (an SQLAlchemy URL); nothing is read or made yet."""
        self._engine = open_engine(address)
        self.services = Services(self._engine)
        self.questions = Questions(self._engine)
        self.conversations = Conversations(self._engine)
        self.turns = Turns(self._engine)
        self.review = Review(self._engine)
        self.staff = Staff(self._engine)

    def migrate(self) -> None:
        """Bring the tables up to date; harmless when they are."""
        upgrade(self._engine)

    def sheet(self, conversation_id: UUID, turn_id: UUID) -> AbstractContextManager[Sheet]:
        """One turn's work on a conversation, in one transaction."""
        return open_sheet(self._engine, conversation_id, turn_id)

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()

"""What a person chooses about their words while they talk: who may see them, and what they agree to.

The part of a sheet that is about it.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.apart_rows import all_apart, erase_talk, set_apart
from storage.base import now
from storage.consent_kinds import AskedAt, Decision, How, Share, Use
from storage.consent_models import Consent, Sharing
from storage.consent_records import Asked
from storage.consent_rows import given, said_by, subject_of_talk, write_consent, write_share
from storage.kinds import Channel, Mode
from storage.models import Answer, Conversation, Turn
from storage.records import AnswerRecord

DOORS = {Channel.TABLET: AskedAt.TABLET, Channel.TERMINAL: AskedAt.TERMINAL}
HOW = {Mode.VOICE: How.SPOKEN, Mode.BUTTON: How.PRESSED}


def is_nameless(session: Session, conversation_id: UUID) -> bool:
    """Whether a person chose that staff do not see who says what is said here."""
    found = session.get(Sharing, conversation_id)
    return found is not None and found.share != Share.NAMED


class Choosing:
    """The verbs of storage.sheet.Sheet about consent and sharing."""

    _session: Session
    _conversation: Conversation
    _turn: Turn
    erased: bool

    @property
    def share(self) -> Share:
        """Who may see what is said from now on: as chosen in this talk, or by this person before."""
        found = self._session.get(Sharing, self._conversation.id)
        return Share(found.share) if found else self._share_by_consent()

    def choose_share(self, share: Share, sentence: str = "") -> None:
        """Who may see what is said from now on. With the sentence that asked, it stands in the log too."""
        write_share(self._session, self._conversation.id, share)
        for use, decision in said_by(share) if sentence else ():
            self.agree_to(use, decision, sentence)

    def begin_sharing(self) -> None:
        """What this person chose in an earlier talk counts from the first word of this one."""
        if self._session.get(Sharing, self._conversation.id) is None:
            share = self._share_by_consent()
            if share != Share.NAMED:
                self.choose_share(share)

    def agree_to(self, use: Use, decision: Decision, sentence: str) -> None:
        """The person says yes or no to a use in this turn."""
        door = DOORS.get(Channel(self._conversation.channel), AskedAt.CHAT)
        how = HOW.get(Mode(self._turn.mode or Mode.TYPED), How.TYPED)
        asked = Asked(sentence, door, how, turn_id=self._turn.id)
        write_consent(self._session, self._conversation.service_id, self._subject, use, decision, asked)

    def agreed_to(self, use: Use) -> bool | None:
        """Whether they agree to a use today; None if they never said."""
        return given(self._session, self._subject, use)

    def is_due(self, use: Use, sentence: str, days: int) -> bool:
        """Whether they are to be asked: never, not for so long, or not in these words."""
        mine = select(Consent.at, Consent.sentence).where(
            Consent.subject_id == self._subject, Consent.use == use
        )
        last = self._session.execute(mine.order_by(Consent.at.desc()).limit(1)).first()
        return last is None or last.sentence != sentence or last.at < now() - timedelta(days=days)

    def set_apart(self, answer: AnswerRecord, share: Share) -> None:
        """An answer goes where nobody finds it beside their name; nothing of it is left here."""
        self.erased = True
        row = self._session.get_one(Answer, answer.id)
        set_apart(self._session, row, self._conversation.service_id, share, self._turn.id)

    def said_apart(self) -> int:
        """How many answers of this talk are kept without a name."""
        return len(all_apart(self._session, self._conversation.id))

    def kept_before(self) -> bool:
        """Whether anything in this talk was settled before: then they know how it goes."""
        mine = select(Answer.id).where(
            Answer.conversation_id == self._conversation.id, Answer.settled_at.is_not(None)
        )
        return self._session.scalar(mine.limit(1)) is not None

    def erase_all(self) -> int:
        """Everything that was said in this talk goes, also what was said without a name; returns how much."""
        gone = erase_talk(self._session, self._conversation.id)
        self.erased = self.erased or gone > 0
        return gone

    @property
    def _subject(self) -> UUID:
        return subject_of_talk(self._conversation)

    def _share_by_consent(self) -> Share:
        if self.agreed_to(Use.SHARE_UNNAMED) is False:
            return Share.SAFETY
        return Share.UNNAMED if self.agreed_to(Use.SHARE_NAMED) is False else Share.NAMED

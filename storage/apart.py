"""What was said without a name: kept apart, mixed with what others said, and only then read by staff."""

import secrets
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Engine, Select, func, select
from sqlalchemy.orm import Session

from storage.apart_rows import all_apart, erase_talk, forget_apart
from storage.consent_kinds import AskedAt, Decision, How, Share, Use
from storage.consent_models import Consent, ConsentToday, KeptApart, Sharing
from storage.consent_records import ApartRecord, Asked
from storage.consent_rows import said_by, subject_of_talk, write_consent, write_share
from storage.conversations import lock
from storage.engine import reading, writing
from storage.forgetting import leave_little
from storage.kinds import THERE, AnswerKind, AnswerState, Channel, Mode, Speaker
from storage.listing import touch
from storage.models import Answer, Conversation, Question, Service, Turn
from storage.seen import voice

Clean = Callable[[str], str]
"""Takes names and numbers out of words."""

CARING = "own_care"
"""How responses begin that are said where somebody may be unsafe (actions/own_words.yml)."""


class Apart:
    """Every read and write of it. Staff have no verb here: what they may see is released to the list."""

    def __init__(self, engine: Engine, least: int) -> None:
        self._engine = engine
        self.least = least
        """Among so many people at least is whoever said it."""

    def own(self, conversation_id: UUID) -> list[ApartRecord]:
        """What somebody said without their name in a conversation, for them alone."""
        with reading(self._engine) as session:
            return [
                ApartRecord(row.id, row.words, row.share, row.released_id is not None)
                for row in all_apart(session, conversation_id)
                if row.words  # its time was over
            ]

    def take_out(self, conversation_id: UUID, apart_id: UUID) -> bool:
        """The person takes it out: here, and where staff read it. False if there is none (any more)."""
        with writing(self._engine) as session:
            lock(session, conversation_id)
            row = session.get(KeptApart, apart_id)
            if row is None or row.conversation_id != conversation_id:
                return False
            _touch_released(session, row)
            forget_apart(session, row)
        leave_little(self._engine)
        return True

    def share(self, conversation_id: UUID) -> Share:
        """Who may see what is said in a conversation from now on, as chosen in it."""
        with reading(self._engine) as session:
            found = session.get(Sharing, conversation_id)
            return Share(found.share) if found else Share.NAMED

    def choose(self, conversation_id: UUID, share: Share, sentence: str) -> None:
        """The person chooses on a page of their own; what they said before stays as it was."""
        with writing(self._engine) as session:
            talk = lock(session, conversation_id)
            write_share(session, conversation_id, share)
            asked = Asked(sentence, AskedAt.CHAT, How.PRESSED)
            for use, decision in said_by(share):
                write_consent(session, talk.service_id, subject_of_talk(talk), use, decision, asked)

    def forget_talk(self, conversation_id: UUID, asked: Asked) -> int:
        """All that was said in a conversation goes; returns of how many answers."""
        with writing(self._engine) as session:
            talk = lock(session, conversation_id)
            gone = erase_talk(session, conversation_id)
            subject = subject_of_talk(talk)
            write_consent(session, talk.service_id, subject, Use.KEEP_WORDS, Decision.WITHDRAWN, asked)
        leave_little(self._engine)
        return gone

    def waiting(self, within: Collection[UUID]) -> bool:
        """Whether anything waits to be among enough others. Not how much: a number of one would tell."""
        with reading(self._engine) as session:
            mine = select(KeptApart.id).where(_to_be_released(), KeptApart.service_id.in_(within))
            return session.scalar(mine.limit(1)) is not None

    def hidden(self, conversation_id: UUID) -> frozenset[int]:
        """Numbers of turns in a conversation that staff do not see, because of what was said in them."""
        with reading(self._engine) as session:
            return hidden_in(session, conversation_id)

    def release(self, moment: datetime, clean: Clean = str) -> int:
        """Let staff read what was said in weeks that are over, among enough people; returns how much.

        All of a service and a kind of speaker that waits is let go at once, in no order, under the first
        Monday of those weeks. Where too few people talked, it goes on waiting. `clean` takes names out.
        """
        done = 0
        for service_id, audience in self._waiting_at(_monday(moment)):
            with writing(self._engine) as session:
                done += _release(session, service_id, audience, _monday(moment), self.least, clean)
        return done

    def _waiting_at(self, until: datetime) -> list[tuple[UUID, str]]:
        mine = select(KeptApart.service_id, Conversation.audience)
        mine = mine.join(Conversation, Conversation.id == KeptApart.conversation_id)
        mine = mine.where(_to_be_released(), KeptApart.at < until).distinct()
        with reading(self._engine) as session:
            return [(service_id, audience) for service_id, audience in session.execute(mine)]


def hidden_in(session: Session, conversation_id: UUID) -> frozenset[int]:
    """Numbers of turns in a conversation that staff do not see, because of what was said in them."""
    apart = {row.answer_id: row.turn_id for row in all_apart(session, conversation_id)}
    chosen = session.get(Sharing, conversation_id)
    places = select(Answer.id, Answer.state, Answer.settled_at)
    for each, state, settled in session.execute(places.where(Answer.conversation_id == conversation_id)):
        if state == AnswerState.APART or (chosen and chosen.share != Share.NAMED and settled is None):
            apart.setdefault(each, None)
    choices = set(session.scalars(_choices(conversation_id)))
    turns = session.scalars(
        select(Turn).where(Turn.conversation_id == conversation_id).order_by(Turn.seq)
    ).all()
    found = hidden_turns(turns, apart)
    for number, turn in enumerate(turns):
        if turn.id in choices:
            found |= {each.seq for each in turns[number : _end(turns, [number]) + 1]}
    return frozenset(found)


def hidden_turns(turns: Sequence[Turn], apart: dict[UUID, UUID | None]) -> set[int]:
    """Numbers of the turns that are about answers said apart: from the question to the choice.

    `apart` holds the answers, each with the turn in which it was settled; of what is still talked about there
    is none. What the program said last to that turn is the next question, and stays.
    """
    found: set[int] = set()
    for answer_id, chosen_in in apart.items():
        mine = [at for at, turn in enumerate(turns) if answer_id in (turn.answer_id, turn.quotes_id)]
        mine += [at for at, turn in enumerate(turns) if turn.id == chosen_in]
        if not mine:
            continue
        first = min(mine)
        if first and turns[first - 1].speaker == Speaker.BOT:
            first -= 1
        end = _end(turns, mine) if chosen_in else len(turns) - 1
        found |= {turns[at].seq for at in range(first, end + 1)}
    return found


def _choices(conversation_id: UUID) -> Select[UUID | None]:
    """Turns in which somebody said who may see their words: staff need not know that they asked."""
    mine = select(Consent.turn_id).join(Turn, Turn.id == Consent.turn_id)
    shares = Consent.use.in_((Use.SHARE_NAMED, Use.SHARE_UNNAMED))
    return mine.where(Turn.conversation_id == conversation_id, shares)


def _end(turns: Sequence[Turn], mine: Sequence[int]) -> int:
    """The place of the last turn that is hidden: before what the program said last to the choice."""
    said = [at for at, turn in enumerate(turns) if turn.reply_to == turns[max(mine)].id]
    if not said:
        return max(mine)
    return said[-1] if _is_about_it(turns[max(mine)]) else said[-1] - 1


def _is_about_it(turn: Turn) -> bool:
    """Whether what was said to a turn tells that somebody may be unsafe: it is no next question."""
    return any(name.startswith(CARING) for name, _ in turn.outcome or ())


def _to_be_released() -> ColumnElement[bool]:
    return (KeptApart.share == Share.UNNAMED) & KeptApart.released_id.is_(None)


def _monday(moment: datetime) -> datetime:
    """The beginning of the week here in which a moment lies."""
    here = moment.astimezone()
    day = here - timedelta(days=here.weekday())
    return day.replace(hour=0, minute=0, second=0, microsecond=0)


def _touch_released(session: Session, row: KeptApart) -> None:
    if row.released_id is not None:
        touch(session, session.get_one(Answer, row.released_id).conversation_id)


def _release(  # noqa: PLR0913, PLR0917 (whose, of when, among how many)
    session: Session, service_id: UUID, audience: str, until: datetime, least: int, clean: Clean
) -> int:
    session.get(Service, service_id, with_for_update=True)  # so that no two do it at once
    mine = select(KeptApart).join(Conversation, Conversation.id == KeptApart.conversation_id)
    mine = mine.where(KeptApart.service_id == service_id, Conversation.audience == audience)
    rows = list(session.scalars(mine.where(_to_be_released(), KeptApart.at < until)))
    if not rows:
        return 0
    since = _monday(min(row.at for row in rows))
    talked = _who_talked(session, service_id, audience, since, until)
    if len(talked) < least:
        return 0
    asked = {row.question_id for row in rows} - {None}
    open_to = {each: talked - _who_answered(session, each, since, until) for each in asked if each}
    secrets.SystemRandom().shuffle(rows)
    for row in rows:
        question = row.question_id
        hidden = question is None or len(open_to[question]) < least
        _show(session, row, audience, since, None if hidden else question, clean)
    return len(rows)


def _who_talked(
    session: Session, service_id: UUID, audience: str, since: datetime, until: datetime
) -> set[UUID]:
    """Everybody who said something in these weeks: any of them may have said it."""
    said = select(voice()).join(Turn, Turn.conversation_id == Conversation.id)
    said = said.where(Conversation.service_id == service_id, Conversation.audience == audience)
    said = said.where(Turn.speaker == Speaker.PERSON, Turn.mode != Mode.OPENED)
    said = said.where(Turn.at >= since, Turn.at < until, Conversation.last_at >= since)
    return set(session.scalars(said.distinct()))


def _who_answered(session: Session, question_id: UUID, since: datetime, until: datetime) -> set[UUID]:
    """Everybody who is seen to have answered this very question under their name: none of them said it."""
    key = select(Question.key).where(Question.id == question_id).scalar_subquery()
    named = select(voice()).join(Answer, Answer.conversation_id == Conversation.id)
    named = named.join(Question, Question.id == Answer.question_id).where(Question.key == key)
    named = named.where(Answer.state.in_(THERE), Answer.kind == AnswerKind.ANSWER, Answer.text != "")
    named = named.where(Answer.created_at >= since, Answer.created_at < until)
    return set(session.scalars(named.distinct()))


def _show(  # noqa: PLR0913, PLR0917 (what it becomes)
    session: Session, row: KeptApart, audience: str, at: datetime, question_id: UUID | None, clean: Clean
) -> None:
    """A conversation of its own, without a way, a place, a person, or a language that few speak."""
    question = session.get(Question, question_id) if question_id else None
    talk = Conversation(
        id=uuid4(), service_id=row.service_id, question_set_id=question.set_id if question else None,
        audience=audience, channel=Channel.APART, language=_usual_language(session, row.service_id),
        frames=[], next_seq=1, created_at=at, last_at=at,
    )  # fmt: skip
    session.add(talk)
    session.flush()
    answer = Answer(
        id=uuid4(), conversation_id=talk.id, question_id=question_id,
        kind=AnswerKind.ANSWER if question_id else AnswerKind.NOTE, state=AnswerState.AGREED,
        text=clean(row.words), created_at=at, updated_at=at, settled_at=at,
    )  # fmt: skip
    session.add(answer)
    session.flush()
    row.released_id = answer.id
    origin = session.get_one(Conversation, row.conversation_id)
    said = session.get(ConsentToday, (origin.person_id or origin.id, Use.REPORTS))
    if said is not None:
        session.add(ConsentToday(subject_id=talk.id, use=Use.REPORTS, decision=said.decision, at=at))
    touch(session, talk.id)


def _usual_language(session: Session, service_id: UUID) -> str:
    mine = select(Conversation.language).where(Conversation.service_id == service_id)
    mine = mine.group_by(Conversation.language).order_by(func.count().desc(), Conversation.language).limit(1)
    return session.scalar(mine) or "en"

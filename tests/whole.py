"""Whether a database is whole: nothing in it is half-written, whatever happened to whoever wrote it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from storage.apart_rows import IN_THEIR_PLACE
from storage.engine import reading
from storage.kinds import TurnState
from storage.list_entries import Entry, entries, moment_of
from storage.listed_models import Listed
from storage.models import Turn
from storage.store import Store

NONE_OF_THESE = {
    "turns of a conversation have a gap or a double in their numbers": """
        SELECT conversation_id FROM turn GROUP BY conversation_id
        HAVING min(seq) <> 1 OR max(seq) <> count(*) OR count(DISTINCT seq) <> count(*)""",
    "the next number of a conversation is not the one after its last turn": """
        SELECT id FROM conversation WHERE next_seq <>
        (SELECT coalesce(max(seq), 0) + 1 FROM turn WHERE turn.conversation_id = conversation.id)""",
    "an answer has no turn that it was said in": """
        SELECT id FROM answer WHERE kind <> 'skipped'
        AND NOT EXISTS (SELECT 1 FROM turn WHERE turn.answer_id = answer.id)""",
    "an answered turn of a person has no reply and no outcome": """
        SELECT id FROM turn WHERE speaker = 'person' AND state = 'answered' AND outcome IS NULL
        AND erased_at IS NULL AND NOT EXISTS (SELECT 1 FROM conversation
        WHERE conversation.id = turn.conversation_id AND conversation.channel = 'import')""",
    "of an erased answer something is left": f"""
        SELECT id FROM answer WHERE state = 'deleted' AND (text <> ''
        OR EXISTS (SELECT 1 FROM tag WHERE tag.answer_id = answer.id)
        OR EXISTS (SELECT 1 FROM topic WHERE topic.answer_id = answer.id)
        OR EXISTS (SELECT 1 FROM wording WHERE wording.answer_id = answer.id)
        OR EXISTS (SELECT 1 FROM turn WHERE turn.answer_id = answer.id
        AND turn.text NOT IN ('', '{IN_THEIR_PLACE}')))""",
    "words of an answer are empty that was not erased": """
        SELECT id FROM answer WHERE kind <> 'skipped' AND state NOT IN ('deleted', 'apart')
        AND text = '' AND spoken IS NULL""",
    "a piece of sound has no recording, or is beyond its end": """
        SELECT recording_id FROM recording_chunk WHERE NOT EXISTS (SELECT 1 FROM recording
        WHERE recording.id = recording_id AND (chunks IS NULL OR seq < chunks) AND state <> 'gone')""",
    "a concern has no alarm, or an alarm no first line in its log": """
        SELECT id FROM concern WHERE NOT EXISTS (SELECT 1 FROM alarm
        WHERE alarm.concern_id = concern.id AND EXISTS (SELECT 1 FROM alarm_event
        WHERE alarm_event.alarm_id = alarm.id AND deed = 'raised'))""",
    "what somebody agreed to does not count today": """
        SELECT id FROM consent WHERE NOT EXISTS (SELECT 1 FROM consent_today
        WHERE consent_today.subject_id = consent.subject_id AND consent_today.use = consent.use)
        AND subject_id NOT IN (SELECT subject_id FROM erased)""",
    "a conversation with answers is not in the list": """
        SELECT id FROM conversation
        WHERE EXISTS (SELECT 1 FROM answer WHERE conversation_id = conversation.id)
        AND NOT EXISTS (SELECT 1 FROM listed WHERE listed.conversation_id = conversation.id)""",
}
"""What has to find no row. Replies of staff that were withdrawn leave gaps; there are none here."""


def not_whole(store: Store) -> list[str]:
    """What is wrong, a sentence each; empty if nothing is."""
    with reading(store._engine) as session:
        found = [said for said, query in NONE_OF_THESE.items() if session.execute(text(query)).first()]
        found += _sqlite(session) if store._engine.dialect.name == "sqlite" else []
        found += _list(session)
    found += [f"the audit is broken: {each}" for each in store.audit.verify().found]
    return found + list(_heard(store))


def _sqlite(session: Session) -> Iterator[str]:
    """What SQLite itself finds, also in the index of words."""
    for pragma, fine in (("integrity_check", [("ok",)]), ("foreign_key_check", [])):
        rows = [tuple(row) for row in session.execute(text(f"PRAGMA {pragma}"))]
        if rows != fine:
            yield f"{pragma} says {rows[:3]}"


def _list(session: Session) -> Iterator[str]:
    """The list says of each conversation what has to be found of it today.

    Only the time of the last word may lag, and only until the work on that word is done.
    """
    wait = set(session.scalars(select(Turn.conversation_id).where(Turn.state == TurnState.KEPT)))
    for each in entries(session, list(session.scalars(select(Listed.conversation_id)))):
        if each.digest == each.talk.digest:
            continue
        if each.talk.id in wait and _as_listed(each).digest == each.talk.digest:
            continue
        yield "the list says something else of a conversation than its rows"
        return


def _as_listed(entry: Entry) -> Entry:
    """The same, last spoken in at the moment that the list says."""
    return replace(entry, at=moment_of(entry.talk.n) + timedelta(microseconds=500))


def _heard(store: Store) -> Iterator[str]:
    """What was heard in sum is the same when all of it is counted anew."""
    store.heard.upkeep.keep_up()
    before = _counted(store)
    store.heard.upkeep.rebuild()
    if _counted(store) != before:
        yield "what was heard in sum is not what is counted anew"


def _counted(store: Store) -> list[tuple[object, ...]]:
    query = """SELECT service_id, kind, family, sum(answers) FROM heard_block
        WHERE build IN (SELECT build FROM heard_state) AND leaf
        GROUP BY service_id, kind, family ORDER BY 1, 2, 3"""
    with reading(store._engine) as session:
        return [tuple(row) for row in session.execute(text(query))]

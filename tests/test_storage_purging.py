"""What has been here long enough goes, what is held stays, and a report of it is kept."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from storage import purging
from storage.alarm_records import Deed
from storage.audit import AuditFilter
from storage.base import at
from storage.complaint_records import ComplaintAct
from storage.errors import StorageError
from storage.keeping_records import Due, Kind, Periods
from storage.kinds import AnswerState, Audience, Mode, ReplyState
from storage.store import Store
from storage.wanted import Wanted
from tests.keeping import SECRET, somebody
from tests.saying import begin, everything, tell, tell_aloud
from tests.test_storage_erasures import by_table, rows

ONLY = Periods(**dict.fromkeys(Periods().as_numbers(), 0))
"""Nothing goes."""


def after(days: float) -> datetime:
    return datetime.now(UTC) + timedelta(days=days)


def only(kind: Kind, days: int = 100) -> Periods:
    return Periods(**{**ONLY.as_numbers(), kind: days})


def test_before_its_time_nothing_goes(store: Store, address: str) -> None:
    somebody(store)
    before = rows(address).count(SECRET)
    assert store.purging.due(only(Kind.ANSWERS), after(99)) == Due({}, {})
    assert store.purging.run(only(Kind.ANSWERS), after(99)).gone == {}
    assert rows(address).count(SECRET) == before


def test_where_no_days_are_set_all_stays(store: Store, address: str) -> None:
    somebody(store)
    assert store.purging.run(ONLY, after(90_000)).gone == {}
    assert SECRET in rows(address)


def test_answers_go_with_all_that_hangs_on_them_and_a_report_stays(store: Store, address: str) -> None:
    told = somebody(store)
    assert store.purging.due(only(Kind.ANSWERS), after(101)) == Due({"answers": 1}, {})
    report = store.purging.run(only(Kind.ANSWERS), after(101))
    assert (report.gone, report.held, report.problem) == ({"answers": 1}, {}, None)
    assert report.ended_at
    assert report.periods["answers"] == 100
    assert everything(store) == ()
    person = store.people.get(store.services.ids(), told.person_id)
    assert person
    store.people.change(store.services.ids(), told.person_id, person.name, type(person.profile)())
    # A complaint that was written down by itself has its own time; what was agreed to stays as proof.
    left = {table for table, held in by_table(address).items() if SECRET in held}
    assert left == {"complaint", "consent"}
    assert store.purging.run(only(Kind.ANSWERS), after(102)).gone == {}


def test_of_a_transcript_the_answers_stay(store: Store) -> None:
    told = somebody(store)
    assert store.purging.run(only(Kind.TRANSCRIPTS), after(101)).gone == {"transcripts": 1}
    here = store.services.ids()
    assert SECRET not in str([turn.text for turn in store.turns.since(told.conversation_id, 0)])
    answers = store.review.answers(here, told.conversation_id)
    assert answers[0].answer.text == f"my {SECRET} sings"
    assert answers[0].tags
    assert store.purging.run(only(Kind.TRANSCRIPTS), after(102)).gone == {}
    tell(store, told.conversation_id, "and I like tea")
    assert store.purging.due(only(Kind.TRANSCRIPTS), after(102)).gone == {"transcripts": 1}


def test_calls_notes_and_replies_go_by_themselves(store: Store, address: str) -> None:
    told = somebody(store)
    here = store.services.ids()
    for kind, count in ((Kind.CALLS, 0), (Kind.NOTES, 1), (Kind.REPLIES, 0)):
        gone = store.purging.run(only(kind), after(101)).gone
        assert gone == ({kind: count} if count else {}), kind
    assert store.notes.of_conversation(here, told.conversation_id) == []
    (call,), (reply,) = store.alerts.open(here), store.replies.to(told.conversation_id)
    store.alerts.finish(here, call.id, told.staff_id)
    store.replies.told(here, reply.id)
    assert store.purging.run(only(Kind.CALLS), after(101)).gone == {"calls": 1}
    assert store.purging.run(only(Kind.REPLIES), after(101)).gone == {"replies": 1}
    (reply,) = store.replies.to(told.conversation_id)
    assert (reply.text, reply.state) == ("", ReplyState.TOLD)


def test_sessions_tokens_and_tries_go(store: Store) -> None:
    staff = store.staff.add("priya", "Priya", "hash")
    store.staff.sign_in(staff.id)
    assert store.purging.run(only(Kind.SESSIONS), after(102)).gone == {"sessions": 1}
    assert store.purging.run(only(Kind.TOKENS), after(500)).gone == {}


def test_the_audit_goes_from_its_beginning_on_without_a_gap(store: Store) -> None:
    told, other = somebody(store), somebody(store, "Ahmed Lark", "wagtail")
    store.holds.place(store.services.ids(), told.staff_id, "A court asked.", person_id=other.person_id)
    held = store.purging.run(only(Kind.AUDIT), after(101))
    assert held.gone["audit"] >= 2
    left, _ = store.audit.page(store.services.ids(), AuditFilter())
    assert left[-1].conversation_id == other.conversation_id


def test_the_chain_of_the_audit_is_whole_after_a_purge(store: Store) -> None:
    staff = store.staff.add("priya", "Priya", "hash")
    for day in range(5):
        with at(after(day - 10)):
            store.audit.record(staff.id, "opened_export")
    (kept,) = (store.audit.head(),)
    report = store.purging.run(only(Kind.AUDIT, 8), after(0))
    assert report.gone["audit"] >= 2
    verdict = store.audit.verify([kept])
    assert (verdict.found, verdict.rows < 8) == ((), True)
    done, _ = store.audit.page(store.services.ids(), AuditFilter())
    assert done[0].verb == "shortened_audit"


def test_complaints_that_are_done_with_lose_their_words(store: Store, address: str) -> None:
    staff = store.staff.add("mo", "Mo", "x")
    here = store.services.ids()
    for words in (f"a cold {SECRET}", f"a warm {SECRET}"):
        store.complaints.write_down(here, staff.id, store.services.get().id, Audience.RESIDENT, "Joan", words)
    first = store.complaints.open(here, staff.id)[0]
    store.complaints.do(here, staff.id, first.id, first.version, ComplaintAct.ANSWERED, "told them")
    assert store.purging.run(only(Kind.COMPLAINTS), after(99)).gone == {}
    assert store.purging.run(only(Kind.COMPLAINTS), after(101)).gone == {"complaints": 1}
    assert store.purging.run(only(Kind.COMPLAINTS), after(102)).gone == {}
    ((left,),) = ({each.words for each in store.complaints.open(here, staff.id)},)
    assert left == f"a warm {SECRET}"
    assert first.words not in rows(address)
    assert "told them" not in rows(address)


def test_a_call_that_became_an_alarm_goes_and_the_alarm_stays(store: Store) -> None:
    told = somebody(store)
    here = store.services.ids()
    (call,) = store.alerts.open(here)
    with at(after(0.1)):
        store.alarm_climbing.climb()
    (alarm,) = store.alarms.open(here, told.staff_id)
    assert alarm.alert_id == call.id
    store.alarms.finish(here, told.staff_id, alarm.id, f"brought the {SECRET}", decides=False)
    store.alerts.finish(here, call.id, told.staff_id)
    assert store.purging.run(only(Kind.CALLS), after(101)).gone == {"calls": 1}
    left = store.alarms.get(here, told.staff_id, alarm.id)
    assert left
    assert (left.alert_id, left.log[-1].deed) == (None, Deed.EMPTIED)
    assert SECRET not in repr(left.log)


@pytest.mark.parametrize("which", ["person_id", "conversation_id"])
def test_what_is_held_stays_until_its_day_or_until_it_is_lifted(store: Store, which: str) -> None:
    told, here = somebody(store), store.services.ids()
    hold = store.holds.place(here, told.staff_id, "A court asked.", **{which: getattr(told, which)})
    short = Periods(**dict.fromkeys(Periods().as_numbers(), 1))
    report = store.purging.run(short, after(3))
    assert report.held["answers"] == report.held["transcripts"] == report.held["notes"] == 1
    assert not {"answers", "transcripts", "notes", "replies", "recordings"} & report.gone.keys()
    assert store.recordings.sound(told.recording_id)
    store.holds.lift(here, hold, told.staff_id)
    report = store.purging.run(short, after(3))
    assert report.held == {}
    assert report.gone["answers"] == 1


def test_a_hold_counts_to_the_end_of_its_day(store: Store) -> None:
    told, here = somebody(store), store.services.ids()
    today = datetime.now().astimezone().date()
    store.holds.place(here, told.staff_id, "Until today.", person_id=told.person_id, until_on=today)
    assert store.purging.due(only(Kind.ANSWERS), after(101)) == Due({}, {"answers": 1})
    for wrong in (today - timedelta(days=1), today.replace(year=2300)):
        with pytest.raises(StorageError, match="Choose a day"):
            store.holds.place(here, told.staff_id, "x", person_id=told.person_id, until_on=wrong)
    with pytest.raises(StorageError, match="Write why"):
        store.holds.place(here, told.staff_id, "  ", person_id=told.person_id)
    with pytest.raises(StorageError, match="one person or"):
        store.holds.place(here, told.staff_id, "x")


def test_elsewhere_a_hold_is_not_there(store: Store) -> None:
    told, here = somebody(store), store.services.ids()
    there = {store.services.add("Elm House", "Bo", "01632").id}
    with pytest.raises(StorageError) as refused:
        store.holds.place(there, told.staff_id, "x", person_id=told.person_id)
    assert refused.value.code == "unknown"
    hold = store.holds.place(here, told.staff_id, "x", person_id=told.person_id, hold_id=uuid4())
    assert store.holds.all(there) == []
    assert store.holds.on_person(there, told.person_id) == []
    with pytest.raises(StorageError):
        store.holds.lift(there, hold, told.staff_id)


def test_a_kept_voice_goes_a_day_after_staff_listened(store: Store) -> None:
    staff = store.staff.add("priya", "Priya", "hash")
    heard, waiting = (tell_aloud(store, begin(store), "eye lick tree", keep_voice=True) for _ in range(2))
    assert waiting
    store.wordings.correct(store.services.ids(), heard.id, "I like tea", staff.id)
    assert store.recordings.purge(after(0.9), 30) == 0
    assert store.recordings.purge(after(1.1), 30) == 1
    assert store.recordings.purge(after(31), 30) == 1


def test_many_go_in_parts_and_what_is_said_meanwhile_is_kept(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purging, "AT_ONCE", 3)
    for _ in range(7):
        tell(store, begin(store), f"a {SECRET}")
    assert store.purging.run(only(Kind.ANSWERS), after(101)).gone == {"answers": 7}
    tell(store, begin(store), "tea")
    assert len(everything(store)) == 1


def test_a_purge_that_was_stopped_half_way_says_so_and_the_next_goes_on(store: Store) -> None:
    tell(store, begin(store), f"a {SECRET}")
    store.purging._begin(Periods(), {})
    assert store.purging.reports()[0].ended_at is None
    assert store.purging.run(only(Kind.ANSWERS), after(101)).gone == {"answers": 1}
    assert store.purging.last()


def test_an_export_says_how_many_are_not_kept_any_more(store: Store) -> None:
    told = somebody(store)
    before = store.exporting.counts(store.services.ids(), Wanted())
    assert before["not_kept"] == 0
    store.erasures.person(store.services.ids(), told.person_id)
    counts = store.exporting.counts(store.services.ids(), Wanted())
    # What was said without a name is gone with the rest, and is counted with it.
    assert (counts["given"], counts["not_kept"], counts["taken_out"]) == (0, sum(before.values()) + 1, 0)


def test_that_something_was_said_stays(store: Store) -> None:
    told = somebody(store)
    store.purging.run(only(Kind.ANSWERS), after(101))
    seen = store.review.answers(store.services.ids(), told.conversation_id)
    assert {(each.answer.state, each.answer.text) for each in seen} == {(AnswerState.DELETED, "")}


@pytest.mark.parametrize("kind", [Kind.ANSWERS, Kind.TRANSCRIPTS])
def test_no_byte_is_left_in_sqlites_files(sqlite_store: Store, sqlite_address: str, kind: Kind) -> None:
    folder = Path(sqlite_address.removeprefix("sqlite:///")).parent
    word = "chatterbird"
    talks = [begin(sqlite_store) for _ in range(5)]
    for length in (1, 30, 300, 2000):
        for talk in talks:
            tell(sqlite_store, talk, "tea and cake " * length)
        turn = sqlite_store.turns.keep(talks[0], uuid4(), f"{word} " * length, Mode.TYPED)
        sqlite_store.turns.answered(turn.id, [])
    assert _found(folder, word)
    sqlite_store.purging.run(only(kind), after(101))
    assert _found(folder, word) == []
    with sqlite_store._engine.connect() as connection:
        answers = connection.scalar(text("SELECT count(*) FROM answer WHERE text <> ''"))
    assert bool(answers) == (kind == Kind.TRANSCRIPTS)


def _found(folder: Path, word: str) -> list[str]:
    files = [file for file in folder.rglob("*") if file.is_file()]
    return [file.name for file in files if word.encode() in file.read_bytes()]

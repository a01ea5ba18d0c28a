"""Alarms: raised with the concern, told to those on duty, climbing, and never to whom the words name."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from storage.alarm_records import AlarmRecord, AlarmState, Deed, Route, Rung, Telling
from storage.base import at
from storage.concern_records import ConcernState, NewConcern
from storage.duties import DutyRecord
from storage.errors import StorageError
from storage.grants import Post
from storage.importing import ImportedAnswer
from storage.kinds import Audience, ReplyWay
from storage.rights import Role, StaffRecord
from storage.store import Store
from tests.saying import begin, say, tell
from tests.test_storage_concerns import HIT, NOW, SOON, noticed, reword, tell_of

LATER = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
"""A moment in the hours of work everywhere in Europe."""


@pytest.fixture
def here(store: Store) -> frozenset[UUID]:
    return frozenset({store.services.get().id})


@pytest.fixture
def staff(store: Store) -> Callable[[str], StaffRecord]:
    def add(name: str) -> StaffRecord:
        return store.staff.add(name.lower().replace(" ", ""), name, "hash", [Post(Role.READER)])

    return add


@pytest.fixture
def duty(store: Store) -> Callable[..., DutyRecord]:
    def add(name: str, rung: Rung, **more: object) -> DutyRecord:
        line = DutyRecord(store.services.get().id, name, rung, email=f"{name.lower()}@example.org")
        kept = store.duties.write(store.services.ids(), replace(line, **more))  # type: ignore[arg-type]
        assert kept
        return kept

    return add


def alarm_of(store: Store, here: frozenset[UUID], talk: UUID) -> AlarmRecord:
    (concern, *_) = store.concerns.of(here, talk)
    found = store.alarms.raise_for(concern.id)
    assert found
    return found


def deeds(alarm: AlarmRecord | None) -> list[tuple[str, str]]:
    assert alarm
    return [(each.deed, each.who) for each in alarm.log]


def messages(store: Store) -> list[tuple[str, str, str]]:
    """What is due now, taken and sent."""
    found: list[tuple[str, str, str]] = []
    while message := store.alarm_climbing.take_message():
        store.alarm_climbing.sent(message.id)
        found.append((message.who, message.route, message.kind))
    return found


def test_a_concern_is_never_kept_without_its_alarm_and_the_same_again_is_the_same_alarm(
    store: Store, here: frozenset[UUID], duty: Callable[..., DutyRecord]
) -> None:
    duty("Grace", Rung.FIRST)
    talk, answer = tell_of(store)
    first = alarm_of(store, here, talk)
    assert deeds(first) == [(Deed.RAISED, ""), (Deed.TELLING, "Grace")]
    assert first.told == ("Grace",)
    assert (first.urgency, first.state, first.drill) == ("immediate", AlarmState.RAISED, False)
    assert alarm_of(store, here, talk) == first
    assert store.alarms.of_answer(answer.id) == first
    assert store.alarms.raise_for(uuid4()) is None
    assert messages(store) == [("Grace", Route.EMAIL, Telling.NEEDED)]
    assert messages(store) == []


def test_nobody_comes_so_it_climbs_to_the_second_after_15_minutes_and_the_manager_after_60(
    store: Store, here: frozenset[UUID], duty: Callable[..., DutyRecord]
) -> None:
    duty("Mona", Rung.MANAGER)
    duty("Grace", Rung.FIRST)
    duty("Oli", Rung.SECOND)
    duty("Helpline", Rung.OUTSIDE)
    with at(LATER):
        talk, _ = tell_of(store)
    told: list[tuple[str, ...]] = [("Grace",)]
    for minutes in (14, 15, 59, 60, 104, 105, 150):
        with at(LATER + timedelta(minutes=minutes)):
            store.alarm_climbing.climb()
            if (now_told := alarm_of(store, here, talk).told) != told[-1]:
                told.append(now_told)
                told_after = minutes
                assert (len(now_told), told_after) in {(2, 15), (3, 60), (4, 105)}
    assert told[-1] == ("Grace", "Oli", "Mona", "Helpline")
    again = [who for deed, who in deeds(alarm_of(store, here, talk)) if deed == Deed.TELLING]
    assert again == ["Grace", "Oli", "Mona", "Helpline", "Helpline"]


def test_what_can_wait_waits_for_the_hours_of_work(
    store: Store, here: frozenset[UUID], duty: Callable[..., DutyRecord]
) -> None:
    duty("Grace", Rung.FIRST)
    duty("Oli", Rung.SECOND)
    evening = LATER.astimezone().replace(hour=19, minute=0)
    with at(evening):
        talk, _ = tell_of(store, "Nobody comes", SOON)
        found = alarm_of(store, here, talk)
    assert found.told == ("Grace",)
    assert found.climbs_at == (evening + timedelta(days=1)).replace(hour=11)


@pytest.mark.parametrize(
    "words", ["Ahmed hit me", "he hit me, ahmad did", "It was AHMED'S hand", "Mr Khan hits me", "Mo hurt me",
              "the night nurse hits me"]
)  # fmt: skip
def test_who_is_named_is_never_told_and_sees_nothing_of_it(
    store: Store,
    here: frozenset[UUID],
    staff: Callable[[str], StaffRecord],
    duty: Callable[..., DutyRecord],
    words: str,
) -> None:
    ahmed, grace = staff("Ahmed Khan"), staff("Grace Bell")
    duty("Ahmed", Rung.FIRST, staff_id=ahmed.id, also_called="Mo, the night nurse, Mr Khan")
    duty("Grace", Rung.SECOND, staff_id=grace.id)
    talk, _ = tell_of(store, words, NOW)
    found = alarm_of(store, here, talk)
    assert found.told == ("Grace",)
    assert found.rung == Rung.SECOND
    assert ahmed.id in found.kept_from
    assert store.alarms.open(here, ahmed.id) == []
    assert store.alarms.get(here, ahmed.id, found.id) is None
    assert store.alarms.go(here, ahmed.id, found.id) is None
    assert store.alarms.finish(here, ahmed.id, found.id, "Nothing.", decides=True) is None
    (concern,) = store.concerns.of(here, talk)
    assert store.alarms.hidden_talks(here, ahmed.id) == {talk}
    assert store.concerns.open(here, reader_id=ahmed.id) == []
    assert store.concerns.counts(here, reader_id=ahmed.id).open == 0
    assert store.concerns.decide(here, concern.id, 0, ahmed.id, ConcernState.NOT_A_CONCERN, "No.") is None
    assert store.alarms.open(here, grace.id) == [found]
    assert store.alarms.hidden_talks(here, grace.id) == frozenset()
    assert store.concerns.open(here, reader_id=grace.id) == [concern]
    assert [who for who, _, _ in messages(store)] == ["Grace"]


def test_who_was_named_in_the_sentence_before_is_kept_from_it_too(
    store: Store, here: frozenset[UUID], staff: Callable[[str], StaffRecord], duty: Callable[..., DutyRecord]
) -> None:
    duty("Ahmed", Rung.FIRST)
    duty("Mona", Rung.MANAGER)
    talk = begin(store)
    say(store, talk, "It is about Ahmed.")
    tell(store, talk, "He hit me on the arm", noticed(NOW))
    assert alarm_of(store, here, talk).told == ("Mona",)


def test_everybody_on_duty_is_named_so_it_goes_to_whom_is_left(
    store: Store, here: frozenset[UUID], duty: Callable[..., DutyRecord]
) -> None:
    for name, rung in (("Ahmed", Rung.FIRST), ("Grace", Rung.SECOND), ("Mona", Rung.MANAGER)):
        duty(name, rung)
    duty("Helpline", Rung.OUTSIDE)
    talk, _ = tell_of(store, "Ahmed and Grace and Mona hit me")
    assert alarm_of(store, here, talk).told == ("Helpline",)


def test_nobody_is_on_duty_so_it_says_so_and_looks_again(
    store: Store, here: frozenset[UUID], duty: Callable[..., DutyRecord]
) -> None:
    with at(LATER):
        talk, _ = tell_of(store)
        assert deeds(alarm_of(store, here, talk))[-1] == (Deed.NOBODY, "")
    with at(LATER + timedelta(minutes=15)):
        duty("Mona", Rung.MANAGER)
        assert store.alarm_climbing.climb() == 1
    assert alarm_of(store, here, talk).told == ("Mona",)


def test_a_drill_never_stands_before_somebody_who_may_be_unsafe(
    store: Store, here: frozenset[UUID], staff: Callable[[str], StaffRecord]
) -> None:
    drill = store.alarms.drill(store.services.get().id)
    tell_of(store, concern=SOON)
    (waits,) = (each for each in store.alarms.open(here, uuid4()) if each.id != drill.id)
    assert [each.id for each in store.alarms.open(here, uuid4())] == [waits.id, drill.id]
    store.alarms.go(here, staff("Grace").id, waits.id)
    assert [each.id for each in store.alarms.open(here, uuid4())] == [waits.id, drill.id]


def test_the_first_who_goes_is_the_one_and_the_others_can_rest(
    store: Store, here: frozenset[UUID], staff: Callable[[str], StaffRecord], duty: Callable[..., DutyRecord]
) -> None:
    grace, oli = staff("Grace Bell"), staff("Oli Pine")
    duty("Grace", Rung.FIRST, staff_id=grace.id)
    duty("Oli", Rung.FIRST, staff_id=oli.id)
    with at(LATER):
        talk, _ = tell_of(store)
        found = alarm_of(store, here, talk)
        assert len(messages(store)) == 2
        going = store.alarms.go(here, grace.id, found.id)
        assert store.alarms.go(here, oli.id, found.id) == going
        assert going
        assert (going.state, going.taken_by) == (AlarmState.GOING, "Grace Bell")
        assert messages(store) == [("Oli", Route.EMAIL, Telling.TAKEN)]
        (concern,) = store.concerns.of(here, talk)
        assert (concern.state, concern.seen_by) == (ConcernState.SEEN, "Grace Bell")
    with at(LATER + timedelta(minutes=119)):
        assert store.alarm_climbing.climb() == 0
    with at(LATER + timedelta(minutes=120)):  # she went, and nobody heard of it again
        assert store.alarm_climbing.climb() == 1
        again = alarm_of(store, here, talk)
        assert (again.state, again.taken_by, again.taken_at) == (AlarmState.RAISED, None, None)
        taken = store.alarms.go(here, oli.id, found.id)
    assert taken
    assert (taken.state, taken.taken_by) == (AlarmState.GOING, "Oli Pine")


@pytest.mark.parametrize(("decides", "state"), [(True, ConcernState.DONE), (False, ConcernState.SEEN)])
def test_it_is_done_with_what_was_done_and_closes_the_concern_for_who_may(
    store: Store,
    here: frozenset[UUID],
    staff: Callable[[str], StaffRecord],
    *,
    decides: bool,
    state: ConcernState,
) -> None:
    grace = staff("Grace Bell")
    talk, _ = tell_of(store)
    found = alarm_of(store, here, talk)
    for words in ("", "  ", "x" * 2_001):
        with pytest.raises(StorageError, match="Write down what was done"):
            store.alarms.finish(here, grace.id, found.id, words, decides=decides)
    done = store.alarms.finish(here, grace.id, found.id, "I sat with her.\x00", decides=decides)
    assert done
    assert (done.state, done.taken_by, done.climbs_at) == (AlarmState.DONE, "Grace Bell", None)
    assert (done.log[-1].deed, done.log[-1].note) == (Deed.DONE, "I sat with her.�")
    assert store.concerns.of(here, talk)[0].state == state
    with pytest.raises(StorageError, match="already"):
        store.alarms.finish(here, grace.id, found.id, "Again.", decides=decides)
    assert store.alarms.open(here, grace.id) == []
    assert store.alarms.lately(here, grace.id) == [done]


def test_what_is_decided_on_the_concern_moves_its_alarm(
    store: Store, here: frozenset[UUID], staff: Callable[[str], StaffRecord]
) -> None:
    sarah = staff("Sarah Lee")
    talk, _ = tell_of(store)
    (concern,) = store.concerns.of(here, talk)
    store.concerns.decide(here, concern.id, 0, sarah.id, ConcernState.SEEN)
    assert alarm_of(store, here, talk).state == AlarmState.GOING
    store.concerns.decide(here, concern.id, 1, sarah.id, ConcernState.NOT_A_CONCERN, "He plays a king.")
    done = alarm_of(store, here, talk)
    assert (done.state, done.log[-1].note) == (AlarmState.DONE, "He plays a king.")


def test_what_cannot_wait_any_more_tells_at_once(
    store: Store, here: frozenset[UUID], duty: Callable[..., DutyRecord]
) -> None:
    duty("Grace", Rung.FIRST)
    talk, answer = tell_of(store, "Nobody comes", SOON)
    reword(
        store,
        talk,
        answer,
        "Nobody comes, and I am on the floor",
        NewConcern("neglect", "immediate", 0.9, ((0, 6),)),
    )
    found = alarm_of(store, here, talk)
    assert found.urgency == "immediate"
    assert deeds(found)[-2:] == [(Deed.SHARPENED, ""), (Deed.TELLING, "Grace")]


def test_the_person_is_told_what_came_of_it(
    store: Store, here: frozenset[UUID], staff: Callable[[str], StaffRecord]
) -> None:
    grace = staff("Grace Bell")
    talk, _ = tell_of(store)
    found = alarm_of(store, here, talk)
    with pytest.raises(StorageError, match="first what was done"):
        store.alarms.told(here, grace.id, found.id)
    store.alarms.finish(here, grace.id, found.id, "I sat with her.", decides=True)
    reply = store.replies.send(here, talk, grace.id, "We have seen to it.", ReplyWay.CHAT)
    wrote = store.alarms.wrote_back(here, grace.id, found.id, reply.id)
    assert wrote
    assert (wrote.reply_id, wrote.told_at) == (reply.id, None)
    store.replies.seen(talk)
    told = store.alarms.get(here, grace.id, found.id)
    assert told
    assert told.told_at is not None
    assert deeds(told)[-2:] == [(Deed.DONE, "Grace Bell"), (Deed.WROTE_BACK, "Grace Bell")]


def test_nobody_can_change_or_remove_a_line_of_the_log(store: Store, here: frozenset[UUID]) -> None:
    talk, _ = tell_of(store)
    before = alarm_of(store, here, talk).log
    for statement in (
        "UPDATE alarm_event SET note = 'x'",
        "UPDATE alarm_event SET note = '', who = 'x'",
        "UPDATE alarm_event SET note = '', at = '2020-01-01'",
        "DELETE FROM alarm_event",
    ):
        with (
            pytest.raises(DBAPIError, match="only ever added to"),
            Session(store._engine.execution_options(writes=True)) as session,
        ):
            session.execute(text(statement))
    assert alarm_of(store, here, talk).log == before


def test_no_words_of_the_person_stand_in_an_alarm_or_a_message(
    store: Store, here: frozenset[UUID], duty: Callable[..., DutyRecord]
) -> None:
    duty("Grace", Rung.FIRST)
    tell_of(store, HIT, NOW)
    with Session(store._engine) as session:
        for table in ("alarm", "alarm_event", "alarm_message"):
            for row in session.execute(text(f"SELECT * FROM {table}")):
                assert not any("arm" in str(value) for value in row)


def test_a_message_that_fails_is_tried_again_then_given_up_and_both_are_seen(
    store: Store, duty: Callable[..., DutyRecord]
) -> None:
    duty("Grace", Rung.FIRST)
    service, moment = store.services.get().id, LATER
    with at(moment):
        alarm = store.alarms.drill(service)
    for waits in (10, 30, 60, 120, 300, 600, 1800, 0):
        with at(moment):
            message = store.alarm_climbing.take_message()
            assert message
            assert store.alarm_climbing.take_message() is None  # nobody else gets it meanwhile
            store.alarm_climbing.failed(message.id, "The server said no.")
            assert store.alarm_climbing.take_message() is None
        moment += timedelta(seconds=waits)
    with at(moment + timedelta(days=1)):
        assert not store.alarm_climbing.has_message()
    log = [each.deed for each in store.alarms.drill(service, alarm_id=alarm.id).log]
    assert (log.count(Deed.FAILED), log.count(Deed.GIVEN_UP)) == (7, 1)


def test_a_message_whose_sender_was_killed_goes_out_all_the_same(
    store: Store, duty: Callable[..., DutyRecord]
) -> None:
    duty("Grace", Rung.FIRST)
    with at(LATER):
        store.alarms.drill(store.services.get().id)
        assert store.alarm_climbing.take_message()
    with at(LATER + timedelta(minutes=1, seconds=59)):
        assert store.alarm_climbing.take_message() is None
    with at(LATER + timedelta(minutes=2)):
        assert store.alarm_climbing.take_message()


def test_a_drill_goes_the_whole_chain_faster_and_is_no_concern(
    store: Store, here: frozenset[UUID], staff: Callable[[str], StaffRecord], duty: Callable[..., DutyRecord]
) -> None:
    duty("Grace", Rung.FIRST)
    duty("Oli", Rung.SECOND)
    grace = staff("Amy Stone")
    with at(LATER):
        found = store.alarms.drill(store.services.get().id, naming="Grace hit me", pace=1 / 60)
    assert (found.drill, found.told, found.concern_id) == (True, ("Oli",), None)
    with at(LATER + timedelta(seconds=15)):
        assert store.alarm_climbing.climb() == 1
        store.alarms.finish(here, grace.id, found.id, "I came.", decides=False)
        store.alarms.told(here, grace.id, found.id)
    assert store.concerns.counts(here).open == 0
    done = store.alarms.get(here, grace.id, found.id)
    assert deeds(done)[-1] == (Deed.TOLD, "Amy Stone")


def test_a_call_for_help_that_nobody_takes_becomes_an_alarm_and_ends_with_it(
    store: Store, here: frozenset[UUID], staff: Callable[[str], StaffRecord], duty: Callable[..., DutyRecord]
) -> None:
    grace = staff("Grace Bell")
    duty("Grace", Rung.FIRST)
    tablet, _ = store.devices.add(store.services.get().id, "Sunroom", "pin", grace.id)
    with at(LATER):
        call = store.alerts.call(uuid4(), tablet.id)
    with at(LATER + timedelta(minutes=4)):
        assert store.alarm_climbing.climb() == 0
    with at(LATER + timedelta(minutes=5)):
        assert store.alarm_climbing.climb() == 1
        assert store.alarm_climbing.climb() == 0
        (found,) = store.alarms.open(here, grace.id)
        assert found.alert_id == call.id
        store.alerts.take(here, call.id, grace.id)
        assert store.alarms.open(here, grace.id)[0].state == AlarmState.GOING
        store.alerts.finish(here, call.id, grace.id)
    assert store.alarms.open(here, grace.id) == []


def test_who_went_to_a_call_and_was_not_heard_of_goes_no_more_and_the_call_waits_again(
    store: Store, here: frozenset[UUID], staff: Callable[[str], StaffRecord]
) -> None:
    grace, oli = staff("Grace Bell"), staff("Oli Pine")
    tablet, _ = store.devices.add(store.services.get().id, "Sunroom", "pin", grace.id)
    with at(LATER):
        call = store.alerts.call(uuid4(), tablet.id)
    with at(LATER + timedelta(minutes=5)):
        store.alarm_climbing.climb()
        assert store.alerts.take(here, call.id, grace.id).taken_by == "Grace Bell"
    with at(LATER + timedelta(minutes=125)):
        assert store.alarm_climbing.climb() == 1
        (waiting,) = store.alerts.open(here)
        assert (waiting.taken_by, waiting.taken_at) == (None, None)
        assert store.alerts.take(here, call.id, oli.id).taken_by == "Oli Pine"
        (found,) = store.alarms.open(here, grace.id)
    assert (found.state, found.taken_by) == (AlarmState.GOING, "Oli Pine")
    assert (Deed.GOING, "Grace Bell") in deeds(found)


def test_what_is_elsewhere_is_not_there(store: Store, staff: Callable[[str], StaffRecord]) -> None:
    elsewhere, grace = frozenset({uuid4()}), staff("Grace Bell")
    talk, _ = tell_of(store)
    found = alarm_of(store, store.services.ids(), talk)
    assert store.alarms.get(elsewhere, grace.id, found.id) is None
    assert store.alarms.open(elsewhere, grace.id) == store.alarms.lately(elsewhere, grace.id) == []
    assert store.alarms.go(elsewhere, grace.id, found.id) is None
    assert store.alarms.finish(elsewhere, grace.id, found.id, "Done.", decides=True) is None
    assert store.alarms.told(elsewhere, grace.id, found.id) is None


def test_imported_feedback_of_long_ago_raises_no_alarm(store: Store, here: frozenset[UUID]) -> None:
    store.importing.keep([(ImportedAnswer(HIT, Audience.RESIDENT), noticed(NOW))])
    assert store.concerns.counts(here).open == 1
    assert store.alarms.open(here, uuid4()) == []

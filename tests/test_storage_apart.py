"""What is said without a name: whoever reads all that staff can read cannot tell who said it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from storage.audit import AuditFilter
from storage.base import at
from storage.concern_records import NewConcern, NoticedBy, Urgency
from storage.consent_kinds import AskedAt, Decision, How, Share, Use
from storage.consent_records import Asked
from storage.heard_records import Asked as AskedFor
from storage.kinds import AnswerState, Audience, Channel
from storage.records import NewTags, Outcome, Reply
from storage.search import Filter
from storage.store import Store
from storage.wanted import Wanted
from storage.webhooks import Event
from tests.saying import MODEL, begin, everything, listed, say, tell

SECRET = "zebrafinch"
"""Stands in what is said without a name, and nowhere else."""
WEDNESDAY = datetime(2026, 3, 4, 14, 7, tzinfo=UTC)
MONDAY_BEFORE, MONDAY_AFTER = datetime(2026, 3, 2).astimezone(), datetime(2026, 3, 9, 0, 1).astimezone()
CONCERN = NewConcern("physical", Urgency.SOON, 0.9, ((0, 4),), NoticedBy.RULE)


def tell_apart(
    store: Store,
    talk: UUID,
    words: str = f"my {SECRET} sings",
    share: Share = Share.UNNAMED,
    concern: NewConcern | None = None,
) -> None:
    """An answer to the next question that is read back, and then agreed to without a name."""
    heard = say(store, talk, words)
    with store.sheet(talk, heard) as sheet:
        question = sheet.next_question()
        sheet.question = question
        answer = sheet.hear(question) if question else sheet.note()
        sheet.read_back(answer)
        sheet.finish(Outcome((("utter_read_back", {"said": words}),)), answer)
    store.turns.answered(heard, [Reply(f"You said: {words}")])
    chose = say(store, talk, "without my name")
    with store.sheet(talk, chose) as sheet:
        sheet.choose_share(share, "Who may see this?")
        sheet.agree(answer)
        sheet.tag(answer, NewTags(MODEL, "wish", (), (), concern))
        sheet.set_apart(answer, share)
        sheet.finish(Outcome((("utter_saved", {}),)), None)
    store.turns.answered(chose, [Reply("Thank you. I will not say it was you."), Reply("What else?")])


def talk_of(store: Store, name: str, audience: Audience = Audience.RESIDENT) -> UUID:
    """A talk of somebody whose name staff know, on the tablet of Lavender wing."""
    here = store.services.get().id
    device, code = store.devices.add(here, f"The tablet of {name}", "pin", store.staff.everyone()[0].id)
    store.devices.pair(code)
    person = store.people.add(here, name)
    asked = store.questions.newest(audience)
    assert asked is not None
    talk = uuid4()
    store.tablet_talks.begin(device.id, talk, asked.id, person.id, WEDNESDAY)
    return talk


@pytest.fixture
def week(store: Store) -> list[UUID]:
    """Six people talked in one week; the first of them without a name."""
    store.staff.add("priya", "Priya", "x")
    with at(WEDNESDAY):
        talks = [talk_of(store, name) for name in ("Joan", "Ray", "Mo", "Bea", "Sid", "Ivy")]
        tell_apart(store, talks[0])
        for talk in talks[1:]:
            store.turns.answered(say(store, talk, "skip it"), [Reply("That is fine.")])
    return talks


def staff_read(store: Store) -> str:
    """All that staff can read by any verb that they have."""
    within = store.services.ids()
    talks = [item.conversation.id for item in everything(store)] if everything(store) else []
    read: list[object] = [everything(store), store.concerns.open(within)]
    for talk in talks:
        read += [store.review.answers(within, talk), store.concerns.of(within, talk)]
        read += [turn for turn in store.turns.since(talk, 0) if turn.seq not in store.apart.hidden(talk)]
        read += [store.recordings.of_conversation(within, talk), store.exporting.page(within, Wanted())]
    read += [store.api_lists.conversations(within, Wanted()), store.audit.page(within, AuditFilter())]
    return repr(read)


def shown(store: Store) -> list[str]:
    """The words of answers that staff find."""
    return [each.text for some in store.exporting.every(store.services.ids(), Wanted()) for each in some]


def test_the_words_are_nowhere_that_staff_look_while_they_wait(store: Store, week: list[UUID]) -> None:
    assert SECRET not in staff_read(store)
    assert store.review.answers(store.services.ids(), week[0]) == []
    assert listed(store, Filter(words=SECRET)).items == ()
    assert store.apart.waiting(store.services.ids())


def test_the_person_finds_them_again(store: Store, week: list[UUID]) -> None:
    (mine,) = store.apart.own(week[0])
    assert (mine.words, mine.share, mine.shown) == (f"my {SECRET} sings", Share.UNNAMED, False)
    assert store.apart.own(week[1]) == []


def test_the_same_question_is_not_asked_again(store: Store, week: list[UUID]) -> None:
    with store.sheet(week[0], say(store, week[0])) as sheet:
        question = sheet.next_question()
        assert question is not None
        assert question.key == "good_day"
        assert sheet.kept() == 1


def test_nothing_is_shown_before_the_week_is_over(store: Store, week: list[UUID]) -> None:
    assert store.apart.release(WEDNESDAY + timedelta(days=1)) == 0
    assert store.apart.release(MONDAY_AFTER) == 1
    assert store.apart.release(MONDAY_AFTER) == 0
    assert shown(store) == [f"my {SECRET} sings"]
    assert not store.apart.waiting(store.services.ids())
    assert store.apart.own(week[0])[0].shown


def test_it_is_shown_only_among_enough_people_who_may_have_said_it(store: Store) -> None:
    store.staff.add("priya", "Priya", "x")
    with at(WEDNESDAY):
        talks = [talk_of(store, name) for name in ("Joan", "Ray", "Mo", "Bea")]
        tell_apart(store, talks[0])
        for talk in talks[1:]:
            say(store, talk, "skip")
    assert store.apart.release(MONDAY_AFTER) == 0
    with at(WEDNESDAY + timedelta(days=7)):
        say(store, talk_of(store, "Sid"), "hello")
    assert store.apart.release(MONDAY_AFTER + timedelta(days=7)) == 1


def test_what_staff_see_says_neither_who_nor_when_nor_where(store: Store, week: list[UUID]) -> None:
    store.apart.release(MONDAY_AFTER)
    [[found]] = list(store.exporting.every(store.services.ids(), Wanted()))
    assert (found.person_id, found.channel, found.language) == (None, Channel.APART, "en")
    assert (found.at, found.place[0]) == (MONDAY_BEFORE, MONDAY_BEFORE)
    assert (found.ways, found.helped, found.question) == ((), (), "matters")
    assert found.conversation_id not in week
    talk = store.conversations.get(store.services.ids(), found.conversation_id)
    assert talk is not None
    assert (talk.person_id, talk.device_id, talk.last_at) == (None, None, MONDAY_BEFORE)
    assert store.turns.since(found.conversation_id, 0) == []


def test_the_question_is_left_out_where_it_would_tell_who_it_was(store: Store) -> None:
    """Everybody else answered it under their name, so only one can have said it."""
    store.staff.add("priya", "Priya", "x")
    with at(WEDNESDAY):
        talks = [talk_of(store, name) for name in ("Joan", "Ray", "Mo", "Bea", "Sid", "Ivy")]
        tell_apart(store, talks[0])
        for talk in talks[1:]:
            tell(store, talk, "I like the garden")
    store.apart.release(MONDAY_AFTER)
    found = [each for some in store.exporting.every(store.services.ids(), Wanted()) for each in some]
    (mine,) = [each for each in found if SECRET in each.text]
    assert (mine.question, mine.asked) == (None, None)


def test_who_reads_everything_cannot_tell_which_talk_it_came_from(store: Store, week: list[UUID]) -> None:
    """An attacker with every verb of staff: the talks of all six look alike, but for what each said."""
    store.apart.release(MONDAY_AFTER)
    within = store.services.ids()
    [[mine]] = list(store.exporting.every(within, Wanted()))
    for talk in week:
        visible = [turn for turn in store.turns.since(talk, 0) if turn.seq not in store.apart.hidden(talk)]
        seen = repr([visible, store.review.answers(within, talk), store.concerns.of(within, talk)])
        for clue in (SECRET, str(mine.id), str(mine.conversation_id), "without", "not say it was you"):
            assert clue not in seen
        assert not any(turn.erased for turn in visible)


def test_of_the_talk_only_what_came_before_and_the_next_question_are_seen(store: Store) -> None:
    talk = begin(store)
    store.turns.answered(say(store, talk, "hello"), [Reply("Welcome."), Reply("What matters to you?")])
    tell_apart(store, talk)
    hidden = store.apart.hidden(talk)
    visible = [turn.text for turn in store.turns.since(talk, 0) if turn.seq not in hidden]
    assert visible == ["hello", "Welcome.", "What else?"]


def test_what_is_still_talked_about_is_hidden_once_they_chose(store: Store) -> None:
    talk = begin(store)
    tell_apart(store, talk)
    turn_id = say(store, talk, f"the {SECRET} is blue")
    with store.sheet(talk, turn_id) as sheet:
        question = sheet.next_question()
        assert question is not None
        answer = sheet.hear(question)
        sheet.finish(Outcome((("utter_read_back", {"said": "it"}),)), answer)
    store.turns.answered(turn_id, [Reply(f"You said: the {SECRET} is blue"), Reply("Is that right?")])
    assert SECRET not in staff_read(store)
    assert store.review.answers(store.services.ids(), talk) == []
    seen = [turn.text for turn in store.turns.since(talk, 0) if turn.seq not in store.apart.hidden(talk)]
    assert not any(SECRET in text for text in seen)


def test_a_choice_counts_in_the_next_talk_of_the_same_person(store: Store) -> None:
    store.staff.add("priya", "Priya", "x")
    talk = talk_of(store, "Joan")
    tell_apart(store, talk)
    found = store.conversations.get(store.services.ids(), talk)
    assert found is not None
    device, asked = found.device_id, store.questions.newest(Audience.RESIDENT)
    assert device is not None
    assert asked is not None
    later = uuid4()
    store.tablet_talks.begin(device, later, asked.id, found.person_id, WEDNESDAY)
    with store.sheet(later, say(store, later, "hello")) as sheet:
        assert sheet.share == Share.UNNAMED
        sheet.begin_sharing()
    with store.sheet(later, say(store, later)) as sheet:
        sheet.choose_share(Share.NAMED, "Who may see this?")
        assert sheet.share == Share.NAMED


# Safety ---------------------------------------------------------------------------------------------


def test_a_concern_is_told_to_those_who_see_to_safety_and_to_nobody_else(store: Store) -> None:
    within = store.services.ids()
    talk = begin(store)
    tell_apart(store, talk, concern=CONCERN)
    assert (store.concerns.open(within), store.concerns.of(within, talk)) == ([], [])
    assert store.concerns.counts(within).open == 0
    (concern,) = store.concerns.open(within, leads=within)
    assert (concern.words, concern.conversation_id) == (f"my {SECRET} sings", talk)
    assert store.concerns.counts(within, within).open == 1
    assert listed(store, Filter(concern=True)).items == ()


def test_what_may_be_about_safety_is_never_shown_without_a_name_as_well(store: Store) -> None:
    store.staff.add("priya", "Priya", "x")
    with at(WEDNESDAY):
        talks = [talk_of(store, name) for name in ("Joan", "Ray", "Mo", "Bea", "Sid", "Ivy")]
        tell_apart(store, talks[0], concern=CONCERN)
        for talk in talks[1:]:
            say(store, talk, "skip")
    assert store.apart.release(MONDAY_AFTER) == 0
    assert store.apart.own(talks[0])[0].share == Share.SAFETY


def test_what_only_safety_may_see_is_seen_by_nobody_else(store: Store) -> None:
    store.staff.add("priya", "Priya", "x")
    with at(WEDNESDAY):
        talks = [talk_of(store, name) for name in ("Joan", "Ray", "Mo", "Bea", "Sid", "Ivy")]
        for talk in talks:
            tell_apart(store, talk, share=Share.SAFETY)
    assert store.apart.release(MONDAY_AFTER + timedelta(days=700)) == 0
    assert SECRET not in staff_read(store)


def test_other_programs_are_not_told_of_a_concern(store: Store) -> None:
    here = store.services.get().id
    staff = store.staff.add("priya", "Priya", "x")
    hook = store.webhooks.add({here}, here, "https://example.org/", {Event.CONCERN_NEW}, staff.id)
    talk = begin(store)
    tell_apart(store, talk, concern=CONCERN)
    assert hook[0].lately == store.webhooks.all({here})[0].lately == ()


# Taken out ------------------------------------------------------------------------------------------


def test_taken_out_it_is_gone_also_where_staff_read_it(store: Store, week: list[UUID], address: str) -> None:
    store.apart.release(MONDAY_AFTER)
    (mine,) = store.apart.own(week[0])
    assert not store.apart.take_out(week[1], mine.id)
    assert store.apart.take_out(week[0], mine.id)
    assert not store.apart.take_out(week[0], mine.id)
    assert (shown(store), store.apart.own(week[0])) == ([], [])
    assert listed(store, Filter(words=SECRET)).items == ()
    if address.startswith("sqlite"):
        store.close()
        file = Path(address.removeprefix("sqlite:///"))
        for each in file.parent.glob(f"{file.name}*"):
            assert SECRET.encode() not in each.read_bytes()


def test_forgetting_a_talk_reaches_all_of_it(store: Store, week: list[UUID]) -> None:
    tell(store, week[0], "and the garden")
    store.apart.release(MONDAY_AFTER)
    with store.sheet(week[0], say(store, week[0], "forget me")) as sheet:
        assert sheet.erase_all() == 2
    assert SECRET not in staff_read(store)
    assert (shown(store), store.apart.own(week[0])) == ([], [])
    states = {each.answer.state for each in store.review.answers(store.services.ids(), week[0])}
    assert states == {AnswerState.DELETED}


def test_a_withdrawal_for_reports_reaches_what_has_no_name(store: Store, week: list[UUID]) -> None:
    store.apart.release(MONDAY_AFTER)
    asked = Asked("May we use it?", AskedAt.TABLET, How.PRESSED)
    store.consents.say(week[0], Use.REPORTS, Decision.REFUSED, asked)
    assert shown(store) == []


def test_one_person_who_says_much_without_a_name_counts_as_one(store: Store) -> None:
    store.staff.add("priya", "Priya", "x")
    with at(WEDNESDAY):
        talks = [talk_of(store, name) for name in ("Joan", "Ray", "Mo", "Bea", "Sid", "Ivy")]
        for _ in range(3):
            tell_apart(store, talks[0])
        tell_apart(store, talks[1])
        tell_apart(store, talks[1])
        for talk in talks[2:]:
            say(store, talk, "skip")
    assert store.apart.release(MONDAY_AFTER) == 5
    store.heard.upkeep.catch_up(store.services.ids())
    found = store.heard.numbers(store.services.ids(), AskedFor(Audience.RESIDENT))
    assert found.all.answers == 0


def test_names_are_taken_out_when_it_is_shown(store: Store, week: list[UUID]) -> None:
    store.apart.release(MONDAY_AFTER, lambda words: words.replace(SECRET, "[name]"))
    assert shown(store) == ["my [name] sings"]

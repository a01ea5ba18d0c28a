"""What people agreed to: for each use by itself, never assumed, in a log that is only added to."""

from uuid import UUID, uuid4

import pytest

from storage.consent_kinds import AskedAt, Basis, Condition, Decision, Footing, How, Use
from storage.consent_records import Asked
from storage.errors import StorageError
from storage.exporting import GIVEN
from storage.heard_records import Asked as AskedFor
from storage.kinds import Audience
from storage.store import Store
from storage.wanted import Wanted
from tests.saying import begin, record, say, tell

SENTENCE = "May we use your words in reports?"
TOLD = Asked(SENTENCE, AskedAt.STAFF, How.TOLD)
PRESSED = Asked(SENTENCE, AskedAt.CHAT, How.PRESSED)


@pytest.fixture
def joan(store: Store) -> UUID:
    return store.people.add(store.services.get().id, "Joan").id


def agree(store: Store, person: UUID, use: Use, decision: Decision = Decision.GIVEN) -> Decision | None:
    return store.consents.write_down(store.services.ids(), person, use, decision, TOLD)


def goes_out(store: Store) -> int:
    return store.exporting.counts(store.services.ids(), Wanted())[GIVEN]


def work_by_consent(store: Store) -> None:
    here, staff = store.services.get().id, store.staff.add("mo", "Mo", "x")
    store.consents.choose_basis({here}, here, Basis.CONSENT, Condition.EXPLICIT_CONSENT, "We ask.", staff.id)


def test_nothing_is_assumed(store: Store, joan: UUID) -> None:
    assert store.consents.of_person(store.services.ids(), joan) == []
    assert store.consents.of_talk(begin(store)) == {}
    assert not store.consents.family_may_know(store.services.ids(), joan)


def test_each_line_says_who_said_what_to_which_words(store: Store, joan: UUID) -> None:
    agree(store, joan, Use.FAMILY)
    (line,) = store.consents.of_person(store.services.ids(), joan) or []
    assert (line.use, line.decision, line.sentence) == (Use.FAMILY, Decision.GIVEN, SENTENCE)
    assert (line.footing, line.representative, line.door, line.how) == ("self", None, "staff", "told")
    assert store.consents.family_may_know(store.services.ids(), joan)


def test_a_use_says_nothing_about_another(store: Store, joan: UUID) -> None:
    agree(store, joan, Use.REPORTS)
    assert not store.consents.family_may_know(store.services.ids(), joan)


def test_a_no_after_a_yes_is_a_withdrawal_and_both_stay_in_the_log(store: Store, joan: UUID) -> None:
    agree(store, joan, Use.FAMILY)
    assert agree(store, joan, Use.FAMILY, Decision.REFUSED) == Decision.WITHDRAWN
    log = store.consents.of_person(store.services.ids(), joan) or []
    assert [line.decision for line in log] == [Decision.WITHDRAWN, Decision.GIVEN]
    assert not store.consents.family_may_know(store.services.ids(), joan)


def test_who_speaks_for_somebody_is_named_with_the_footing(store: Store, joan: UUID) -> None:
    within = store.services.ids()
    nobody = Asked(SENTENCE, AskedAt.STAFF, How.TOLD, footing=Footing.ATTORNEY)
    alone = Asked(SENTENCE, AskedAt.STAFF, How.TOLD, representative="Ann")
    for asked in (nobody, alone):
        with pytest.raises(StorageError) as refused:
            store.consents.write_down(within, joan, Use.FAMILY, Decision.GIVEN, asked)
        assert refused.value.code == "unusable"
    ann = Asked(SENTENCE, AskedAt.STAFF, How.TOLD, Footing.ATTORNEY, " Ann Hill ", "Seen on 3 May.")
    store.consents.write_down(within, joan, Use.FAMILY, Decision.GIVEN, ann)
    (line,) = store.consents.of_person(within, joan) or []
    assert (line.footing, line.representative, line.note) == ("attorney", "Ann Hill", "Seen on 3 May.")


def test_somebody_elsewhere_is_not_there(store: Store, joan: UUID) -> None:
    elsewhere = {store.services.add("Elm House", "Bea", "1").id}
    assert store.consents.write_down(elsewhere, joan, Use.FAMILY, Decision.GIVEN, TOLD) is None
    assert store.consents.of_person(elsewhere, joan) is None
    assert store.consents.of_person(store.services.ids(), uuid4()) is None
    agree(store, joan, Use.FAMILY)
    assert not store.consents.family_may_know(elsewhere, joan)


def test_spoken_consent_leads_to_the_turn_in_which_it_was_said(store: Store) -> None:
    talk = begin(store)
    turn_id = say(store, talk, "yes, use my words")
    with store.sheet(talk, turn_id) as sheet:
        assert sheet.agreed_to(Use.REPORTS) is None
        sheet.agree_to(Use.REPORTS, Decision.GIVEN, SENTENCE)
        assert sheet.agreed_to(Use.REPORTS) is True
    line = store.consents.of_talk(talk)[Use.REPORTS]
    assert (line.door, line.how, line.decision) == ("chat", "typed", Decision.GIVEN)


def test_it_is_asked_again_when_it_was_long_ago_or_in_other_words(store: Store) -> None:
    talk = begin(store)
    with store.sheet(talk, say(store, talk)) as sheet:
        assert sheet.is_due(Use.REPORTS, SENTENCE, 180)
        sheet.agree_to(Use.REPORTS, Decision.REFUSED, SENTENCE)
        assert not sheet.is_due(Use.REPORTS, SENTENCE, 180)
        assert sheet.is_due(Use.REPORTS, SENTENCE, 0)
        assert sheet.is_due(Use.REPORTS, "In other words?", 180)
        assert sheet.is_due(Use.FAMILY, SENTENCE, 180)


# Reports --------------------------------------------------------------------------------------------


def test_where_consent_is_the_basis_nothing_goes_out_without_it(store: Store) -> None:
    talk = begin(store)
    tell(store, talk, "I like the garden")
    assert goes_out(store) == 1
    work_by_consent(store)
    counts = store.exporting.counts(store.services.ids(), Wanted())
    assert (counts[GIVEN], counts["not_agreed"]) == (0, 1)
    assert list(store.exporting.every(store.services.ids(), Wanted())) == []
    store.consents.say(talk, Use.REPORTS, Decision.GIVEN, PRESSED)
    assert goes_out(store) == 1


def test_a_no_counts_on_every_legal_basis(store: Store) -> None:
    talk = begin(store)
    tell(store, talk, "I like the garden")
    store.consents.say(talk, Use.REPORTS, Decision.REFUSED, PRESSED)
    assert goes_out(store) == 0
    (page,) = store.api_lists.conversations(store.services.ids(), Wanted())
    assert page.answers == 0


def test_numbers_follow_a_withdrawal_at_once(store: Store) -> None:
    talks = [begin(store, Audience.CARER) for _ in range(5)]
    for talk in talks:
        tell(store, talk, "She likes the garden")
    asked = AskedFor(Audience.CARER)
    store.heard.upkeep.catch_up(store.services.ids())
    assert store.heard.numbers(store.services.ids(), asked).all.answers == 5
    store.consents.say(talks[0], Use.REPORTS, Decision.REFUSED, PRESSED)
    store.heard.upkeep.catch_up(store.services.ids())
    assert store.heard.numbers(store.services.ids(), asked).all.answers == 0


# The legal basis ------------------------------------------------------------------------------------


def test_who_chose_the_legal_basis_and_why_is_kept(store: Store) -> None:
    here, staff = store.services.get().id, store.staff.add("priya", "Priya", "x")
    store.consents.begin_with_consent(here)
    store.consents.begin_with_consent(here)
    chosen = store.consents.choose_basis(
        {here}, here, Basis.PUBLIC_TASK, Condition.CARE, "The council runs us.", staff.id
    )
    assert chosen is not None
    assert (chosen.basis, chosen.condition, chosen.chosen_by) == ("public_task", "care", "Priya")
    assert [each.basis for each in store.consents.bases({here})] == ["public_task", "consent"]
    store.consents.begin_with_consent(here)
    assert store.consents.bases({here})[0].basis == "public_task"


def test_a_home_that_has_conversations_is_not_told_its_basis_by_the_program(store: Store) -> None:
    begin(store)
    store.consents.begin_with_consent(store.services.get().id)
    assert store.consents.bases(store.services.ids()) == []


def test_a_legal_basis_needs_a_reason_and_a_place(store: Store) -> None:
    here, staff = store.services.get().id, store.staff.add("priya", "Priya", "x")
    with pytest.raises(StorageError, match="why"):
        store.consents.choose_basis({here}, here, Basis.CONTRACT, Condition.CARE, " ", staff.id)
    chosen = store.consents.choose_basis(set(), here, Basis.CONTRACT, Condition.CARE, "So.", staff.id)
    assert chosen is None


# Voices ---------------------------------------------------------------------------------------------


def test_what_is_said_with_a_recording_stands_in_the_log_where_it_is_new(store: Store) -> None:
    talk = begin(store)
    for keep in (True, True, False):
        store.recordings.consent(record(store, talk), keep)
    line = store.consents.of_talk(talk)[Use.KEEP_VOICE]
    assert (line.decision, line.how) == (Decision.WITHDRAWN, "pressed")
    kept = [each.keep for each in store.recordings.of_conversation(store.services.ids(), talk)]
    assert sorted(map(bool, kept)) == [False, True, True]


def test_a_no_to_voices_reaches_those_that_are_here(store: Store) -> None:
    talk = begin(store)
    store.recordings.consent(record(store, talk), True)
    store.consents.say(talk, Use.KEEP_VOICE, Decision.REFUSED, PRESSED)
    (found,) = store.recordings.of_conversation(store.services.ids(), talk)
    assert found.keep is False

"""Somebody may be unsafe: what is kept and said at once, without Rasa, and that nothing more is asked."""

from dataclasses import replace
from uuid import uuid4

import pytest

from actions.care import Care, Caring
from nlu.understanding import Concern, Understanding
from storage.alarm_records import Route, Rung
from storage.concern_records import ConcernRecord
from storage.details import Details
from storage.duties import DutyRecord
from storage.grants import Post
from storage.kinds import Audience, Channel, Mode, Steering
from storage.records import Reply
from storage.rights import Role
from storage.store import Store
from tests.fakes import WordTagger
from tests.saying import record
from tests.talker import Talker

HIT = "he hit me last night and I am frightened"
ORDINARY = "the garden and the people who sit with me"


class Somebody(Talker):
    """Somebody whose words are looked at before Rasa gets them."""

    def __init__(self, store: Store, tagger: WordTagger, audience: Audience = Audience.RESIDENT) -> None:
        super().__init__(store, tagger, audience)
        self.first = Care(store, tagger)
        self.store = store

    def tells(
        self,
        words: str,
        mode: Mode = Mode.TYPED,
        intent: Steering | None = None,
        details: Details | None = None,
    ) -> list[Reply] | None:
        """Say this; what is said at once, if anything."""
        turn = self.store.turns.keep(self.conversation_id, uuid4(), words, mode, intent, details=details)
        self.last_turn = turn.id
        found = self.first.reply(turn, "resident")
        if found is not None:
            self.store.turns.answered(turn.id, found)
        return found

    def hears(self, words: str, mode: Mode = Mode.TYPED) -> str:
        """What is said at once to these words."""
        found = self.tells(words, mode)
        assert found is not None
        assert len(found) == 1
        assert not found[0].choices, "nothing is offered to choose from"
        return found[0].text

    @property
    def concerns(self) -> list[ConcernRecord]:
        return self.store.concerns.of(self.store.services.ids(), self.conversation_id)


@pytest.fixture
def tagger() -> WordTagger:
    return WordTagger()


@pytest.fixture
def person(sqlite_store: Store, tagger: WordTagger) -> Somebody:
    """Somebody who was asked the first question."""
    somebody = Somebody(sqlite_store, tagger)
    somebody.begins()
    return somebody


def test_it_thanks_says_what_happens_next_and_asks_nothing(person: Somebody) -> None:
    said = person.hears(HIT)
    assert said.startswith("Thank you for telling me.")
    assert "Sarah and Ahmed" in said
    assert "You do not have to say more." in said
    assert "999" in said
    assert "01632 960 018" in said
    assert "Is that right" not in said
    assert person.phase == "care"


def test_the_exact_words_are_kept_and_the_concern_is_written_at_once(person: Somebody) -> None:
    person.hears(HIT)
    (concern,) = person.concerns
    assert (concern.words, concern.category, concern.urgency) == (HIT, "physical", "immediate")
    (answer,) = person.answers
    assert (answer.answer.text, answer.answer.state, answer.answer.settled) == (HIT, "heard", True)


def test_ordinary_words_are_left_to_the_dialogue_engine(person: Somebody) -> None:
    assert person.tells(ORDINARY) is None
    assert person.phase == "asking"
    assert person.answers == []


def test_a_tagger_that_is_broken_changes_nothing_of_it(person: Somebody, tagger: WordTagger) -> None:
    tagger.broken = True
    assert "Thank you for telling me." in person.hears(HIT)
    assert len(person.concerns) == 1


def test_a_short_answer_is_not_asked_after(person: Somebody) -> None:
    assert "?" not in person.hears("he hit me").split("You do not have to say more.")[0]
    assert person.says("he comes at night") == ["own_care_more"]


def test_what_is_said_after_it_is_kept_and_nothing_is_asked(person: Somebody) -> None:
    person.hears(HIT)
    assert person.says("it was in my room") == ["own_care_more"]
    assert "it was in my room" in person.kept_words
    assert person.phase == "care"


def test_the_talk_goes_on_only_if_they_want(person: Somebody) -> None:
    person.hears(HIT)
    for act in ("repeat", "deny", "unsure"):
        assert person.does(act) == ["own_care_rest"]
    assert person.does("resume") == ["welcome_back", "question"]
    assert person.variables["question"] == "What makes a good day?"


def test_a_yes_to_do_you_need_someone_now_calls_a_person(person: Somebody) -> None:
    person.hears(HIT)
    said = person.hears("yes please")
    assert "Sarah and Ahmed" in said
    assert person.store.conversations.get(person.store.services.ids(), person.conversation_id)
    found = person.store.conversations.get(person.store.services.ids(), person.conversation_id)
    assert found is not None
    assert found.wants_person_at is not None
    assert person.phase == "care"


def test_a_yes_elsewhere_is_for_the_dialogue_engine(person: Somebody) -> None:
    assert person.tells("yes") is None


@pytest.mark.parametrize("words", ["I need someone now", "please get somebody", "I need help now please!"])
def test_asking_for_a_person_in_these_words_needs_no_dialogue_engine(person: Somebody, words: str) -> None:
    assert "Sarah and Ahmed" in person.hears(words)
    assert person.phase == "asking"


def test_the_button_for_a_person_needs_no_dialogue_engine(person: Somebody) -> None:
    found = person.tells("I need someone now", Mode.BUTTON, Steering.PERSON)
    assert found is not None
    assert "999" in found[0].text


def test_whoever_is_named_in_the_words_is_never_said_to_be_told(person: Somebody) -> None:
    assert "Sarah" not in person.hears("Sarah hit me this morning, she hit me")
    assert "I will show them to Ahmed." in person.hears("Sarah hit me again, she hit me")


def test_if_everybody_is_named_no_name_is_said(person: Somebody) -> None:
    said = person.hears("sarah and ahmed hurt me, they hit me and he hit me")
    assert "someone who can help" in said
    assert "Sarah" not in said
    assert "Ahmed" not in said


def test_it_is_said_in_every_phase_and_nothing_said_before_is_lost(person: Somebody) -> None:
    person.says(ORDINARY)
    assert person.phase == "confirming"
    person.hears(HIT)
    (answer,) = person.answers
    assert answer.answer.text == f"{ORDINARY}\n{HIT}"
    (concern,) = person.concerns
    start, end = concern.evidence[0]
    assert concern.words[start:end] == "he hit me"


def test_before_the_welcome_and_after_the_end_it_is_a_note(sqlite_store: Store, tagger: WordTagger) -> None:
    person = Somebody(sqlite_store, tagger)
    person.hears(HIT)
    assert person.phase == "care"
    assert person.does("resume")[-1] == "question"
    for _ in range(3):
        person.does("skip")
    assert person.phase == "done"
    person.hears(HIT + ", again")
    assert person.phase == "care"
    assert person.does("resume") == ["welcome_back", "done"]
    assert len(person.concerns) == 2


def test_in_a_correction_the_new_words_take_the_place_and_it_is_not_read_back(person: Somebody) -> None:
    person.says(ORDINARY)
    person.does("change")
    person.hears(HIT)
    (answer,) = person.answers
    assert answer.answer.text == HIT


def test_spoken_words_are_looked_at_before_anybody_said_that_they_are_right(person: Somebody) -> None:
    heard = Details(recording_id=record(person.store, person.conversation_id))
    assert person.tells(HIT, Mode.VOICE, Steering.ANSWER, heard)
    (concern,) = person.concerns
    assert concern.words == HIT
    (answer,) = person.answers
    assert answer.answer.spoken == "listen", "staff hear the voice itself"


def test_words_on_pictures_and_buttons_are_ours_and_only_the_rules_look(person: Somebody) -> None:
    for mode in (Mode.PICTURES, Mode.FACES, Mode.BUTTON):
        assert person.tells("My room is not going well.", mode, Steering.ANSWER) is None


class PairTagger(WordTagger):
    """Sees somebody unsafe where both words stand, in whatever turns they came."""

    def tag(self, text: str) -> Understanding:
        """A concern, if both are there."""
        both = "corridor" in text and "bruise" in text
        concern = Concern("physical", "soon", 0.6, ((0, 4),)) if both else None
        return Understanding((), "neutral", ("other",), concern)


def test_a_concern_that_only_the_whole_answer_shows_is_met_when_it_is_agreed_to(sqlite_store: Store) -> None:
    person = Somebody(sqlite_store, PairTagger())
    person.begins()
    person.says("I was in the corridor with the tall one")
    person.says("and this bruise is from then")
    assert not person.concerns
    assert person.does("affirm")[0] == "own_care_kept"
    assert person.phase == "care"
    assert len(person.concerns) == 1


def test_asked_twice_by_a_process_that_was_killed_it_says_the_same_and_does_nothing_again(
    person: Somebody,
) -> None:
    turn = person.store.turns.keep(person.conversation_id, uuid4(), HIT, Mode.TYPED)
    first, again = person.first.reply(turn, "resident"), person.first.reply(turn, "resident")
    assert first == again
    assert len(person.concerns) == 1
    assert len(person.answers) == 1


def test_a_turn_that_the_dialogue_engine_has_worked_on_is_left_to_it(person: Somebody) -> None:
    assert person.says(HIT) == ["read_back"]
    assert person.last_turn
    (turn,) = [each for each in person.store.turns.latest(person.conversation_id) if each.text == HIT]
    assert person.first.reply(turn, "resident") is None


def test_family_hear_it_in_their_words(sqlite_store: Store, tagger: WordTagger) -> None:
    begun = sqlite_store.conversations.begin(Audience.CARER, Channel.WEB)
    turn = sqlite_store.turns.keep(begun.id, uuid4(), "they hit mum, rough with my mum", Mode.TYPED)
    (said,) = Care(sqlite_store, tagger).reply(turn, "carer") or []
    assert "just as you said them" in said.text


def test_taken_out_the_words_go_and_that_there_was_a_concern_stays(person: Somebody) -> None:
    person.hears(HIT)
    person.does("delete")
    assert person.does("affirm")[0] == "deleted"
    (concern,) = person.concerns
    assert (concern.words, concern.taken_out) == ("", True)


# Whom it calls --------------------------------------------------------------------------------------


def on_duty(store: Store, name: str, rung: Rung = Rung.FIRST, **more: object) -> None:
    line = DutyRecord(store.services.get().id, name, rung, email=f"{name.lower()}@example.org")
    assert store.duties.write(store.services.ids(), replace(line, **more))  # type: ignore[arg-type]


def test_who_is_really_called_is_said_by_name(person: Somebody) -> None:
    on_duty(person.store, "Grace")
    on_duty(person.store, "Omar")
    on_duty(person.store, "Mona", Rung.MANAGER)
    said = person.hears(HIT)
    assert "I am calling Grace or Omar now." in said
    assert "Mona" not in said


def test_what_can_wait_is_told_today(sqlite_store: Store) -> None:
    person = Somebody(sqlite_store, PairTagger())
    person.begins()
    on_duty(sqlite_store, "Grace")
    assert "I will tell Grace today." in person.hears("he takes my money")


def test_nobody_is_said_to_be_called_who_has_only_a_page_to_look_at(person: Somebody) -> None:
    on_duty(person.store, "Grace", email="")
    said = person.hears(HIT)
    assert "I will show them to Sarah and Ahmed." in said
    assert "Grace" not in said


def test_nobody_is_said_to_be_called_by_a_way_that_was_never_set_up(
    sqlite_address: str, tagger: WordTagger
) -> None:
    store = Store(sqlite_address, routes={Route.PUSH})
    on_duty(store, "Grace")
    person = Somebody(store, tagger)
    person.begins()
    assert "Grace" not in person.hears(HIT)
    on_duty(store, "Omar", push="ntfys://our-topic")
    other = Somebody(store, tagger)
    other.begins()
    assert "I am calling Omar now." in other.hears(HIT)
    store.close()


def test_who_is_named_before_is_not_said_to_be_called(person: Somebody) -> None:
    on_duty(person.store, "Grace")
    on_duty(person.store, "Mona", Rung.MANAGER)
    person.does("repeat", "it is about Grace")
    assert "I am calling Mona now." in person.hears(HIT)


def test_once_somebody_goes_it_is_they_who_are_said_to_come(person: Somebody) -> None:
    on_duty(person.store, "Grace")
    person.hears(HIT)
    omar = person.store.staff.add("omar", "Omar", "hash", [Post(Role.READER)])
    (alarm,) = person.store.alarms.open(person.store.services.ids(), omar.id)
    person.store.alarms.go(person.store.services.ids(), omar.id, alarm.id)
    assert "I am calling Omar now." in person.hears("yes please")


def test_needing_a_person_now_raises_one_alarm_however_often_it_is_said(person: Somebody) -> None:
    on_duty(person.store, "Grace")
    for _ in range(2):
        assert "I am calling Grace now." in person.hears("I need someone now")
    (alarm,) = person.store.alarms.open(person.store.services.ids(), uuid4())
    assert (alarm.concern_id, alarm.conversation_id) == (None, person.conversation_id)
    assert alarm.urgency == "immediate"
    assert person.hears(HIT)
    assert len(person.store.alarms.open(person.store.services.ids(), uuid4())) == 2


def test_a_yes_to_a_person_now_makes_the_alarm_that_there_is_more_urgent(sqlite_store: Store) -> None:
    person = Somebody(sqlite_store, PairTagger())
    person.begins()
    on_duty(sqlite_store, "Grace")
    person.hears("he takes my money")
    assert "I am calling Grace now." in person.hears("yes please")
    (alarm,) = sqlite_store.alarms.open(sqlite_store.services.ids(), uuid4())
    assert alarm.urgency == "immediate"


def test_asking_for_a_person_without_haste_is_told_in_the_course_of_the_day(person: Somebody) -> None:
    on_duty(person.store, "Grace")
    person.does("person")
    (alarm,) = person.store.alarms.open(person.store.services.ids(), uuid4())
    assert (alarm.urgency, alarm.told) == ("soon", ("Grace",))


# Without a name -------------------------------------------------------------------------------------


def test_said_without_a_name_it_calls_and_shows_safeguarding_leads_alone(person: Somebody) -> None:
    store, within = person.store, person.store.services.ids()
    rita = store.staff.add("rita", "Rita", "hash", [Post(Role.READER)])
    lena = store.staff.add("lena", "Lena", "hash", [Post(Role.SAFEGUARDING)])
    on_duty(store, "Rita", staff_id=rita.id)
    on_duty(store, "Agency")
    on_duty(store, "Lena", Rung.SECOND, staff_id=lena.id)
    person.does("repeat", "without my name")
    said = person.hears(HIT)
    assert "I am calling Lena now." in said
    person.says("it was in my room")
    assert HIT not in person.kept_words
    assert (store.alarms.open(within, rita.id), store.concerns.open(within)) == ([], [])
    (alarm,) = store.alarms.open(within, lena.id, within)
    assert (alarm.nameless, alarm.told) == (True, ("Lena",))
    assert store.alarms.go(within, rita.id, alarm.id) is None
    assert store.concerns.open(within, within)[0].words == HIT
    hidden = store.apart.hidden(person.conversation_id)
    seen = [each.text for each in store.turns.latest(person.conversation_id) if each.seq not in hidden]
    assert not any("Thank you for telling me" in each or HIT in each for each in seen)


def test_without_a_name_and_without_a_lead_on_duty_no_reader_is_promised(person: Somebody) -> None:
    on_duty(person.store, "Agency")
    person.does("repeat", "without my name")
    said = person.hears(HIT)
    assert "I will show them to someone who can help." in said
    assert "Sarah" not in said
    assert "Agency" not in said


class WorriedTagger(WordTagger):
    """Takes everything for a sign, as one that learned from answers does with what is said to us."""

    def tag(self, text: str) -> Understanding:
        return Understanding((), "neutral", (), Concern("physical", "soon", 0.6, ((0, 4),)))


def test_what_is_said_to_us_is_no_sign_and_an_answer_is_looked_at_by_the_tagger(sqlite_store: Store) -> None:
    somebody = Somebody(sqlite_store, WorriedTagger())
    assert somebody.tells("who will see what I say?") is None
    assert somebody.concerns == []
    turn = sqlite_store.turns.keep(somebody.conversation_id, uuid4(), ORDINARY, Mode.TYPED)
    assert somebody.first.reply(turn, "resident") is None
    with sqlite_store.sheet(somebody.conversation_id, turn.id) as sheet:
        flow = Caring(sheet, WorriedTagger())
        flow.meet()
        flow.hear()
        assert "own_care_kept" in [name for name, _ in flow.finish().says]
    assert len(somebody.concerns) == 1

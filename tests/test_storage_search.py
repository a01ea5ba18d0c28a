"""What staff find in the list, and in which order."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from storage.base import now
from storage.concern_records import ConcernState, NewConcern, NoticedBy, Urgency
from storage.details import Details
from storage.engine import writing
from storage.importing import ImportedAnswer
from storage.kinds import Audience, Channel, Mode
from storage.list_records import ReviewItem
from storage.listed_models import Listed
from storage.records import NewTags
from storage.rights import StaffRecord
from storage.search import PREVIEW_CHARACTERS, Around, Filter
from storage.store import Store
from storage.work_models import Work
from tests.at_rest import EVERY_KIND
from tests.saying import begin, erase, everything, listed, say, tag, tags, tell, tell_aloud

TUESDAY = datetime(2031, 5, 6, 9, 30, tzinfo=UTC)


@pytest.fixture(params=EVERY_KIND)
def address(request: pytest.FixtureRequest) -> str:
    """The address of a set-up database, of each kind in turn."""
    found: str = request.getfixturevalue(f"{request.param}_address")
    return found


@pytest.fixture
def sarah(store: Store) -> StaffRecord:
    return store.staff.add("sarah", "Sarah", "hash")


def found(store: Store, wanted: Filter | None = None) -> list[UUID]:
    return [item.conversation.id for item in listed(store, wanted).items]


def only(store: Store, wanted: Filter | None = None) -> ReviewItem:
    (item,) = listed(store, wanted).items
    return item


def told(store: Store, text: str, found: NewTags | None = None, audience: str = "resident") -> UUID:
    """A conversation with one answer."""
    conversation_id = begin(store, Audience(audience))
    tell(store, conversation_id, text, found)
    return conversation_id


def brought_in(store: Store, *said: tuple[str, datetime]) -> list[UUID]:
    """Conversations of other days, each with one answer."""
    rows = [ImportedAnswer(text, Audience.RESIDENT, at, row_id=str(uuid4())) for text, at in said]
    store.importing.keep([(row, tags()) for row in rows])
    return [row.conversation_id for row in rows]


def marked(store: Store, conversation_id: UUID, **fields: object) -> None:
    """How far staff are with it."""
    with writing(store._engine) as session:
        session.merge(Work(conversation_id=conversation_id, version=0, **fields))
    store.search.refresh([conversation_id])


def pages(store: Store, wanted: Filter, size: int) -> list[list[UUID]]:
    """The list from the newest to the end."""
    within, before, read = [store.services.get().id], None, []
    while True:
        page = store.search.page(within, wanted, before=before, size=size)
        read.append([item.conversation.id for item in page.items])
        if page.older is None:
            return read
        before = page.older


class TestTheList:
    def test_conversations_with_words_are_listed_newest_first(self, store: Store) -> None:
        first, second = told(store, "I like tea"), told(store, "A walk")
        assert found(store) == [second, first]
        tell(store, first, "and cake")
        assert found(store) == [first, second]

    def test_a_conversation_without_an_answer_is_not_listed(self, store: Store) -> None:
        empty, skipped = begin(store), begin(store)
        say(store, empty, "hello")
        with store.sheet(skipped, say(store, skipped, "skip")) as sheet:
            question = sheet.next_question()
            assert question is not None
            sheet.skip(question)
        gone = begin(store)
        erase(store, gone, tell(store, gone, "I like tea"))
        assert found(store) == []

    def test_somebody_who_only_asked_for_a_person_is_listed(self, store: Store) -> None:
        conversation_id = begin(store)
        with store.sheet(conversation_id, say(store, conversation_id)) as sheet:
            sheet.call_person(Urgency.IMMEDIATE)
        item = only(store)
        assert item.conversation.id == conversation_id
        assert item.conversation.wants_person_at is not None
        assert (item.preview, item.answers, item.tags, item.door) == ("", 0, (), None)

    def test_a_line_shows_the_first_words_how_many_answers_and_each_tag_once(self, store: Store) -> None:
        long = "I like tea. " * 50
        conversation_id = told(store, long, tags(tag("diversity", confidence=0.9), tag("equality")))
        tell(store, conversation_id, "A walk", tags(tag("diversity"), tag("diversity", "lived", 0.7)))
        item = only(store)
        assert item.preview == long[:PREVIEW_CHARACTERS]
        assert item.answers == 2
        assert item.tags == (("diversity", "hoped_for"), ("equality", "hoped_for"), ("diversity", "lived"))

    def test_a_line_says_who_spoke_where_by_which_door_and_who_sees_to_it(
        self, store: Store, sarah: StaffRecord
    ) -> None:
        conversation_id = on_a_tablet(store, sarah, "Joan", "Lavender wing")
        marked(store, conversation_id, assigned_to=sarah.id, due_on=TUESDAY.date())
        item = only(store)
        assert (item.person, item.place, item.door) == ("Joan", "Lavender wing", "pictures")
        assert (item.assigned_to, item.due_on, item.reviewed) == ("Sarah", TUESDAY.date(), False)

    def test_it_is_read_in_pages_that_neither_overlap_nor_leave_out(self, store: Store) -> None:
        conversations = [told(store, f"answer {n}") for n in range(7)][::-1]
        assert pages(store, Filter(), 3) == [conversations[:3], conversations[3:6], conversations[6:]]
        assert pages(store, Filter(), 7) == [conversations]

    def test_who_says_anything_comes_first_again(self, store: Store) -> None:
        first, second = told(store, "I like tea"), told(store, "A walk")
        with store.sheet(first, say(store, first, "say that again")):
            pass
        assert found(store) == [first, second]

    def test_a_page_stays_what_it_was_while_others_talk(self, store: Store) -> None:
        conversations = [told(store, f"answer {n}") for n in range(6)][::-1]
        within = [store.services.get().id]
        first = store.search.page(within, Filter(), size=2)
        told(store, "somebody else")
        second = store.search.page(within, Filter(), before=first.older, size=2)
        assert [item.conversation.id for item in second.items] == conversations[2:4]

    def test_it_is_read_back_towards_the_newest(self, store: Store) -> None:
        conversations = [told(store, f"answer {n}") for n in range(7)][::-1]
        within = [store.services.get().id]
        last = store.search.page(within, Filter(), before=listed(store, size=6).older, size=3)
        assert [item.conversation.id for item in last.items] == conversations[6:]
        assert last.older is None
        before = store.search.page(within, Filter(), after=last.newer, size=3)
        assert [item.conversation.id for item in before.items] == conversations[3:6]
        first = store.search.page(within, Filter(), after=before.newer, size=3)
        assert [item.conversation.id for item in first.items] == conversations[:3]
        assert first.newer is None or store.search.page(
            within, Filter(), after=first.newer, size=3
        ).items == (first.items)

    def test_many_of_one_moment_are_each_there_once(self, store: Store) -> None:
        conversations = brought_in(store, *((f"answer {n}", TUESDAY) for n in range(40)))
        read = [each for page in pages(store, Filter(), 7) for each in page]
        assert sorted(read) == sorted(conversations)

    def test_those_of_another_service_are_not_there(self, store: Store) -> None:
        told(store, "I like tea")
        assert store.search.page([uuid4()], Filter()).items == ()
        assert store.search.page([], Filter()).items == ()
        assert store.search.page([uuid4()], Filter(words="tea")).items == ()

    def test_what_stands_beside_a_conversation_in_a_filtered_list(self, store: Store) -> None:
        first, tea = told(store, "cake"), told(store, "tea")
        last = told(store, "more cake")
        within = [store.services.get().id]
        assert beside(store.search.around(within, Filter(), tea)) == (last, first)
        assert beside(store.search.around(within, Filter(words="cake"), tea)) == (last, first)
        assert beside(store.search.around(within, Filter(words="cake"), last)) == (None, first)
        assert beside(store.search.around([], Filter(), tea)) == (None, None)
        assert beside(store.search.around(within, Filter(), uuid4())) == (None, None)


def beside(around: Around) -> tuple[UUID | None, UUID | None]:
    return around.newer, around.older


def on_a_tablet(store: Store, staff: StaffRecord, name: str, place: str) -> UUID:
    """Somebody chose pictures."""
    device, _ = store.devices.add(store.services.get().id, place, "pin", staff.id)
    person = store.people.add(store.services.get().id, name)
    asked = store.questions.newest(Audience.RESIDENT)
    assert asked is not None
    talk = store.tablet_talks.begin(device.id, uuid4(), asked.id, person.id)
    turn = store.turns.keep(talk.id, uuid4(), "music", Mode.PICTURES, details=Details(pictures=("music",)))
    with store.sheet(talk.id, turn.id) as sheet:
        sheet.hear(asked.questions[0])
    return talk.id


class TestTheFilter:
    def test_by_audience(self, store: Store) -> None:
        resident, carer = told(store, "I like tea"), told(store, "She likes tea", audience="carer")
        assert found(store, Filter(audience="carer")) == [carer]
        assert found(store, Filter(audience="resident")) == [resident]
        assert found(store, Filter(audience="staff")) == []

    def test_by_principle(self, store: Store) -> None:
        diverse = told(store, "I like tea", tags(tag("diversity"), tag("assets")))
        told(store, "A walk", tags(tag("equality")))
        assert found(store, Filter(principle="diversity")) == [diverse]
        assert found(store, Filter(principle="assets")) == [diverse]
        assert found(store, Filter(principle="nonsense")) == []

    def test_principle_stance_state_and_question_are_about_one_tag(
        self, store: Store, sarah: StaffRecord
    ) -> None:
        conversation_id = told(store, "I like tea", tags(tag("diversity", "wish")))
        tell(store, conversation_id, "A walk", tags(tag("equality", "working")))
        (first, _) = store.review.answers(store.services.ids(), conversation_id)
        store.corrections.agree(store.services.ids(), first.tags[0].id, sarah.id)
        for wanted in (
            Filter("diversity", stance="wish", state="agreed", question="matters"),
            Filter("equality", stance="working", state="suggested", question="good_day"),
            Filter(stance="wish"),
            Filter(state="agreed", question="matters"),
            Filter(question="good_day"),
        ):
            assert found(store, wanted) == [conversation_id], wanted
        for wanted in (
            Filter("diversity", stance="working"),
            Filter("diversity", state="suggested"),
            Filter("diversity", question="good_day"),
            Filter(stance="working", state="agreed"),
            Filter(question="listens"),
            Filter(state="none"),
        ):
            assert found(store, wanted) == [], wanted

    def test_by_what_has_no_tags(self, store: Store) -> None:
        told(store, "I like tea", tags(tag("diversity")))
        plain = told(store, "A walk")
        assert found(store, Filter(state="none")) == [plain]

    def test_a_tag_that_staff_removed_is_not_found(self, store: Store, sarah: StaffRecord) -> None:
        conversation_id = told(store, "I like tea", tags(tag("diversity")))
        (answer,) = store.review.answers(store.services.ids(), conversation_id)
        store.corrections.change(store.services.ids(), answer.tags[0].id, sarah.id, tag("equality"))
        assert found(store, Filter(principle="diversity")) == []
        assert found(store, Filter(principle="equality")) == [conversation_id]
        assert only(store).tags == (("equality", "hoped_for"),)

    def test_by_topic_channel_language_door_and_place(self, store: Store, sarah: StaffRecord) -> None:
        tablet = on_a_tablet(store, sarah, "Joan", "Lavender wing")
        typed = told(store, "A walk", tags(topics=("garden",)))
        spoken = begin(store)
        tell_aloud(store, spoken, "eye lick tree")
        (device,) = store.devices.all(store.services.ids())
        for wanted, expected in (
            (Filter(topic="garden"), [typed]),
            (Filter(topic="food"), []),
            (Filter(channel="tablet"), [tablet]),
            (Filter(language="en"), [spoken, typed, tablet]),
            (Filter(language="pl"), []),
            (Filter(door="pictures"), [tablet]),
            (Filter(door="typed"), [typed]),
            (Filter(door="talk"), [spoken]),
            (Filter(place=device.id), [tablet]),
            (Filter(place=uuid4()), []),
        ):
            assert found(store, wanted) == expected, wanted

    def test_by_day_from_and_up_to_but_not_including(self, store: Store) -> None:
        days = [TUESDAY + timedelta(days=n) for n in range(3)]
        conversations = brought_in(store, *(("I like tea", day) for day in days))
        assert found(store, Filter(since=days[1])) == conversations[:0:-1]
        assert found(store, Filter(until=days[1])) == conversations[:1]
        assert found(store, Filter(since=days[1], until=days[2])) == conversations[1:2]
        assert found(store, Filter(since=days[2], until=days[1])) == []

    def test_a_time_of_another_zone_means_the_same_moment(self, store: Store) -> None:
        (conversation_id,) = brought_in(store, ("I like tea", TUESDAY))
        in_sydney = TUESDAY.astimezone(tz=datetime.strptime("+1000", "%z").tzinfo)
        assert found(store, Filter(since=in_sydney)) == [conversation_id]
        assert found(store, Filter(until=in_sydney)) == []

    def test_all_together(self, store: Store) -> None:
        told(store, "I like tea", tags(tag("diversity")))
        wanted = told(store, "She likes tea", tags(tag("diversity")), audience="carer")
        told(store, "She likes cake", tags(tag("diversity")), audience="carer")
        told(store, "She likes tea", tags(tag("equality")), audience="carer")
        long_ago = datetime(2001, 1, 1, tzinfo=UTC)
        assert found(store, Filter("diversity", "carer", long_ago, TUESDAY, words="tea")) == [wanted]

    def test_by_a_concern_that_is_open(self, store: Store, sarah: StaffRecord) -> None:
        alarm = NewConcern("abuse", Urgency.SOON, 0.9, ((0, 6),), NoticedBy.RULE)
        conversation_id = told(store, "She hits me", replace(tags(), concern=alarm))
        told(store, "I like tea")
        assert found(store, Filter(concern=True)) == [conversation_id]
        assert [item.concern for item in everything(store)] == [False, True]
        within = [store.services.get().id]
        (concern,) = store.concerns.open(within)
        done = ConcernState.DONE
        store.concerns.decide(within, concern.id, concern.version, sarah.id, done, "I talked to her.")
        assert found(store, Filter(concern=True)) == []
        assert [item.concern for item in everything(store)] == [False, False]

    def test_with_a_concern_the_most_pressing_stands_first_page_by_page(
        self, store: Store, sarah: StaffRecord
    ) -> None:
        chances = (0.35, 0.9, 0.35, 0.6)
        alarms = [NewConcern("neglect", Urgency.SOON, each, ((0, 6),)) for each in chances]
        alarms.append(NewConcern("physical", Urgency.IMMEDIATE, 0.4, ((0, 6),)))
        talks = [told(store, "Nobody comes", replace(tags(), concern=each)) for each in alarms]
        tell(store, talks[3], "Nobody came", replace(tags(), concern=alarms[0]))  # counts by its worst
        told(store, "I like tea")
        right, wanted = [talks[n] for n in (4, 1, 3, 0, 2)], Filter(concern=True)
        assert found(store, wanted) == right
        assert [item.quiet for item in listed(store, wanted).items] == [False, False, False, True, True]
        within = store.services.ids()
        first = store.search.page(within, wanted, size=2)
        second = store.search.page(within, wanted, before=first.older, size=2)
        third = store.search.page(within, wanted, before=second.older, size=2)
        pages = (first, second, third)
        assert [item.conversation.id for page in pages for item in page.items] == right
        assert [(bool(page.newer), bool(page.older)) for page in pages] == [
            (False, True), (True, True), (True, False)
        ]  # fmt: skip
        assert store.search.page(within, wanted, after=third.newer, size=2) == second
        assert store.search.page(within, wanted, after=second.newer, size=2) == first
        assert store.search.page(within, wanted, before=7).items == ()
        assert found(store, Filter(concern=True, words="came")) == [talks[3]]
        self._beside_each_other(store, right, sarah)

    def _beside_each_other(self, store: Store, right: list[UUID], sarah: StaffRecord) -> None:
        within, wanted = store.services.ids(), Filter(concern=True)
        around = store.search.around(within, wanted, right[1])
        assert (around.newer, around.older) == (right[0], right[2])
        (mine,) = store.concerns.of(within, right[1])
        store.concerns.decide(within, mine.id, mine.version, sarah.id, ConcernState.DONE, "Talked.")
        assert store.search.around(within, wanted, right[1]) == around
        assert store.search.around([uuid4()], wanted, right[1]) == Around()

    def test_by_who_sees_to_it_and_how_far_they_are(self, store: Store, sarah: StaffRecord) -> None:
        hers, nobodys = told(store, "I like tea"), told(store, "A walk")
        marked(store, hers, assigned_to=sarah.id, reviewed_at=now())
        assert found(store, Filter(assigned=sarah.id)) == [hers]
        assert found(store, Filter(assigned=uuid4())) == []
        assert found(store, Filter(nobodys=True)) == [nobodys]
        assert found(store, Filter(reviewed=True)) == [hers]
        assert found(store, Filter(reviewed=False)) == [nobodys]
        tell(store, hers, "and cake")
        assert found(store, Filter(reviewed=True)) == []
        assert found(store, Filter(reviewed=False)) == [hers, nobodys]


class TestWords:
    def test_are_found_by_their_beginning_without_capitals_and_accents(self, store: Store) -> None:
        conversation_id = told(store, "The Café is NAÏVE about gardening; I don't mind.")
        for typed in (
            "cafe",
            "CAFÉ",
            "naive",
            "garden",
            "don't mind",
            "the cafe",
            '"is naive"',
            "gardening.",
        ):
            assert found(store, Filter(words=typed)) == [conversation_id], typed
        for typed in ("caf", "arden", "gardens", '"naive is"', "cafe tea", '"about garden"'):
            assert found(store, Filter(words=typed)) == [], typed

    def test_of_several_answers_are_found_together(self, store: Store) -> None:
        conversation_id = told(store, "I like tea")
        tell(store, conversation_id, "A walk")
        assert found(store, Filter(words="tea walk")) == [conversation_id]

    @pytest.mark.parametrize(
        "typed",
        [
            '"', '""', '"""', "'", "tea'", 'tea" OR "cake', "NOT tea", "tea AND", "tea NEAR(cake)", "tea*",
            "^tea", "words:tea", "-tea", "(tea", "tea)", "tea & !cake", "tea <-> cake", "tea:*", "\\",
            "tea\\", "tea\x00cake", "\ud800", "🙂", "ѕ" * 5000, "tea " * 5000, "; DROP TABLE turn; --",
            "{{7*7}}", "%", "_", "ａｂｃ", "½", "ﬀ", "مرحبا", "नमस्ते", "x" * 100_000,
        ],
    )  # fmt: skip
    def test_any_input_is_only_words(self, store: Store, typed: str) -> None:
        told(store, "I like tea")
        listed(store, Filter(words=typed))
        assert len(everything(store)) == 1

    @pytest.mark.parametrize("said", ["½ ﬀ ａｂｃ", "مرحبا", "नमस्ते", "ѕtraße", "𝔘nicode", "1e5 3com"])
    def test_of_any_script_find_themselves(self, store: Store, said: str) -> None:
        conversation_id = told(store, said)
        assert found(store, Filter(words=said)) == [conversation_id]

    def test_what_has_no_word_in_it_finds_nothing(self, store: Store) -> None:
        told(store, "I like tea 🙂")
        assert found(store, Filter(words="🙂")) == []
        assert len(found(store, Filter(words="  "))) == 1

    def test_are_marked_where_they_were_said(self, store: Store) -> None:
        conversation_id = told(store, "A walk. " * 40)
        tell(store, conversation_id, "word " * 60 + "the Garden is lovely " + "word " * 60)
        pieces = only(store, Filter(words="garden")).snippet
        assert [words for words, sought in pieces if sought] == ["Garden"]
        assert pieces[0] == ("…", False)
        assert len("".join(words for words, _ in pieces)) < 200

    def test_that_were_changed_are_found_as_they_are(self, store: Store, sarah: StaffRecord) -> None:
        conversation_id = begin(store)
        answer = tell_aloud(store, conversation_id, "eye lick tree")
        store.wordings.correct(store.services.ids(), answer.id, "I like tea", sarah.id)
        assert found(store, Filter(words="like tea")) == [conversation_id]
        assert found(store, Filter(words="lick")) == []

    def test_that_were_taken_out_are_not_found(self, store: Store) -> None:
        conversation_id = begin(store)
        answer = tell(store, conversation_id, "I like tea")
        tell(store, conversation_id, "A walk")
        erase(store, conversation_id, answer)
        assert found(store, Filter(words="tea")) == []
        assert found(store, Filter(words="walk")) == [conversation_id]


class TestTheIndex:
    def test_is_filled_with_what_it_does_not_know(self, store: Store) -> None:
        conversation_id = told(store, "I like tea", tags(tag("diversity")))
        with writing(store._engine) as session:
            session.query(Listed).delete()
        store.migrate()
        assert found(store, Filter("diversity", words="tea")) == [conversation_id]
        assert store.search.fill() == 0

    def test_is_the_same_when_it_is_made_anew(self, store: Store) -> None:
        told(store, "I like tea", tags(tag("diversity")))
        on = brought_in(store, *((f"answer {n}", TUESDAY) for n in range(5)))
        before = everything(store)
        assert store.search.rebuild() == 1 + len(on)
        assert everything(store) == before

    def test_is_not_written_when_nothing_changed(self, store: Store) -> None:
        conversation_id = told(store, "I like tea")
        place = only(store).n
        store.search.refresh([conversation_id])
        assert only(store).n == place

    def test_holds_no_byte_of_what_was_taken_out(self, sqlite_store: Store, tmp_path: Path) -> None:
        store, secrets = sqlite_store, [f"zq{letter * 9}secret" for letter in "abcdefg"]
        answers = []
        for secret in secrets:
            brought_in(store, *((f"aa {secret[:4]} zz {n} {uuid4()}", TUESDAY) for n in range(200)))
            conversation_id = begin(store)
            answers.append((conversation_id, tell(store, conversation_id, f"I said {secret} here")))
        assert holding(tmp_path, secrets)
        for conversation_id, answer in answers:
            erase(store, conversation_id, answer)
        assert holding(tmp_path, secrets) == []
        assert len(listed(store, Filter(words="here")).items) == 0


def holding(folder: Path, words: Sequence[str]) -> list[str]:
    """Words of which six letters or more stand in a file of the database."""
    files = b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())
    return [word for word in words if word[4:11].encode() in files]


def test_a_terminal_is_a_channel_too(store: Store) -> None:
    conversation_id = store.conversations.begin(Audience.STAFF, Channel.TERMINAL).id
    tell(store, conversation_id, "We are short of time")
    assert found(store, Filter(channel="terminal", audience="staff", door="typed")) == [conversation_id]

"""How much a verb asks of the database: a fixed number of statements, each by an index."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, event

from storage.base import now
from storage.heard_records import Asked
from storage.kinds import Audience, Channel, Mode, TagStatus
from storage.records import NewQuestion, Outcome, Reply
from storage.rights import StaffRecord
from storage.search import Filter
from storage.store import Store
from tests.home import Home as FullHome
from tests.home import sayings
from tests.saying import begin, erase, listed, record, say, sound_of, tag, tags, tell, tell_aloud

pytestmark = pytest.mark.slow


class Statement(NamedTuple):
    """What was sent to the database."""

    sql: str
    parameters: Any


@contextmanager
def listening(engine: Engine) -> Iterator[list[Statement]]:
    """Every statement that is sent meanwhile."""
    sent: list[Statement] = []

    def listen(_connection: Any, _cursor: Any, sql: str, parameters: Any, *_: Any) -> None:
        if sql.split(maxsplit=1)[0] in {"SELECT", "INSERT", "UPDATE", "DELETE"}:
            sent.append(Statement(sql, parameters))

    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", listen)


class Home:
    """A place where one person said a lot: what the verbs are tried on."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.within = store.services.ids()
        self.begun = store.conversations.begin(Audience.RESIDENT, Channel.WEB)
        self.staff: StaffRecord = store.staff.add(f"staff-{uuid4()}", "Sarah", "hash")
        self.cookie = store.staff.sign_in(self.staff.id)
        self.recording = record(store, self.conversation, whole=False)
        talk = begin(store)
        self.spoken = tell_aloud(store, talk, "eye lick tree", keep_voice=True)
        self._second = 2

    @property
    def conversation(self) -> UUID:
        return self.begun.id

    def fill(self) -> None:
        """Twelve more answers here, six more conversations, and four more versions of the questions."""
        found = tags(tag("diversity"), tag("equality"), topics=("food", "garden"))
        for n in range(12):
            tell(self.store, self.conversation, f"answer {n}", found)
        for n in range(6):
            other = begin(self.store)
            tell(self.store, other, f"other {n}", found)
            say(self.store, other, "and I wait")
        for n in range(4):
            self.store.questions.add_version(Audience.CARER, "en", [NewQuestion("a", f"b {n}", "c")])

        for _ in range(5):
            tell_aloud(self.store, begin(self.store), "and cake", keep_voice=True)

    def next_second(self) -> int:
        self._second += 1
        return self._second - 1

    def first_suggestion(self) -> UUID:
        tags = [
            tag for answer in self.store.review.answers(self.within, self.conversation) for tag in answer.tags
        ]
        return next(each.id for each in tags if each.status == TagStatus.SUGGESTED)

    def an_answer(self) -> UUID:
        return self.store.review.answers(self.within, self.conversation)[0].answer.id

    def words(self) -> str:
        return self.store.review.answers(self.within, self.conversation)[0].answer.text


Verb = Callable[[Home], object]


def work(home: Home) -> None:
    """What an action does with an answer."""
    with home.store.sheet(home.conversation, say(home.store, home.conversation)) as sheet:
        assert sheet.service
        assert sheet.frames == []
        sheet.next_question()
        sheet.latest_answer()
        note = sheet.note()
        sheet.tag(note, tags(tag("diversity"), tag("equality"), topics=("food", "garden")))
        sheet.kept()
        sheet.finish(Outcome((("utter_note_kept", {}),)), note)


def take_out(home: Home) -> None:
    with home.store.sheet(home.conversation, say(home.store, home.conversation)) as sheet:
        answer = sheet.latest_answer()
        assert answer is not None
    erase(home.store, home.conversation, answer)


VERBS: dict[str, Verb] = {
    "conversations.begin": lambda home: begin(home.store),
    "conversations.by_secret": lambda home: home.store.conversations.by_secret(home.begun.secret),
    "conversations.get": lambda home: home.store.conversations.get(home.within, home.conversation),
    "turns.keep": lambda home: home.store.turns.keep(home.conversation, uuid4(), "I like tea", Mode.TYPED),
    "turns.next_waiting": lambda home: home.store.turns.next_waiting(home.conversation),
    "turns.conversations_waiting": lambda home: home.store.turns.conversations_waiting(),
    "turns.answered": lambda home: home.store.turns.answered(
        say(home.store, home.conversation), [Reply("Thank you."), Reply("And now?")]
    ),
    "turns.failed": lambda home: home.store.turns.failed(say(home.store, home.conversation)),
    "turns.since": lambda home: home.store.turns.since(home.conversation, 0),
    "turns.latest": lambda home: home.store.turns.latest(home.conversation),
    "sheet": work,
    "sheet.erase": take_out,
    "questions.newest": lambda home: home.store.questions.newest(Audience.CARER),
    "questions.versions": lambda home: home.store.questions.versions(),
    "search.page": lambda home: listed(home.store, Filter(principle="diversity", words="answer"), 5),
    "review.answers": lambda home: home.store.review.answers(home.within, home.conversation),
    "corrections.agree": lambda home: home.store.corrections.agree(
        home.within, home.first_suggestion(), home.staff.id
    ),
    "corrections.change": lambda home: home.store.corrections.change(
        home.within, home.first_suggestion(), home.staff.id, tag(uuid4().hex)
    ),
    "corrections.add": lambda home: home.store.corrections.add(
        home.within, home.an_answer(), home.staff.id, tag(uuid4().hex)
    ),
    "corrections.corrected": lambda home: list(home.store.corrections.corrected()),
    "decisions.of_conversation": lambda home: home.store.decisions.of_conversation(
        home.within, home.conversation
    ),
    "tags.suggest": lambda home: home.store.tags.suggest(
        [(home.an_answer(), home.words(), tags(tag("equality"), topics=(uuid4().hex,)))]
    ),
    "recordings.begin": lambda home: home.store.recordings.begin(uuid4(), home.conversation),
    "recordings.add": lambda home: home.store.recordings.add(home.recording, home.next_second(), sound_of(1)),
    "recordings.missing": lambda home: home.store.recordings.missing(home.recording, 5),
    "recordings.finish": lambda home: home.store.recordings.finish(home.recording, 500),
    "recordings.heard": lambda home: home.store.recordings.heard(
        home.recording, f"tea {uuid4()}", "sphinx", sure=False
    ),
    "recordings.sound": lambda home: home.store.recordings.sound(home.recording),
    "recordings.of_conversation": lambda home: home.store.recordings.of_conversation(
        home.within, home.conversation
    ),
    "recordings.unheard": lambda home: home.store.recordings.unheard(),
    "recordings.purge": lambda home: home.store.recordings.purge(now(), 30),
    "recordings.discard": lambda home: home.store.recordings.discard(record(home.store, home.conversation)),
    "sheet by voice": lambda home: tell_aloud(home.store, begin(home.store), "tea"),
    "wordings.correct": lambda home: home.store.wordings.correct(
        home.within, home.spoken.id, f"I said {uuid4()}", home.staff.id
    ),
    "wordings.put_away": lambda home: home.store.wordings.put_away(now() - timedelta(minutes=10)),
    "review.wanting_listening": lambda home: home.store.review.wanting_listening(home.within),
    "staff.credentials": lambda home: home.store.staff.credentials("sarah"),
    "staff.signed_in": lambda home: home.store.staff.signed_in(home.cookie),
    "staff.audit": lambda home: home.store.staff.audit(),
}

MOST = {
    "turns.keep": 4,
    "turns.answered": 10,
    "turns.next_waiting": 1,
    "turns.since": 1,
    "staff.signed_in": 3,  # who it is, when their browser was last used, and what they may do
    "sheet by voice": 60,
    "sheet": 45,
    "sheet.erase": 60,
    "tags.suggest": 40,
}
"""Statements that the verbs of every turn may take; `answered` has a turn to keep first, and a spoken one a
conversation to begin and a recording to keep."""

HOT = [
    "recordings.begin",
    "recordings.add",
    "recordings.missing",
    "recordings.finish",
    "recordings.heard",
    "recordings.sound",
    "recordings.of_conversation",
    "recordings.unheard",
    "recordings.purge",
    "recordings.discard",
    "sheet by voice",
    "wordings.correct",
    "wordings.put_away",
    "review.wanting_listening",
    "conversations.by_secret",
    "turns.keep",
    "turns.next_waiting",
    "turns.conversations_waiting",
    "turns.answered",
    "turns.since",
    "turns.latest",
    "sheet",
    "sheet.erase",
    "review.answers",
    "corrections.agree",
    "corrections.change",
    "corrections.add",
    "decisions.of_conversation",
    "tags.suggest",
    "staff.signed_in",
]
GROWING = {
    "turn", "answer", "tag", "topic", "correction", "conversation", "question", "staff_session", "recording",
    "recording_chunk", "wording",
}  # fmt: skip
"""Tables that no hot verb may read from end to end."""
FEW = {"ix_turn_waiting", "ix_recording_unheard", "ix_recording_here"}
"""Indexes that hold only what is asked for: waiting turns, sound that is still here."""


@pytest.fixture
def home(store: Store) -> Home:
    home = Home(store)
    tell(store, home.conversation, "I like the garden", tags(tag(), tag("equality"), topics=("food", "tea")))
    return home


def counts(home: Home) -> dict[str, int]:
    """How many statements each verb takes."""
    found = {}
    for name, verb in VERBS.items():
        with listening(home.store._engine) as sent:
            verb(home)
        found[name] = len(sent)
    return found


def test_a_verb_asks_no_more_when_there_is_more(home: Home) -> None:
    before = counts(home)
    home.fill()
    assert counts(home) == before
    assert {name: count for name, count in before.items() if count > MOST.get(name, 30)} == {}


@pytest.mark.parametrize("name", HOT)
def test_no_table_that_grows_is_read_from_end_to_end(home: Home, name: str) -> None:
    with listening(home.store._engine) as sent:
        VERBS[name](home)
    assert sent
    for statement in sent:
        assert not scanned(home.store._engine, statement) & GROWING, statement.sql


@pytest.mark.parametrize("name", ["turns.next_waiting", "turns.conversations_waiting"])
def test_waiting_turns_are_found_by_the_index_of_waiting_turns(home: Home, name: str) -> None:
    with listening(home.store._engine) as sent:
        VERBS[name](home)
    assert "ix_turn_waiting" in plan(home.store._engine, sent[0])


@pytest.fixture
def heard(sqlite_store: Store) -> FullHome:
    """A home where enough people said enough to be counted."""
    home = FullHome(sqlite_store)
    home.say(*sayings(home, 60, 1))
    sqlite_store.heard.upkeep.catch_up(home.within)
    return home


def test_what_we_heard_is_summed_in_the_order_of_its_index_and_only_once(heard: FullHome) -> None:
    """A million answers are hundreds of thousands of groups: they are neither looked up nor sorted."""
    store = heard.store
    with listening(store._engine) as sent:
        assert store.heard.principles(heard.within, Asked(Audience.RESIDENT))
        store.heard.principles(heard.within, Asked(Audience.RESIDENT))
    (summed,) = (each for each in sent if "FROM heard_block" in each.sql)
    steps = plan(store._engine, summed)
    assert "COVERING INDEX ix_heard_block_shown" in steps
    assert "TEMP B-TREE" not in steps


def test_quotations_are_found_by_their_answers_and_not_by_their_service(heard: FullHome) -> None:
    store = heard.store
    with listening(store._engine) as sent:
        assert store.heard.words_of(heard.within, Asked(Audience.RESIDENT))
    found = next(each for each in sent if "FROM answer" in each.sql)
    first, *_ = json.loads(plan(store._engine, found))
    assert str(first[-1]).startswith("SEARCH answer USING INDEX")


def plan(engine: Engine, statement: Statement) -> str:
    """How the database would go about a statement, if it takes indexes wherever it can."""
    explain = "EXPLAIN QUERY PLAN " if engine.dialect.name == "sqlite" else "EXPLAIN (FORMAT JSON) "
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":  # tables this small it would rather read whole
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        rows = connection.exec_driver_sql(explain + statement.sql, statement.parameters).all()
    return json.dumps([list(row) for row in rows])


def scanned(engine: Engine, statement: Statement) -> set[str]:
    """The tables that a statement reads from end to end."""
    if statement.sql.startswith("INSERT"):
        return set()
    steps = json.loads(plan(engine, statement))
    if engine.dialect.name == "postgresql":
        return {node["Relation Name"] for node in nodes(steps) if node.get("Node Type") == "Seq Scan"}
    # (id, parent, 0, "SCAN turn USING INDEX ..."). An index that holds only what is asked for may be.
    details = [str(step[-1]).split() for step in steps]
    return {words[1] for words in details if words[0] == "SCAN" and not FEW & set(words)}


def nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Every step of a plan of PostgreSQL."""
    if isinstance(tree, list):
        for each in tree:
            yield from nodes(each)
    elif isinstance(tree, dict):
        yield tree
        for each in tree.values():
            yield from nodes(each)

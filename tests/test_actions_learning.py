"""What staff decided, as the tagger learns it."""

from actions.learning import as_answer, corrected_answers
from nlu.answers import Answer
from storage.records import CorrectedAnswer
from storage.store import Store
from tests.saying import begin, erase, tag, tags, tell

KEYS = frozenset({"equality", "assets", "diversity"})


def test_what_nobody_decided_stays_open() -> None:
    corrected = CorrectedAnswer("I like tea", (("equality", "wish"),), ("assets",), complete=False)
    assert as_answer(corrected, KEYS) == Answer(
        "I like tea", (("equality", "wish"),), stance="", topics=(), undecided=frozenset({"diversity"})
    )


def test_nothing_is_open_once_every_suggestion_was_decided() -> None:
    corrected = CorrectedAnswer("I like tea", (), ("assets",), complete=True)
    assert as_answer(corrected, KEYS) == Answer("I like tea", (), stance="", topics=())


def test_a_principle_of_an_older_list_is_passed_over() -> None:
    corrected = CorrectedAnswer("I like tea", (("honour", "wish"),), ("pride",), complete=False)
    assert as_answer(corrected, KEYS).principles == ()
    assert as_answer(corrected, KEYS).undecided == KEYS


def test_each_answer_counts_once_and_an_erased_one_never(sqlite_store: Store) -> None:
    sarah = sqlite_store.staff.add("sarah", "Sarah", "hash")
    conversation_id = begin(sqlite_store)
    kept = tell(sqlite_store, conversation_id, "I like tea", tags(tag("equality")))
    gone = tell(sqlite_store, conversation_id, "A walk", tags(tag("equality")))
    for answer in (kept, gone):
        sqlite_store.corrections.add(sqlite_store.services.ids(), answer.id, sarah.id, tag("assets"))
        sqlite_store.corrections.add(sqlite_store.services.ids(), answer.id, sarah.id, tag("diversity"))
    assert len(corrected_answers(sqlite_store, KEYS)) == 2
    erase(sqlite_store, conversation_id, gone)
    (learned,) = corrected_answers(sqlite_store, KEYS)
    assert (learned.text, learned.keys) == ("I like tea", ("assets", "diversity"))
    assert learned.undecided == {"equality"}

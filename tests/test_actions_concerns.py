"""From the safety net to the list of concerns, also when no tagger can read an answer."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from actions.concerns import as_concern, rules
from actions.tagging import suggest, tag_anew, tag_waiting
from nlu.understanding import Concern, Understanding
from storage.concern_records import NoticedBy
from storage.store import Store
from tests.fakes import WordTagger
from tests.saying import begin, say, tags, tell

HIT = "Yesterday he hit me again"


class WatchfulTagger(WordTagger):
    """Takes every "arm" for a sign that somebody may be unsafe."""

    def tag(self, text: str) -> Understanding:
        """What the text says."""
        found, at = super().tag(text), text.find("arm")
        concern = Concern("physical", "soon", 0.6, ((at, at + 3),)) if at >= 0 else None
        return Understanding(found.principles, found.stance, ("care",), concern)

    def tag_many(self, texts: Sequence[str]) -> list[Understanding]:
        """Each text in turn."""
        return [self.tag(text) for text in texts]


def note(store: Store, text: str) -> UUID:
    """Words that no tagger has seen."""
    talk = begin(store)
    with store.sheet(talk, say(store, talk, text)) as sheet:
        sheet.note()
    return talk


def soon() -> datetime:
    return datetime.now(UTC) + timedelta(seconds=1)


def kept(store: Store) -> list[tuple[str, str, str | None]]:
    found = store.concerns.open({store.services.get().id})
    return [(each.words, each.source, each.model_version) for each in found]


def test_what_a_tagger_notices_goes_with_its_tags() -> None:
    found = suggest(WatchfulTagger(), "my arm hurts").concern
    assert found
    assert (found.category, found.evidence, found.source) == ("physical", ((3, 6),), NoticedBy.MODEL)
    assert suggest(WatchfulTagger(), "tea").concern is None


def test_a_plain_phrase_is_told_from_what_the_model_made_of_it() -> None:
    ruled = rules().find(HIT)
    assert ruled
    assert (ruled.category, ruled.urgency) == ("physical", "immediate")
    cued = as_concern(Concern("physical", "immediate", 0.1, ruled.evidence), HIT, understood=True)
    assert cued
    assert (cued.source, cued.confidence) == (NoticedBy.RULE, 0.1)


def test_a_denied_phrase_is_none_and_any_text_can_be_read() -> None:
    for text in ("", "\x00", "\ud800", "nobody ever hit me", "🙂" * 20_000):
        assert rules().find(text) is None


def test_where_the_tagger_knows_too_few_words_the_rules_look_alone() -> None:
    found = as_concern(None, HIT, understood=False)
    assert found
    assert found.source == NoticedBy.RULE
    assert as_concern(None, HIT, understood=True) is None


def test_a_broken_tagger_keeps_no_danger_from_being_seen(sqlite_store: Store) -> None:
    for text in (HIT, "I like tea"):
        note(sqlite_store, text)
    tagger = WordTagger()
    tagger.broken = True
    for _ in range(3):
        with pytest.raises(RuntimeError, match="broken"):
            tag_waiting(sqlite_store, tagger, soon())
    assert kept(sqlite_store) == [(HIT, "rule", None)]
    tagger.broken = False
    assert tag_waiting(sqlite_store, tagger, soon()) == 2
    assert kept(sqlite_store) == [(HIT, "rule", "words-1")]


def test_answers_from_before_concerns_were_kept_can_be_read_again(sqlite_store: Store) -> None:
    tell(sqlite_store, begin(sqlite_store), "my arm hurts", tags(model="words-1"))
    assert tag_anew(sqlite_store, WatchfulTagger(), lambda *_: None) == 0
    assert tag_anew(sqlite_store, WatchfulTagger(), lambda *_: None, everything=True) == 1
    assert kept(sqlite_store) == [("my arm hurts", "model", "words-1")]

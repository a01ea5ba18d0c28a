"""What we understood, for the person: they see it in plain words, and say that it is not what they meant."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest

from storage.kinds import Audience, Channel
from storage.records import TagRecord
from storage.store import Store
from tests.plain_words import HIGHEST_GRADE, faults, grade
from tests.saying import erase, tag, tags, tell
from tests.site import Site, running
from web import understood_words

WORDS = "I like the garden"
NOBODY = "00000000-0000-4000-8000-000000000000"
HOSTILE = "\"><script>alert(1)</script>\x00{{ 7 * 7 }}\u202e' OR 1=1; --"


class Visitor:
    """Somebody with a private link who has given one answer with one tag."""

    def __init__(self, site: Site) -> None:
        self.site, self.store = site, site.store
        begun = self.store.conversations.begin(Audience.RESIDENT, Channel.WEB)
        self.talk, self.url = begun.id, f"/chat/{begun.secret}/understood"
        self.answer = tell(self.store, self.talk, WORDS, tags(tag("equality", "wish")))

    @property
    def tag(self) -> TagRecord:
        """The tag of their answer."""
        return self.store.review.answers(self.store.services.ids(), self.talk)[0].tags[0]

    def read(self) -> str:
        """The page."""
        return self.site.client.get(self.url).text

    def object(self, text: str = "", tag_id: object = None) -> int:
        """That is not what I meant."""
        return self.site.client.post(f"{self.url}/{tag_id or self.tag.id}", data={"text": text}).status_code

    def said(self) -> list[tuple[str, bool]]:
        """What they said against it, and whether it stands."""
        found = self.store.disagreements.of_conversation(self.talk).get(self.answer.id, [])
        return [(each.text, each.withdrawn_at is None) for each in found]


@pytest.fixture
def visitor(sqlite_store: Store) -> Iterator[Visitor]:
    with running(sqlite_store) as site:
        yield Visitor(site)


def test_they_read_it_in_plain_words_with_their_own_words_beside(visitor: Visitor) -> None:
    page = visitor.read()
    for shown in (WORDS, "It is about: having a say.", "You would like it.", '<q dir="auto">I like</q>'):
        assert shown in page
    assert "equality" not in page.lower()


def test_what_they_say_reaches_staff_and_the_tag_stays(visitor: Visitor) -> None:
    assert visitor.object("I only meant the roses.") == 200
    assert visitor.said() == [("I only meant the roses.", True)]
    assert "You told us: that is not what I meant." in visitor.read()
    visitor.site.add_staff()
    visitor.site.come_in()
    page = visitor.site.client.get(f"/review/{visitor.talk}").text
    for shown in ("They say: this is not what I meant", "I only meant the roses.", "Said by themselves"):
        assert shown in page
    assert visitor.tag.status == "suggested"


def test_they_take_it_back(visitor: Visitor) -> None:
    visitor.object()
    assert visitor.site.client.post(f"{visitor.url}/{visitor.tag.id}/right").status_code == 200
    assert visitor.said() == [("", False)]
    assert "You told us" not in visitor.read()


def test_what_staff_removed_or_the_person_took_out_is_not_there(visitor: Visitor) -> None:
    known = visitor.tag.id
    visitor.site.add_staff()
    visitor.store.corrections.remove(
        visitor.store.services.ids(), known, visitor.store.staff.everyone()[0].id
    )
    assert "having a say" not in visitor.read()
    assert visitor.object(tag_id=known) == 404
    erase(visitor.store, visitor.talk, visitor.answer)
    assert WORDS not in visitor.read()


def test_nobody_speaks_for_somebody_else(visitor: Visitor) -> None:
    other = Visitor(visitor.site)
    assert other.object(tag_id=visitor.tag.id) == 404
    assert other.site.client.post(f"{other.url}/{visitor.tag.id}/right").status_code == 404
    assert visitor.site.client.get("/chat/nobody/understood").status_code == 404
    assert visitor.said() == []


@pytest.mark.parametrize("tag_id", [NOBODY, "x", uuid4()])
def test_what_is_not_there_is_told_plainly(visitor: Visitor, tag_id: str | UUID) -> None:
    assert visitor.object(tag_id=tag_id) in (400, 404)
    assert visitor.site.client.post(f"{visitor.url}/{tag_id}/right").status_code in (400, 404)


def test_too_many_words_stay_in_the_form(visitor: Visitor) -> None:
    words = "word " * 300
    sent = visitor.site.client.post(f"{visitor.url}/{visitor.tag.id}", data={"text": words})
    assert sent.status_code == 400
    assert understood_words.TOO_LONG in sent.text
    assert words in sent.text
    assert visitor.object("a" * 10_000_000) in (400, 413)
    assert visitor.said() == []


def test_hostile_words_are_words(visitor: Visitor) -> None:
    assert visitor.object(HOSTILE) == 200
    assert "<script>alert" not in visitor.read()
    assert visitor.said()[0][0].startswith('"><script>')


def test_every_sentence_is_in_plain_words() -> None:
    fixed = [
        value for name, value in vars(understood_words).items() if name.isupper() and isinstance(value, str)
    ]
    texts = [*fixed, *understood_words.STANCES.values()]
    assert [fault for text in texts for fault in faults(text, "resident")] == []
    assert grade(texts) <= HIGHEST_GRADE

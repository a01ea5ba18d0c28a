"""Staff agree to tags, change, remove and add them; two at once; and back again."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from uuid import UUID, uuid4

import pytest
from httpx2 import Response

from storage.errors import StorageError
from storage.kinds import TagStatus
from storage.records import TagRecord
from storage.store import Store
from tests.browser.telling import WORDS, told
from tests.saying import begin, erase, say, tags, tell
from tests.site import Site, running
from tests.spoken import speak
from web.tag_choice import NO_PRINCIPLE, NO_STANCE, NO_WORDS, NOT_THERE, SEVERAL

pytestmark = pytest.mark.slow

NOBODY = "00000000-0000-4000-8000-000000000000"
"""A name that nothing has."""


class Told:
    """A conversation with one answer and its five suggested tags, and somebody who decides on them."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.store = site.store
        self.conversation = told(site.store)
        self.page = f"/review/{self.conversation}"
        given = site.store.review.answers(self.conversation)[0]
        self.answer_id = given.answer.id
        self.url = f"{self.page}/answers/{self.answer_id}/tags"

    def tags(self) -> dict[str, TagRecord]:
        """Those that stand, by their principle."""
        [given] = self.store.review.answers(self.conversation)
        return {tag.key: tag for tag in given.tags if tag.status != TagStatus.REMOVED}

    def read(self, opened: UUID | None = None) -> str:
        """The page as it is sent; opened: the tag whose form is to be filled in, or the answer."""
        return self.site.client.get(self.page, params={"open": str(opened)} if opened else {}).text

    def press(self, verb: str, tag: TagRecord) -> Response:
        """One press, on the page as it was when `tag` was read."""
        return self.site.client.post(f"{self.url}/{tag.id}/{verb}", data={"seen": tag.version})

    def change(self, tag: TagRecord, **fields: object) -> Response:
        """The form of a tag, sent as a browser does."""
        sent = self.form(self.read(tag.id), f"{self.url}/{tag.id}/change") | {"seen": tag.version} | fields
        return self.site.client.post(f"{self.url}/{tag.id}/change", data=sent)

    def add(self, **fields: object) -> Response:
        """The form of a new tag, sent as a browser does."""
        return self.site.client.post(self.url, data=self.form(self.read(self.answer_id), self.url) | fields)

    def undo(self) -> Response:
        """Press Undo."""
        return self.site.client.post(f"{self.url}/undo", data=self.form(self.read(), f"{self.url}/undo"))

    @staticmethod
    def form(page: str, action: str) -> dict[str, object]:
        """The fields of a form with what is chosen in it."""
        [form] = re.findall(rf'<form[^>]*action="{re.escape(action)}">(.*?)</form>', page, re.DOTALL)
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
        chosen = re.findall(r'<option value="(\w+)" selected', form)
        stance = re.findall(r'name="stance" value="(\w+)" required checked', form)
        words = re.findall(r'name="words" value="([\d-]+)" checked', form)
        fields = {"key": "".join(chosen), "stance": "".join(stance), "words": words, "quote": ""}
        return hidden | (fields if '<select id="key-' in form else {})


@pytest.fixture
def site(sqlite_store: Store) -> Iterator[Site]:
    """A site with Priya signed in, and Ahmed there as well."""
    with running(sqlite_store) as site:
        site.add_staff()
        site.add_staff("ahmed")
        site.come_in()
        yield site


@pytest.fixture
def at(site: Site) -> Told:
    return Told(site)


def shown(page: str) -> str:
    """A page as one reads it: without tags, spaces as they look."""
    page = re.sub(r"<(script|style|template).*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


# What is seen ---------------------------------------------------------------------------------------


def test_each_tag_says_by_which_words_and_by_which_tagger(at: Told) -> None:
    page = shown(at.read())
    assert "Words that led to this: She sits with him Likely Suggested by the tagger marks-1" in page
    assert "5 tags are suggestions of the program: nobody has agreed to them yet." in page


def test_suggested_and_agreed_are_told_apart(at: Told) -> None:
    page = at.press("agree", at.tags()["peer_support"]).text
    assert page.count('<li class="tag suggested"') == 4
    assert page.count('<li class="tag agreed"') == 1
    assert '<mark class="stance-working agreed" title="Peer support, agreed by staff"' in page
    assert '<mark class="stance-wish"' in page
    assert "4 tags are suggestions of the program" in shown(page)
    assert "1 was agreed by staff." in shown(page)


# Deciding -------------------------------------------------------------------------------------------


def test_one_press_agrees_and_says_who_and_when(at: Told) -> None:
    page = shown(at.press("agree", at.tags()["peer_support"]).text)
    assert at.tags()["peer_support"].status == TagStatus.AGREED
    assert re.search(r"Kept: Priya agreed to Peer support, Working\. Today, \d\d:\d\d", page)
    assert re.search(r"Agreed by Priya, Today, \d\d:\d\d Suggested by the tagger marks-1", page)
    assert ("priya", "agreed_tag", str(at.answer_id)) in at.store.staff.audit()


def test_one_press_removes_and_one_puts_it_back(at: Told) -> None:
    page = at.press("remove", at.tags()["peer_support"]).text
    assert "peer_support" not in at.tags()
    assert "Removed (1)" in page
    assert re.search(r"Removed by Priya, Today", shown(page))
    [given] = at.store.review.answers(at.conversation)
    gone = next(tag for tag in given.tags if tag.status == TagStatus.REMOVED)
    at.press("agree", gone)
    assert at.tags()["peer_support"].status == TagStatus.AGREED


def test_a_principle_and_its_stance_are_changed(at: Told) -> None:
    page = shown(at.change(at.tags()["peer_support"], key="assets", stance="wish").text)
    given = at.tags()["assets"]
    assert (given.stance, given.status, given.source) == ("wish", TagStatus.AGREED, "staff")
    assert WORDS[slice(*given.evidence[0])] == "She sits with him"
    assert "Given by staff in the place of another. Suggested by the tagger marks-1" in page
    assert "Changed by Priya" in page


def test_other_words_are_chosen_and_typed(at: Told) -> None:
    before = at.tags()["peer_support"]
    at.change(before, words=[f"{WORDS.index('I wish')}-{WORDS.index(' 😀')}"], quote="  SHE sits ")
    marked = at.tags()["peer_support"]
    assert [WORDS[slice(*span)] for span in marked.evidence] == ["She sits", "I wish they would listen."]
    assert marked.status == TagStatus.AGREED


def test_a_form_that_is_sent_as_it_is_agrees(at: Told) -> None:
    at.change(at.tags()["peer_support"])
    assert at.tags()["peer_support"].status == TagStatus.AGREED
    assert [each.act for each in at.store.decisions.of_conversation(at.conversation)[at.answer_id]] == [
        "agree"
    ]


def test_a_tag_that_was_missed_is_added_with_its_words(at: Told) -> None:
    page = shown(at.add(key="assets", stance="wish", quote="told somebody three weeks ago").text)
    given = at.tags()["assets"]
    assert WORDS[slice(*given.evidence[0])] == "told somebody three weeks ago"
    assert "Given by staff; no tagger suggested it" in page
    assert ("priya", "added_tag", str(at.answer_id)) in at.store.staff.audit()


def test_only_principles_that_are_not_there_are_offered_to_be_added(at: Told) -> None:
    [form] = re.findall(rf'action="{at.url}">(.*?)</form>', at.read(at.answer_id), re.DOTALL)
    assert '<option value="assets"' in form
    assert '<option value="equality"' not in form


@pytest.mark.parametrize(
    ("fields", "remedy"),
    [
        ({"key": "", "stance": "wish", "quote": "listen"}, NO_PRINCIPLE),
        ({"key": "<script>", "stance": "wish", "quote": "listen"}, NO_PRINCIPLE),
        ({"key": "assets", "stance": "", "quote": "listen"}, NO_STANCE),
        ({"key": "assets", "stance": "great\x00", "quote": "listen"}, NO_STANCE),
        ({"key": "assets", "stance": "wish"}, NO_WORDS),
        ({"key": "assets", "stance": "wish", "words": ["0-100000"]}, NO_WORDS),
        ({"key": "assets", "stance": "wish", "words": ["5-5", "x", "-1-4"]}, NO_WORDS),
        ({"key": "assets", "stance": "wish", "words": ["0-4"] * 900}, None),
        ({"key": "assets", "stance": "wish", "quote": "what nobody said"}, NOT_THERE),
        ({"key": "assets", "stance": "wish", "quote": "(.*)+$"}, NOT_THERE),
        ({"key": "assets", "stance": "wish", "quote": "th"}, SEVERAL),
        ({"key": "assets", "stance": "wish", "quote": "x" * 100_000}, "Type at most 2,000 letters"),
    ],
)
def test_what_makes_no_tag_is_told_beside_the_form(
    at: Told, fields: dict[str, object], remedy: str | None
) -> None:
    refused = at.add(**fields)
    assert refused.status_code == (400 if remedy else 200)
    assert (remedy or "Kept") in shown(refused.text)
    assert ("assets" in at.tags()) is (remedy is None)


def test_markup_in_the_form_comes_back_as_words(at: Told) -> None:
    evil = '"><script>alert(1)</script>'
    page = at.add(key=evil, stance=evil, quote=evil, words_seen=evil, words=[evil]).text
    assert "<script>alert" not in page
    assert "assets" not in at.tags()


@pytest.mark.parametrize("opened", ["", "x", "<script>", NOBODY, "\x00"])
def test_a_form_that_is_nobodys_is_not_opened(at: Told, opened: str) -> None:
    page = at.site.client.get(at.page, params={"open": opened, "decided": opened})
    assert page.status_code == 200
    assert '<select id="key-' not in page.text


def test_one_form_is_open_at_a_time_and_closes_again(at: Told) -> None:
    page = at.read(at.tags()["peer_support"].id)
    assert page.count('<select id="key-') == 1
    assert f'href="{at.page}#tag-{at.tags()["peer_support"].id}">Close</a>' in page


# Going back -----------------------------------------------------------------------------------------


def test_the_last_decision_is_taken_back_and_that_is_told(at: Told) -> None:
    at.press("remove", at.tags()["peer_support"])
    page = shown(at.undo().text)
    assert at.tags()["peer_support"].status == TagStatus.SUGGESTED
    assert "Priya took the last decision back, about Peer support, Working." in page
    assert "Priya removed Peer support, Working." in page
    assert ("priya", "took_back_tag", str(at.answer_id)) in at.store.staff.audit()


def test_nobody_is_offered_to_take_back_what_somebody_else_decided(at: Told) -> None:
    at.press("agree", at.tags()["peer_support"])
    assert f"{at.url}/undo" in at.read()
    at.site.come_in("ahmed")
    assert f"{at.url}/undo" not in at.read()
    made = at.store.decisions.of_conversation(at.conversation)[at.answer_id][-1]
    refused = at.site.client.post(f"{at.url}/undo", data={"decision": str(made.id)})
    assert refused.status_code == 409
    assert "Something was decided here meanwhile: Priya agreed to Peer support" in shown(refused.text)
    assert at.tags()["peer_support"].status == TagStatus.AGREED


@pytest.mark.parametrize("decision", ["", "x", NOBODY])
def test_taking_back_what_never_was_does_no_harm(at: Told, decision: str) -> None:
    refused = at.site.client.post(f"{at.url}/undo", data={"decision": decision})
    assert 400 <= refused.status_code < 500


# Two at the same tag --------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["agree", "remove"])
def test_the_second_is_told_who_decided_what(at: Told, verb: str) -> None:
    before = at.tags()["peer_support"]
    at.change(before, stance="wish")
    at.site.come_in("ahmed")
    late = at.press(verb, before)
    assert late.status_code == 409
    page = shown(late.text)
    assert "This was not kept" in page
    assert "Something was decided here meanwhile: Priya changed a tag to Peer support, Wish." in page
    assert at.tags()["peer_support"].stance == "wish"


def test_what_the_second_chose_waits_in_a_form_and_can_be_sent(at: Told) -> None:
    before = at.tags()["peer_support"]
    form = Told.form(at.read(before.id), f"{at.url}/{before.id}/change")
    at.press("agree", before)
    at.site.come_in("ahmed")
    sent = form | {"key": "assets", "stance": "wish", "quote": "told somebody"}
    late = at.site.client.post(f"{at.url}/{before.id}/change", data=sent)
    assert late.status_code == 409
    assert "What you chose still stands in the form" in shown(late.text)
    again = Told.form(late.text, f"{at.url}/{before.id}/change")
    assert (again["key"], again["stance"], again["words"]) == ("assets", "wish", form["words"])
    assert 'name="quote" value="told somebody"' in late.text
    at.site.client.post(f"{at.url}/{before.id}/change", data=again)
    assert at.tags()["assets"].status == TagStatus.AGREED
    names = [each.name for each in at.store.decisions.of_conversation(at.conversation)[at.answer_id]]
    assert names == ["Priya", "Ahmed"]


def test_what_somebody_chose_for_a_tag_that_went_waits_in_the_form_of_a_new_one(at: Told) -> None:
    before = at.tags()["peer_support"]
    form = Told.form(at.read(before.id), f"{at.url}/{before.id}/change") | {"key": "assets", "stance": "wish"}
    at.press("remove", before)
    late = at.site.client.post(f"{at.url}/{before.id}/change", data=form)
    assert late.status_code == 409
    assert Told.form(late.text, at.url)["key"] == "assets"


def test_the_same_tag_added_by_two_stands_once(at: Told) -> None:
    fields = {"key": "assets", "stance": "wish", "quote": "listen"}
    form = Told.form(at.read(at.answer_id), at.url)
    at.add(**fields)
    at.site.come_in("ahmed")
    late = at.site.client.post(at.url, data=form | fields | {"stance": "working"})
    assert late.status_code == 409
    assert "Something was decided here meanwhile: Priya added Assets, Wish." in shown(late.text)
    assert at.tags()["assets"].stance == "wish"


def test_pressing_twice_is_one_decision(at: Told) -> None:
    before = at.tags()["peer_support"]
    for _ in range(2):
        assert at.press("agree", before).status_code == 200
    assert len(at.store.decisions.of_conversation(at.conversation)[at.answer_id]) == 1


def test_of_two_at_the_very_same_moment_one_is_told(at: Told) -> None:
    tag, staff = at.tags()["peer_support"], [each.id for each in at.store.staff.everyone()]

    def decide(who: UUID) -> str:
        try:
            at.store.corrections.remove(tag.id, who, seen=tag.version)
        except StorageError as error:
            return error.code
        return "kept"

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(decide, staff)) == ["changed", "kept"]


# Words that change, and tags that go ----------------------------------------------------------------


def answers_again(at: Told, words: str) -> None:
    """The person says that it was not what they meant, and says it anew."""
    [given] = at.store.review.answers(at.conversation)
    with at.store.sheet(at.conversation, say(at.store, at.conversation, words)) as sheet:
        sheet.replace(given.answer)


def test_both_wordings_of_the_person_are_shown(at: Told) -> None:
    answers_again(at, "It was only that one day.")
    page = shown(at.read())
    assert "Then they said that it was not what they meant, and put it as above:" in page
    assert page.count("She sits with him") >= 1
    assert "It was only that one day." in page


def test_a_tag_of_earlier_words_is_told_and_marks_nothing(at: Told) -> None:
    at.press("agree", at.tags()["peer_support"])
    answers_again(at, "It was only that one day, with her.")
    page = at.read()
    assert "Given to earlier words." in shown(page)
    assert "agreed by staff" not in re.sub(r"<[^>]+>", "", page.split('class="words"')[1].split("</p>")[0])
    old = at.tags()["peer_support"]
    refused = at.press("agree", old)
    assert refused.status_code == 409
    at.change(old, quote="with her")
    given = at.tags()["peer_support"]
    assert (given.old, given.status) == (False, TagStatus.AGREED)


def test_a_form_about_other_words_waits_without_the_pieces_that_are_gone(at: Told) -> None:
    form = Told.form(at.read(at.answer_id), at.url) | {"key": "assets", "stance": "wish", "words": ["0-10"]}
    answers_again(at, "It was only that one day, with her.")
    late = at.site.client.post(at.url, data=form)
    assert late.status_code == 409
    assert "The words of this answer have changed since you loaded the page." in shown(late.text)
    again = Told.form(late.text, at.url)
    assert (again["key"], again["words"]) == ("assets", [])


def test_a_suggestion_that_was_replaced_meanwhile_is_told(at: Told) -> None:
    before = at.tags()["peer_support"]
    [given] = at.store.review.answers(at.conversation)
    at.store.tags.suggest([(given.answer.id, given.answer.text, tags())])
    late = at.press("agree", before)
    assert late.status_code == 409
    assert "This tag is not there any more" in shown(late.text)


def test_words_that_nobody_stands_by_are_not_tagged(at: Told) -> None:
    spoken = speak(at.store, begin(at.store), "she sits with me", unsure="sits")
    assert "Add a tag" not in at.site.client.get(spoken.page).text
    sent = {"key": "assets", "stance": "wish", "quote": "sits", "words_seen": ""}
    refused = at.site.client.post(f"{spoken.page}/answers/{spoken.answer_id}/tags", data=sent)
    assert refused.status_code == 409
    assert "Listen to them first" in shown(refused.text)


def test_an_answer_that_was_taken_out_is_not_there(at: Told) -> None:
    before = at.tags()["peer_support"]
    [given] = at.store.review.answers(at.conversation)
    erase(at.store, at.conversation, given.answer)
    assert at.press("agree", before).status_code == 404


# Who may --------------------------------------------------------------------------------------------


def test_only_staff_decide(at: Told) -> None:
    tag = at.tags()["peer_support"]
    at.site.client.post("/review/logout")
    for path in ("", "/undo", f"/{tag.id}/agree", f"/{tag.id}/remove", f"/{tag.id}/change"):
        led = at.site.client.post(at.url + path, data={}, follow_redirects=False)
        assert (led.status_code, led.headers["location"][:13]) == (303, "/review/login")
    assert at.tags()["peer_support"].status == TagStatus.SUGGESTED


@pytest.mark.parametrize("of", ["another conversation", "another answer", "nobody", "nonsense"])
def test_only_a_tag_of_this_answer_is_decided_on(at: Told, of: str) -> None:
    tag = at.tags()["peer_support"]
    other = begin(at.store)
    theirs = tell(at.store, other, "I like the garden").id
    path, status = {
        "another conversation": (f"/review/{other}/answers/{at.answer_id}/tags/{tag.id}/agree", 404),
        "another answer": (f"/review/{other}/answers/{theirs}/tags/{tag.id}/agree", 409),
        "nobody": (f"{at.url}/{uuid4()}/agree", 409),
        "nonsense": (f"{at.url}/nonsense/agree", 400),
    }[of]
    refused = at.site.client.post(path, data={"seen": tag.version})
    assert refused.status_code == status
    assert at.tags()["peer_support"].status == TagStatus.SUGGESTED

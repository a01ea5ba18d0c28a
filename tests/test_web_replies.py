"""Replies: written by staff, seen in the chat, read from paper, and what people say of what came of it."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest

from storage.change_records import ChangeRecord, Written
from storage.kinds import ChangeState, ReplyState, ReplyWay, Verdict
from storage.profiles import Profile
from storage.store import Store
from tests.site import Site, running
from tests.test_storage_changes import say_on_tablet
from web.replies import one_by_one

LOUD = "The dining room is too loud."
HOSTILE = '"><script>alert(1)</script>{{ 7 * 7 }}'


@pytest.fixture
def site(sqlite_store: Store) -> Iterator[Site]:
    """A site with somebody from staff signed in."""
    with running(sqlite_store) as site:
        site.add_staff()
        site.come_in()
        yield site


@pytest.fixture
def priya(site: Site) -> UUID:
    return site.store.staff.everyone()[0].id


def talked(site: Site, words: str = "I cannot hear anybody at lunch.") -> tuple[str, UUID]:
    """A chat with one answer: its token and its id."""
    token = site.begin()
    site.say(token, words)
    found = site.store.conversations.by_secret(token)
    assert found
    return token, found.id


def change_of(site: Site, talk: UUID, priya: UUID, did: str = "") -> ChangeRecord:
    """A change that comes from the first answer of a conversation; done if it says what was done."""
    answer = site.store.review.answers(site.store.services.ids(), talk)[0].answer.id
    change = site.store.changes.begin(site.store.services.ids(), Written(LOUD), [answer], priya)
    if did:
        return site.store.changes.write(
            site.store.services.ids(), change.id, 0, ChangeState.DID, Written(LOUD, did=did)
        )
    return change


def reply_form(talk: UUID, **more: str) -> dict[str, str]:
    """What a browser sends to write back."""
    usual = {"conversation": str(talk), "text": "Thank you. We look at it.", "way": "chat"}
    return usual | {"id": str(uuid4())} | more


# In a chat --------------------------------------------------------------------------------------


def test_what_staff_write_stands_in_the_chat_with_their_name_and_counts_as_told_when_it_is_opened(
    site: Site,
) -> None:
    token, talk = talked(site)
    sent = reply_form(talk)
    for _ in range(2):  # pressed twice is sent once
        site.client.post("/review/replies/new", data=sent)
    [reply] = site.store.replies.waiting(site.store.services.ids())
    assert "It has not reached them yet." in site.client.get(f"/review/{talk}").text
    shown = site.client.get(f"/chat/{token}").text
    turns = shown.split('<template id="')[0]
    assert turns.count("Thank you. We look at it.") == 1
    assert 'From <span class="by">Priya</span>, who works here' in turns
    assert "Is it better now?" not in turns
    found = site.store.replies.get(site.store.services.ids(), reply.id)
    assert found
    assert found.state == ReplyState.TOLD
    assert "They were told." in site.client.get(f"/review/{talk}").text
    assert ("priya", "replied", str(talk)) in site.store.staff.audit()


def test_an_open_page_gets_it_as_news_with_who_wrote_it(site: Site, priya: UUID) -> None:
    token, talk = talked(site)
    change = change_of(site, talk, priya, "Two tables.")
    reply = site.store.replies.send(
        site.store.services.ids(), talk, priya, "Two tables.", ReplyWay.CHAT, change_id=change.id
    )
    news = site.client.get(f"/chat/{token}/turns", params={"after": 0}).json()
    assert news["turns"][-1]["reply"] == {"by": "Priya", "asks": True, "verdict": None}
    assert not news["waiting"]
    found = site.store.replies.get(site.store.services.ids(), reply.id)
    assert found
    assert found.state == ReplyState.TOLD


def test_a_reply_disturbs_no_talk(site: Site, priya: UUID) -> None:
    token, talk = talked(site)
    site.store.replies.send(site.store.services.ids(), talk, priya, "Thank you.", ReplyWay.CHAT)
    assert "utter_saved" in site.say(token, "Yes, that is right", intent="affirm").text


def test_the_person_says_whether_it_is_better_and_may_change_their_mind(site: Site, priya: UUID) -> None:
    token, talk = talked(site)
    change = change_of(site, talk, priya, "Two tables.")
    reply = site.store.replies.send(
        site.store.services.ids(), talk, priya, "Two tables.", ReplyWay.CHAT, change_id=change.id
    )
    assert "Is it better now?" in site.client.get(f"/chat/{token}").text.split('<template id="')[0]
    for verdict, told in (("worse", "It is worse"), ("better", "It is better")):
        said = site.client.post(f"/chat/{token}/verdict", data={"id": str(reply.id), "verdict": verdict})
        assert f"You told us: {told}." in said.text
    assert f"They said: {told}." in site.client.get(f"/review/changes/{change.id}").text


def test_nobody_speaks_for_somebody_else_and_nothing_else_is_said(site: Site, priya: UUID) -> None:
    token, talk = talked(site)
    change = change_of(site, talk, priya, "Two tables.")
    reply = site.store.replies.send(
        site.store.services.ids(), talk, priya, "Two tables.", ReplyWay.CHAT, change_id=change.id
    )
    plain = site.store.replies.send(site.store.services.ids(), talk, priya, "Thank you.", ReplyWay.CHAT)
    other, _ = talked(site)

    def post(path: str, reply_id: object, verdict: str) -> int:
        return site.client.post(
            f"/chat/{path}/verdict", data={"id": str(reply_id), "verdict": verdict}
        ).status_code

    assert post(other, reply.id, "better") == 404
    assert post("not-a-token", reply.id, "better") == 404
    assert post(token, uuid4(), "better") == 404
    assert post(token, plain.id, "better") == 409
    assert post(token, reply.id, "wonderful") == 400
    assert post(token, "nothing", "better") == 400
    found = site.store.replies.get(site.store.services.ids(), reply.id)
    assert found
    assert found.verdict is None


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"text": " "}, "Write the reply"),
        ({"text": "a" * 2001}, "Write the reply"),
        ({"way": "post"}, "Choose the way"),
        ({"way": "tablet"}, "cannot be reached in this way"),
    ],
)
def test_what_cannot_be_sent_is_refused_and_stays(site: Site, wrong: dict[str, str], told: str) -> None:
    _, talk = talked(site)
    sent = reply_form(talk) | wrong
    refused = site.client.post("/review/replies/new", data=sent)
    assert refused.status_code == 400
    assert told in refused.text
    assert sent["text"].strip() in refused.text
    assert sent["id"] in refused.text
    assert site.store.replies.waiting(site.store.services.ids()) == []


def test_a_reply_about_what_is_not_there_is_not_found(site: Site) -> None:
    _, talk = talked(site)
    for wrong in (
        {"conversation": str(uuid4())},
        {"conversation": "x"},
        {"change": str(uuid4())},
        {"change": "x"},
    ):
        assert site.client.post("/review/replies/new", data=reply_form(talk) | wrong).status_code == 404


def test_hostile_words_are_words(site: Site) -> None:
    token, talk = talked(site)
    site.client.post("/review/replies/new", data=reply_form(talk, text=HOSTILE))
    [reply] = site.store.replies.waiting(site.store.services.ids())
    for path in (f"/chat/{token}", f"/review/{talk}", f"/review/replies/{reply.id}/print"):
        shown = site.client.get(path).text
        assert "<script>alert" not in shown
        assert "{{ 7 * 7 }}" in shown


# On its way -------------------------------------------------------------------------------------


def test_what_reached_nobody_stands_on_a_list_by_way(site: Site, priya: UUID) -> None:
    store = site.store
    joan = store.people.add(store.services.get().id, "Joan").id
    said = say_on_tablet(store, priya, joan)
    change = store.changes.begin(store.services.ids(), Written(LOUD), [said.answer.id], priya)
    talk = change.voices[0].conversation_id
    reply = store.replies.send(
        store.services.ids(), talk, priya, "Two tables.", ReplyWay.TABLET, change_id=change.id
    )
    shown = site.client.get("/review/replies").text
    assert "Joan, Lavender wing" in shown
    assert "Tablets do not show replies yet" in shown
    assert "Replies that wait (1)" in site.client.get("/review/changes").text
    site.client.post(f"/review/replies/{reply.id}/told")
    assert "Everybody has been told." in site.client.get("/review/replies").text
    refused = site.client.post(f"/review/replies/{reply.id}/withdraw")
    assert refused.status_code == 400
    assert "reached them already" in refused.text


def test_a_withdrawn_reply_is_gone_from_the_chat(site: Site, priya: UUID) -> None:
    token, talk = talked(site)
    reply = site.store.replies.send(
        site.store.services.ids(), talk, priya, "To somebody else.", ReplyWay.CHAT
    )
    site.client.post(f"/review/replies/{reply.id}/withdraw")
    assert "To somebody else." not in site.client.get(f"/chat/{token}").text
    assert "To somebody else." not in site.client.get(f"/review/{talk}").text


@pytest.mark.parametrize(
    "next_address", ["https://evil.example", "//evil.example", "/chat", "javascript:1", "\r\nx: y"]
)
def test_after_a_press_nobody_is_led_elsewhere(site: Site, priya: UUID, next_address: str) -> None:
    _, talk = talked(site)
    reply = site.store.replies.send(site.store.services.ids(), talk, priya, "Thank you.", ReplyWay.PRINT)
    done = site.client.post(
        f"/review/replies/{reply.id}/told", data={"next": next_address}, follow_redirects=False
    )
    assert done.headers["location"] == "/review"


@pytest.mark.parametrize("verdict", ["", "wonderful", "better' OR 1=1"])
def test_a_verdict_that_is_none_is_refused(site: Site, priya: UUID, verdict: str) -> None:
    _, talk = talked(site)
    change = change_of(site, talk, priya, "Two tables.")
    reply = site.store.replies.send(
        site.store.services.ids(), talk, priya, "Two tables.", ReplyWay.CHAT, change_id=change.id
    )
    refused = site.client.post(f"/review/replies/{reply.id}/verdict", data={"verdict": verdict})
    assert refused.status_code == 400
    found = site.store.replies.get(site.store.services.ids(), reply.id)
    assert found
    assert found.verdict is None


# On paper ---------------------------------------------------------------------------------------


def test_paper_says_it_in_the_persons_way_one_sentence_on_a_line(site: Site, priya: UUID) -> None:
    store = site.store
    joan = store.people.add(store.services.get().id, "Joan", Profile(needs=("easy_read",))).id
    talk = (
        store.changes.begin(
            store.services.ids(), Written(LOUD), [say_on_tablet(store, priya, joan).answer.id], priya
        )
        .voices[0]
        .conversation_id
    )
    change = change_of(site, talk, priya, "Two tables.")
    asked = site.client.get(f"/review/replies/new?conversation={talk}&change={change.id}").text
    assert 'value="print" checked' in asked
    assert "Needs easy words and pictures" in asked
    assert "Two tables." in asked
    sent = reply_form(talk, way="print", change=str(change.id), text="We put two tables there. Is it 3.5 m?")
    shown = site.client.post("/review/replies/new", data=sent).text
    for told in ("For Joan", LOUD, '<p dir="auto">We put two tables there.</p>', "Is it better now?",
                 "It is the same", "Rose Court", "01632 960 018"):  # fmt: skip
        assert told in shown, told


def test_a_text_is_cut_after_each_sentence_and_loses_nothing() -> None:
    assert one_by_one("One. Two? Three! 3.5 m\n\nFour") == ["One.", "Two?", "Three!", "3.5 m", "Four"]


def test_what_they_said_of_it_is_recorded_by_who_wrote_it_down(site: Site, priya: UUID) -> None:
    _, talk = talked(site)
    change = change_of(site, talk, priya, "Two tables.")
    reply = site.store.replies.send(
        site.store.services.ids(), talk, priya, "Two tables.", ReplyWay.PRINT, change_id=change.id
    )
    site.client.post(f"/review/replies/{reply.id}/verdict", data={"verdict": Verdict.SAME.value})
    assert ("priya", "verdict_same", str(reply.id)) in site.store.staff.audit()

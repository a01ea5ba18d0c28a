"""You said, we did: the board, one change, two people at once, the ladder, the poster."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from storage import changes as storage_changes
from storage.base import now
from storage.change_records import ChangeRecord, Written
from storage.kinds import ChangeState, ReplyWay, Verdict
from storage.profiles import Profile
from storage.store import Store
from tests.plain_words import HIGHEST_GRADE, faults, grade
from tests.saying import everything
from tests.site import Site, running
from tests.test_storage_changes import say, say_on_tablet
from web import change_words
from web.change_form import LABELS

pytestmark = pytest.mark.slow

LOUD = "The dining room is too loud."
NOBODY = "7f0a3c38-5b9a-4c1e-8d7f-2a6b1c9e4d30"
"""Of nothing that there is."""
HOSTILE = "\"><script>alert(1)</script><h1>\x00{{ 7 * 7 }}\u202e' OR 1=1; --"


@pytest.fixture
def site(sqlite_store: Store) -> Iterator[Site]:
    """A site with somebody from staff signed in."""
    with running(sqlite_store) as site:
        site.add_staff()
        site.come_in()
        yield site


def priya(site: Site) -> UUID:
    return site.store.staff.everyone()[0].id


def begun(site: Site, said: str = LOUD, **more: object) -> ChangeRecord:
    """A change that comes from the answer of a carer."""
    answer = say(site.store, "I cannot hear anybody at lunch.")
    return site.store.changes.begin(replace(Written(said), **more), [answer.answer.id], priya(site))  # type: ignore[arg-type]


def done(site: Site) -> ChangeRecord:
    change = begun(site)
    return site.store.changes.write(change.id, 0, ChangeState.DID, Written(LOUD, did="Two small tables."))


def form(change: ChangeRecord, **typed: str) -> dict[str, str]:
    """The form of a change as a browser sends it, with something else typed into it."""
    shown = {"state": change.state, "said": change.written.said, "doing": change.written.doing,
             "did": change.written.did, "owner": change.written.owner,
             "due_on": change.written.due_on.isoformat() if change.written.due_on else "",
             "picture": change.written.picture or ""}  # fmt: skip
    assert set(shown) == set(LABELS)
    was = {f"was_{name}": text for name, text in shown.items()}
    return {"version": str(change.version)} | was | shown | typed


def again(site: Site, change: ChangeRecord) -> ChangeRecord:
    found = site.store.changes.get(change.id)
    assert found
    return found


# Who may ----------------------------------------------------------------------------------------


def test_nobody_sees_it_without_being_signed_in(site: Site) -> None:
    change = done(site)
    reply = site.store.replies.send(change.voices[0].conversation_id, priya(site), "Thanks.", ReplyWay.PRINT)
    site.client.cookies.clear()
    pages = ("changes", "changes/closed", "changes/new", "changes/poster", f"changes/{change.id}", "replies",
             "replies/new", f"replies/{reply.id}/print")  # fmt: skip
    for path in pages:
        assert site.client.get(f"/review/{path}", follow_redirects=False).status_code == 303, path
    posts = (
        "",
        "/parts",
        "/tell",
        "/close",
        "/reopen",
        f"/parts/{uuid4()}/remove",
        f"/answers/{uuid4()}/remove",
    )
    for path in posts:
        refused = site.client.post(f"/review/changes/{change.id}{path}", follow_redirects=False)
        assert refused.status_code == 303, path
        assert "login" in refused.headers["location"]
    assert again(site, change) == change


@pytest.mark.parametrize("change_id", [NOBODY, "nothing", "..%2f..", "1"])
def test_what_is_not_there_is_not_found(site: Site, change_id: str) -> None:
    for path in (f"changes/{change_id}", f"replies/{change_id}/print"):
        assert site.client.get(f"/review/{path}").status_code == 404, path
    for path in (f"changes/{change_id}", f"changes/{change_id}/parts", f"changes/{change_id}/tell",
                 f"changes/{change_id}/close", f"replies/{change_id}/told"):  # fmt: skip
        assert site.client.post(f"/review/{path}", data={"x": "y"}).status_code == 404, path
    for query in ("", f"?conversation={change_id}"):
        assert site.client.get(f"/review/changes/new{query}").status_code == 404
        assert site.client.get(f"/review/replies/new{query}").status_code == 404


# From an answer to a change -----------------------------------------------------------------------


def test_a_conversation_leads_to_a_change_and_tells_of_it(site: Site) -> None:
    answer = say(site.store, "I cannot hear anybody at lunch.")
    talk = site.store.changes.begin(Written("x"), [answer.answer.id], priya(site)).voices[0].conversation_id
    assert f"/review/changes/new?conversation={talk}" in site.client.get(f"/review/{talk}").text
    asked = site.client.get(f"/review/changes/new?conversation={talk}").text
    assert "I cannot hear anybody at lunch." in asked
    sent = {"conversation": str(talk), "answer": str(answer.answer.id), "id": str(uuid4()), "said": LOUD,
            "owner": "Ahmed", "due_on": "2099-01-01", "picture": "noise", "do": "new"}  # fmt: skip
    for _ in range(2):  # pressed twice is done once
        shown = site.client.post("/review/changes/new", data=sent).text
    assert LOUD in shown
    assert "I cannot hear anybody at lunch." in shown
    assert len(site.store.changes.open()) == 2
    assert LOUD in site.client.get(f"/review/{talk}").text
    assert "Seen to by Ahmed" in site.client.get("/review/changes").text


def test_answers_join_a_change_that_is_there(site: Site) -> None:
    change, more = begun(site), say(site.store, "It is so noisy.")
    other = site.store.changes.begin(Written("x"), [more.answer.id], priya(site)).voices[0].conversation_id
    sent = {"conversation": str(other), "answer": str(more.answer.id), "to": str(change.id), "do": "add"}
    assert "It is so noisy." in site.client.post("/review/changes/new", data=sent).text
    assert len(again(site, change).voices) == 2


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"said": " "}, "what people said"),
        ({"answer": ""}, "Choose at least one answer"),
        ({"answer": NOBODY}, "taken out"),
        ({"due_on": "soon"}, "Write it as 2026-11-22"),
        ({"picture": "../../etc/passwd"}, "no such picture"),
        ({"do": "add"}, "Choose the change"),
        ({"said": "a" * 2001}, "at most 2,000 letters"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(
    site: Site, wrong: dict[str, str], told: str
) -> None:
    answer = say(site.store, "I cannot hear.")
    [talk] = [item.conversation.id for item in everything(site.store)]
    sent = {"conversation": str(talk), "answer": str(answer.answer.id), "said": LOUD,
            "owner": "Ahmed, kitchen", "due_on": "2099-01-01", "picture": "", "do": "new"}  # fmt: skip
    refused = site.client.post("/review/changes/new", data=sent | wrong)
    assert refused.status_code == 400
    assert told in refused.text
    assert "Ahmed, kitchen" in refused.text
    assert site.store.changes.open() == []


# One change -------------------------------------------------------------------------------------


def test_it_goes_from_said_to_doing_to_done(site: Site) -> None:
    change = begun(site)
    shown = site.client.post(
        f"/review/changes/{change.id}", data=form(change, state="doing", doing="We try.")
    )
    assert "Saved." in shown.text
    change = again(site, change)
    refused = site.client.post(f"/review/changes/{change.id}", data=form(change, state="did"))
    assert refused.status_code == 400
    assert "Write what was done" in refused.text
    site.client.post(f"/review/changes/{change.id}", data=form(change, state="did", did="Two tables."))
    assert again(site, change).state == ChangeState.DID
    assert ("priya", "changed_change", str(change.id)) in site.store.staff.audit()


@pytest.mark.parametrize("state", ["closed", "", "nothing"])
def test_no_form_closes_it(site: Site, state: str) -> None:
    change = done(site)
    assert site.client.post(f"/review/changes/{change.id}", data=form(change, state=state)).status_code == 400
    assert site.client.post(f"/review/changes/{change.id}/close", data={"version": "1"}).status_code == 400
    assert again(site, change) == change


def test_two_who_write_in_different_fields_both_have_their_way(site: Site) -> None:
    change = begun(site)
    site.client.post(f"/review/changes/{change.id}", data=form(change, owner="Ahmed"))
    shown = site.client.post(f"/review/changes/{change.id}", data=form(change, doing="We look."))
    assert "Saved." in shown.text
    found = again(site, change).written
    assert (found.owner, found.doing) == ("Ahmed", "We look.")


def test_where_two_wrote_in_the_same_field_the_second_is_told_and_keeps_their_words(site: Site) -> None:
    change = begun(site)
    site.client.post(f"/review/changes/{change.id}", data=form(change, doing="Ahmed tries two tables."))
    second = site.client.post(f"/review/changes/{change.id}", data=form(change, doing="We ask the kitchen."))
    assert second.status_code == 409
    assert "somebody else wrote here meanwhile" in second.text
    assert "Ahmed tries two tables." in second.text
    assert re.search(r"<textarea[^>]*name=\"doing\"[^>]*>\s*We ask the kitchen.</textarea>", second.text)
    assert again(site, change).written.doing == "Ahmed tries two tables."
    sent = dict(re.findall(r'type="hidden" name="(version|was_\w+)" value="([^"]*)"', second.text))
    both = form(change, doing="Ahmed tries two tables. We ask the kitchen.") | sent
    assert "Saved." in site.client.post(f"/review/changes/{change.id}", data=both).text
    assert again(site, change).written.doing == "Ahmed tries two tables. We ask the kitchen."


def test_many_at_once_lose_nothing(site: Site) -> None:
    change = begun(site)
    typed = [{"owner": "Ahmed"}, {"doing": "We look."}, {"picture": "noise"}, {"due_on": "2099-01-01"}]

    def send(mine: dict[str, str]) -> int:
        return site.client.post(f"/review/changes/{change.id}", data=form(change, **mine)).status_code

    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(send, typed))
    written = again(site, change).written
    if codes == [200] * 4:
        assert written == Written(LOUD, "We look.", "", "Ahmed", date(2099, 1, 1), "noise")
    assert set(codes) <= {200, 503}


@pytest.mark.parametrize("field", ["said", "doing", "did", "owner"])
def test_hostile_words_are_words(site: Site, field: str) -> None:
    change = begun(site)
    site.client.post(f"/review/changes/{change.id}", data=form(change, **{field: HOSTILE}))
    for path in (f"/review/changes/{change.id}", "/review/changes", "/review/changes/poster"):
        shown = site.client.get(path).text
        assert "<script>alert" not in shown
        assert "49" not in re.sub(r"[0-9a-f]{8}-[0-9a-f-]+", "", shown)
    assert "\x00" not in getattr(again(site, change).written, field)


@pytest.mark.parametrize("version", ["", "-1", "9" * 30, "x", "0x1", "١"])
def test_a_version_that_cannot_be_overwrites_nothing(site: Site, version: str) -> None:
    change = begun(site)
    sent = form(change, doing="We look.") | {"version": version, "was_doing": "something else"}
    assert site.client.post(f"/review/changes/{change.id}", data=sent).status_code in {200, 409}
    assert (
        site.client.post(f"/review/changes/{change.id}/close", data={"version": version}).status_code == 400
    )


NASTY = ("", HOSTILE, "\ufffd\u202e\u0000", "9" * 400, "../..", "\r\n\r\n")


@pytest.mark.parametrize("value", NASTY)
@pytest.mark.parametrize("as_file", [False, True], ids=["field", "file"])
def test_whatever_a_form_holds_nothing_breaks(site: Site, value: str, as_file: bool) -> None:
    change = done(site)
    talk = change.voices[0].conversation_id
    reply = site.store.replies.send(talk, priya(site), "Thanks.", ReplyWay.CHAT, change_id=change.id)
    others = "part who name text id conversation change way verdict next answer to do"
    names = {*form(change), *others.split()}
    paths = [f"changes/{change.id}{path}" for path in ("", "/parts", "/tell", "/close", "/reopen")]
    paths += [f"replies/{reply.id}/{verb}" for verb in ("verdict", "told", "withdraw")]
    for path in (*paths, "changes/new", "replies/new"):
        sent = {name: (name, value.encode()) if as_file else value for name in names}
        answer = site.client.post(f"/review/{path}", **{"files" if as_file else "data": sent})  # type: ignore[arg-type]
        assert answer.status_code < 500, path
    for query in ("conversation", "answer", "change", "before", "paper"):
        for path in ("changes/new", "replies/new", "changes/closed", "changes/poster"):
            shown = site.client.get(f"/review/{path}", params={"conversation": str(talk), query: value})
            assert shown.status_code < 500, (path, query)


# What stands out ----------------------------------------------------------------------------------


def test_what_is_late_quiet_or_nobodys_stands_out_and_comes_first(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    yesterday = now().astimezone().date() - timedelta(days=1)
    monkeypatch.setattr(storage_changes, "now", lambda: now() - timedelta(days=20))
    begun(site, "We would like tomatoes.", owner="Joan")
    monkeypatch.undo()
    begun(site, owner="Ahmed", due_on=yesterday)
    begun(site, "More music.")
    shown = site.client.get("/review/changes").text
    for told in ("Was to be done by", "Nothing has happened for 20 days", "Nobody sees to it yet"):
        assert shown.count(told) == 1, told
    assert shown.index(LOUD) < shown.index("We would like tomatoes.")


def test_who_was_not_told_and_who_is_silent_stands_on_the_card(site: Site) -> None:
    change = done(site)
    assert "1 person not told yet what was done" in site.client.get("/review/changes").text
    reply = site.store.replies.send(
        change.voices[0].conversation_id, priya(site), "Two tables.", ReplyWay.CHAT, change_id=change.id
    )
    site.store.replies.told(reply.id)
    assert "Ask 1 person whether it is better" in site.client.get("/review/changes").text
    site.store.replies.verdict(reply.id, Verdict.WORSE)
    assert "1 person said that it is not better" in site.client.get("/review/changes").text


def test_a_name_on_the_wall_is_warned_of(site: Site) -> None:
    site.store.people.add("Joan Hale")
    change = begun(site, "Joan wants to grow tomatoes.")
    assert "may name Joan Hale" in site.client.get(f"/review/changes/{change.id}").text
    assert "may name Joan Hale" in site.client.get("/review/changes/poster").text


# The ladder -------------------------------------------------------------------------------------


def test_where_a_change_stands_follows_from_who_had_a_part(site: Site) -> None:
    change = begun(site)
    assert "nothing is claimed" in site.client.get(f"/review/changes/{change.id}").text
    parts = [("started", "staff", ""), ("decided", "residents", "Joan and Bill"), ("did", "residents", "")]
    for part, who, name in parts:
        sent = {"part": part, "who": who, "name": name}
        shown = site.client.post(f"/review/changes/{change.id}/parts", data=sent).text
    assert re.search(r'aria-current="step"><b>Consulting</b>', shown)
    assert "Level: Intermediate." in shown
    assert "Next time: let it begin with residents or families" in shown
    assert "Ask residents or families whether it is better" in shown
    assert "Residents: Joan and Bill" in shown
    part_id = again(site, change).parts[1].id
    shown = site.client.post(f"/review/changes/{change.id}/parts/{part_id}/remove").text
    assert "Level: Descriptive." in shown


@pytest.mark.parametrize("sent", [{}, {"part": "paid", "who": "staff"}, {"part": "did", "who": "<b>"},
                                  {"part": "did", "who": "staff", "name": "a" * 81}])  # fmt: skip
def test_a_part_that_is_none_is_refused(site: Site, sent: dict[str, str]) -> None:
    change = begun(site)
    assert site.client.post(f"/review/changes/{change.id}/parts", data=sent).status_code == 400
    assert again(site, change).parts == ()


# Told back, and closed ----------------------------------------------------------------------------


def test_everybody_is_told_at_once_each_in_their_own_way(site: Site) -> None:
    store, staff = site.store, priya(site)
    joan, bill = store.people.add("Joan").id, store.people.add("Bill", Profile(needs=("easy_read",))).id
    said = [say(store, "Loud."), *(say_on_tablet(store, staff, who) for who in (joan, bill, None))]
    change = store.changes.begin(Written(LOUD), [each.answer.id for each in said], staff)
    change = store.changes.write(change.id, 0, ChangeState.DID, Written(LOUD, did="Two tables."))
    sent = {"text": "We put two tables by the window.", "id": str(uuid4())}
    for _ in range(2):
        site.client.post(f"/review/changes/{change.id}/tell", data=sent)
    assert sorted((each.person or "", each.way) for each in store.replies.waiting()) == [
        ("", "chat"), ("Bill", "print"), ("Joan", "tablet")
    ]  # fmt: skip
    shown = site.client.get(f"/review/changes/{change.id}").text
    assert "Cannot be asked" in shown
    assert "Tablets do not show it yet" in shown
    empty = site.client.post(f"/review/changes/{change.id}/tell", data={"text": " "})
    assert empty.status_code == 200  # nobody is left to be told


def test_it_is_closed_when_they_say_so_and_open_again_when_they_do_not(site: Site) -> None:
    change = done(site)
    talk = change.voices[0].conversation_id
    reply = site.store.replies.send(talk, priya(site), "Two tables.", ReplyWay.CHAT, change_id=change.id)
    shown = site.client.get(f"/review/changes/{change.id}").text
    assert "Close it" not in shown
    back = {"next": f"/review/changes/{change.id}"}
    site.client.post(f"/review/replies/{reply.id}/verdict", data=back | {"verdict": "better"})
    shown = site.client.get(f"/review/changes/{change.id}").text
    assert "Close it: they say it is better" in shown
    site.client.post(f"/review/changes/{change.id}/close", data={"version": str(again(site, change).version)})
    assert again(site, change).state == ChangeState.CLOSED
    assert "Better, say those who said it. " in site.client.get("/review/changes").text
    assert LOUD in site.client.get("/review/changes/closed").text
    site.client.post(f"/review/replies/{reply.id}/verdict", data=back | {"verdict": "same"})
    assert again(site, change).state == ChangeState.DID


def test_an_older_version_neither_closes_nor_opens(site: Site) -> None:
    change = done(site)
    refused = site.client.post(f"/review/changes/{change.id}/reopen", data={"version": "0"})
    assert refused.status_code == 400
    assert "Somebody else wrote meanwhile" in refused.text


@pytest.mark.parametrize(
    "before",
    ["", "x", "2026-01-01~x", f"2026-01-01~{NOBODY}", f"9999-12-31T23:59:59-09:00~{NOBODY}", "\x00"],
)
def test_a_page_of_closed_ones_that_makes_no_sense_is_the_first(site: Site, before: str) -> None:
    assert site.client.get("/review/changes/closed", params={"before": before}).status_code == 200


# On the wall ------------------------------------------------------------------------------------


def test_the_poster_says_what_came_of_it_on_either_paper(site: Site) -> None:
    done(site)
    begun(site, "We would like tomatoes.")
    for paper in ("a4", "a3"):
        shown = site.client.get("/review/changes/poster", params={"paper": paper}).text
        assert ("paper_a3.css" in shown) == (paper == "a3")
        for told in (
            "Rose Court",
            LOUD,
            "Two small tables.",
            "We would like tomatoes.",
            "We are looking at it.",
        ):
            assert told in shown
    assert site.client.get("/review/changes/poster", params={"paper": "<script>"}).status_code == 200


def test_what_residents_read_is_in_plain_words() -> None:
    texts = [text for name, text in vars(change_words).items() if name.startswith(("POSTER", "PAPER", "CHAT"))
             and isinstance(text, str)]  # fmt: skip
    texts += [*change_words.POSTER_STATES.values(), *change_words.VERDICTS.values()]
    assert [fault for text in texts for fault in faults(text, "resident")] == []
    assert grade(texts) <= HIGHEST_GRADE

"""/api/v1: other programs read with a token, in pages, without names, and nothing of anybody else's."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from httpx2 import Response

from storage.change_records import Written
from storage.store import Store
from storage.tokens import Scope
from tests.saying import begin, erase, tag, tags, tell
from tests.site import Site, running

HOSTILE = ("\x00", "' OR 1=1; --", "{{ 7 * 7 }}", "../../etc", "%00", "x" * 5_000, "\u202e", "-1")
NEVER_GIVEN = "WyIyMDI2LTAxLTAxIiwiMDAiXQ"


@pytest.fixture
def site(sqlite_store: Store) -> Iterator[Site]:
    with running(sqlite_store, api_requests_per_minute=1_000) as site:
        yield site


def service(site: Site) -> UUID:
    return next(iter(site.store.exporting.services()))


def token(site: Site, *scopes: Scope) -> str:
    here = service(site)
    return site.store.tokens.make({here}, here, "Dashboard", scopes or (Scope.ANSWERS,), 30)[1]


def get(site: Site, path: str, secret: str, **asked: object) -> Response:
    headers = {"authorization": f"Bearer {secret}"}
    params = {name: str(value) for name, value in asked.items()}
    return site.client.get(f"/api/v1{path}", params=params, headers=headers)


def told(site: Site, text: str = "Doreen likes the garden") -> UUID:
    return tell(site.store, begin(site.store), text, tags(tag(), topics=("garden",))).id


def test_without_a_token_nothing_is_read(site: Site) -> None:
    told(site)
    for path in ("services", "conversations", "answers", "tags", "topics", "changes", "counts"):
        refused = site.client.get(f"/api/v1/{path}")
        assert refused.status_code == 401
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.headers["www-authenticate"] == "Bearer"
        assert "wm_" in refused.json()["detail"]


def test_a_token_says_where_it_reads_and_what(site: Site) -> None:
    found = get(site, "/services", token(site, Scope.CHANGES)).json()
    assert found == {"items": [{"id": str(service(site)), "name": "Rose Court", "scopes": ["changes"]}]}


def test_answers_go_out_without_names_unless_the_token_may_read_words(site: Site) -> None:
    told(site)
    (plain,) = get(site, "/answers", token(site)).json()["items"]
    assert (plain["text"], plain["redacted"]) == ("[name] likes the garden", True)
    assert plain["tags"][0]["evidence"] is None
    (said,) = get(site, "/answers", token(site, Scope.ANSWERS, Scope.WORDS)).json()["items"]
    assert (said["text"], said["redacted"]) == ("Doreen likes the garden", False)
    assert said["tags"][0]["evidence"] == [[0, 6]]
    assert (said["topics"], said["question"]) == (["garden"], "matters")


def test_a_token_reads_only_what_it_is_for(site: Site) -> None:
    told(site)
    for scope, path in ((Scope.CHANGES, "answers"), (Scope.CHANGES, "counts"), (Scope.ANSWERS, "changes")):
        refused = get(site, f"/{path}", token(site, scope))
        assert refused.status_code == 403
        assert "Ask for one that may" in refused.json()["detail"]


def test_pages_follow_each_other_to_the_end(site: Site) -> None:
    secret = token(site)
    for number in range(5):
        told(site, f"number {number}")
    for path in ("/answers", "/conversations"):
        after, found = "", list[str]()
        while True:
            asked = {"limit": 2} | ({"after": after} if after else {})
            page = get(site, path, secret, **asked).json()
            found += [each["id"] for each in page["items"]]
            after = page["next"]
            if after is None:
                break
        assert len(found) == len(set(found)) == 5


def test_one_of_them_is_found_by_its_identifier(site: Site) -> None:
    secret, answer_id = token(site), told(site)
    found = get(site, f"/answers/{answer_id}", secret).json()
    assert found["id"] == str(answer_id)
    talk = get(site, f"/conversations/{found['conversation']}", secret).json()
    assert (talk["audience"], talk["answers"]) == ("resident", 1)
    assert len(get(site, "/answers", secret, conversation=talk["id"]).json()["items"]) == 1


def test_what_was_taken_out_is_not_there_any_more(site: Site) -> None:
    talk = begin(site.store)
    answer = tell(site.store, talk, "Take this out")
    erase(site.store, talk, answer)
    assert get(site, "/answers", token(site)).json()["items"] == []
    assert get(site, f"/answers/{answer.id}", token(site)).status_code == 404


def test_changes_say_where_they_stand_and_name_nobody(site: Site) -> None:
    answer = told(site)
    site.add_staff()
    staff = site.store.staff.everyone()[0]
    written, within = Written("Doreen is cold.", owner="Priya"), site.store.services.ids()
    begun = site.store.changes.begin(within, written, [answer], staff.id)
    secret = token(site, Scope.CHANGES)
    found = get(site, f"/changes/{begun.id}", secret).json()
    assert get(site, "/changes", secret).json()["items"] == [found]
    assert (found["said"], found["owner"], found["state"]) == ("[name] is cold.", None, "said")
    assert (found["answers"], found["voices"], found["rung"]) == ([str(answer)], 1, "unknown")


def test_counts_and_words_of_ours_are_there(site: Site) -> None:
    secret = token(site)
    for _ in range(4):
        told(site)
    assert get(site, "/counts", secret).json()["items"] == []  # four people could be named
    for _ in range(3):
        told(site)
    (count,) = get(site, "/counts", secret).json()["items"]
    assert (count["audience"], count["key"], count["status"]) == ("resident", "diversity", "suggested")
    assert (count["answers"], count["people"]) == (7, 5)
    assert len(get(site, "/tags", secret).json()["items"]) == 9
    assert "garden" in {each["key"] for each in get(site, "/topics", secret).json()["items"]}


def test_counts_are_of_whole_months(site: Site) -> None:
    for _ in range(5):
        told(site)
    today = datetime.now().astimezone()
    begun = today.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    following = (begun + timedelta(days=32)).replace(day=1)

    def counted(**asked: datetime) -> int:
        sent = {name: moment.isoformat() for name, moment in asked.items()}
        return len(get(site, "/counts", token(site), **sent).json()["items"])

    assert counted(since=begun, until=following) == 1
    assert counted(since=begun + timedelta(hours=1)) == 0
    assert counted(until=following - timedelta(days=1)) == 0


def test_a_revoked_token_reads_nothing_from_then_on(site: Site) -> None:
    here = service(site)
    made, secret = site.store.tokens.make({here}, here, "Dashboard", {Scope.ANSWERS}, 30)
    assert get(site, "/answers", secret).status_code == 200
    site.store.tokens.revoke({here}, made.id)
    assert get(site, "/answers", secret).status_code == 401


def test_who_asks_too_often_waits_and_others_do_not(sqlite_store: Store) -> None:
    with running(sqlite_store, api_requests_per_minute=3) as site:
        first, second = token(site), token(site)
        assert [get(site, "/tags", first).status_code for _ in range(4)] == [200, 200, 200, 429]
        refused = get(site, "/tags", first)
        assert int(refused.headers["retry-after"]) > 0
        assert refused.json()["status"] == 429
        assert get(site, "/tags", second).status_code == 200


@pytest.mark.parametrize("words", HOSTILE)
def test_nonsense_is_refused_in_words(site: Site, words: str) -> None:
    secret = token(site)
    for name in ("after", "audience", "since", "until", "tag", "limit", "conversation"):
        refused = get(site, "/answers", secret, **{name: words})
        assert refused.status_code == 422, (name, words)
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.json()["detail"]


@pytest.mark.parametrize("after", ["", "x", "====", "bnVsbA", "W10", NEVER_GIVEN, "W1tbW1td"])
def test_a_page_that_we_never_gave_is_refused(site: Site, after: str) -> None:
    secret = token(site, Scope.ANSWERS, Scope.CHANGES)
    for path in ("/answers", "/conversations", "/changes"):
        assert get(site, path, secret, after=after).status_code == 422


def test_times_at_the_edge_of_what_there_is_do_no_harm(site: Site) -> None:
    secret = token(site)
    for moment in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"):
        assert get(site, "/answers", secret, since=moment).status_code == 422
    for moment in ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"):
        for path in ("/answers", "/conversations", "/counts"):
            assert get(site, path, secret, since=moment, until=moment).status_code == 200


def test_nothing_can_be_changed_and_nothing_else_is_there(site: Site) -> None:
    secret = token(site)
    headers = {"authorization": f"Bearer {secret}"}
    refused = site.client.post("/api/v1/answers", headers=headers, json={})
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET")
    assert refused.headers["content-type"] == "application/problem+json"
    for path in ("/nothing", f"/answers/{uuid4()}", f"/conversations/{uuid4()}"):
        missing = get(site, path, secret)
        assert missing.status_code == 404
        assert missing.headers["content-type"] == "application/problem+json"


def test_the_document_is_there_for_programs_and_for_people(site: Site) -> None:
    found = site.client.get("/api/v1/openapi.json").json()
    assert found["openapi"].startswith("3.1")
    assert found["servers"] == [{"url": "/api/v1"}]
    assert found["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    shown = site.client.get("/api/v1/").text
    for path in found["paths"]:
        assert f"GET /api/v1{path}" in shown
    assert "<script" not in shown


def test_that_a_token_was_used_is_written_down(site: Site) -> None:
    get(site, "/tags", token(site))
    here = site.store.tokens.all({service(site)})
    assert here[0].used_at

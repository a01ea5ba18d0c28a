"""What staff wrote back, on a tablet: for the one person it is for, kept once they have seen it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from storage.change_records import Written
from storage.kinds import ChangeState, ReplyState, ReplyWay, Verdict
from storage.store import Store
from tests.site import Site, running
from tests.test_storage_changes import say_on_tablet
from tests.test_web_replies import change_of

TEXT = "We put two tables by the window. You can sit there! Is that good?"


@pytest.fixture
def site(sqlite_store: Store) -> Iterator[Site]:
    """A site whose client is a paired tablet."""
    with running(sqlite_store) as site:
        site.pair()
        yield site


@pytest.fixture
def staff(site: Site) -> UUID:
    return site.store.staff.everyone()[0].id


class Joan:
    """Somebody to whom staff wrote back, about a change."""

    def __init__(self, site: Site, staff: UUID, did: str = "Two tables.") -> None:
        self.store = site.store
        self.id = site.store.people.add(site.store.services.get().id, "Joan").id
        self.home = site.store.services.ids()
        self.address = f"/tablet/people/{self.id}/replies"
        answer = say_on_tablet(site.store, staff, self.id).answer
        self.change = site.store.changes.begin(
            self.home, Written("It is loud.", picture="food"), [answer.id], staff
        )
        if did:
            self.change = site.store.changes.write(
                self.home, self.change.id, self.change.version, ChangeState.DID,
                Written("It is loud.", did=did, picture="food"),
            )  # fmt: skip
        self.talk = self.change.voices[0].conversation_id
        self.reply = site.store.replies.send(
            self.home, self.talk, staff, TEXT, ReplyWay.TABLET, change_id=self.change.id
        ).id

    def state(self) -> tuple[str, str | None]:
        found = self.store.replies.get(self.home, self.reply)
        assert found
        return found.state, found.verdict


def seen(verdict: str | None = None, **ago: float) -> dict[str, str | None]:
    """What a tablet sends."""
    return {"at": (datetime.now(UTC) - timedelta(**ago)).isoformat(), "verdict": verdict}


def test_it_comes_sentence_by_sentence_with_who_wrote_it_and_the_picture(site: Site, staff: UUID) -> None:
    joan = Joan(site, staff)
    (found,) = site.client.get(joan.address).json()["replies"]
    assert found == {
        "id": str(joan.reply),
        "sentences": ["We put two tables by the window.", "You can sit there!", "Is that good?"],
        "by": "Priya",
        "picture": "food",
        "asks": True,
    }
    assert joan.state() == (ReplyState.QUEUED, None)


def test_seen_days_ago_it_counts_from_then_and_comes_no_more(site: Site, staff: UUID) -> None:
    joan = Joan(site, staff)
    for _ in range(2):
        assert site.client.post(f"{joan.address}/{joan.reply}", json=seen(hours=50)).json() == {"kept": True}
    reply = site.store.replies.get(joan.home, joan.reply)
    assert reply
    assert reply.told_at
    assert datetime.now(UTC) - reply.told_at > timedelta(hours=49)
    assert site.client.get(joan.address).json() == {"replies": []}


def test_what_they_say_of_it_is_kept_and_the_last_word_counts(site: Site, staff: UUID) -> None:
    joan = Joan(site, staff)
    for verdict, ago in (("better", 3), ("worse", 1), ("same", 2)):
        site.client.post(f"{joan.address}/{joan.reply}", json=seen(verdict, minutes=ago))
    assert joan.state() == (ReplyState.TOLD, Verdict.WORSE)


def test_it_is_not_better_so_a_closed_change_is_open_again(site: Site, staff: UUID) -> None:
    joan = Joan(site, staff)
    site.client.post(f"{joan.address}/{joan.reply}", json=seen("better"))
    change = site.store.changes.get(joan.home, joan.change.id)
    assert change
    site.store.changes.close(joan.home, change.id, change.version)
    site.client.post(f"{joan.address}/{joan.reply}", json=seen("worse"))
    again = site.store.changes.get(joan.home, change.id)
    assert again
    assert again.state == ChangeState.DID


def test_what_is_not_done_yet_asks_nothing(site: Site, staff: UUID) -> None:
    joan = Joan(site, staff, did="")
    assert [each["asks"] for each in site.client.get(joan.address).json()["replies"]] == [False]


def test_what_was_withdrawn_or_goes_another_way_never_comes(site: Site, staff: UUID) -> None:
    joan = Joan(site, staff)
    site.store.replies.send(joan.home, joan.talk, staff, "On paper.", ReplyWay.PRINT)
    site.store.replies.withdraw(joan.home, joan.reply)
    assert site.client.get(joan.address).json() == {"replies": []}


def test_one_that_was_withdrawn_after_they_saw_it_has_reached_them(site: Site, staff: UUID) -> None:
    joan = Joan(site, staff)
    site.store.replies.withdraw(joan.home, joan.reply)
    site.client.post(f"{joan.address}/{joan.reply}", json=seen("better", minutes=5))
    assert joan.state() == (ReplyState.TOLD, Verdict.BETTER)


def test_nobody_sees_or_answers_what_is_for_somebody_else(site: Site, staff: UUID) -> None:
    joan = Joan(site, staff)
    fred = site.store.people.add(site.store.services.get().id, "Fred").id
    assert site.client.get(f"/tablet/people/{fred}/replies").json() == {"replies": []}
    for person, reply in ((fred, joan.reply), (joan.id, uuid4()), (uuid4(), joan.reply)):
        path = f"/tablet/people/{person}/replies/{reply}"
        assert site.client.post(path, json=seen("better")).status_code == 404
    token = site.begin()
    site.say(token, "I cannot hear anybody at lunch.")
    chat = site.store.conversations.by_secret(token)
    assert chat
    change_of(site, chat.id, staff)
    in_chat = site.store.replies.send(joan.home, chat.id, staff, "Thank you.", ReplyWay.CHAT)
    path = f"/tablet/people/{joan.id}/replies/{in_chat.id}"
    assert site.client.post(path, json=seen()).status_code == 404
    assert joan.state() == (ReplyState.QUEUED, None)


def test_who_left_is_told_nothing_here(site: Site, staff: UUID) -> None:
    joan = Joan(site, staff)
    site.store.people.leave(joan.home, joan.id)
    assert site.client.get(joan.address).json() == {"replies": []}


def test_only_a_paired_tablet_may_ask(site: Site, staff: UUID) -> None:
    joan = Joan(site, staff)
    site.client.cookies.clear()
    assert site.client.get(joan.address).status_code == 401
    assert site.client.post(f"{joan.address}/{joan.reply}", json=seen()).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"at": "yesterday"},
        {"at": "2026-01-05T10:00:00"},
        {"at": "2026-01-05T10:00:00Z", "verdict": "fine"},
        [],
    ],
)
def test_what_makes_no_sense_is_refused(site: Site, staff: UUID, body: object) -> None:
    joan = Joan(site, staff)
    assert site.client.post(f"{joan.address}/{joan.reply}", json=body).status_code == 400
    assert joan.state() == (ReplyState.QUEUED, None)

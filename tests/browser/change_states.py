"""Every state of the pages about what came of what people said."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from playwright.sync_api import Page, expect

from storage.change_records import ChangeRecord, Written
from storage.kinds import ChangeState, Group, Part, ReplyWay, Verdict
from storage.store import Store
from tests.browser.staff_states import JOAN
from tests.browser.telling import conversation_of, told
from tests.browser.visits import Visits
from tests.test_storage_changes import say, say_on_tablet

LOUD = "The dining room is too loud to hear each other."
TABLES = "Two small tables by the window at lunch."
LONG = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz " * 3


def board_empty(visits: Visits) -> Page:
    """Nothing was put on it yet."""
    return visits.signed_in("/review/changes")


def board(visits: Visits) -> Page:
    """Something in each column: late, quiet, long, not told, not better, closed."""
    _everything(visits)
    return visits.signed_in("/review/changes")


def board_closed(visits: Visits) -> Page:
    """All that are closed."""
    _everything(visits)
    return visits.signed_in("/review/changes/closed")


def change_new(visits: Visits) -> Page:
    """The answers of a conversation, and changes that are there."""
    _everything(visits)
    return visits.signed_in(f"/review/changes/new?conversation={told(visits.site.store)}")


def change_new_error(visits: Visits) -> Page:
    """Nothing was chosen."""
    page = visits.signed_in(f"/review/changes/new?conversation={told(visits.site.store)}")
    page.get_by_role("checkbox").uncheck()
    page.get_by_role("button", name="Begin it").click()
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def change(visits: Visits) -> Page:
    """Several people, told in several ways; parts; the ladder."""
    store, staff = visits.site.store, _priya(visits)
    found = several(store, staff)
    store.changes.add_part(store.services.ids(), found.id, Part.STARTED, Group.RESIDENTS)
    store.changes.add_part(store.services.ids(), found.id, Part.DECIDED, Group.RESIDENTS, "Joan and Bill")
    store.changes.add_part(store.services.ids(), found.id, Part.DECIDED, Group.STAFF, "Ahmed, kitchen")
    return visits.signed_in(f"/review/changes/{found.id}?saved=1")


def change_clash(visits: Visits) -> Page:
    """Two people wrote in the same field."""
    found = several(visits.site.store, _priya(visits))
    page = visits.signed_in(f"/review/changes/{found.id}")
    visits.site.store.changes.write(
        visits.site.store.services.ids(),
        found.id,
        found.version,
        ChangeState.DID,
        Written(LOUD, did="Curtains."),
    )
    page.get_by_label("We did", exact=True).last.fill("Two tables, and music off at lunch.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def change_closed(visits: Visits) -> Page:
    """Those who said it say that it is better."""
    found = closed(visits.site.store, _priya(visits))
    return visits.signed_in(f"/review/changes/{found.id}")


def replies(visits: Visits) -> Page:
    """Replies that wait, by each way."""
    several(visits.site.store, _priya(visits))
    return visits.signed_in("/review/replies")


def replies_none(visits: Visits) -> Page:
    """Everybody has been told."""
    return visits.signed_in("/review/replies")


def reply_new(visits: Visits) -> Page:
    """To somebody with needs."""
    found = several(visits.site.store, _priya(visits))
    talk = next(voice.conversation_id for voice in found.voices if voice.name)
    return visits.signed_in(f"/review/replies/new?conversation={talk}&change={found.id}")


def reply_error(visits: Visits) -> Page:
    """No words."""
    page = visits.signed_in(f"/review/replies/new?conversation={told(visits.site.store)}")
    page.get_by_label("What do you say to them?").fill("  ")
    page.locator("main form").evaluate("form => { form.noValidate = true }")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def reply_print(visits: Visits) -> Page:
    """A sheet in easy words."""
    store = visits.site.store
    several(store, _priya(visits))
    paper = next(each for each in store.replies.waiting(store.services.ids()) if each.way == ReplyWay.PRINT)
    return visits.signed_in(f"/review/replies/{paper.id}/print")


def poster(visits: Visits) -> Page:
    """For the wall, on the larger paper."""
    _everything(visits)
    return visits.signed_in("/review/changes/poster?paper=a3")


def chat_staff_reply(visits: Visits) -> Page:
    """Somebody who works here says what came of it, and asks."""
    path = replied(visits)
    return visits.page(path)


# How it comes about -------------------------------------------------------------------------------


def replied(visits: Visits) -> str:
    """A chat in which staff said what was done; returns its path."""
    store, staff, path = visits.site.store, _priya(visits), visits.begin()
    visits.talk(path, "I cannot hear anybody at lunch.")
    talk = conversation_of(store, path)
    found = store.changes.begin(
        store.services.ids(),
        Written(LOUD),
        [store.review.answers(store.services.ids(), talk)[0].answer.id],
        staff,
    )
    store.changes.write(store.services.ids(), found.id, 0, ChangeState.DID, Written(LOUD, did=TABLES))
    store.replies.send(
        store.services.ids(),
        talk,
        staff,
        "Thank you. We put two tables by the window.",
        ReplyWay.CHAT,
        change_id=found.id,
    )
    return path


def several(store: Store, staff: UUID) -> ChangeRecord:
    """A change that is done: from a chat, two people on tablets and somebody unknown; three replies wait."""
    joan, bill = (
        store.people.add(store.services.get().id, "Joan", JOAN).id,
        store.people.add(store.services.get().id, "Bill").id,
    )
    said = [
        say(store, "I cannot hear anybody."),
        *(say_on_tablet(store, staff, who) for who in (joan, bill, None)),
    ]
    found = store.changes.begin(
        store.services.ids(), Written(LOUD, picture="noise"), [each.answer.id for each in said], staff
    )
    found = store.changes.write(
        store.services.ids(), found.id, 0, ChangeState.DID, Written(LOUD, did=TABLES, picture="noise")
    )
    for voice, way in zip(found.voices, (ReplyWay.CHAT, ReplyWay.PRINT, ReplyWay.TABLET), strict=False):
        store.replies.send(
            store.services.ids(), voice.conversation_id, staff, TABLES, way, change_id=found.id
        )
    again = store.changes.get(store.services.ids(), found.id)
    assert again
    return again


def closed(store: Store, staff: UUID) -> ChangeRecord:
    """A change that is closed."""
    found = store.changes.begin(
        store.services.ids(),
        Written("We would like tomatoes.", picture="garden"),
        [say(store, "Tomatoes.").answer.id],
        staff,
    )
    done = Written("We would like tomatoes.", did="A pot and seeds for each windowsill.", picture="garden")
    found = store.changes.write(store.services.ids(), found.id, 0, ChangeState.DID, done)
    reply = store.replies.send(
        store.services.ids(),
        found.voices[0].conversation_id,
        staff,
        "Pots are here.",
        ReplyWay.CHAT,
        change_id=found.id,
    )
    store.replies.verdict(store.services.ids(), reply.id, Verdict.BETTER)
    return store.changes.close(store.services.ids(), found.id, found.version + 1)


def _everything(visits: Visits) -> None:
    store, staff = visits.site.store, _priya(visits)
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    for written in (
        Written(
            "Families want to help plan the menu.", owner="Ahmed, kitchen", due_on=yesterday, picture="food"
        ),
        Written(LONG),
        Written("Bath times do not suit us.", owner="Priya", due_on=date(2099, 1, 1)),
    ):
        store.changes.begin(store.services.ids(), written, [say(store, "So it is.").answer.id], staff)
    doing = store.changes.open(store.services.ids())[-1]
    trying = Written(
        "Music is on all day.", "Music off during lunch, on again for tea.", owner="Priya", picture="music"
    )
    store.changes.write(store.services.ids(), doing.id, 0, ChangeState.DOING, trying)
    found = several(store, staff)
    store.replies.verdict(store.services.ids(), found.voices[0].replies[0].id, Verdict.SAME)
    closed(store, staff)


def _priya(visits: Visits) -> UUID:
    store = visits.site.store
    known = store.staff.credentials("priya")
    if known is None:
        visits.site.add_staff()
        known = store.staff.credentials("priya")
    assert known
    return known[0].id


STATES: dict[str, Callable[[Visits], Page]] = {
    each.__name__: each
    for each in (
        board_empty, board, board_closed,
        change_new, change_new_error, change, change_clash, change_closed,
        replies, replies_none, reply_new, reply_error, reply_print, poster,
        chat_staff_reply,
    )
}  # fmt: skip

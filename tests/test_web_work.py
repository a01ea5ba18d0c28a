"""What staff do with conversations, through the pages: one, many at once, two people, and back."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest
from httpx2 import Response

from storage.audit import AuditFilter
from storage.store import Store
from storage.work_records import Item
from tests.browser.telling import told
from tests.browser.work_states import joans_talk, long_talk
from tests.saying import begin, say
from tests.site import Site, running
from web.work_view import TOLD, today

pytestmark = pytest.mark.slow

NOBODY = "00000000-0000-4000-8000-000000000000"
"""A name that nothing has."""
HOSTILE = "\"><script>alert(1)</script>\x00{{ 7 * 7 }}\u202e' OR 1=1; --"


class Desk:
    """Priya is signed in; Ahmed works here too."""

    def __init__(self, site: Site) -> None:
        self.site, self.store = site, site.store
        self.home = [site.store.services.get().id]
        self.priya, self.ahmed = (self._id(name) for name in ("priya", "ahmed"))

    def _id(self, name: str) -> UUID:
        return next(each.id for each in self.store.staff.everyone() if each.username == name)

    def read(self, path: str) -> str:
        """A page as a person reads it."""
        found = self.site.client.get(path)
        assert found.status_code == 200, found.text
        return words(found)

    def send(self, path: str, **fields: object) -> Response:
        """A form, followed to where it leads."""
        return self.site.client.post(path, data=fields)

    def talks(self, count: int) -> list[UUID]:
        """New conversations."""
        return [told(self.store) for _ in range(count)]

    def work(self, talk: UUID) -> tuple[UUID | None, str | None, bool]:
        """Who sees to it, by when, and whether it is reviewed."""
        found = self.store.work.get(self.home, talk)
        assert found
        return found.assigned_to, found.due_on.isoformat() if found.due_on else None, found.is_reviewed


@pytest.fixture
def desk(sqlite_store: Store) -> Iterator[Desk]:
    with running(sqlite_store) as site:
        site.add_staff("priya")
        site.add_staff("ahmed")
        site.come_in("priya")
        yield Desk(site)


def words(found: Response) -> str:
    """The words of a page, without its marks."""
    text = re.sub(r"<svg.*?</svg>", "", found.text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", "", text)))


def deed_of(found: Response) -> str:
    """What the address says was done."""
    return parse_qs(urlsplit(str(found.url)).query)["did"][0]


# One conversation ---------------------------------------------------------------------------------


def test_it_is_given_to_somebody_by_a_day(desk: Desk) -> None:
    [talk] = desk.talks(1)
    day = today() + timedelta(days=30)
    sent = desk.send(f"/review/{talk}/work", version=0, was_assigned_to="", was_due_on="",
                     assigned_to=str(desk.ahmed), due_on=day.isoformat())  # fmt: skip
    assert desk.work(talk) == (desk.ahmed, day.isoformat(), False)
    assert "Given to Ahmed and due" in words(sent)
    assert "Ahmed sees to it" in words(sent)
    assert "You gave it to Ahmed and set the day to" in words(sent)


def test_what_was_just_done_goes_back_with_one_press(desk: Desk) -> None:
    [talk] = desk.talks(1)
    sent = desk.send(f"/review/{talk}/reviewed")
    assert "Marked as reviewed" in words(sent)
    assert desk.work(talk)[2]
    undone = desk.send("/review/work/undo", deed=deed_of(sent), back=f"/review/{talk}")
    assert "Put back as before" in words(undone)
    assert not desk.work(talk)[2]


def test_whoever_comes_second_is_told_by_name_and_keeps_what_they_chose(desk: Desk) -> None:
    [talk] = desk.talks(1)
    desk.store.work.assign(desk.home, [Item(talk)], desk.ahmed, desk.ahmed)
    fields = {"was_assigned_to": "", "was_due_on": "", "assigned_to": str(desk.priya), "due_on": ""}
    second = desk.send(f"/review/{talk}/work", version=0, **fields)
    assert second.status_code == 409
    assert "Ahmed took it on" in words(second)
    assert f'<option value="{desk.priya}" selected>' in second.text
    assert desk.work(talk)[0] == desk.ahmed
    now = {"version": 1, "was_assigned_to": str(desk.ahmed)}
    assert desk.send(f"/review/{talk}/work", **(fields | now)).status_code == 200
    assert desk.work(talk)[0] == desk.priya


def test_fields_that_were_not_touched_stay_as_others_have_them(desk: Desk) -> None:
    [talk] = desk.talks(1)
    desk.store.work.assign(desk.home, [Item(talk)], desk.ahmed, desk.ahmed)
    day = today().isoformat()
    sent = desk.send(f"/review/{talk}/work", version=0, was_assigned_to="", was_due_on="",
                     assigned_to="", due_on=day)  # fmt: skip
    assert sent.status_code == 200
    assert desk.work(talk)[:2] == (desk.ahmed, day)


def test_words_that_came_while_one_was_reading_are_read_first(desk: Desk) -> None:
    [talk] = desk.talks(1)
    page = desk.site.client.get(f"/review/{talk}").text
    seen = re.search(r'name="seen" value="(20[^"]+)"', page)
    assert seen
    say(desk.store, talk, "And nobody told my sister.")
    late = desk.send(f"/review/{talk}/reviewed", seen=unescape(seen[1]))
    assert late.status_code == 409
    assert "They said more since you opened this page" in words(late)
    assert not desk.work(talk)[2]


def test_new_words_make_it_new_again_and_say_so(desk: Desk) -> None:
    [talk] = desk.talks(1)
    desk.send(f"/review/{talk}/reviewed")
    assert "Reviewed by Priya" in desk.read(f"/review/{talk}")
    say(desk.store, talk, "And nobody told my sister.")
    assert "New words since Priya reviewed it" in desk.read(f"/review/{talk}")


def test_not_reviewed_after_all(desk: Desk) -> None:
    [talk] = desk.talks(1)
    desk.send(f"/review/{talk}/reviewed")
    version = desk.store.work.get(desk.home, talk).version  # type: ignore[union-attr]
    assert "Opened again" in words(desk.send(f"/review/{talk}/reopened", version=version))
    assert not desk.work(talk)[2]


@pytest.mark.parametrize("day", ["yesterday", "2026-13-40", "9999-12-31", HOSTILE, "1" * 10_000])
def test_a_day_that_cannot_be_meant_is_told_with_the_remedy(desk: Desk, day: str) -> None:
    [talk] = desk.talks(1)
    refused = desk.send(f"/review/{talk}/work", version=0, was_due_on="", due_on=day)
    assert refused.status_code == 400
    assert "Choose a day" in words(refused)
    assert "<script>alert" not in refused.text
    assert desk.work(talk) == (None, None, False)


@pytest.mark.parametrize("who", [NOBODY, HOSTILE, "priya"])
def test_nobody_but_those_who_work_here_sees_to_it(desk: Desk, who: str) -> None:
    [talk] = desk.talks(1)
    refused = desk.send(f"/review/{talk}/work", version=0, was_assigned_to="", assigned_to=who)
    assert refused.status_code == 400
    assert "Choose somebody who works here" in words(refused)
    assert desk.work(talk)[0] is None


def test_needs_stand_above_everything_and_a_helpers_part_is_marked(desk: Desk) -> None:
    page = desk.read(f"/review/{joans_talk(desk.store)}")
    assert page.index("What Joan needs") < page.index("Nobody in particular") < page.index("Question 1")
    assert "Helped: Priya, activities pressed for them. The person agreed." in page
    assert "A helper spoke: My daughter said what they think the person means." in page


# Notes --------------------------------------------------------------------------------------------


def test_a_note_is_written_changed_and_taken_out(desk: Desk) -> None:
    [talk] = desk.talks(1)
    page = f"/review/{talk}"
    assert "Rang her." in words(desk.send(f"{page}/notes", id=str(uuid4()), text="Rang her."))
    [note] = desk.store.notes.of_conversation(desk.home, talk)
    assert "Your note, anew" in desk.read(f"{page}?open=note-{note.id}")
    changed = desk.send(f"{page}/notes/{note.id}", version=0, text="Rang her twice.")
    assert "Rang her twice." in words(changed)
    assert "Rang her twice." not in words(desk.send(f"{page}/notes/{note.id}/remove", version=1))


def test_a_note_changed_in_another_window_is_not_written_over_and_nothing_is_lost(desk: Desk) -> None:
    [talk] = desk.talks(1)
    note = desk.store.notes.add(desk.home, talk, desk.priya, "Rang her.")
    desk.store.notes.edit(desk.home, note, desk.priya, 0, "Rang her twice.")
    second = desk.send(f"/review/{talk}/notes/{note}", version=0, text="Rang her son.")
    assert second.status_code == 409
    assert "Rang her son." in words(second)
    assert "It says now:" in words(second)
    assert "Rang her twice." in words(second)


def test_nobody_changes_the_note_of_somebody_else(desk: Desk) -> None:
    talk, other = desk.talks(2)
    theirs = desk.store.notes.add(desk.home, talk, desk.ahmed, "Rang her.")
    mine = desk.store.notes.add(desk.home, talk, desk.priya, "So did I.")
    assert "Your note, anew" not in desk.read(f"/review/{talk}?open=note-{theirs}")
    for path in (f"{talk}/notes/{theirs}", f"{talk}/notes/{theirs}/remove"):
        assert desk.send(f"/review/{path}", version=0, text="No.").status_code == 403
    assert desk.send(f"/review/{other}/notes/{mine}", version=0, text="No.").status_code == 404
    assert [each.text for each in desk.store.notes.of_conversation(desk.home, talk)] == [
        "Rang her.",
        "So did I.",
    ]


@pytest.mark.parametrize("text", ["", "   ", "a" * 4_001])
def test_a_note_that_cannot_be_kept_stays_in_the_form(desk: Desk, text: str) -> None:
    [talk] = desk.talks(1)
    refused = desk.send(f"/review/{talk}/notes", text=text)
    assert refused.status_code == 400
    assert "Write the note" in words(refused)
    assert text in refused.text
    assert desk.store.notes.of_conversation(desk.home, talk) == []


def test_hostile_notes_are_words(desk: Desk) -> None:
    [talk] = desk.talks(1)
    sent = desk.send(f"/review/{talk}/notes", text=HOSTILE, id=HOSTILE)
    assert sent.status_code == 200
    assert "<script>alert" not in sent.text
    assert "{{ 7 * 7 }}" in words(sent)


# Their own say ------------------------------------------------------------------------------------


def test_what_they_say_against_a_tag_stands_beside_it(desk: Desk) -> None:
    [talk] = desk.talks(1)
    [given] = desk.store.review.answers(desk.store.services.ids(), talk)
    tag, answer = given.tags[0], f"/review/{talk}/answers/{given.answer.id}"
    desk.store.corrections.agree(desk.store.services.ids(), tag.id, desk.ahmed)
    assert "What they say of it" in desk.read(f"/review/{talk}?open=against-{tag.id}")
    sent = words(desk.send(f"{answer}/tags/{tag.id}/against", text="It was only that week."))
    assert "Agreed by Ahmed" in sent
    for shown in ("They say: this is not what I meant", "It was only that week.", "Told to Priya"):
        assert shown in sent
    [said] = desk.store.disagreements.of_conversation(talk)[given.answer.id]
    back = words(desk.send(f"{answer}/against/{said.id}/withdraw"))
    assert "They had said: this is not what I meant" in back
    assert "Agreed by Ahmed" in back


def test_nothing_is_said_against_what_is_not_there(desk: Desk) -> None:
    talk, other = desk.talks(2)
    [given] = desk.store.review.answers(desk.store.services.ids(), talk)
    tag, answer = given.tags[0].id, given.answer.id
    for path in (
        f"{talk}/answers/{answer}/tags/{NOBODY}/against",
        f"{talk}/answers/{NOBODY}/tags/{tag}/against",
        f"{other}/answers/{answer}/tags/{tag}/against",
        f"{talk}/answers/{answer}/against/{NOBODY}/withdraw",
    ):
        assert desk.send(f"/review/{path}", text="No.").status_code == 404, path
    too_long = desk.send(f"/review/{talk}/answers/{answer}/tags/{tag}/against", text="a" * 1_001)
    assert too_long.status_code == 400
    assert desk.store.disagreements.of_conversation(talk) == {}


# Many at once -------------------------------------------------------------------------------------


def test_many_are_reviewed_given_and_dated_at_once_and_go_back_with_one_press(desk: Desk) -> None:
    talks = desk.talks(3)
    many = {"item": [str(each) for each in talks], "back": "/review/work?x=1"}
    for fields, told_so in (
        ({"deed": "assign", "to": str(desk.ahmed)}, "3 conversations: given to Ahmed"),
        ({"deed": "due", "on": today().isoformat()}, "3 conversations: due today"),
        ({"deed": "review"}, "3 conversations: marked as reviewed"),
    ):
        sent = desk.send("/review/work/bulk", **(many | fields))
        assert told_so in words(sent)
        assert str(sent.url).partition("/review")[2].startswith("/work?x=1&did=")
    assert {desk.work(each) for each in talks} == {(desk.ahmed, today().isoformat(), True)}
    undone = desk.send("/review/work/undo", deed=deed_of(sent), back="/review/work")
    assert "3 conversations: put back as before" in words(undone)
    assert {desk.work(each)[2] for each in talks} == {False}
    for each in talks:  # whoever asks who did what with one of them is told all of it
        done, _ = desk.store.audit.page(desk.home, AuditFilter(conversation_id=each))
        assert [one.verb for one in done] == ["work_undo", "work_review", "work_due", "work_assign"]


def test_what_somebody_else_changed_since_is_left_and_named(desk: Desk) -> None:
    one, other = desk.talks(2)
    sent = desk.send("/review/work/bulk", item=[str(one), str(other)], deed="assign", to=str(desk.priya))
    desk.store.work.assign(desk.home, [Item(other)], desk.ahmed, desk.ahmed)
    undone = words(desk.send("/review/work/undo", deed=deed_of(sent), back="/review/work"))
    assert "Left as it is, because something happened meanwhile: Family or friend" in undone
    assert "Ahmed took it on" in undone
    assert (desk.work(one)[0], desk.work(other)[0]) == (None, desk.ahmed)


def test_a_version_that_is_old_leaves_that_one_alone(desk: Desk) -> None:
    one, other = desk.talks(2)
    desk.store.work.assign(desk.home, [Item(other)], desk.ahmed, desk.ahmed)
    items = [f"{one}.0", f"{other}.0"]
    sent = words(
        desk.send("/review/work/bulk", item=items, deed="assign", to=str(desk.priya), back="/review/work")
    )
    assert "Given to Priya" in sent
    assert "Ahmed took it on" in sent
    assert (desk.work(one)[0], desk.work(other)[0]) == (desk.priya, desk.ahmed)


@pytest.mark.parametrize(
    ("fields", "did"),
    [
        ({"deed": "review", "item": []}, "none"),
        ({"deed": "review", "item": [NOBODY] * 201}, "many"),
        ({"deed": "assign", "to": NOBODY}, "person"),
        ({"deed": "assign", "to": HOSTILE}, "person"),
        ({"deed": "due", "on": "soon"}, "day"),
        ({"deed": "enter", "on": "soon"}, "day"),
        ({"deed": "enter"}, "press"),
        ({"deed": "due", "on": "9999-12-31"}, "day"),
        ({"deed": "reopen"}, "same"),
    ],
)
def test_what_cannot_be_done_is_told_on_the_page_it_came_from(
    desk: Desk, fields: dict[str, object], did: str
) -> None:
    [talk] = desk.talks(1)
    sent = desk.send("/review/work/bulk", **({"item": str(talk), "back": "/review/work"} | fields))
    assert deed_of(sent) == did
    assert TOLD[did] in words(sent)
    assert desk.work(talk) == (None, None, False)


@pytest.mark.parametrize("deed", ["", "delete", HOSTILE])
def test_a_deed_that_nobody_knows_is_refused(desk: Desk, deed: str) -> None:
    [talk] = desk.talks(1)
    assert desk.send("/review/work/bulk", item=str(talk), deed=deed).status_code == 400


@pytest.mark.parametrize("item", [NOBODY, "x", HOSTILE, f"{NOBODY}.x", "1" * 5_000])
def test_an_item_that_is_not_there_changes_none(desk: Desk, item: str) -> None:
    [talk] = desk.talks(1)
    sent = desk.send("/review/work/bulk", item=[str(talk), item], deed="review")
    assert sent.status_code == 404
    assert not desk.work(talk)[2]


@pytest.mark.parametrize("deed", [NOBODY, "", "x", HOSTILE])
def test_only_ones_own_deed_is_taken_back(desk: Desk, deed: str) -> None:
    [talk] = desk.talks(1)
    theirs = desk.store.work.review(desk.home, [Item(talk)], desk.ahmed)
    assert theirs
    assert desk.send("/review/work/undo", deed=deed).status_code == 404
    assert desk.send("/review/work/undo", deed=str(theirs.id)).status_code == 400
    assert str(theirs.id) not in desk.site.client.get(f"/review/work?did={theirs.id}").text
    assert desk.work(talk)[2]


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "/chat", HOSTILE, ""])
def test_nobody_is_led_elsewhere(desk: Desk, back: str) -> None:
    [talk] = desk.talks(1)
    fields = {"item": str(talk), "deed": "review", "back": back}
    led = desk.site.client.post("/review/work/bulk", data=fields, follow_redirects=False)
    assert led.headers["location"].startswith("/review?did=")


@pytest.mark.parametrize("did", ["", "x", NOBODY, HOSTILE, "none", "a" * 5_000])
def test_any_word_in_the_address_is_borne(desk: Desk, did: str) -> None:
    [talk] = desk.talks(1)
    for page in ("/review/work", f"/review/{talk}"):
        assert desk.site.client.get(page, params={"did": did}).status_code == 200


# My work, and long conversations ------------------------------------------------------------------


def test_my_work_shows_what_is_overdue_first(desk: Desk) -> None:
    later, overdue = desk.talks(2)
    desk.store.work.assign(desk.home, [Item(later), Item(overdue)], desk.ahmed, desk.priya)
    desk.store.work.due(desk.home, [Item(later)], desk.ahmed, today() + timedelta(days=1))
    desk.store.work.due(desk.home, [Item(overdue)], desk.ahmed, today() - timedelta(days=1))
    page = desk.site.client.get("/review/work").text
    assert page.index(str(overdue)) < page.index(str(later))
    assert "2 for you to see to. 1 overdue." in desk.read("/review/work")
    assert "Overdue since yesterday" in desk.read("/review/work")
    assert "Due tomorrow" in desk.read("/review/work")


def test_a_long_conversation_is_folded_and_read_in_pages(desk: Desk) -> None:
    talk = long_talk(desk.store)
    page = desk.read(f"/review/{talk}")
    assert "200. We go to the garden" in page
    assert "170. We go to the garden" not in page
    read: list[str] = []
    address: str | None = f"/review/{talk}/said"
    while address:
        shown = desk.site.client.get(address).text
        read += re.findall(r"(\d+)\. We go", shown)
        later = re.search(r'href="([^"]+)" rel="next"', shown)
        address = unescape(later[1]) if later else None
    assert read == [str(number) for number in range(1, 201)]
    before = desk.site.client.get(f"/review/{talk}/said?before=101").text
    assert re.findall(r"(\d+)\. We go", before) == [str(number) for number in range(51, 101)]


@pytest.mark.parametrize("asked", ["after=-1", "after=x", "before=9999999999999", "after=2147483647"])
def test_any_place_in_a_conversation_is_borne(desk: Desk, asked: str) -> None:
    found = desk.site.client.get(f"/review/{begin(desk.store)}/said?{asked}")
    assert found.status_code in (200, 400)


def test_what_is_not_there_is_not_found(desk: Desk) -> None:
    assert desk.site.client.get(f"/review/{NOBODY}/said").status_code == 404
    for path in ("work", "reviewed", "reopened", "notes", f"notes/{NOBODY}"):
        assert desk.send(f"/review/{NOBODY}/{path}", text="x").status_code == 404, path
        assert 400 <= desk.send(f"/review/nothing/{path}", text="x").status_code < 500, path


def test_outsiders_are_led_to_sign_in(desk: Desk) -> None:
    [talk] = desk.talks(1)
    desk.site.client.cookies.clear()
    for path in ("work", f"{talk}/said"):
        led = desk.site.client.get(f"/review/{path}", follow_redirects=False)
        assert led.headers["location"].startswith("/review/login")
    for path in ("work/bulk", "work/undo", f"{talk}/work", f"{talk}/reviewed", f"{talk}/notes"):
        led = desk.site.client.post(f"/review/{path}", data={"item": str(talk)}, follow_redirects=False)
        assert led.status_code == 401
        assert "Please sign in again" in led.text
    assert desk.work(talk) == (None, None, False)


def test_a_form_that_is_far_too_large_is_refused(desk: Desk) -> None:
    [talk] = desk.talks(1)
    for path in (f"{talk}/notes", f"{talk}/work", "work/bulk", "work/undo"):
        sent = desk.send(f"/review/{path}", text="a" * 10_000_000, deed="x", item="x")
        assert 400 <= sent.status_code < 500, path
    assert desk.store.notes.of_conversation(desk.home, talk) == []

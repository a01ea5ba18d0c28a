"""What staff do about what stays and goes: a copy for somebody, erasing them, holds, nights."""

import io
import json
import re
import wave
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from httpx2 import Response
from typer.testing import CliRunner, Result

from storage.keeping_records import ErasedRecord, Periods
from storage.people import PersonRecord
from storage.rights import Role
from storage.store import Store
from tests.keeping import NAME, SECRET, Told, somebody
from tests.saying import begin, tell
from tests.site import Site, running
from web.cli import app
from web.erased_list import ErasedList, read_list
from web.errors import WebError
from web.nightly import Nightly
from web.phrases import TAKEN_OUT

HOSTILE = ("\x00", "' OR 1=1; --", "{{ 7 * 7 }}", "x" * 100_000, "\ud800", "../../etc/passwd", "2026-13-45")


@pytest.fixture
def told(sqlite_store: Store) -> Told:
    return somebody(sqlite_store)


@pytest.fixture
def site(sqlite_store: Store, told: Told) -> Iterator[Site]:
    with running(sqlite_store) as site:
        site.add_staff()
        site.come_in()
        yield site


def person(site: Site, told: Told) -> PersonRecord | None:
    return site.store.people.get(site.store.services.ids(), told.person_id)


def copy(answer: Response | bytes) -> zipfile.ZipFile:
    content = answer if isinstance(answer, bytes) else answer.content
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.testzip() is None
    return archive


class TestCopy:
    def test_it_can_be_read_heard_and_worked_with(self, site: Site, told: Told) -> None:
        answer = site.client.post(f"/review/people/{told.person_id}/copy", data={"safety": "yes"})
        assert answer.status_code == 200
        assert NAME not in str(answer.headers)
        archive = copy(answer)
        page = archive.read("read-me-first.html").decode()
        for shown in (NAME, f"my {SECRET} sings", "What matters to you?", f"our {SECRET} is blue", "Priya"):
            assert shown in page
        for shown in (
            f"asked about the {SECRET}",
            f"The {SECRET} has food.",
            "neglect",
            "You asked for help",
            "May we tell their family?",
            f"Rex {SECRET}",
            "Your complaints",
            f"a cold {SECRET}",
            "Priya has seen to it. fed the",
        ):
            assert shown in page
        assert "said apart" not in page + archive.read("everything.json").decode()
        assert re.findall(r'(?:src|href)="(?!sound/)[^"]*"', page) == []
        data = json.loads(archive.read("everything.json"))
        assert data["person"][0]["name"] == NAME
        assert len(data["turn"]) > 5
        (sound,) = [name for name in archive.namelist() if name.endswith(".wav")]
        with wave.open(io.BytesIO(archive.read(sound))) as wav:
            assert wav.getnframes() == 32_000
        assert sound in page

    def test_what_is_about_safety_is_left_out_only_if_it_is_said(self, site: Site, told: Told) -> None:
        archive = copy(site.client.post(f"/review/people/{told.person_id}/copy"))
        page = archive.read("read-me-first.html").decode()
        assert "neglect" not in page
        assert "Left out on purpose" in page

    def test_words_are_only_words_in_it(self, site: Site, sqlite_store: Store) -> None:
        nasty = somebody(sqlite_store, "<script>alert(1)</script>", "<img src=x onerror=alert(2)>")
        answer = site.client.post(f"/review/people/{nasty.person_id}/copy", data={"safety": "yes"})
        page = copy(answer).read("read-me-first.html").decode()
        assert "<script" not in page
        assert "<img" not in page

    def test_that_it_was_taken_is_written_down(self, site: Site, told: Told) -> None:
        site.client.post(f"/review/people/{told.person_id}/copy")
        assert "Took a copy of all that is kept about them" in site.client.get("/review/audit").text

    def test_without_the_key_the_rest_is_given_and_that_is_said(
        self, site: Site, told: Told, key_file: Path
    ) -> None:
        key_file.unlink()
        store = Store(str(site.store._engine.url), key_file=key_file)
        with running(store) as other:
            other.come_in()
            archive = copy(other.client.post(f"/review/people/{told.person_id}/copy"))
        store.close()
        assert b"key of recordings is missing" in archive.read("sound/not-readable.txt")


class TestErasing:
    def test_first_it_is_told_what_goes_and_what_nobody_can_take_back(self, site: Site, told: Told) -> None:
        page = site.client.get(f"/review/people/{told.person_id}/erase").text
        for shown in ("2 answers", "1 voice", "1 note of staff", "1 saved filter", "Birds are looked after."):
            assert shown in page
        for shown in ("Answers were taken out as a file, with names", f"/review/changes/{told.change_id}"):
            assert shown in page
        assert SECRET not in page
        assert person(site, told)

    @pytest.mark.parametrize("typed", ["", "Marigold", *HOSTILE])
    def test_without_their_name_nothing_goes(self, site: Site, told: Told, typed: str) -> None:
        data = {"name": typed.encode("utf-8", "replace").decode()}
        answer = site.client.post(f"/review/people/{told.person_id}/erase", data=data)
        assert answer.status_code == 400
        assert "Nothing was erased" in answer.text
        assert person(site, told)

    def test_with_their_name_all_of_it_goes(self, site: Site, told: Told) -> None:
        answer = site.client.post(
            f"/review/people/{told.person_id}/erase", data={"name": f" {NAME.lower()} "}
        )
        assert answer.status_code == 200
        assert "It is gone" in answer.text
        assert person(site, told) is None
        for page in ("/review", "/review/people", "/review/audit", "/review/concerns", "/review/replies"):
            shown = site.client.get(page).text
            assert SECRET not in shown
            assert NAME not in shown
        assert "Erased a person and all they said" in site.client.get("/review/audit").text
        for method in ("get", "post"):
            again = getattr(site.client, method)(f"/review/people/{told.person_id}/erase")
            assert again.status_code == 404

    def test_what_is_held_is_not_erased(self, site: Site, told: Told) -> None:
        within = site.store.services.ids()
        site.store.holds.place(within, told.staff_id, "A court asked.", person_id=told.person_id)
        page = site.client.get(f"/review/people/{told.person_id}/erase").text
        assert "A court asked." in page
        assert "for good</button>" not in page
        answer = site.client.post(f"/review/people/{told.person_id}/erase", data={"name": NAME})
        assert answer.status_code == 409
        assert person(site, told)

    def test_an_open_chat_shows_that_the_words_are_gone(self, site: Site) -> None:
        token = site.begin()
        site.say(token, f"my {SECRET}")
        talk = site.store.conversations.by_secret(token)
        assert talk
        site.store.erasures.conversation(site.store.services.ids(), talk.id)
        assert site.client.get(f"/chat/{token}").status_code == 404
        assert site.say(token, "are you there").status_code == 404

    def test_after_a_purge_of_transcripts_the_chat_goes_on(self, site: Site) -> None:
        token = site.begin()
        site.say(token, f"my {SECRET}")
        later = datetime.now(UTC) + timedelta(days=2000)
        site.store.purging.run(Periods(answers=0), later)
        page = site.client.get(f"/chat/{token}").text
        assert TAKEN_OUT in page
        assert site.say(token, "I like tea").status_code == 201


class TestRetention:
    def test_each_kind_stands_there_with_its_period_and_what_goes_next(self, site: Site) -> None:
        page = site.client.get("/review/setup/retention").text
        for shown in ("Answers", "8 years", "Voices", "30 days", "Who did what", "None yet."):
            assert shown in page

    def test_what_went_and_what_was_held_is_told(self, site: Site, told: Told) -> None:
        tell(site.store, begin(site.store), "tea")
        within = site.store.services.ids()
        site.store.holds.place(within, told.staff_id, "A court asked.", person_id=told.person_id)
        site.store.purging.run(Periods(answers=1), datetime.now(UTC) + timedelta(days=2))
        page = site.client.get("/review/setup/retention").text
        assert "went: answers: 1" in page
        assert "Held: answers: 1" in page

    def test_a_hold_is_placed_and_lifted(self, site: Site, told: Told) -> None:
        address = f"https://rose.example/review/{told.conversation_id}?x=1#t"
        for data in ({"person": str(told.person_id)}, {"conversation": address}):
            fields = {"why": "A court asked.", "until": "2099-12-31", "id": str(uuid4()), **data}
            for _ in range(2):
                assert site.client.post("/review/holds", data=fields).status_code == 200
        holds = site.store.holds.all(site.store.services.ids())
        assert [each.stands for each in holds] == [True, True]
        page = site.client.get("/review/setup/retention").text
        assert "A court asked." in page
        assert "until" in page.lower()
        for each in holds:
            assert site.client.post(f"/review/holds/{each.id}/lift").status_code == 200
        assert "lifted by Priya" in site.client.get("/review/setup/retention").text
        assert "Held it for the law" in site.client.get("/review/audit").text

    @pytest.mark.parametrize("field", ["person", "conversation", "why", "until"])
    @pytest.mark.parametrize("value", HOSTILE)
    def test_hostile_input_is_refused_in_words(self, site: Site, told: Told, field: str, value: str) -> None:
        fields = {"why": "x", field: value.encode("utf-8", "replace").decode()}
        fields.setdefault("person", str(told.person_id) if field in ("why", "until") else "")
        answer = site.client.post("/review/holds", data=fields)
        assert answer.status_code in ((200, 400) if field == "why" else (400, 404))

    def test_only_managers_get_there(self, site: Site, told: Told) -> None:
        for role in (Role.READER, Role.REVIEWER, Role.SAFEGUARDING, Role.ADMINISTRATOR):
            site.add_staff(role, role)
            site.come_in(role)
            assert site.client.get("/review/setup/retention").status_code == 404
            assert site.client.get(f"/review/people/{told.person_id}/erase").status_code == 404
            assert site.client.post(f"/review/people/{told.person_id}/copy").status_code == 404


class TestNightly:
    def test_it_goes_once_a_night_or_by_day_if_the_night_was_missed(self, sqlite_store: Store) -> None:
        base = datetime.now().astimezone().replace(hour=2, minute=0, second=0, microsecond=0)
        base += timedelta(days=2)
        seen = []
        with sqlite_store._engine.begin() as connection:
            connection.exec_driver_sql("UPDATE service SET created_at = '2020-01-01 00:00:00.000000'")
        for hours in (0, 1, 12, 20, 24, 24.5, 60, 61):
            moment = (base + timedelta(hours=hours)).astimezone(UTC)
            before = len(sqlite_store.purging.reports())
            Nightly(sqlite_store, Periods(), partial(_same, moment)).keep_up()
            made = len(sqlite_store.purging.reports()) - before
            if made:
                _date(sqlite_store, moment)
            seen.append(made)
        assert seen == [1, 0, 0, 0, 1, 0, 1, 0]


def _same(moment: datetime) -> datetime:
    return moment


def _date(store: Store, moment: datetime) -> None:
    """The newest report began then."""
    with store._engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE purge_report SET began_at = ? WHERE rowid = (SELECT max(rowid) FROM purge_report)",
            (moment.strftime("%Y-%m-%d %H:%M:%S.%f"),),
        )


class TestErasedList:
    def test_it_remembers_without_words_and_erases_again(
        self, sqlite_store: Store, told: Told, tmp_path: Path
    ) -> None:
        file = tmp_path / "erased.jsonl"
        erased = ErasedList(sqlite_store, file)
        sqlite_store.erasures.person(sqlite_store.services.ids(), told.person_id)
        for _ in range(2):
            erased.keep_up()
            ErasedList(sqlite_store, file).keep_up()
        assert list(read_list(file)) == sqlite_store.erasures.since()
        assert SECRET not in file.read_text()
        assert NAME not in file.read_text()
        assert erased.replay() == 0

    def test_a_line_that_was_cut_off_is_left_and_the_next_begins_anew(
        self, sqlite_store: Store, told: Told, tmp_path: Path
    ) -> None:
        file = tmp_path / "erased.jsonl"
        file.write_text('{"id": "12')
        assert list(read_list(file)) == []
        sqlite_store.erasures.person(sqlite_store.services.ids(), told.person_id)
        ErasedList(sqlite_store, file).keep_up()
        assert len(list(read_list(file))) == 3
        file.write_text("{}\n" + file.read_text())
        with pytest.raises(WebError, match="cannot be read"):
            list(read_list(file))

    def test_what_is_not_there_is_left(self, sqlite_store: Store) -> None:
        kinds = ("person", "conversation", "transcript", "answer", "recording", "something newer")
        unknown = [ErasedRecord(uuid4(), kind, None, datetime.now(UTC)) for kind in kinds]
        assert sqlite_store.erasures.replay(unknown) == 0


class TestCommands:
    @pytest.fixture
    def folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setenv("WM_DATA_FOLDER", str(tmp_path))
        return tmp_path

    @pytest.fixture
    def here(self, folder: Path, sqlite_store: Store) -> Told:
        return somebody(sqlite_store)

    def run(self, *words: str, given: str = "") -> Result:
        return CliRunner().invoke(app, list(words), input=given)

    def test_a_copy_is_written_whole_or_not_at_all(self, folder: Path, here: Told) -> None:
        done = self.run("person", "export", NAME, "--to", str(folder / "copy.zip"))
        assert done.exit_code == 0, done.output
        assert SECRET in copy((folder / "copy.zip").read_bytes()).read("read-me-first.html").decode()
        assert "said apart" not in copy((folder / "copy.zip").read_bytes()).read("everything.json").decode()
        self.run("person", "export", NAME, "--to", str(folder / "whole.zip"), "--with-apart")
        page = copy((folder / "whole.zip").read_bytes()).read("read-me-first.html").decode()
        assert f"{SECRET} said apart" in page
        failed = self.run("person", "export", str(here.person_id), "--to", str(folder / "no" / "x.zip"))
        assert isinstance(failed.exception, WebError)

    def test_erasing_asks_for_the_name_and_tells_what_to_see_to(self, folder: Path, here: Told) -> None:
        refused = self.run("person", "erase", NAME, given="Somebody\n")
        assert isinstance(refused.exception, WebError)
        done = self.run("person", "erase", NAME, given=f"{NAME}\n")
        assert done.exit_code == 0, done.output
        assert "2 answers" in done.output
        assert "See to it: A change whose words may repeat theirs" in done.output
        assert SECRET not in done.output
        assert len(list(read_list(folder / "erased.jsonl"))) == 3
        again = self.run("person", "erase", NAME, "--yes")
        assert isinstance(again.exception, WebError)
        assert "0 things" in self.run("person", "erase-again").output

    def test_two_of_one_name_are_told_apart(self, folder: Path, here: Told, sqlite_store: Store) -> None:
        other = somebody(sqlite_store)
        failed = self.run("person", "erase", NAME, "--yes")
        assert isinstance(failed.exception, WebError)
        assert str(here.person_id) in str(failed.exception)
        done = self.run("person", "erase", str(other.person_id), "--yes")
        assert done.exit_code == 0, done.output
        still = self.run("person", "export", str(here.person_id), "--to", str(folder / "copy.zip"))
        assert still.exit_code == 0, still.output

    def test_a_purge_says_what_goes_and_what_is_held(self, here: Told) -> None:
        looked = self.run("purge", "--look")
        assert looked.exit_code == 0, looked.output
        assert "Answers\tstays 8 years\tgone 0\theld 0" in looked.output
        assert self.run("purge").exit_code == 0

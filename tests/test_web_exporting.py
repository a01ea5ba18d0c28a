"""Taking answers out, on the page and at the terminal: without names, what was left out, and in again."""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import typer
from httpx2 import Response
from typer.testing import CliRunner, Result

from storage.exporting import OutAnswer
from storage.kinds import Audience
from storage.store import Store
from storage.wanted import Wanted
from tests.fakes import WordTagger
from tests.saying import begin, erase, tag, tags, tell
from tests.site import Site, running
from tests.test_storage_changes import say_on_tablet
from web.assembly import open_store
from web.commands import exporting, importing
from web.errors import WebError
from web.export import Export, ExportChoice
from web.export_files import FileKind, guarded, unguarded
from web.settings import read_settings

pytestmark = pytest.mark.slow

FORMULAS = ("=1+1", "+44", "-5", "@SUM(A1)", " =1", "'=1", "''=1", "\t=1", "＝1", "\r=1")
HOSTILE = ("\x00", "' OR 1=1; --", "{{ 7 * 7 }}", "x" * 100_000, "\ud800", "2026-13-45")


@pytest.fixture
def site(sqlite_store: Store) -> Iterator[Site]:
    with running(sqlite_store) as site:
        site.add_staff()
        site.come_in()
        yield site


def taken(site: Site, **fields: str) -> Response:
    return site.client.post("/review/export", data={"kind": "csv", **fields})


def opened(answer: Response) -> tuple[str, bytes, str]:
    """The name of the file in the zip, what is in it, and the sheet beside it."""
    assert answer.status_code == 200, answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        name, about = archive.namelist()
        return name, archive.read(name), archive.read(about).decode()


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def every(store: Store) -> list[OutAnswer]:
    here = store.exporting.services()
    return [each for some in store.exporting.every(here, Wanted()) for each in some]


# On the page ------------------------------------------------------------------------------------


def test_answers_come_without_names_and_with_what_was_left_out(site: Site) -> None:
    talk = begin(site.store)
    tell(site.store, talk, "Doreen likes the garden", tags(tag("equality", "wish"), topics=("garden",)))
    erase(site.store, talk, tell(site.store, talk, "Take this out"))
    name, content, about = opened(taken(site))
    (row,) = rows(content)
    assert name == "answers.csv"
    assert (row["text"], row["question"], row["audience"]) == (
        "[name] likes the garden",
        "matters",
        "resident",
    )
    assert (row["agreed"], row["suggested"], row["topics"]) == ("", "equality: wish", "garden")
    assert "Answers given: 1." in about
    assert "Left out, taken out by those who gave them: 1." in about
    assert "names: 1" in about
    assert "not anonymous" in about
    assert ("priya", "exported", "csv") in site.store.staff.audit()


def test_names_stay_in_only_with_a_reason_that_is_written_down(site: Site) -> None:
    tell(site.store, begin(site.store), "Doreen likes the garden")
    refused = taken(site, words="as_said")
    assert refused.status_code == 400
    assert "Write why" in refused.text
    assert [verb for _, verb, _ in site.store.staff.audit()] == ["signed_in"]
    _, content, about = opened(taken(site, words="as_said", why="Asked by Doreen's daughter"))
    assert rows(content)[0]["text"] == "Doreen likes the garden"
    assert "WITH names" in about
    assert ("priya", "exported_words", "csv Asked by Doreen's daughter") in site.store.staff.audit()


def test_answers_of_one_person_are_not_joined_where_names_are_taken_out(site: Site) -> None:
    joan, staff = site.store.people.add(site.store.services.get().id, "Joan"), site.store.staff.everyone()[0]
    for words in ("I like tea", "I like cake"):
        say_on_tablet(site.store, staff.id, joan.id, words)
    assert len({row["person"] for row in rows(opened(taken(site))[1])}) == 2
    said = opened(taken(site, words="as_said", why="For Joan"))[1]
    assert len({row["person"] for row in rows(said)}) == 1


def test_filters_and_kinds_of_file(site: Site) -> None:
    tell(site.store, begin(site.store), "I like tea")
    tell(site.store, begin(site.store, Audience.STAFF), "We need chairs", tags(tag("equality", "wish")))
    name, content, about = opened(taken(site, kind="jsonl", audience="staff"))
    (line,) = [json.loads(each) for each in content.decode().splitlines()]
    assert (name, line["text"]) == ("answers.jsonl", "We need chairs")
    assert line["suggested"] == [{"principle": "equality", "stance": "wish"}]
    assert "Only those of: staff." in about
    name, content, _ = opened(taken(site, kind="parquet"))
    table = pq.read_table(io.BytesIO(content))
    assert name == "answers.parquet"
    assert sorted(table.column("text").to_pylist()) == ["I like tea", "We need chairs"]
    assert str(table.schema.field("date").type) == "timestamp[us, tz=UTC]"
    _, content, _ = opened(taken(site, to="2020-01-01"))
    assert rows(content) == []


def test_how_much_would_go_out_can_be_looked_at_first(site: Site) -> None:
    tell(site.store, begin(site.store), "I like tea")
    assert "1 answer goes out." in site.client.get("/review/export?look=1").text
    assert "0 answers go out." in site.client.get("/review/export?look=1&audience=staff").text
    assert "go out." not in site.client.get("/review/export").text


@pytest.mark.parametrize("words", HOSTILE)
def test_nonsense_is_refused_in_words_and_takes_nothing_out(site: Site, words: str) -> None:
    for name in ("kind", "audience", "from", "to"):
        refused = taken(site, **{name: words.encode("utf-8", "surrogatepass").decode("utf-8", "replace")})
        assert refused.status_code == 400, name
    assert taken(site, service=words.encode("utf-8", "replace").decode()).status_code == 404
    assert [verb for _, verb, _ in site.store.staff.audit()] == ["signed_in"]


def test_only_staff_take_answers_out(sqlite_store: Store) -> None:
    with running(sqlite_store) as site:
        asked = site.client.post("/review/export", data={"kind": "csv"}, follow_redirects=False)
        assert asked.status_code == 401  # the way to sign in; what was chosen waits on the page
        assert asked.headers["content-type"].startswith("text/html")
        assert site.client.get("/review/export", follow_redirects=False).status_code == 303


@pytest.mark.parametrize("cell", FORMULAS)
def test_no_cell_is_taken_for_a_formula_and_each_comes_back_as_it_was(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"
    assert unguarded(guarded(cell)) == cell


@pytest.mark.parametrize("cell", ["", "I said 'no'", "'No'", "5 - 3", "a=b"])
def test_other_cells_are_left_as_they_are(cell: str) -> None:
    assert guarded(cell) == unguarded(cell) == cell


# At the terminal --------------------------------------------------------------------------------


@pytest.fixture
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The database that the commands open; everything is tagged by two words."""
    monkeypatch.setenv("WM_DATA_FOLDER", str(tmp_path / "var"))
    monkeypatch.setenv("WM_DATABASE", "")
    monkeypatch.setattr(importing, "open_tagger", lambda settings: WordTagger())
    with closing(open_store(read_settings())) as store:
        yield store


def run(command: Callable[..., None], *words: str) -> Result:
    app = typer.Typer()
    app.command()(command)
    return CliRunner().invoke(app, list(words))


def said_somehow(store: Store) -> None:
    """Answers of many kinds, with words that a file could spoil."""
    talk = begin(store, Audience.CARER)
    for text in (
        "=1+1 is two",
        'She said "no", and left;\nthen came back',
        "'-quoted",
        "Ünïcode 🌷",
        "+44 again",
    ):
        tell(store, talk, text)
    tell(store, begin(store), "I like tea")


def test_what_went_out_can_come_in_elsewhere_and_is_the_same(
    own_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said_somehow(own_store)
    file = tmp_path / "answers.csv"
    done = run(exporting.export_file, str(file), "--as-said", "--why", "moving house")
    assert done.exit_code == 0, done.output
    assert "Answers given: 6." in (tmp_path / "answers.csv.about.txt").read_text()
    monkeypatch.setenv("WM_DATA_FOLDER", str(tmp_path / "elsewhere"))
    assert "Kept:       6 new answers" in run(importing.import_file, str(file)).output
    assert "Duplicates: 6" in run(importing.import_file, str(file)).output
    with closing(open_store(read_settings())) as other:
        assert [_kept(each) for each in every(other)] == [_kept(each) for each in every(own_store)]
        talks = [each.conversation_id for each in every(other)]
        assert len(set(talks)) == 2


def _kept(answer: OutAnswer) -> tuple[str, str, str | None, datetime]:
    return answer.text, answer.audience, answer.question, answer.at.astimezone(UTC)


def test_what_went_out_and_comes_in_where_it_is_already_changes_nothing(
    own_store: Store, tmp_path: Path
) -> None:
    said_somehow(own_store)
    file = tmp_path / "answers.csv"
    run(exporting.export_file, str(file))
    assert "Duplicates: 6" in run(importing.import_file, str(file)).output
    assert len(every(own_store)) == 6


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_other_kinds_of_file_are_written_by_their_ending(own_store: Store, tmp_path: Path, kind: str) -> None:
    said_somehow(own_store)
    file = tmp_path / f"answers.{kind}"
    assert run(exporting.export_file, str(file)).exit_code == 0
    lines = file.read_text().splitlines() if kind == "jsonl" else pq.read_table(file).to_pylist()
    assert len(lines) == 6
    assert sorted(each.name for each in tmp_path.iterdir() if each.is_file()) == [
        file.name,
        f"{file.name}.about.txt",
    ]


class Stopped(Export):
    """An export at which somebody presses Ctrl-C after the first piece."""

    def pieces(self) -> Iterator[bytes]:
        yield next(super().pieces())
        raise KeyboardInterrupt


def test_stopped_half_way_the_file_is_as_it_was(
    sqlite_store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said_somehow(sqlite_store)
    file = tmp_path / "answers.csv"
    file.write_text("from last week")
    choice = ExportChoice(FileKind.CSV, Wanted())
    with pytest.raises(typer.Exit) as stopped:
        exporting.write_out(file, Stopped(sqlite_store, sqlite_store.services.ids(), choice), 6)
    assert stopped.value.exit_code == 130
    assert "as it was before" in capsys.readouterr().out
    assert file.read_text() == "from last week"
    assert not (tmp_path / "answers.csv.part").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["a.xlsx"], "says nothing about its kind"),
        (["a.csv", "--as-said"], "Add --why"),
        (["a.csv", "--since", "soon"], "is no day"),
        (["a.csv", "--service", "nowhere"], "Say where: --service"),
        (["no/such/folder/a.csv"], "Choose another place"),
    ],
)
def test_what_cannot_be_done_is_said_with_what_to_do(
    own_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(exporting.export_file, *words)
    assert isinstance(done.exception, WebError)
    assert told in str(done.exception)

"""`whatmatters questions`, as somebody at a terminal meets it."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from storage.errors import StorageError
from storage.kinds import Audience, Channel, Mode
from storage.question_files import FOLDER, dump_sets, parse_sets, shipped_sets
from storage.questions import as_new
from storage.store import Store
from web.assembly import open_store
from web.commands.questions import app
from web.errors import WebError
from web.settings import read_settings

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is kept in a folder of this test."""
    monkeypatch.setenv("WM_DATA_FOLDER", str(tmp_path / "var"))
    monkeypatch.setenv("WM_DATABASE", "")


@pytest.fixture
def own_store() -> Iterator[Store]:
    """The database that the commands open."""
    with closing(open_store(read_settings())) as store:
        yield store


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """All questions, exported."""
    file = tmp_path / "questions.yml"
    assert run("export", str(file)).exit_code == 0
    return file


def run(*words: str, typed: str = "") -> Result:
    """One command."""
    return CliRunner().invoke(app, list(words), input=typed)


def change(file: Path, old: str, new: str) -> None:
    """Edit a file once."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def versions(store: Store) -> dict[str, int]:
    """Audience -> newest version."""
    return {each.audience: each.version for each in reversed(store.questions.versions())}


# list and export ------------------------------------------------------------------------------


def test_list_shows_every_audience_with_its_questions() -> None:
    result = run("list")
    assert result.exit_code == 0
    for each in shipped_sets():
        assert f"{each.audience} (en), version 1" in result.output
        assert all(question.key in result.output for question in each.questions)
    assert "What matters most to you?" in result.output
    assert "[As much as I want |" in result.output


def test_list_shows_every_way_to_answer() -> None:
    output = " ".join(run("list", "--audience", "resident").output.split())
    assert (
        "Do people listen to you here? [People listen to me here. | People sometimes listen to me. |"
        in output
    )
    assert "pictures: staff, family, friends," in output


def test_list_can_be_narrowed_to_one_audience() -> None:
    output = run("list", "--audience", "carer").output
    assert "carer (en)" in output
    assert "staff (en)" not in output


def test_list_shows_the_newest_version_and_earlier_ones_when_asked(own_store: Store) -> None:
    own_store.questions.add_version(Audience.STAFF, "en", shipped_sets()[2].questions[:2])
    assert "version 1" not in run("list", "--audience", "staff").output
    both = run("list", "--audience", "staff", "--all").output
    assert both.index("version 2") < both.index("version 1")


def test_export_prints_what_can_be_imported() -> None:
    assert tuple(parse_sets(run("export").output)) == shipped_sets()


def test_export_writes_a_file(file: Path) -> None:
    assert tuple(parse_sets(file.read_text(encoding="utf-8"))) == shipped_sets()


def test_export_can_be_narrowed_to_one_audience() -> None:
    assert [each.audience for each in parse_sets(run("export", "--audience", "staff").output)] == ["staff"]


def test_export_asks_before_it_writes_over_a_file(file: Path) -> None:
    file.write_text("mine")
    run("export", str(file), typed="n\n")
    assert file.read_text() == "mine"
    run("export", str(file), typed="y\n")
    assert "audience: resident" in file.read_text()
    file.write_text("mine")
    run("export", str(file), "--yes")
    assert "audience: resident" in file.read_text()


def test_export_says_when_a_file_cannot_be_written(tmp_path: Path) -> None:
    result = run("export", str(tmp_path / "nowhere" / "questions.yml"))
    assert isinstance(result.exception, WebError)
    assert "Give another place" in str(result.exception)


# import ---------------------------------------------------------------------------------------


def test_import_of_what_is_asked_already_writes_nothing(file: Path, own_store: Store) -> None:
    result = run("import", str(file), "--yes")
    assert "Nothing is different" in result.output
    assert versions(own_store) == {"resident": 1, "carer": 1, "staff": 1}


def test_import_shows_every_change_and_asks_first(file: Path, own_store: Store) -> None:
    change(file, "What matters most to you?", "What matters to you?")
    change(
        file,
        "  - key: good_day",
        "  - key: pets\n    text: Do you like [pets]?\n    simple: Pets?\n  - key: good_day",
    )
    text = file.read_text(encoding="utf-8")
    learn = text[text.index("  - key: learn") : text.index("  - key: join_in")]
    change(file, learn, "")
    result = run("import", str(file), typed="n\n")
    assert result.exit_code == 0
    assert "resident (en): version 1 -> 2" in result.output
    assert "~ reworded matters: What matters to you?" in result.output
    assert "- What matters most to you?" in result.output
    assert "+ What matters to you?" in result.output
    assert "+ added    pets: Do you like [pets]?" in result.output
    assert "- retired  learn:" in result.output
    assert "carer (en)" not in result.output
    assert "Nothing was changed." in result.output
    assert versions(own_store)["resident"] == 1


def test_import_shows_what_moved(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    first, last = text.index("  - key: matters"), text.index("  - key: join_in")
    end = text.index("---")
    file.write_text(text[:first] + text[last:end] + text[first:last] + text[end:], encoding="utf-8")
    result = run("import", str(file), typed="n\n")
    assert "> moved    join_in: from place 8 to 1" in result.output
    assert result.output.count("moved") == 1


def test_import_writes_a_new_version_only_where_something_changed(file: Path, own_store: Store) -> None:
    change(file, "What matters most to you?", "What matters to you?")
    result = run("import", str(file), typed="y\n")
    assert "resident (en): version 2 is asked from now on." in result.output
    assert versions(own_store) == {"resident": 2, "carer": 1, "staff": 1}
    newest = own_store.questions.newest(Audience.RESIDENT)
    assert newest is not None
    assert newest.questions[0].text == "What matters to you?"
    assert "Nothing is different" in run("import", str(file), "--yes").output


def test_a_set_in_another_language_begins_at_version_one(file: Path, own_store: Store) -> None:
    file.write_text("audience: resident\nlanguage: cy\nquestions:\n  - {key: a, text: Beth, simple: Be}\n")
    assert "resident (cy): version 0 -> 1" in run("import", str(file), "--yes").output
    assert own_store.questions.newest(Audience.RESIDENT, "cy") is not None
    assert versions(own_store)["staff"] == 1


def test_a_talk_under_way_keeps_its_questions(file: Path, own_store: Store) -> None:
    begun = own_store.conversations.begin(Audience.RESIDENT, Channel.WEB)
    turn_id = begun.id
    own_store.turns.keep(begun.id, turn_id, "", Mode.OPENED)
    change(file, "What matters most to you?", "What matters to you?")
    assert run("import", str(file), "--yes").exit_code == 0
    with own_store.sheet(begun.id, turn_id) as sheet:
        asked = sheet.next_question()
    assert asked is not None
    assert asked.text == "What matters most to you?"


def test_a_bad_file_is_refused_with_every_mistake(file: Path, own_store: Store) -> None:
    change(file, "audience: resident", "audience: guest")
    change(file, "- facilitation", "- kindness")
    result = run("import", str(file), "--yes")
    assert isinstance(result.exception, StorageError)
    assert 'line 1, audience: "guest" is not known' in str(result.exception)
    assert '"kindness" is not known. Use one of: accessibility,' in str(result.exception)
    assert versions(own_store)["resident"] == 1


def test_an_unknown_picture_is_refused(file: Path, own_store: Store) -> None:
    change(file, "- outside", "- outsid")
    result = run("import", str(file), "--yes")
    assert isinstance(result.exception, StorageError)
    assert 'pictures: "outsid" is not known. Did you mean "outside"?' in str(result.exception)
    assert versions(own_store)["resident"] == 1


def test_an_export_from_before_there_were_pictures_brings_its_questions_back(
    file: Path, own_store: Store
) -> None:
    [resident, *_] = shipped_sets()
    before = [replace(each, picture=None, pictures=(), closed=None, faces=()) for each in resident.questions]
    file.write_text(dump_sets([replace(resident, questions=tuple(before))]), encoding="utf-8")
    result = run("import", str(file), "--yes")
    assert "picture    - love" in result.output
    assert "faces      + (nothing)" in result.output
    newest = own_store.questions.newest(Audience.RESIDENT)
    assert newest is not None
    assert [as_new(each) for each in newest.questions] == before
    assert (
        "closed     + Are most of your days good days?"
        in run("import", str(FOLDER / "resident.yml"), typed="n\n").output
    )


def test_a_file_in_another_encoding_is_refused(file: Path) -> None:
    file.write_bytes("audience: résident".encode("latin-1"))
    result = run("import", str(file))
    assert isinstance(result.exception, WebError)
    assert "Save it again as UTF-8" in str(result.exception)


def test_a_file_with_a_byte_order_mark_is_read(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert "Nothing is different" in run("import", str(file)).output


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    result = run("import", str(tmp_path / "none.yml"))
    assert result.exit_code == 2
    assert "FILE" in result.output.upper()

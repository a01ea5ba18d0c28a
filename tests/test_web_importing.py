"""`whatmatters import`: old feedback from a CSV file, as somebody at a terminal meets it."""

import csv
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from nlu.understanding import Understanding
from storage.records import ReviewAnswer
from storage.store import Store
from tests.fakes import WordTagger
from tests.saying import everything
from web.assembly import open_store
from web.commands import importing
from web.errors import WebError
from web.settings import read_settings

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
HEADER = "Comment,Question,Role,Date,Person code"
GARDEN = "They listen in the garden.,good_day,Resident,2024-03-01,R7"


class HesitantTagger(WordTagger):
    """Somebody presses Ctrl-C while its second batch is tagged."""

    def tag_many(self, texts: Sequence[str]) -> list[Understanding]:
        """Each text in turn, once."""
        if self.calls:
            raise KeyboardInterrupt
        return super().tag_many(texts)


@pytest.fixture(autouse=True)
def tagger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WordTagger:
    """Everything is kept in a folder of this test, and tagged by two words."""
    tagger = WordTagger()
    monkeypatch.setenv("WM_DATA_FOLDER", str(tmp_path / "var"))
    monkeypatch.setenv("WM_DATABASE", "")
    monkeypatch.setattr(importing, "open_tagger", lambda settings: tagger)
    return tagger


@pytest.fixture
def own_store() -> Iterator[Store]:
    """The database that the command opens."""
    with closing(open_store(read_settings())) as store:
        yield store


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with one good row."""
    return written(tmp_path, HEADER, GARDEN)


def written(folder: Path, *lines: str, encoding: str = "utf-8") -> Path:
    """A CSV file with these lines."""
    file = folder / "feedback.csv"
    file.write_bytes("\n".join([*lines, ""]).encode(encoding))
    return file


def run(file: Path, *options: str) -> Result:
    """The command."""
    app = typer.Typer()
    app.command()(importing.import_file)
    return CliRunner().invoke(app, [str(file), *options])


def kept(store: Store) -> list[ReviewAnswer]:
    """Every answer that is kept, oldest first."""
    items, within = everything(store), store.services.ids()
    answers = [answer for item in items for answer in store.review.answers(within, item.conversation.id)]
    return sorted(answers, key=lambda each: (each.at, each.answer.text))


def rejected(file: Path) -> list[list[str]]:
    """The rows of the file of rejected ones, without its header."""
    with file.with_suffix(".rejected.csv").open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.reader(lines))[1:]


# Kept and tagged ------------------------------------------------------------------------------


def test_a_row_is_kept_with_its_question_day_speaker_and_tags(file: Path, own_store: Store) -> None:
    result = run(file)
    assert result.exit_code == 0, result.output
    assert "Kept:       1 new answers" in result.output
    [found] = kept(own_store)
    assert found.answer.text == "They listen in the garden."
    assert found.question is not None
    assert found.question.key == "good_day"
    assert found.at == datetime(2024, 3, 1, 12, tzinfo=UTC)
    assert [(tag.key, tag.stance, tag.evidence) for tag in found.tags] == [("equality", "wish", ((5, 11),))]
    assert found.topics == ("garden",)
    [item] = everything(own_store)
    assert (item.conversation.channel, item.conversation.audience) == ("import", "resident")


def test_it_says_which_columns_it_took(file: Path) -> None:
    output = run(file).output
    assert 'text      column "Comment" (guessed)' in output
    assert 'person    column "Person code" (guessed)' in output
    assert "dates are read as ISO" in output
    output = run(file, "--text", "comment").output
    assert 'text      column "Comment"\n' in output


def test_columns_can_be_named(tmp_path: Path, own_store: Store) -> None:
    file = written(
        tmp_path, "A,B,C,D,E,F", "Words.,listens,carer,03.02.24,P1,1", "Words.,listens,carer,03.02.24,P1,2"
    )
    result = run(file, "--text", "A", "--question", "b", "--audience", "C", "--date", "D",
                 "--date-format", "%d.%m.%y", "--person", "E", "--id", "F")  # fmt: skip
    assert "Kept:       2 new answers" in result.output
    first, second = kept(own_store)
    assert first.at.date().isoformat() == "2024-02-03"
    assert {first.answer.kind, second.answer.kind} == {"answer", "note"}


def test_it_comes_to_the_home_that_is_named_and_where_there_are_several_one_has_to(
    file: Path, own_store: Store
) -> None:
    elm = own_store.services.add("Elm House", "the staff", "")
    refused = run(file)
    assert isinstance(refused.exception, WebError)
    assert "Say where: --service" in str(refused.exception)
    assert everything(own_store) == ()
    assert "kept at Elm House" in run(file, "--service", "elm-house").output
    assert {each.conversation.service.id for each in everything(own_store)} == {elm.id}


def test_everybody_may_be_of_one_audience(tmp_path: Path, own_store: Store) -> None:
    result = run(written(tmp_path, "comment", "Words."), "--audience", "staff")
    assert "audience  staff for all" in result.output
    [item] = everything(own_store)
    assert item.conversation.audience == "staff"


def test_a_doubtful_order_of_day_and_month_is_said(tmp_path: Path) -> None:
    file = written(tmp_path, "comment,role,date", "Words.,carer,01/02/2024")
    assert "could also begin with the month" in run(file).output


# Once -----------------------------------------------------------------------------------------


def test_a_second_import_keeps_nothing_twice_and_tags_nothing_again(
    file: Path, own_store: Store, tagger: WordTagger
) -> None:
    run(file)
    result = run(file)
    assert "Kept:       0 new answers" in result.output
    assert "Duplicates: 1" in result.output
    assert tagger.calls == 1
    assert len(kept(own_store)) == 1


def test_the_same_row_in_another_file_is_a_duplicate(file: Path, tmp_path: Path, own_store: Store) -> None:
    run(file)
    (tmp_path / "other").mkdir()
    other = written(tmp_path / "other", "date;who is speaking;person;words;question",
                    "01/03/2024;resident;r7;They listen in the  garden.;good_day")  # fmt: skip
    assert "Duplicates: 1" in run(other).output
    assert len(kept(own_store)) == 1


def test_duplicates_are_explained_unless_rows_have_a_number(tmp_path: Path, own_store: Store) -> None:
    file = written(tmp_path, "id,comment", "1,Nothing.", "2,Nothing.")
    assert "--id" in run(written(tmp_path, "comment", "Nothing.", "Nothing."), "--audience", "carer").output
    file = written(tmp_path, "id,comment", "1,Nothing.", "2,Nothing.")
    assert "Kept:       2 new" in run(file, "--audience", "carer").output
    assert "Duplicates: 2" in (again := run(file, "--audience", "carer").output)
    assert "--id" not in again
    assert len(kept(own_store)) == 3


def test_it_can_be_stopped_and_goes_on_where_it_was(
    tmp_path: Path, own_store: Store, monkeypatch: pytest.MonkeyPatch, tagger: WordTagger
) -> None:
    file = written(tmp_path, "comment", *(f"Answer {at}." for at in range(450)))
    monkeypatch.setattr(importing, "open_tagger", lambda settings: HesitantTagger())
    result = run(file, "--audience", "carer")
    assert result.exit_code == 130
    assert "Stopped. What was kept stays" in result.output
    assert "Kept:       200 new answers" in result.output
    monkeypatch.setattr(importing, "open_tagger", lambda settings: tagger)
    result = run(file, "--audience", "carer")
    assert "Kept:       250 new answers" in result.output
    assert "Duplicates: 200" in result.output
    assert tagger.calls == 250
    assert len(kept(own_store)) == 450


KILLED = """
import sys, time
from pathlib import Path
from tests.fakes import WordTagger
from web.commands import importing
from web.errors import WebError

class Slow(WordTagger):
    def tag_many(self, texts):
        print(self.calls, flush=True)
        if self.calls >= 400:
            time.sleep(60)
        return super().tag_many(texts)

importing.open_tagger = lambda settings: Slow()
importing.import_file(Path(sys.argv[1]), audience="carer")
"""


@pytest.mark.slow
def test_a_killed_import_goes_on_where_it_was(tmp_path: Path, own_store: Store) -> None:
    file = written(tmp_path, "comment", *(f"Answer {at}." for at in range(600)))
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(file)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert child.stdout is not None
    for line in child.stdout:
        if line.strip() == "400":
            break
    child.send_signal(signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL
    child.stdout.close()
    assert len(kept(own_store)) == 400
    assert "Kept:       200 new answers" in run(file, "--audience", "carer").output
    assert sorted(each.answer.text for each in kept(own_store)) == sorted(
        f"Answer {at}." for at in range(600)
    )


# Rejected -------------------------------------------------------------------------------------


def test_bad_rows_are_set_aside_with_line_reason_and_what_they_were(tmp_path: Path, own_store: Store) -> None:
    file = written(
        tmp_path,
        HEADER,
        '"Two\nlines, kept.",,carer,2024-03-01,',
        " ,,carer,2024-03-01,R1",
        "Words.,,carer,sometime,R2",
        "Words.,,ghost,2024-03-01,R3",
        "Words.,carer",
        "",
        ",,,,",
        f"{'x' * 100_001},,carer,2024-03-01,R4",
        "Words.,,carer,2999-01-01,R5",
        "Kept too.,,carer,,",
        "Kept with empty ends.,,carer,,,,",
    )
    result = run(file)
    assert result.exit_code == 0
    assert "Kept:       3 new answers" in result.output
    assert "Rejected:   6" in result.output
    assert str(file.with_suffix(".rejected.csv")) in result.output.replace("\n", "")
    assert [(row[0], row[1].partition(";")[0]) for row in rejected(file)] == [
        ("4", "has no words"),
        ("5", 'has a date that cannot be read: "sometime"'),
        ("6", 'says nobody we know is speaking: "ghost"'),
        ("7", "has 2 columns, not 5"),
        ("10", "is too long: more than 100,000 letters"),
        ("11", 'has a date that cannot be read: "2999-01-01"'),
    ]
    assert rejected(file)[1][2:] == ["Words.", "", "carer", "sometime", "R2"]
    assert {each.answer.text for each in kept(own_store)} == {
        "Two\nlines, kept.",
        "Kept too.",
        "Kept with empty ends.",
    }


def test_the_file_of_rejected_rows_can_be_put_right_and_imported(tmp_path: Path, own_store: Store) -> None:
    file = written(tmp_path, HEADER, "Words.,,ghost,2024-03-01,R3")
    run(file)
    aside = file.with_suffix(".rejected.csv")
    aside.write_text(aside.read_text(encoding="utf-8").replace(",ghost,", ",carer,"), encoding="utf-8")
    assert "Kept:       1 new" in run(aside).output
    assert len(kept(own_store)) == 1


def test_nothing_is_set_aside_when_all_is_well(file: Path) -> None:
    run(file)
    assert not file.with_suffix(".rejected.csv").exists()


def test_a_lost_quotation_mark_is_reported_with_its_line(tmp_path: Path, own_store: Store) -> None:
    lines = ["First.,carer", '"Never closed,carer', *(f"{'word ' * 30}{at},carer" for at in range(1000))]
    result = run(written(tmp_path, "comment,role", *lines))
    assert "Rejected:   1" in result.output
    assert [each.answer.text for each in kept(own_store)] == ["First."]


def test_odd_characters_do_no_harm(tmp_path: Path, own_store: Store) -> None:
    run(written(tmp_path, "comment,role", "a\x00b 😀 \u05d0 [red],carer"))
    assert [each.answer.text for each in kept(own_store)] == ["a\ufffdb 😀 \u05d0 [red]"]

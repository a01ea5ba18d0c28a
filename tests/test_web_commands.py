"""The commands for words and for users, as a person types them."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from nlu.errors import NluError
from storage.errors import StorageError
from tests.at_rest import kept_in, key_file_of, past_the_program
from web.auth import check_password
from web.cli import app
from web.errors import WebError
from web.settings import ROOT

PASSWORD = "correct horse battery"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of one's own, with the models that are there already."""
    models = ROOT / "var" / "models"
    models.mkdir(parents=True, exist_ok=True)
    (tmp_path / "models").symlink_to(models)
    monkeypatch.setenv("WM_DATA_FOLDER", str(tmp_path))
    monkeypatch.setenv("WM_KEY_FILE", str(key_file_of(tmp_path)))
    return tmp_path


def run(*words: str, given: str = "") -> Result:
    return CliRunner().invoke(app, list(words), input=given)


def tagged(*texts: str) -> list[dict[str, Any]]:
    lines = "".join(json.dumps({"id": str(at), "text": text}) + "\n" for at, text in enumerate(texts))
    return [json.loads(line) for line in run("tag", given=lines).stdout.splitlines()]


@pytest.mark.usefixtures("folder")
def test_tagging_answers_each_line_in_order_with_every_part() -> None:
    texts = ["Nobody asked me what I want. They decide everything for me.", "The soup was nice and hot.", ""]
    results = tagged(*texts)
    assert [result["id"] for result in results] == ["0", "1", "2"]
    for text, result in zip(texts, results, strict=True):
        assert set(result) == {"id", "principles", "stance", "topics", "concern"}
        for principle in result["principles"]:
            assert set(principle) == {"key", "stance", "confidence", "evidence"}
            assert all(0 <= start < end <= len(text) for start, end in principle["evidence"])
    assert "equality" in [principle["key"] for principle in results[0]["principles"]]
    assert results[1]["principles"] == []


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("line", ["not json", "[]", '{"id": "x"}', '{"id": "x", "text": 7}', "null"])
def test_a_line_that_cannot_be_tagged_is_told_and_the_others_are_done(line: str) -> None:
    done = run("tag", given=f'{line}\n{{"id": "y", "text": "hello"}}\n')
    first, second = (json.loads(each) for each in done.stdout.splitlines())
    assert "error" in first
    assert second["id"] == "y"
    assert done.exit_code == 1


@pytest.mark.usefixtures("folder")
def test_evaluating_gives_every_figure(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    row = {"text": "They listen to me.", "principles": ["equality"], "stance": "working", "topics": ["staff"]}
    rows.write_text(json.dumps(row) + "\n")
    report = json.loads(run("evaluate", str(rows), "--json").stdout)
    assert report["answers"] == 1
    assert set(report) >= {
        "micro_f1",
        "macro_f1",
        "none_kept_clean",
        "stance",
        "topics_f1",
        "calibration_error",
    }
    assert "F1" in run("evaluate", str(rows)).stdout


@pytest.mark.usefixtures("folder")
def test_rows_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"text": "no labels"}\n')
    failed = run("evaluate", str(rows))
    assert isinstance(failed.exception, NluError)
    assert "line 1" in str(failed.exception)


def test_a_user_can_be_added_once_and_given_another_password(folder: Path) -> None:
    added = run("user", "add", "priya", "--name", "Priya Nair", "--password-stdin", given=f"{PASSWORD}\n")
    assert '"priya" can sign in now.' in added.stdout
    assert "priya\tPriya Nair" in run("user", "list").stdout
    again = run("user", "add", "priya", "--password-stdin", given=f"{PASSWORD}\n")
    assert "already a user" in str(again.exception)
    run("user", "password", "priya", "--password-stdin", given="another long password\n")
    store = kept_in(folder)
    assert check_password(store, "priya", "another long password") is not None
    assert check_password(store, "priya", PASSWORD) is None
    store.close()


def test_the_first_account_looks_after_everything_and_later_ones_get_a_role(folder: Path) -> None:
    given = f"{PASSWORD}\n"
    first = run("user", "add", "priya", "--password-stdin", given=given)
    assert "Manager at Rose Court, Administrator at Rose Court" in first.stdout
    assert "--role reader" in str(run("user", "add", "bo", "--password-stdin", given=given).exception)
    run("user", "add", "bo", "--role", "reader", "--password-stdin", given=given)
    assert "bo\tbo\tReader at Rose Court" in run("user", "list").stdout
    run("user", "grant", "bo", "--role", "manager", "--role", "reviewer", "--service", "rose-court")
    run("user", "revoke", "bo", "--role", "reader", "--role", "manager")
    assert "bo\tbo\tReviewer at Rose Court" in run("user", "list").stdout
    assert "administrator first" in str(run("user", "revoke", "priya", "--role", "administrator").exception)
    assert "--role" in str(run("user", "grant", "bo").exception)
    assert folder.exists()


def test_another_home_is_added_and_people_get_roles_there(folder: Path) -> None:
    run("user", "add", "priya", "--password-stdin", given=f"{PASSWORD}\n")
    added = run("service", "add", "Elm House", "--readers", "Bo", "--phone", "01632")
    assert "/chat/elm-house" in added.stdout
    assert run("service", "list").stdout.splitlines() == ["rose-court\tRose Court", "elm-house\tElm House"]
    where = str(run("user", "grant", "priya", "--role", "reader").exception)
    assert "--service rose-court | elm-house | all" in where
    run("user", "grant", "priya", "--role", "reader", "--service", "all")
    assert "Reader at every service" in run("user", "list").stdout
    assert "already a service" in str(run("service", "add", "Elm House").exception)
    assert folder.exists()


def test_a_password_that_is_too_short_is_refused(folder: Path) -> None:
    refused = run("user", "add", "priya", "--password-stdin", given="short\n")
    assert "at least 12 characters" in str(refused.exception)
    assert "priya" not in run("user", "list").stdout
    assert folder.exists()


def test_redacting_answers_each_line_in_order_and_knows_the_roster(tmp_path: Path) -> None:
    roster = tmp_path / "roster.txt"
    roster.write_text("\ufeffRose Walker\n\n Doreen Hathersage \n", encoding="utf-8")
    lines = '{"id": 1, "text": "i sit with rose in room 12"}\nnot json\n{"id": 2, "text": "soup"}\n'
    done = run("redact", "--roster", str(roster), given=lines)
    first, broken, last = (json.loads(line) for line in done.stdout.splitlines())
    assert first["text"] == "i sit with [name] in [room]"
    assert first["spans"][0] == {"start": 11, "end": 15, "kind": "person"}
    assert broken == {"id": None, "error": 'Line 2 is not {"id": ..., "text": ...}.'}
    assert last == {"id": 2, "text": "soup", "spans": []}
    assert done.exit_code == 1
    assert run("redact", given='{"id": 1, "text": "ask Doreen"}\n').exit_code == 0


def test_a_roster_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    failed = run("redact", "--roster", str(tmp_path / "none.txt"), given="")
    assert isinstance(failed.exception, WebError)
    assert "one full name a line" in str(failed.exception)


def test_the_audit_is_verified_and_its_proof_is_kept_elsewhere(folder: Path, tmp_path: Path) -> None:
    run("token", "add", "Research", "--scope", "answers")
    kept = tmp_path / "proofs.txt"
    proof = run("audit", "head", "--to", str(kept)).stdout.strip()
    assert kept.read_text() == f"{proof}\n"
    for words in ([], [proof], ["--kept", str(kept)], ["--last", "5"]):
        found = run("audit", "verify", *words)
        assert (found.exit_code, "It is whole" in found.stdout) == (0, True)
    with past_the_program(folder / "whatmatters.db", key_file_of(folder)) as database:
        database.execute("DELETE FROM audit_event")
        database.commit()
    assert run("audit", "verify").exit_code == 0  # nothing in the database tells it
    cut = run("audit", "verify", "--kept", str(kept))
    assert cut.exit_code == 1
    assert "the end was cut off" in cut.stderr
    assert "Keep a copy of the database" in cut.stderr


@pytest.mark.usefixtures("folder")
def test_what_is_no_proof_is_refused_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="whatmatters audit head"):
        CliRunner().invoke(app, ["audit", "verify", "seven"], catch_exceptions=False)
    for words in (["verify", "--kept"], ["head", "--to"]):
        with pytest.raises(WebError, match=r"proofs|Choose another"):
            CliRunner().invoke(app, ["audit", *words, str(tmp_path)], catch_exceptions=False)

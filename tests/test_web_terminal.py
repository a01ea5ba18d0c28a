"""`whatmatters chat`: the whole conversation in a terminal, by the same path as the pages."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.store import Store
from tests.program import WHATMATTERS, Program, environment, running_program
from web.settings import ROOT

pytestmark = pytest.mark.slow

WORDS = "the people who sit with me in the garden every week"


@pytest.fixture(scope="module")
def program(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with running_program(tmp_path_factory.mktemp("terminal"), models) as program:
        yield program


def talk(lines: list[str], folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Type `lines` into the terminal chat, then Ctrl-D; a new one begins with Enter for yes."""
    yes = [] if "--link" in options else [""]
    return subprocess.run(
        [*WHATMATTERS, "chat", *options],
        cwd=ROOT,
        env=environment(folder) | {"COLUMNS": "100"},
        input="\n".join([*yes, *lines]) + "\n",
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


def test_a_conversation_is_kept_and_can_be_carried_on(program: Program, tmp_path: Path) -> None:
    url = str(program.http.base_url)
    said = talk([WORDS, "1", "who sees this?"], tmp_path, "--url", url, "--as", "resident")
    assert said.returncode == 0, said.stderr
    assert "computer program" in said.stdout
    assert "Thank you. I have kept that." in said.stdout
    assert "Sarah and Ahmed" in said.stdout.split("Thank you")[1]
    link = re.search(r"whatmatters chat --link (\S+)", said.stdout)
    assert link, said.stdout
    again = talk(["carry on"], tmp_path, "--url", url, "--link", link[1])
    assert "Thank you. I have kept that." in again.stdout


def test_without_a_running_program_one_is_started(models: Path, tmp_path: Path) -> None:
    (tmp_path / "models").symlink_to(models)
    said = talk([WORDS, "yes that's right"], tmp_path, "--as", "staff")
    assert said.returncode == 0, said.stderr
    assert "Thank you. I have kept that." in said.stdout


def test_who_does_not_agree_begins_nothing(program: Program, tmp_path: Path) -> None:
    command = [*WHATMATTERS, "chat", "--url", str(program.http.base_url)]
    said = subprocess.run(
        command, cwd=ROOT, env=environment(tmp_path), input="", capture_output=True, text=True, check=True
    )
    assert "May we keep your words?" in said.stdout
    assert "Nothing is kept." in said.stdout
    assert "--link" not in said.stdout


def test_a_link_that_leads_nowhere_is_told(program: Program, tmp_path: Path) -> None:
    said = talk([], tmp_path, "--url", str(program.http.base_url), "--link", "nowhere")
    assert said.returncode != 0
    assert "does not lead" in said.stderr
    assert "Traceback" not in said.stderr


def test_the_same_conversation_on_postgresql(models: Path, postgresql_address: str, tmp_path: Path) -> None:
    with running_program(tmp_path / "data", models, WM_DATABASE=postgresql_address) as program:
        person = program.begin()
        person.says("I wish somebody would listen when I say how I want to be washed")
        assert person.says("yes that's right")[0] == "Thank you. I have kept that."
        store = Store(postgresql_address)
        found = store.conversations.by_secret(person.token)
        assert found is not None
        (answer,) = store.review.answers(store.services.ids(), found.id)
        store.close()
    assert answer.answer.state == "agreed"
    assert [tag.key for tag in answer.tags]

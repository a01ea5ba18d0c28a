"""The trained conversation is kept while the bot's files stay the same."""

import subprocess
from pathlib import Path

import pytest

from web import bot_model
from web.errors import WebError

type Run = list[tuple[str, ...]]


@pytest.fixture
def bot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bot of a few files."""
    folder = tmp_path / "bot"
    (folder / "data").mkdir(parents=True)
    (folder / "config.yml").write_text("a: 1\n")
    (folder / "data" / "nlu.yml").write_text("b: 2\n")
    (folder / "guard.py").write_text("c = 3\n")
    monkeypatch.setattr(bot_model, "BOT", folder)
    return folder


@pytest.fixture
def trainings(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Every training that was asked for; each makes a file at once."""
    asked: Run = []

    def train(*words: str) -> subprocess.CompletedProcess[str]:
        asked.append(words)
        options = dict(zip(words[1::2], words[2::2], strict=True))
        Path(options["--out"], options["--fixed-model-name"] + ".tar.gz").write_bytes(b"a model")
        return subprocess.CompletedProcess([], 0, "", "")

    monkeypatch.setattr(bot_model, "run_bot_tool", train)
    return asked


def silent(_: str) -> None:
    """Nobody listens."""


def test_it_is_trained_once_while_nothing_changes(bot: Path, trainings: Run, tmp_path: Path) -> None:
    first = bot_model.train_if_changed(tmp_path / "models", silent)
    assert bot_model.train_if_changed(tmp_path / "models", silent) == first
    assert len(trainings) == 1
    assert bot.exists()


@pytest.mark.parametrize("changed", ["config.yml", "data/nlu.yml", "guard.py", "data/new.yml"])
def test_it_is_trained_anew_when_any_file_changes(
    bot: Path, trainings: Run, tmp_path: Path, changed: str
) -> None:
    first = bot_model.train_if_changed(tmp_path / "models", silent)
    (bot / changed).write_text("other: 9\n")
    assert bot_model.train_if_changed(tmp_path / "models", silent) != first
    assert len(trainings) == 2


def test_other_files_do_not_matter(bot: Path, trainings: Run, tmp_path: Path) -> None:
    bot_model.train_if_changed(tmp_path / "models", silent)
    (bot / "notes.md").write_text("words")
    bot_model.train_if_changed(tmp_path / "models", silent)
    assert len(trainings) == 1


def test_a_few_models_stay_and_older_ones_go(bot: Path, trainings: Run, tmp_path: Path) -> None:
    for number in range(5):
        (bot / "config.yml").write_text(f"a: {number}\n")
        bot_model.train_if_changed(tmp_path / "models", silent)
    assert len(list((tmp_path / "models").iterdir())) == bot_model.KEPT
    assert len(trainings) == 5


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("OSError: [Errno 28] No space left on device", "the disk is full. Free some space"),
        ("x\nbot.errors.ExampleError: 'stop' stands under two: remove one.\ny", "'stop' stands under two"),
        ("", "it said nothing"),
    ],
)
def test_a_training_that_fails_says_why_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: str, told: str
) -> None:
    failed = subprocess.CompletedProcess([], 1, "", said)
    monkeypatch.setattr(bot_model, "run_bot_tool", lambda *_: failed)
    with pytest.raises(WebError, match=told):
        bot_model.train_if_changed(tmp_path / "models", silent)
    assert list((tmp_path / "models").iterdir()) == []

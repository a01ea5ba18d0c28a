"""The trained conversation: kept while the bot's files stay the same, trained anew when they change."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from web.errors import WebError
from web.rasa_process import run_bot_tool
from web.settings import ROOT

BOT = ROOT / "bot"
KEPT = 3
"""Models that stay, so that going back to yesterday's files needs no training."""
LEARNED_FROM = ("config.yml", "domain", "data", "uv.lock", "*.py")
"""What a model depends on: its data, the components inside it, and the versions they run with."""


def fingerprint() -> str:
    """A hash over the names and contents of every file that a model is made from."""
    digest = hashlib.sha256()
    for path in sorted(_files()):
        digest.update(path.relative_to(BOT).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def model_path(models: Path) -> Path:
    """Where the model of today's files is or will be."""
    return models / f"bot-{fingerprint()}.tar.gz"


def train_if_changed(models: Path, tell: Callable[[str], None]) -> Path:
    """The model of today's files, trained now if there is none. Raises WebError("training_failed")."""
    model = model_path(models)
    if model.exists():
        return model
    tell("Training the conversation: this takes less than a minute, and only when its files change ...")
    models.mkdir(parents=True, exist_ok=True)
    half = models / f".half-{os.getpid()}-{model.name}"  # several programs may find that it is missing
    done = run_bot_tool(
        "train", "--config", "bot/config.yml", "--domain", "bot/domain", "--data", "bot/data",
        "--out", str(models), "--fixed-model-name", half.name.removesuffix(".tar.gz"),
    )  # fmt: skip
    if done.returncode != 0 or not half.exists():
        half.unlink(missing_ok=True)
        raise WebError("training_failed", _why(done.stderr or done.stdout))
    half.rename(model)  # in one step, so that a killed training never looks like a model
    for old in sorted(models.glob("bot-*.tar.gz"), key=lambda path: path.stat().st_mtime)[:-KEPT]:
        old.unlink(missing_ok=True)
    return model


def _files() -> list[Path]:
    found = [path for name in LEARNED_FROM for path in BOT.glob(name)]
    files = [path for path in found if path.is_file()]
    return files + [path for folder in found if folder.is_dir() for path in folder.rglob("*.yml")]


def _why(output: str) -> str:
    if "No space left" in output:
        return "The conversation could not be trained: the disk is full. Free some space and start again."
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    ours = [line for line in lines if line.startswith("bot.errors.")]
    last = (ours or lines or ["it said nothing"])[-1].removeprefix("bot.errors.")
    return f"The conversation could not be trained: {last[:300]} Look at what was changed in bot/."

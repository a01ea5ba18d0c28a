"""Our program and a stock Rasa, both running at the same time, for measurements that take them in turns."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.ours import running_ours
from bench.side import Side, WrongError
from bench.stock import running_stock
from tests.program import WHATMATTERS
from web.bot_model import train_if_changed
from web.settings import ROOT, read_settings


@contextmanager
def running_pair() -> Iterator[list[Side]]:
    """Both, ready, with the same trained models, on new databases that are thrown away."""
    models, model = trained_models()
    with (
        bench_folder() as folder,
        running_ours(folder / "ours", models) as ours,
        running_stock(folder / "stock", models, model) as stock,
    ):
        stay_on_last_core()
        yield [ours, stock]


@contextmanager
def bench_folder() -> Iterator[Path]:
    """A folder on the disk where answers would be kept: a folder in memory would flatter."""
    place = read_settings().data_folder
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=place) as folder:
        yield Path(folder)


def trained_models() -> tuple[Path, Path]:
    """The folder of the trained models, and the conversation's own; trained now if anything changed."""
    models = (read_settings().data_folder / "models").resolve()
    model = train_if_changed(models, print)
    done = subprocess.run([*WHATMATTERS, "train"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise WrongError(f"The tagger cannot be trained: {done.stderr[-300:]}")
    return models, model


def stay_on_last_core() -> None:
    """Keep this process, which makes the load, from wandering. Call it once the others have started."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})

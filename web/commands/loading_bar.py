"""Bars that show how far the files are that are being fetched."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from nlu.encoder_files import Pin
from nlu.progress import Progress as Tell


@contextmanager
def loading_bar(pins: Sequence[Pin]) -> Iterator[Tell]:
    """A bar for each file, on the other output, so that the first one is for words."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        jobs = {pin.name: bar.add_task(pin.name, total=pin.size, visible=False) for pin in pins}

        def tell(name: str, done: int, size: int) -> None:
            bar.update(jobs[name], completed=done, total=size, visible=True)

        yield tell

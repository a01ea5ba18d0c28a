"""An export as one file to download: the answers, and beside them what was left out."""

import zipfile
from collections.abc import Iterator
from datetime import datetime

from web.export import Export
from web.export_files import FileKind
from web.pipe import Pipe


def zipped(export: Export, kind: FileKind) -> Iterator[bytes]:
    """The zip file in pieces; nothing of it is ever held as a whole."""
    answers = export.pieces()
    return _zipped(export, f"answers.{kind}", answers)


def _zipped(export: Export, name: str, answers: Iterator[bytes]) -> Iterator[bytes]:
    pipe = Pipe()
    now = datetime.now().astimezone()
    moment = (now.year, now.month, now.day, now.hour, now.minute, now.second)
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(_entry(name, moment), "w", force_zip64=True) as file:
            for piece in answers:
                file.write(piece)
                yield pipe.take()
        archive.writestr(_entry("about.txt", moment), export.about())
    yield pipe.take()


def _entry(name: str, moment: tuple[int, int, int, int, int, int]) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, moment)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry

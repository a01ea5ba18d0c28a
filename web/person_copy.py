"""Everything that is kept about one person, as one file: a page to read, data for programs, their voice."""

import json
import zipfile
from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from nlu.principles import Taxonomy
from storage.about_person import Rows
from storage.errors import StorageError
from storage.kinds import RecordingState
from storage.store import Store
from voice.sound import Sound
from web.copy_view import copy_view
from web.pages import templates
from web.pipe import Pipe

NO_SOUND = "sound/not-readable.txt"
NOT_READABLE = (
    "The key of recordings is missing, so this sound cannot be read: {}. Put it back (WM_KEY_FILE).\n"
)


def person_copy(  # noqa: PLR0913 (of whom, and what of it)
    store: Store,
    taxonomy: Taxonomy,
    within: Collection[UUID],
    person_id: UUID,
    *,
    without_safety: bool = False,
    with_apart: bool = False,
    without_talks: Collection[UUID] = (),
) -> Iterator[bytes] | None:
    """A zip file in pieces with all that is kept about somebody; none if they are not there.

    without_safety: leave out what was noticed about their safety and what is held for the law.
    with_apart: also what they said without their name, for a copy that nobody of the staff looks into.
    without_talks: conversations that are not for who takes it.
    """
    rows = store.about_person.read(
        within, person_id, without_safety=without_safety, with_apart=with_apart, without_talks=without_talks
    )
    return _pieces(store, taxonomy, rows, without_safety) if rows else None


def _pieces(store: Store, taxonomy: Taxonomy, rows: Rows, without_safety: bool) -> Iterator[bytes]:  # noqa: FBT001
    pipe, now = Pipe(), datetime.now().astimezone()
    spoken = {row["id"]: _sound_name(row) for row in rows["recording"] if row["state"] != RecordingState.GONE}
    view = copy_view(rows, taxonomy, spoken)
    service = store.services.get(rows["person"][0]["service_id"])
    page = templates.get_template("person_copy.html").render(
        **view, service=service, made=now, without_safety=without_safety
    )
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_entry("read-me-first.html", now), page)
        archive.writestr(_entry("everything.json", now), as_json(rows))
        yield pipe.take()
        for recording_id, name in spoken.items():
            _write_sound(archive, store, recording_id, _entry(name, now))
            yield pipe.take()
    yield pipe.take()


def as_json(rows: Rows) -> str:
    """The rows as JSON, each table by its name; times in UTC."""
    return json.dumps(rows, ensure_ascii=False, indent=1, default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def _write_sound(archive: zipfile.ZipFile, store: Store, recording_id: UUID, entry: zipfile.ZipInfo) -> None:
    try:
        sound = Sound(store.recordings.sound(recording_id)).wav()
    except StorageError as error:
        if error.code not in ("wrong_key", "gone"):
            raise
        if NO_SOUND not in archive.namelist():
            archive.writestr(NO_SOUND, NOT_READABLE.format(entry.filename))
        return
    archive.writestr(entry, sound)


def _sound_name(row: dict[str, Any]) -> str:
    at = (row["began_at"] or row["created_at"]).astimezone()
    return f"sound/{at:%Y-%m-%d-%H%M}-{str(row['id'])[:8]}.wav"


def _entry(name: str, now: datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (now.year, now.month, now.day, now.hour, now.minute, now.second))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry

"""The drawings of recordings are made once, and only of sound that is there."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from storage.errors import StorageError
from storage.records import RecordingRecord
from storage.store import Store
from tests.saying import begin
from tests.spoken import record, tone
from web.waveforms import Waveforms


def found(store: Store, recording_id: UUID) -> RecordingRecord:
    """The recording as it is now."""
    recording = store.recordings.get(recording_id)
    assert recording
    return recording


def test_a_drawing_is_made_once(sqlite_store: Store) -> None:
    waveforms, recording_id = Waveforms(sqlite_store), record(sqlite_store, begin(sqlite_store))
    recording = found(sqlite_store, recording_id)
    drawn = waveforms.of(recording)
    sqlite_store.recordings.discard(recording_id)
    assert waveforms.of(recording) == drawn  # the sound was not asked for again


def test_what_still_comes_in_is_drawn_anew(sqlite_store: Store) -> None:
    waveforms, conversation = Waveforms(sqlite_store), begin(sqlite_store)
    opened = sqlite_store.recordings.begin(UUID(int=7), conversation).id
    sqlite_store.recordings.add(opened, 0, tone(loud=0.1))
    before = waveforms.of(found(sqlite_store, opened))
    sqlite_store.recordings.add(opened, 1, tone(loud=0.9))
    assert waveforms.of(found(sqlite_store, opened)) != before


def test_only_so_many_are_remembered(sqlite_store: Store) -> None:
    waveforms, conversation = Waveforms(sqlite_store, most=2), begin(sqlite_store)
    three = [record(sqlite_store, conversation) for _ in range(3)]
    records = [found(sqlite_store, each) for each in three]
    for recording in records:
        waveforms.of(recording)
    for each in three:
        sqlite_store.recordings.discard(each)
    assert waveforms.of(records[2])
    with pytest.raises(StorageError):
        waveforms.of(records[0])


def test_sound_that_is_gone_cannot_be_drawn(sqlite_store: Store) -> None:
    recording_id = record(sqlite_store, begin(sqlite_store))
    recording = found(sqlite_store, recording_id)
    sqlite_store.recordings.purge(datetime.now(UTC) + timedelta(days=31), 30)
    with pytest.raises(StorageError, match="taken out"):
        Waveforms(sqlite_store).of(recording)

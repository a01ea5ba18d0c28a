"""The drawings of recordings, made once: opening the seal of ten minutes of sound takes a while."""

from collections import OrderedDict
from threading import Lock
from uuid import UUID

from storage.records import RecordingRecord
from storage.store import Store
from voice.sound import Sound
from web.waveform import BARS, waveform

MOST = 1_000
"""Drawings that are remembered, each about 1.5 KB. They tell how loud somebody was, and no words."""


class Waveforms:
    """May be used by several threads."""

    def __init__(self, store: Store, most: int = MOST) -> None:
        self._store = store
        self._most = most
        self._turn = Lock()
        self._known: OrderedDict[tuple[UUID, int], str] = OrderedDict()

    def of(self, recording: RecordingRecord) -> str:
        """The bars of a recording as the path of an SVG. Raises StorageError if its sound cannot be had."""
        key = (recording.id, recording.ms)  # one that still comes in is longer the next time
        with self._turn:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        drawn = waveform(Sound(self._store.recordings.sound(recording.id)).peaks(BARS))
        with self._turn:
            self._known[key] = drawn
            if len(self._known) > self._most:
                self._known.popitem(last=False)
        return drawn

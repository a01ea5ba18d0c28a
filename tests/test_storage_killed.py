"""Words that were kept are there after the program is killed, and a sheet that was not finished never was."""

import signal
import subprocess
import sys
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from storage.store import Store
from tests.at_rest import EVERY_KIND
from tests.saying import begin, say, sound_of
from web.settings import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(params=EVERY_KIND)
def address(request: pytest.FixtureRequest) -> str:
    """The address of a set-up database, of each kind in turn."""
    found: str = request.getfixturevalue(f"{request.param}_address")
    return found


KEEP_AND_GO_ON = """
import sys, uuid
from storage.kinds import Mode
from pathlib import Path
from tests.at_rest import open_again

store = open_again(sys.argv[1], Path(sys.argv[2]))
while True:
    turn = store.turns.keep(uuid.UUID(sys.argv[3]), uuid.uuid4(), "I like the garden", Mode.TYPED)
    print(turn.id, flush=True)
"""

RECORD_AND_GO_ON = """
import itertools, sys, uuid
from pathlib import Path
from tests.at_rest import open_again
from tests.saying import sound_of

store = open_again(sys.argv[1], Path(sys.argv[2]))
recording = uuid.UUID(sys.argv[3])
for second in itertools.count():
    store.recordings.add(recording, second, sound_of(second))
    print(second, flush=True)
"""

STOP_IN_A_SHEET = """
import sys, time, uuid
from pathlib import Path
from storage.concern_records import Urgency
from tests.at_rest import open_again

store = open_again(sys.argv[1], Path(sys.argv[2]))
with store.sheet(uuid.UUID(sys.argv[3]), uuid.UUID(sys.argv[4])) as sheet:
    sheet.call_person(Urgency.IMMEDIATE)
    sheet.note()
    sheet._session.flush()
    print("written but not committed", flush=True)
    time.sleep(600)
"""


def killed_after(lines: int, program: str, *arguments: object) -> list[str]:
    """What a program said until it was killed without warning, at least so many lines."""
    command = [sys.executable, "-c", program, *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        said = [process.stdout.readline().strip() for _ in range(lines)]
        process.kill()
        said += process.stdout.read().splitlines()
    assert process.returncode == -signal.SIGKILL
    return said


def test_every_turn_that_was_kept_is_there(store: Store, address: str, key_file: Path) -> None:
    conversation_id = begin(store)
    said = [UUID(line) for line in killed_after(25, KEEP_AND_GO_ON, address, key_file, conversation_id)]
    turns = store.turns.since(conversation_id, 0, limit=10_000)
    # One more may have been kept without a chance to say so.
    assert [turn.id for turn in turns][: len(said)] == said
    assert len(turns) <= len(said) + 1
    assert [turn.seq for turn in turns] == list(range(1, len(turns) + 1))
    assert {turn.text for turn in turns} == {"I like the garden"}


def test_a_turn_after_the_kill_gets_the_next_number(store: Store, address: str, key_file: Path) -> None:
    conversation_id = begin(store)
    killed_after(3, KEEP_AND_GO_ON, address, key_file, conversation_id)
    before = store.turns.latest(conversation_id, limit=1)
    say(store, conversation_id)
    assert store.turns.latest(conversation_id, limit=1)[0].seq == before[0].seq + 1


def test_a_sheet_that_was_not_finished_leaves_nothing_and_nobody_waits_for_it(
    store: Store, address: str, key_file: Path
) -> None:
    conversation_id = begin(store)
    turn_id = say(store, conversation_id)
    killed_after(1, STOP_IN_A_SHEET, address, key_file, conversation_id, turn_id)
    with store.sheet(conversation_id, turn_id) as sheet:
        assert (sheet.outcome, sheet.kept()) == (None, 0)
    conversation = store.conversations.get(store.services.ids(), conversation_id)
    assert conversation is not None
    assert conversation.wants_person_at is None


def test_what_a_killed_program_kept_still_waits_for_its_reply(
    store: Store, address: str, key_file: Path
) -> None:
    conversation_id = begin(store)
    first, *_ = killed_after(2, KEEP_AND_GO_ON, address, key_file, conversation_id)
    assert store.turns.conversations_waiting() == [conversation_id]
    waiting = store.turns.next_waiting(conversation_id)
    assert waiting is not None
    assert waiting[0].id == UUID(first)


def test_every_second_of_sound_that_was_kept_is_there_and_the_recording_goes_on(
    store: Store, address: str, key_file: Path
) -> None:
    conversation_id, recording_id = begin(store), uuid4()
    store.recordings.begin(recording_id, conversation_id)
    kept = len(killed_after(12, RECORD_AND_GO_ON, address, key_file, recording_id))
    pieces = store.recordings.pieces(recording_id)
    # One more may have been kept without a chance to say so.
    assert len(pieces) in (kept, kept + 1)
    assert pieces == [(second, sound_of(second)) for second in range(len(pieces))]
    assert store.recordings.finish(recording_id, kept + 2)[-1] == kept + 1
    for second in range(kept, kept + 2):
        store.recordings.add(recording_id, second, sound_of(second))
    assert store.recordings.finish(recording_id, kept + 2) == []
    found = store.recordings.get(recording_id)
    assert found is not None
    assert found.ms == 1000 * (kept + 2)

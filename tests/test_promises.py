"""Each promise on a first screen stands there, and has a test that would fail if it were broken."""

import html
import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from storage.base import now
from storage.kinds import RecordingState
from storage.store import Store
from tests.promises import Promise, promises
from tests.saying import begin, record, say_yes, tell_aloud
from tests.site import Site, running
from web.pages import templates
from web.settings import ROOT

ALL = promises()
DOORS = {"landing": "/", "chat": "/chat/rose-court", "staff": "/review/audit"}


@pytest.fixture(scope="module")
def screens(sqlite_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """What can be read on each first screen."""
    file = shutil.copy(sqlite_file, tmp_path_factory.mktemp("promises") / "whatmatters.db")
    store = Store(f"sqlite:///{file}")
    with running(store) as site:
        site.add_staff()
        site.come_in()
        tablet = templates.get_template("tablet.html").render(service=store.services.get(), device={})
        found = {"terminal": _welcome(), "tablet": _plain(tablet)}
        yield found | {door: _words(site, address) for door, address in DOORS.items()}
    store.close()


def _words(site: Site, address: str) -> str:
    shown = site.client.get(address)
    assert shown.status_code == 200
    return _plain(shown.text)


def _plain(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def _welcome() -> str:
    responses = yaml.safe_load((ROOT / "bot" / "domain" / "responses.yml").read_text())["responses"]
    return _plain(" ".join(each["text"] for each in responses["utter_welcome"]))


@pytest.mark.parametrize("promise", ALL, ids=lambda each: f"{each.door}: {each.says}")
def test_it_stands_on_the_screen(promise: Promise, screens: dict[str, str]) -> None:
    assert promise.says in screens[promise.door]


@pytest.mark.parametrize("promise", ALL, ids=lambda each: f"{each.door}: {each.says}")
def test_its_guard_is_there(promise: Promise) -> None:
    file, _, name = promise.guard.partition("::")
    assert re.search(rf"^ *def {name}\(", (ROOT / file).read_text(), re.MULTILINE)


@pytest.mark.parametrize(
    "promise", [each for each in ALL if each.breaks], ids=lambda each: f"{each.door}: {each.says}"
)
def test_what_breaks_it_can_be_tried(promise: Promise) -> None:
    assert promise.breaks
    assert (ROOT / promise.breaks.file).read_text().count(promise.breaks.was) >= 1


def test_every_promise_of_the_start_of_the_chat_is_in_the_list() -> None:
    """Whoever adds one there adds its guard."""
    start = (ROOT / "web" / "templates" / "chat_start.html").read_text()
    facts = [_plain(said) for said in re.findall(r"<li>\{\{ icon.*?<p>(.*?)</p></li>", start)]
    assert len(facts) == 6
    kept = [each.says for each in ALL if each.door == "chat"]
    assert [fact for fact in facts if not any(part in fact for part in kept) and "{{" not in fact] == []


def test_a_voice_that_may_not_be_kept_goes_and_its_words_stay(store: Store) -> None:
    talk = begin(store)
    recording = record(store, talk)
    answer = tell_aloud(store, talk, "I like the garden", recording_id=recording)
    say_yes(store, talk, answer)
    left = record(store, talk)  # of this one nobody said anything
    for each in (recording, left):
        store.recordings.consent(each, keep=False)
    store.recordings.purge(now() + timedelta(days=2), 30)
    found = [store.recordings.get(each) for each in (recording, left)]
    assert [each.state for each in found if each] == [RecordingState.GONE] * 2
    (kept,) = store.review.answers(store.services.ids(), talk)
    assert kept.answer.text == "I like the garden"


def test_it_was_tried_with_each_of_them_that_its_guard_notices() -> None:
    """`python -m tests.break_promises` breaks each and sees its guard fail."""
    assert [each.says for each in ALL if each.breaks is None] == []

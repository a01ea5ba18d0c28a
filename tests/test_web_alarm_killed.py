"""The program is killed while an alarm climbs: it goes on, nobody is lost, nobody is told twice at once."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from storage.alarm_records import AlarmRecord, Deed, Rung
from storage.base import at, now
from storage.duties import DutyRecord
from storage.store import Store
from tests.post_office import MailServer, mail_server
from web.alarm_courier import Courier
from web.alarm_routes import ways_out
from web.settings import ROOT, Settings

CLIMBS = """
import time
from storage.store import Store
from web.alarm_courier import Courier
from web.alarm_routes import ways_out
from web.settings import read_settings
settings = read_settings()
courier = Courier(Store(settings.database_address), ways_out(settings), "https://rose.example")
print("up", flush=True)
while True:
    courier.keep_up()
    time.sleep(0.05)
"""
"""What the application does every few seconds, more often, in a process of its own."""
KILLS = 6
NOBODY = UUID(int=0)


@contextmanager
def climbing(known: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A program that lets alarms climb; at the end it is killed, with no time to put anything in order."""
    process = subprocess.Popen(
        [sys.executable, "-c", CLIMBS], env=os.environ | {"PYTHONPATH": str(ROOT)} | known,
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout
    try:
        assert process.stdout.readline() == "up\n"
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def alarm_of(store: Store) -> AlarmRecord:
    (found,) = store.alarms.open(store.services.ids(), NOBODY)
    return found


def prepare(store: Store) -> None:
    """Four people, and minutes that are seconds: the next is told after one, then every second."""
    here = store.services.get().id
    people = {"Grace": Rung.FIRST, "Oli": Rung.SECOND, "Mona": Rung.MANAGER, "Helpline": Rung.OUTSIDE}
    for name, rung in people.items():
        assert store.duties.write({here}, DutyRecord(here, name, rung, email=f"{name.lower()}@example.org"))
    clock = replace(store.duties.clock(here), second_minutes=1, manager_minutes=2)
    assert store.duties.set_clock({here}, clock)
    store.alarms.drill(here, pace=1 / 60)


def require_whole(alarm: AlarmRecord, mails: Counter[str]) -> None:
    """Every step once, in its order, and each message that was owed went out."""
    deeds = Counter(each.deed for each in alarm.log)
    told = [each.who for each in alarm.log if each.deed == Deed.TELLING]
    assert told[:4] == ["Grace", "Oli", "Mona", "Helpline"]
    assert set(told[4:]) <= {"Helpline"}
    assert len(told) == deeds[Deed.CLIMBED] + 1, "each climb tells one, in the same transaction"
    sent = Counter(each.who for each in alarm.log if each.deed == Deed.SENT)
    assert sent == Counter(told), "every message is written down as sent, once"
    for who, number in sent.items():
        assert mails[f"{who.lower()}@example.org"] >= number, "nothing is lost"
    assert mails.total() - sent.total() <= KILLS, "again only what was just on its way at a kill"


@pytest.mark.slow
def test_an_alarm_goes_on_climbing_after_every_kill_also_with_two_programs(
    sqlite_address: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    chance = random.Random(7)
    folder = tmp_path_factory.mktemp("data")
    with mail_server() as office:
        known = {
            "WM_DATABASE": sqlite_address, "WM_DATA_FOLDER": str(folder), "WM_ENCRYPTION": "off",
            "WM_SMTP_HOST": "127.0.0.1", "WM_SMTP_PORT": str(office.port), "WM_SMTP_SECURITY": "none",
            "WM_SMTP_FROM": "us@rose.example",
        }  # fmt: skip
        with closing(Store(sqlite_address)) as store:
            prepare(store)
            for _ in range(KILLS // 2):
                with climbing(known):
                    time.sleep(chance.uniform(0.3, 2.0))
            with climbing(known):
                for _ in range(KILLS // 2):
                    with climbing(known):
                        time.sleep(chance.uniform(0.3, 2.0))
                wait_for(store)
            require_whole(ended(store, office), Counter(to for to, _ in office.mails))


def wait_for(store: Store) -> None:
    """Until everybody was told, with a program that nobody kills."""
    until = time.monotonic() + 60
    while len(alarm_of(store).told) < 4 and time.monotonic() < until:
        time.sleep(0.1)


def ended(store: Store, office: MailServer) -> AlarmRecord:
    """Some minutes later, what was on its way at a kill is sent again; then nothing is left."""
    settings = Settings(
        _env_file=None, smtp_host="127.0.0.1", smtp_port=office.port, smtp_security="none",
        smtp_from="us@rose.example",
    )  # type: ignore[call-arg]  # fmt: skip
    courier = Courier(store, ways_out(settings), "https://rose.example")
    with at(now() + timedelta(minutes=3)):
        while message := store.alarm_climbing.take_message():
            courier.send(message)
    return alarm_of(store)

"""`whatmatters drill`: the whole chain, from an e-mail that arrives to a person who is told."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from storage.alarm_records import Rung
from storage.duties import DutyRecord
from storage.grants import Post
from storage.rights import Role
from storage.store import Store
from tests.post_office import mail_server
from web.settings import ROOT


def run(store_address: str, folder: Path, *options: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """The command as somebody at a terminal meets it."""
    known = {"WM_DATABASE": store_address, "WM_DATA_FOLDER": str(folder), **settings}
    return subprocess.run(
        [sys.executable, "-c", "from web.cli import main; main()", "drill", *options],
        env=os.environ | {"PYTHONPATH": str(ROOT)} | known,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )


@pytest.mark.slow
def test_a_drill_climbs_is_really_sent_and_ends_with_a_person_told(
    sqlite_store: Store, sqlite_address: str, tmp_path: Path
) -> None:
    """The file is plain here, so that nothing has to be locked while the test looks at it."""
    service = sqlite_store.services.get()
    sqlite_store.staff.add("sarah", "Sarah Lee", "hash", [Post(Role.MANAGER)])
    people = {"Ahmed": Rung.FIRST, "Grace": Rung.SECOND, "Mona": Rung.MANAGER, "Out": Rung.OUTSIDE}
    for name, rung in people.items():
        mail = f"{name.lower()}@example.org"
        assert sqlite_store.duties.write({service.id}, DutyRecord(service.id, name, rung, email=mail))
    with mail_server() as office:
        told = run(
            sqlite_address, tmp_path, "--user", "sarah", "--naming", "It was Ahmed",
            WM_SMTP_HOST="127.0.0.1", WM_SMTP_PORT=str(office.port), WM_SMTP_SECURITY="none",
            WM_SMTP_FROM="us@rose.example", WM_ENCRYPTION="off",
        )  # fmt: skip
    assert told.returncode == 0, told.stderr
    steps = ("Ahmed may be named in the words", "Told Grace by e-mail", "Nobody came in time")
    for words in (*steps, "Sarah Lee is going", "Sarah Lee told the person", "The person hears:"):
        assert words in told.stdout
    assert {to for to, _ in office.mails} == {"grace@example.org", "mona@example.org", "out@example.org"}
    assert all("DRILL" in str(mail["subject"]) for _, mail in office.mails)
    assert sqlite_store.concerns.counts({service.id}).open == 0


def test_a_drill_that_nobody_answers_says_so(sqlite_address: str, tmp_path: Path) -> None:
    found = run(sqlite_address, tmp_path, "--minutes", "0.02")
    assert found.returncode != 0
    assert "the person was not told" in found.stderr
    assert "Nobody is on duty who may be told" in found.stdout
    assert "There is no user" in run(sqlite_address, tmp_path, "--user", "nobody").stderr

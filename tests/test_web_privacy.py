"""What happens to people's words is told in plain words, and on paper the same."""

from collections.abc import Iterator

import pytest

from storage.store import Store
from tests.plain_words import HIGHEST_GRADE, faults, grade
from tests.site import Site, running
from web.privacy import notice
from web.privacy_words import LOCKED, PRIVACY, STAYS
from web.settings import ROOT, Settings

NOTICE = ROOT / "docs" / "papers" / "privacy-notice.md"
SAID = [sentence for part in PRIVACY for sentence in (part.asks, *part.says)] + [STAYS]


@pytest.fixture
def site(sqlite_store: Store) -> Iterator[Site]:
    with running(sqlite_store) as site:
        yield site


def test_it_says_who_reads_and_whom_to_call(site: Site) -> None:
    shown = site.client.get("/privacy").text
    for said in ("Sarah and Ahmed", "01632 960 018", "after 30 days at the most"):
        assert said in shown
    assert "{" not in shown


def test_each_home_says_who_reads_there(site: Site) -> None:
    site.store.services.add("Elm House", "Tom", "01632 960 019", "elm")
    elm = site.client.get("/privacy?service=elm").text
    assert "read by Tom." in elm
    assert "Sarah" not in elm
    for address in ("/privacy", "/privacy?service=nowhere", "/privacy?service=%00"):
        both = site.client.get(address)
        assert both.status_code == 200
        assert "Sarah and Ahmed, or Tom" in both.text


def test_every_door_leads_there(site: Site) -> None:
    for address in ("/", "/chat/rose-court", f"/chat/{site.begin()}", "/trust"):
        assert 'href="/privacy' in site.client.get(address).text, address


def test_it_says_only_what_is_true_here() -> None:
    def said(**fields: object) -> str:
        return repr(notice([], Settings(**{"_env_file": None, **fields})))  # type: ignore[arg-type]

    assert LOCKED in said()
    assert "Your answers go after 8 years at the most." in said()
    assert LOCKED not in said(encryption=False)
    assert LOCKED not in said(database="postgresql://somewhere/else")
    assert STAYS in said(answers_days=0)
    assert "go after 8" not in said(answers_days=0)


def test_it_is_in_plain_words() -> None:
    assert [fault for sentence in SAID for fault in faults(sentence, "resident")] == []
    assert grade(SAID) <= HIGHEST_GRADE


def test_on_paper_it_says_the_same() -> None:
    paper = NOTICE.read_text()
    for sentence in SAID:
        if sentence == STAYS:
            continue
        written = (
            sentence.replace("{readers}", "[who reads]").replace("{days}", "30").replace("{long}", "8 years")
        )
        assert written in paper, f"docs/papers/privacy-notice.md lacks: {written}"

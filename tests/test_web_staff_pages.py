"""Staff: calls for help, tablets, and how each person likes to talk."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from storage.details import Details, Helper
from storage.kinds import Audience, Mode
from storage.people import PersonRecord
from storage.profiles import Profile
from storage.store import Store
from tests.site import Site, running


@pytest.fixture
def site(sqlite_store: Store) -> Iterator[Site]:
    """A site with somebody from staff signed in."""
    with running(sqlite_store) as site:
        site.add_staff()
        site.come_in()
        yield site


def form(shown: PersonRecord, **changes: object) -> dict[str, object]:
    """The profile form of somebody as a browser sends it."""
    usual: dict[str, object] = {
        "seen": shown.updated_at.isoformat(),
        "name": "Joan",
        "language": "en",
        "best_time": "",
        "own_words": "",
        "share": "",
        "review_on": "",
        "doors": ["talk", "pictures", "faces", "writing"],
        "needs": [],
        "on": ["captions"],
        "choices": "4",
        "text_size": "normal",
        "theme": "day",
        "access": "touch",
        "rate": "125",
        "pause": "0",
        "sentence_pause": "800",
        "pitch": "50",
        "volume": "100",
        "voice": "",
        "wait_seconds": "6",
        "scan_seconds": "2.0",
        "settle_seconds": "0.4",
        "hold_seconds": "0.0",
        "rounds": "3",
        "dwell_seconds": "1.5",
    }
    return usual | changes


@pytest.mark.parametrize("path", ["calls", "calls/open", "tablets", "people"])
def test_only_staff_see_these_pages(sqlite_store: Store, path: str) -> None:
    with running(sqlite_store) as site:
        assert site.client.get(f"/review/{path}", follow_redirects=False).status_code == 303


def test_a_new_tablet_shows_its_code_once(site: Site) -> None:
    shown = site.client.post("/review/tablets", data={"name": "Lavender wing", "pin": "2468"}).text
    code = re.search(r'class="code">([A-Z0-9 ]+)<', shown)
    assert code
    assert "data:image/svg+xml" in shown
    assert code[1] not in site.client.get("/review/tablets").text
    assert site.client.post("/tablet/pair", data={"code": code[1]}, follow_redirects=False).status_code == 303
    assert "Nothing is waiting on it." in site.client.get("/review/tablets").text


@pytest.mark.parametrize(("name", "pin"), [("", "2468"), ("Lavender wing", "12"), ("Lavender wing", "abcd")])
def test_a_tablet_without_a_place_or_a_usable_pin_is_refused_with_a_reason(
    site: Site, name: str, pin: str
) -> None:
    refused = site.client.post("/review/tablets", data={"name": name, "pin": pin})
    assert refused.status_code == 400
    assert "was not added" in refused.text
    assert site.store.devices.all(site.store.services.ids()) == []


def test_staff_see_what_waits_on_a_tablet_and_since_when(site: Site) -> None:
    device = site.pair()
    site.store.devices.heard_of(device, 2, datetime.now(UTC) - timedelta(hours=3))
    shown = site.client.get("/review/tablets").text
    assert "2 things said on it are still waiting there" in shown


def test_a_lost_tablet_is_let_go(site: Site) -> None:
    device = site.pair()
    site.client.post(f"/review/tablets/{device}/revoke")
    assert site.client.get("/tablet/pack", headers={"accept": "application/json"}).status_code == 401
    assert ("priya", "revoked_tablet", str(device)) in site.store.staff.audit()


def test_a_call_stands_on_every_page_until_somebody_goes(site: Site) -> None:
    device, joan = site.pair(), site.store.people.add(site.store.services.get().id, "Joan")
    call = site.store.alerts.call(uuid4(), device, joan.id, at=datetime.now(UTC) - timedelta(minutes=7))
    for page in ("/review", "/review/calls", "/review/people", "/review/tablets"):
        shown = site.client.get(page).text
        assert "Joan" in shown
        assert "7 minutes ago" in shown
        assert "call late" in shown
    site.client.post(f"/review/calls/{call.id}/take")
    assert "Priya is going." in site.client.get("/review").text
    site.client.post(f"/review/calls/{call.id}/finish")
    assert "Priya is going." not in site.client.get("/review").text
    assert "7 minutes" in site.client.get("/review/calls").text


def test_who_went_first_stays_who_is_going(site: Site) -> None:
    device = site.pair()
    call = site.store.alerts.call(uuid4(), device)
    site.client.post(f"/review/calls/{call.id}/take")
    site.add_staff("ahmed")
    site.sign_in("ahmed")
    site.client.post(f"/review/calls/{call.id}/take")
    assert site.client.get("/review/calls/open").json()[0]["taken_by"] == "Priya"


def test_how_somebody_likes_to_talk_is_written_down_and_kept(site: Site) -> None:
    joan = site.store.people.add(site.store.services.get().id, "Joan")
    sent = form(
        joan,
        needs=["hearing_aid", "more_time"],
        own_words="Left ear is better.",
        choices="2",
        text_size="huge",
        on=["read_aloud"],
        access="one_switch",
        scan_seconds="3,5",
        share="yes",
    )
    saved = site.client.post(f"/review/people/{joan.id}", data=sent)
    assert "Saved." in saved.text
    found = site.store.people.get(site.store.services.ids(), joan.id)
    assert found
    profile = found.profile
    assert (profile.needs, profile.choices, profile.text_size) == (("hearing_aid", "more_time"), 2, "huge")
    assert (profile.read_aloud, profile.captions, profile.scan_seconds, profile.share) == (
        True,
        False,
        3.5,
        True,
    )


def test_of_two_who_write_it_down_at_once_nobody_loses_their_work(site: Site) -> None:
    joan = site.store.people.add(site.store.services.get().id, "Joan", Profile(needs=("deaf",)))
    mine = form(joan, own_words="Sit on her left.", rate="150")
    theirs = form(joan, own_words="She likes tea first.", needs=["deaf", "large_print"], share="no")
    assert "Saved." in site.client.post(f"/review/people/{joan.id}", data=theirs).text
    refused = site.client.post(f"/review/people/{joan.id}", data=mine)
    assert refused.status_code == 409
    for words in (
        "Somebody changed it meanwhile.",
        "Sit on her left.</textarea>",
        'In their own words: <b dir="auto">She likes tea first.</b>',
        'What they need: <b dir="auto">Does not hear speech, Needs large print</b>',
        'May be shared: <b dir="auto">no</b>',
        'Words a minute: <b dir="auto">125</b>',
    ):
        assert words in refused.text, words
    assert refused.text.count('<b dir="auto">') == 4
    (seen,) = re.findall(r'name="seen" value="([^"]*)"', refused.text)
    both = mine | {"own_words": "Sit on her left. She likes tea first.", "seen": seen}
    assert "Saved." in site.client.post(f"/review/people/{joan.id}", data=both).text
    found = site.store.people.get(site.store.services.ids(), joan.id)
    assert found
    assert (found.profile.own_words, found.profile.rate) == ("Sit on her left. She likes tea first.", 150)


@pytest.mark.parametrize("seen", ["", "yesterday", "2026-11-22", "0001-01-01T00:00:00+14:00", "\x00"])
def test_a_form_that_does_not_say_what_it_showed_keeps_what_was_written(site: Site, seen: str) -> None:
    joan = site.store.people.add(site.store.services.get().id, "Joan")
    sent = form(joan, own_words="Left ear.") | {"seen": seen}
    refused = site.client.post(f"/review/people/{joan.id}", data=sent)
    assert refused.status_code == 409
    assert "Left ear.</textarea>" in refused.text
    assert site.store.people.get(site.store.services.ids(), joan.id) == joan


@pytest.mark.parametrize(
    "wrong", [{"choices": "5"}, {"rate": "fast"}, {"doors": []}, {"name": " "}, {"review_on": "soon"}]
)
def test_what_cannot_be_is_refused_and_changes_nothing(site: Site, wrong: dict[str, object]) -> None:
    joan = site.store.people.add(site.store.services.get().id, "Joan", Profile(choices=6))
    refused = site.client.post(f"/review/people/{joan.id}", data=form(joan, **wrong))
    assert refused.status_code == 400
    assert "This was not saved" in refused.text
    assert site.store.people.get(site.store.services.ids(), joan.id) == joan


def test_how_it_sounds_for_somebody_is_shown_as_it_is_kept_and_changed(site: Site) -> None:
    joan = site.store.people.add(
        site.store.services.get().id, "Joan", Profile(voice="en-gb+m3", pitch=35, hands_free=True)
    )
    shown = site.client.get(f"/review/people/{joan.id}").text
    assert 'value="en-gb+m3" checked' in shown
    assert 'name="pitch" type="number" min="0" max="99" step="1" value="35"' in shown
    assert 'value="hands_free" checked' in shown
    changed = form(
        joan, voice="en-gb-scotland", rate="150", volume="60", wait_seconds="9", sentence_pause="1000", on=[]
    )
    assert "Saved." in site.client.post(f"/review/people/{joan.id}", data=changed).text
    found = site.store.people.get(site.store.services.ids(), joan.id)
    assert found
    assert found.profile == Profile(
        voice="en-gb-scotland", rate=150, volume=60, wait_seconds=9, sentence_pause=1000, captions=False
    )


def test_what_was_written_into_a_refused_form_is_still_in_it(site: Site) -> None:
    joan = site.store.people.add(site.store.services.get().id, "Joan", Profile(own_words="Left ear."))
    sent = form(
        joan, name="Joanie", rate="fast", own_words="Sit on her left.", needs=["deaf"], doors=["writing"]
    )
    refused = site.client.post(f"/review/people/{joan.id}", data=sent).text
    for kept in ('value="Joanie"', 'value="fast"', "Sit on her left.", 'value="deaf" checked'):
        assert kept in refused, kept
    assert 'value="pictures" checked' not in refused


def test_who_is_to_be_asked_again_stands_first(site: Site) -> None:
    site.store.people.add(site.store.services.get().id, "Albert")
    site.store.people.add(site.store.services.get().id, "Zoe", Profile(review_on="2020-01-01"))
    shown = site.client.get("/review/people").text
    assert "To be asked again" in shown
    assert shown.index("Zoe") < shown.index("Albert")


def test_a_card_is_shown_once_and_ends_the_one_before(site: Site) -> None:
    joan = site.store.people.add(site.store.services.get().id, "Joan")
    first = site.client.post(f"/review/people/{joan.id}/card").text
    before = site.store.people.cards(site.store.services.ids())[joan.id]
    assert "Card for Joan" in first
    site.client.post(f"/review/people/{joan.id}/card")
    assert site.store.people.cards(site.store.services.ids())[joan.id] != before


def test_needs_are_shared_only_with_consent(site: Site) -> None:
    joan = site.store.people.add(site.store.services.get().id, "Joan", Profile(needs=("deaf",)))
    assert site.client.get(f"/review/people/{joan.id}/needs.txt").status_code == 403
    site.store.people.change(site.store.services.ids(), joan.id, "Joan", Profile(needs=("deaf",), share=True))
    shared = site.client.get(f"/review/people/{joan.id}/needs.txt").text
    assert "Does not hear speech (deaf)" in shared


def test_a_conversation_shows_the_person_their_needs_the_door_and_who_helped(site: Site) -> None:
    device = site.pair()
    joan = site.store.people.add(site.store.services.get().id, "Joan", Profile(needs=("hearing_aid",)))
    asked = site.store.questions.newest(Audience.RESIDENT)
    assert asked
    conversation = site.store.tablet_talks.begin(device, uuid4(), asked.id, joan.id).id
    details = Details(
        asked.questions[0].id,
        "asking",
        ("outside", "music"),
        None,
        "one_switch",
        Helper("Priya", "presses", agreed=True),
    )
    turn = uuid4()
    site.store.turns.keep(conversation, turn, "Time outside, and music.", Mode.PICTURES, details=details)
    with site.store.sheet(conversation, turn) as sheet:
        sheet.hear(asked.questions[0])
    shown = site.client.get(f"/review/{conversation}").text
    for told in (
        "Joan",
        "Lavender wing",
        "Uses a hearing aid",
        "Chose pictures with one switch",
        "Priya pressed for them",
        "The person agreed.",
        "pictures.svg#outside",
    ):
        assert told in shown, told
    assert "Joan" in site.client.get("/review").text


def test_somebody_who_left_is_forgotten_by_tablets_but_not_by_what_they_said(site: Site) -> None:
    site.pair()
    joan = site.store.people.add(site.store.services.get().id, "Joan")
    site.client.post(f"/review/people/{joan.id}/leave")
    assert site.client.get("/tablet/pack", headers={"accept": "application/json"}).json()["people"] == []
    assert site.store.people.names(site.store.services.ids())[joan.id] == "Joan"

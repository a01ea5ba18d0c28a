"""What a tablet asks of us: paired, its pack, conversations begun without us, calls for help."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from storage.kinds import Audience
from storage.store import Store
from tests.site import Site, running


@pytest.fixture
def site(sqlite_store: Store) -> Iterator[Site]:
    with running(sqlite_store) as site:
        site.client.headers["accept"] = "application/json"
        yield site


@pytest.fixture
def tablet(site: Site) -> Site:
    """A site whose client is a paired tablet."""
    site.pair()
    return site


def now() -> str:
    return datetime.now(UTC).isoformat()


def asked(site: Site) -> tuple[str, list[str]]:
    """The set that residents are asked, and its questions."""
    found = site.store.questions.newest(Audience.RESIDENT)
    assert found
    return str(found.id), [str(each.id) for each in found.questions]


def begin(site: Site, person: UUID | None = None) -> tuple[str, dict[str, Any]]:
    """Begin a conversation as a tablet does; returns its id and its place."""
    conversation = str(uuid4())
    body = {"set_id": asked(site)[0], "person_id": str(person) if person else None, "began_at": now()}
    begun = site.client.put(f"/tablet/conversations/{conversation}", json=body)
    assert begun.status_code == 200, begun.text
    return conversation, begun.json()["place"]


def say(site: Site, conversation: str, text: str, **more: Any) -> dict[str, Any]:
    """Say something and wait for what comes next."""
    turn = {"id": str(uuid4()), "text": text, "mode": "typed", "said_at": now(), "screen": "asking", **more}
    said = site.client.post(f"/tablet/conversations/{conversation}/turns", params={"wait": 1}, json=turn)
    assert said.status_code == 201, said.text
    found: dict[str, Any] = said.json()
    return found


def test_who_goes_on_from_the_page_that_asks_has_agreed_once(tablet: Site) -> None:
    joan = tablet.store.people.add(tablet.store.services.get().id, "Joan").id
    here = tablet.store.services.ids()
    begin(tablet, joan)
    assert tablet.store.consents.of_person(here, joan) == []  # a page from before it was asked
    body = {"set_id": asked(tablet)[0], "person_id": str(joan), "began_at": now(), "keep_words": True}
    address = f"/tablet/conversations/{uuid4()}"
    for _ in range(2):  # a repeat is harmless
        assert tablet.client.put(address, json=body).status_code == 200
    (line,) = tablet.store.consents.of_person(here, joan) or []
    assert (line.use, line.decision, line.door, line.how) == ("keep_words", "given", "tablet", "pressed")
    page = tablet.client.get("https://testserver/tablet", headers={"accept": "text/html"}).text
    assert line.sentence in page


def test_only_a_paired_tablet_gets_anything(site: Site) -> None:
    assert site.client.get("/tablet/pack").status_code == 401
    assert site.client.put(f"/tablet/conversations/{uuid4()}", json={}).status_code == 401
    assert site.client.post("/tablet/beat", json={"waiting": 0}).status_code == 401


def test_a_code_pairs_one_browser_once(site: Site) -> None:
    site.add_staff()
    staff = site.store.staff.everyone()[0]
    _, code = site.store.devices.add(site.store.services.get().id, "Lavender wing", "pin", staff.id)
    typed = f" {code[:4].lower()} {code[4:]} "
    assert site.client.post("/tablet/pair", data={"code": typed}, follow_redirects=False).status_code == 303
    assert site.client.get("/tablet/pack").status_code == 200
    site.client.cookies.clear()
    again = site.client.post("/tablet/pair", data={"code": code}, headers={"accept": "text/html"})
    assert again.status_code == 400
    assert "not right" in again.text


def test_a_revoked_tablet_gets_nothing_any_more(site: Site) -> None:
    device = site.pair()
    site.store.devices.revoke(site.store.services.ids(), device)
    assert site.client.get("/tablet/pack").status_code == 401


def test_guessing_codes_is_slowed_down(site: Site) -> None:
    tries = [site.client.post("/tablet/pair", data={"code": "AAAAAAAA"}).status_code for _ in range(12)]
    assert tries[0] == 400
    assert tries[-1] == 429


def test_the_pack_holds_what_a_week_without_us_needs(tablet: Site) -> None:
    joan = tablet.store.people.add(tablet.store.services.get().id, "Joan")
    card = tablet.store.people.new_card(tablet.store.services.ids(), joan.id)
    pack = tablet.client.get("/tablet/pack").json()
    assert pack["questions"][0]["text"] == "What matters to you?"
    assert pack["device"]["name"] == "Lavender wing"
    assert pack["people"][0]["name"] == "Joan"
    assert len(pack["people"][0]["card"]) == 64
    assert card not in str(pack)
    assert pack["people"][0]["profile"]["choices"] == 4


def test_the_pack_is_sent_again_only_when_something_changed(tablet: Site) -> None:
    first = tablet.client.get("/tablet/pack")
    known = {"if-none-match": first.headers["etag"]}
    assert tablet.client.get("/tablet/pack", headers=known).status_code == 304
    tablet.store.people.add(tablet.store.services.get().id, "Joan")
    changed = tablet.client.get("/tablet/pack", headers=known)
    assert changed.status_code == 200
    assert tablet.client.post("/tablet/beat", json={"waiting": 0}).json()["pack"] == changed.json()["version"]


def test_a_conversation_goes_from_question_to_answer_to_the_next(tablet: Site) -> None:
    conversation, place = begin(tablet)
    _, questions = asked(tablet)
    assert (place["phase"], place["question_id"]) == ("asking", questions[0])
    said = say(tablet, conversation, "the people in the garden", question_id=questions[0])
    assert said["kept"] is True
    assert (said["place"]["phase"], said["place"]["said"]) == ("confirming", "the people in the garden")
    yes = say(
        tablet,
        conversation,
        "Yes",
        intent="affirm",
        mode="button",
        screen="confirming",
        question_id=questions[0],
    )
    assert (yes["place"]["phase"], yes["place"]["question_id"]) == ("asking", questions[1])
    assert yes["place"]["kept"] == [{"question_id": questions[0], "text": "the people in the garden"}]


def test_pictures_are_an_answer_even_if_their_words_could_steer(tablet: Site) -> None:
    conversation, _ = begin(tablet)
    _, questions = asked(tablet)
    said = say(
        tablet,
        conversation,
        "stop",
        mode="pictures",
        pictures=["quiet"],
        question_id=questions[0],
        by="one_switch",
    )
    assert (said["place"]["phase"], said["place"]["said"]) == ("confirming", "stop")


def test_how_it_was_said_is_kept_beside_the_words(tablet: Site) -> None:
    conversation, _ = begin(tablet)
    _, questions = asked(tablet)
    helper = {"who": "Priya", "how": "presses", "agreed": True}
    said_at = (datetime.now(UTC) - timedelta(days=6)).isoformat()
    say(
        tablet, conversation, "Time outside, and music.", mode="pictures", pictures=["outside", "music"],
        by="one_switch", helper=helper, question_id=questions[0], said_at=said_at,
    )  # fmt: skip
    turn = next(t for t in tablet.store.turns.latest(UUID(conversation)) if t.mode == "pictures")
    assert turn.details is not None
    assert turn.details["pictures"] == ["outside", "music"]
    assert turn.details["helper"] == helper
    assert turn.said_at is not None
    assert turn.said_at.isoformat() == said_at


def test_the_same_turn_twice_is_kept_once(tablet: Site) -> None:
    conversation, _ = begin(tablet)
    turn = str(uuid4())
    for _ in range(2):
        say(tablet, conversation, "the people in the garden", id=turn, question_id=asked(tablet)[1][0])
    kept = [t for t in tablet.store.turns.latest(UUID(conversation)) if t.mode == "typed"]
    assert len(kept) == 1


def test_words_are_kept_while_the_dialogue_engine_is_away(tablet: Site) -> None:
    conversation, _ = begin(tablet)
    tablet.rasa.there = False
    said = say(tablet, conversation, "the people in the garden", question_id=asked(tablet)[1][0])
    assert said == {"kept": True, "place": None}
    place = tablet.client.get(f"/tablet/conversations/{conversation}/place").json()["place"]
    assert place["waiting"] is True


def test_nobody_else_goes_on_with_a_tablets_conversation(tablet: Site) -> None:
    conversation, _ = begin(tablet)
    tablet.client.cookies.clear()
    tablet.pair("Rowan wing")
    refused = tablet.client.get(f"/tablet/conversations/{conversation}/place")
    assert refused.status_code == 404
    body = {"set_id": asked(tablet)[0], "began_at": now()}
    assert tablet.client.put(f"/tablet/conversations/{conversation}", json=body).status_code == 409


def test_a_call_for_help_waits_until_somebody_takes_it(tablet: Site) -> None:
    call = {"id": str(uuid4()), "at": now(), "conversation_id": str(uuid4())}  # begun without a network
    assert tablet.client.post("/tablet/alerts", json=call).json()["taken_by"] is None
    assert tablet.client.post("/tablet/alerts", json=call).status_code == 201
    assert len(tablet.store.alerts.open(tablet.store.services.ids())) == 1
    staff = tablet.store.staff.everyone()[0]
    tablet.store.alerts.take(tablet.store.services.ids(), UUID(call["id"]), staff.id)
    assert tablet.client.get(f"/tablet/alerts/{call['id']}").json()["taken_by"] == "Priya"


def test_staff_can_see_how_much_waits_on_a_tablet(tablet: Site) -> None:
    tablet.client.post("/tablet/beat", json={"waiting": 2, "since": now()})
    device = tablet.store.devices.all(tablet.store.services.ids())[0]
    assert device.waiting == 2
    assert device.waiting_since is not None


def test_somebody_can_change_their_comforts_and_nothing_else(tablet: Site) -> None:
    joan = tablet.store.people.add(tablet.store.services.get().id, "Joan")
    address = f"/tablet/people/{joan.id}/profile"
    assert tablet.client.put(address, json={"changes": {"text_size": "huge"}}).status_code == 200
    found = tablet.store.people.get(tablet.store.services.ids(), joan.id)
    assert found
    assert found.profile.text_size == "huge"
    assert tablet.client.put(address, json={"changes": {"needs": ["deaf"]}}).status_code == 400
    assert tablet.client.put(address, json={"changes": {"text_size": "enormous"}}).status_code == 400


def test_nothing_said_is_refused_in_plain_words(tablet: Site) -> None:
    conversation, _ = begin(tablet)
    turn = {"id": str(uuid4()), "text": " ", "mode": "typed", "said_at": now(), "screen": "asking"}
    refused = tablet.client.post(f"/tablet/conversations/{conversation}/turns", json=turn)
    assert (refused.status_code, refused.json()["error"]) == (
        400,
        "There are no words yet. Please write something first.",
    )


def test_what_is_read_aloud_is_listed_apart_from_the_pack(tablet: Site) -> None:
    assert tablet.client.get("/tablet/pack").json()["sounds"] is None  # there is no engine here
    assert tablet.client.get("/tablet/sounds").json() == {}
    assert "the" in tablet.client.get("/tablet/words").json()

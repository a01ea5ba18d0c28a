"""/chat: by plain forms and by the script's calls, kept before anything else, told truthfully."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from storage.errors import StorageError
from storage.store import Store
from tests.site import Site, running
from web.phrases import KEPT_BUT_SLOW, NOT_KEPT, NOTHING_SAID, TAKEN_OUT, TOO_FAST, TOO_LONG

JSON = {"accept": "application/json"}
WORDS = "the people who sit with me outside"


@pytest.fixture
def site(sqlite_store: Store) -> Iterator[Site]:
    with running(sqlite_store) as site:
        yield site


def test_the_start_page_says_what_this_is_before_anything_is_asked(site: Site) -> None:
    page = site.client.get("/chat").text
    for told in ("Rose Court", "Sarah and Ahmed", "computer program", "stop at any time", "in danger"):
        assert told in page


def test_starting_leads_to_a_private_link_with_the_welcome(site: Site) -> None:
    token = site.begin()
    assert len(token) >= 32
    page = site.client.get(f"/chat/{token}").text
    assert "utter_welcome/carer" in page
    assert f"http://testserver/chat/{token}" in page


@pytest.mark.parametrize("audience", ["", "manager"])
def test_starting_without_saying_who_you_are_asks_again(site: Site, audience: str) -> None:
    again = site.client.post("/chat", data={"audience": audience})
    assert again.status_code == 400
    assert "Please choose who you are." in again.text


def test_each_audience_is_spoken_to_in_its_own_way(site: Site) -> None:
    for audience in ("resident", "carer", "staff"):
        assert f"utter_welcome/{audience}" in site.client.get(f"/chat/{site.begin(audience)}").text


def test_an_answer_by_a_plain_form_is_kept_and_read_back(site: Site) -> None:
    token = site.begin()
    shown = site.client.post(f"/chat/{token}", data={"id": str(uuid4()), "text": WORDS})
    assert shown.status_code == 200
    assert f"utter_read_back/carer {WORDS}" in shown.text


def test_a_quick_answer_by_a_plain_form_means_what_stands_on_it(site: Site) -> None:
    token = site.begin()
    site.say(token, WORDS)
    fields = {"id": str(uuid4()), "title": "Yes, that is right", "intent": "affirm", "choice": "affirm"}
    assert "utter_saved" in site.client.post(f"/chat/{token}", data=fields).text


def test_a_form_sent_twice_is_one_message(site: Site) -> None:
    token, form = site.begin(), {"id": str(uuid4()), "text": WORDS}
    site.client.post(f"/chat/{token}", data=form)
    shown = site.client.post(f"/chat/{token}", data=form)
    assert shown.text.count(f">{WORDS}<") == 1


def test_a_form_gone_back_to_and_filled_with_other_words_is_a_new_message(site: Site) -> None:
    token, turn = site.begin(), str(uuid4())
    site.client.post(f"/chat/{token}", data={"id": turn, "text": WORDS})
    shown = site.client.post(f"/chat/{token}", data={"id": turn, "text": "other words\r\non two lines"})
    assert f">{WORDS}<" in shown.text
    assert ">other words\non two lines<" in shown.text


def test_a_message_is_told_to_be_kept_before_its_reply(site: Site) -> None:
    token = site.begin()
    kept = site.client.post(f"/chat/{token}/turns", json={"id": str(uuid4()), "text": WORDS})
    assert kept.status_code == 201
    assert kept.json()["kept"] is True
    assert kept.json()["turn"]["text"] == WORDS
    after = kept.json()["turn"]["seq"]
    news = site.client.get(f"/chat/{token}/turns", params={"after": after, "wait": 5}).json()
    assert [turn["text"] for turn in news["turns"]] == [f"utter_read_back/carer {WORDS}"]
    assert news["turns"][0]["choices"] == [{"title": "Yes, that is right", "intent": "affirm"}]


def test_typed_words_never_carry_a_meaning_of_their_own(site: Site) -> None:
    token = site.begin()
    assert (
        "utter_read_back" in site.say(token, "/stop and go to the shops with me").json()["replies"][0]["text"]
    )


@pytest.mark.parametrize("intent", ["restart", "session_start", "answer", "EXTERNAL: x", ""])
def test_a_button_can_only_mean_what_our_buttons_mean(site: Site, intent: str) -> None:
    refused = site.say(site.begin(), "Yes", intent=intent)
    assert refused.status_code == 400


@pytest.mark.parametrize("mode", ["opened", "imported"])
def test_a_page_cannot_pass_its_words_off_as_something_else(site: Site, mode: str) -> None:
    assert site.say(site.begin(), WORDS, mode=mode).status_code == 400


@pytest.mark.parametrize(
    "words",
    [
        "😀👵🏽",
        "مرحبا كيف حالك اليوم",
        "e\u0301te\u0301",
        "a\x00b",
        "0[ {said} {0[said]}",
        "<b>bold</b> & 'quotes'",
    ],
)
def test_words_of_every_kind_come_back_as_they_were(site: Site, words: str) -> None:
    token = site.begin()
    site.say(token, words)
    said = [turn["text"] for turn in site.client.get(f"/chat/{token}/turns").json()["turns"]]
    assert words.replace("\x00", "\ufffd") in said


def test_markup_in_words_is_shown_and_never_run(site: Site) -> None:
    token = site.begin()
    site.say(token, "<script>alert(1)</script>")
    page = site.client.get(f"/chat/{token}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_hundred_thousand_characters_are_kept_and_one_more_is_refused_kindly(site: Site) -> None:
    token = site.begin()
    assert site.say(token, "x" * 100_000).status_code == 201
    refused = site.client.post(
        f"/chat/{token}/turns", json={"id": str(uuid4()), "text": "x" * 100_001}, headers=JSON
    )
    assert refused.status_code == 413
    assert refused.json() == {"error": TOO_LONG}


@pytest.mark.parametrize("words", ["", "  \n "])
def test_nothing_said_is_told_by_form_and_by_script(site: Site, words: str) -> None:
    token = site.begin()
    assert NOTHING_SAID in site.client.post(f"/chat/{token}", data={"id": str(uuid4()), "text": words}).text
    assert site.say(token, words).status_code == 400


def test_a_link_that_leads_nowhere_is_told_calmly(site: Site) -> None:
    page = site.client.get("/chat/not-a-link")
    assert page.status_code == 404
    assert "There is nothing here" in page.text
    assert site.say("not-a-link", WORDS).status_code == 404


def test_while_the_reply_is_slow_the_page_says_that_the_words_are_kept(sqlite_store: Store) -> None:
    with running(sqlite_store, reply_seconds=0.05) as site:
        token = site.begin()
        site.rasa.slow = 0.6
        assert site.say(token, WORDS).json()["status_text"] == KEPT_BUT_SLOW
        assert KEPT_BUT_SLOW in site.client.get(f"/chat/{token}").text


def test_without_the_dialogue_engine_words_are_kept_and_said_to_be(site: Site) -> None:
    token = site.begin()
    site.rasa.there = False
    kept = site.say(token, WORDS).json()
    assert kept["kept"] is True
    assert kept["status_text"] == KEPT_BUT_SLOW
    news = site.client.get(f"/chat/{token}/turns", params={"after": kept["turn"]["seq"], "wait": 9}).json()
    assert news == {"turns": [], "waiting": True, "status_text": KEPT_BUT_SLOW}


def test_words_that_could_not_be_kept_stay_in_the_box_and_the_page_says_so(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise StorageError("full", "The disk is full.", retry=True)

    token = site.begin()
    monkeypatch.setattr(site.store.turns, "keep", full)
    shown = site.client.post(f"/chat/{token}", data={"id": str(uuid4()), "text": WORDS})
    assert shown.status_code == 503
    assert NOT_KEPT in shown.text
    assert f"{WORDS}</textarea>" in shown.text
    told = site.client.post(f"/chat/{token}/turns", json={"id": str(uuid4()), "text": WORDS}, headers=JSON)
    assert (told.status_code, told.json()) == (503, {"error": NOT_KEPT})
    assert told.headers["retry-after"] == "5"


def test_too_many_messages_have_to_wait_and_are_not_lost(sqlite_store: Store) -> None:
    with running(sqlite_store, messages_per_minute=2) as site:
        token = site.begin()
        site.say(token, WORDS)
        site.say(token, WORDS)
        refused = site.say(token, "one too many")
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) >= 1
        shown = site.client.post(f"/chat/{token}", data={"id": str(uuid4()), "text": "one too many"})
        assert TOO_FAST in shown.text
        assert "one too many</textarea>" in shown.text


def test_too_many_new_conversations_from_one_place_have_to_wait(sqlite_store: Store) -> None:
    with running(sqlite_store, conversations_per_hour=1) as site:
        site.begin()
        refused = site.client.post("/chat", data={"audience": "carer"})
        assert refused.status_code == 429
        assert "Please wait a minute" in refused.text


def test_words_taken_out_are_gone_from_the_page(site: Site) -> None:
    token = site.begin()
    site.say(token, "a secret that I regret telling")
    site.say(token, "Do not keep it", intent="delete_my_answer")
    site.say(token, "Yes, take it out", intent="affirm")
    page = site.client.get(f"/chat/{token}").text
    assert "a secret that I regret" not in page
    assert TAKEN_OUT in page
    news = site.client.get(f"/chat/{token}/turns", params={"after": 6}).json()["turns"]
    assert TAKEN_OUT in [turn["text"] for turn in news]


def test_long_conversations_show_the_newest_and_lead_to_the_earlier(site: Site) -> None:
    token = site.begin()
    for number in range(40):
        site.say(token, f"message number {number} of many")
    page = site.client.get(f"/chat/{token}").text
    assert "message number 39 of many" in page
    assert ">message number 0 of many<" not in page
    assert "Earlier messages" in page
    earlier = site.client.get(f"/chat/{token}?show=240").text
    assert ">message number 0 of many<" in earlier
    assert "message number 39 of many" in earlier


@pytest.mark.parametrize("number", ["-1", "x", "9" * 30])
def test_turn_numbers_that_make_no_sense_do_no_harm(site: Site, number: str) -> None:
    token = site.begin()
    assert site.client.get(f"/chat/{token}/turns", params={"after": number}).status_code == 400
    assert site.client.get(f"/chat/{token}", params={"show": number}).status_code == 400


def test_a_conversation_can_be_opened_by_a_program(site: Site) -> None:
    opened = site.client.post("/api/conversations", json={"audience": "resident", "channel": "terminal"})
    assert opened.status_code == 201
    assert opened.json()["turns"][0]["text"].startswith("utter_welcome/resident")
    assert site.say(opened.json()["token"], WORDS).status_code == 201

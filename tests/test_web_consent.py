"""The pages on which people, and staff for them, say what they agree to."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from storage.consent_kinds import Decision, Share, Use
from storage.rights import Role
from storage.store import Store
from tests.site import Site, running

WORDS = "the people who sit with me in the garden"


@pytest.fixture
def site(sqlite_store: Store) -> Iterator[Site]:
    with running(sqlite_store) as found:
        yield found


@pytest.fixture
def token(site: Site) -> str:
    return site.begin("resident")


def talk_of(site: Site, token: str) -> UUID:
    found = site.store.conversations.by_secret(token)
    assert found is not None
    return found.id


def person(site: Site) -> UUID:
    return site.store.people.add(site.store.services.get().id, "Joan").id


# By the person ---------------------------------------------------------------------------------------


def test_nobody_is_taken_to_have_agreed(site: Site, token: str) -> None:
    page = site.client.get(f"/chat/{token}/choices").text
    assert page.count("You have not said yet.") == 3
    assert f'href="/chat/{token}/choices"' in site.client.get(f"/chat/{token}").text


def test_before_the_first_word_they_are_asked_whether_it_may_be_kept(site: Site, token: str) -> None:
    line = site.store.consents.of_talk(talk_of(site, token))[Use.KEEP_WORDS]
    assert (line.decision, line.door, line.how) == (Decision.GIVEN, "chat", "pressed")
    start = site.client.get("/chat").text
    assert line.sentence in start
    assert "Press Start to say yes." in start
    for how, said in (("spoken", True), (None, False)):
        opened = site.client.post("/api/conversations", json={"keep_words": how}).json()
        lines = site.store.consents.of_talk(UUID(opened["conversation"]))
        assert (Use.KEEP_WORDS in lines) is said  # a program that asked nobody says nothing


def test_yes_and_no_are_one_press_each(site: Site, token: str) -> None:
    for said, stands in (("given", "You said yes."), ("refused", "You said yes before, and then no.")):
        form = {"use": "reports", "decision": said}
        kept = site.client.post(f"/chat/{token}/choices", data=form)
        assert kept.status_code == 200
        assert stands in kept.text
    line = site.store.consents.of_talk(talk_of(site, token))[Use.REPORTS]
    assert (line.decision, line.door, line.how) == (Decision.WITHDRAWN, "chat", "pressed")
    assert "reports" in line.sentence


def test_what_no_page_sends_is_refused(site: Site, token: str) -> None:
    for form in ({}, {"use": "reports"}, {"use": "keep_words", "decision": "given"},
                 {"use": "reports", "decision": "withdrawn"}):  # fmt: skip
        assert site.client.post(f"/chat/{token}/choices", data=form).status_code == 400
    for form in ({"use": "all", "decision": "given"}, {"share": "everybody"}):
        assert site.client.post(f"/chat/{token}/choices", data=form).status_code in {400, 422}


def test_said_without_a_name_it_is_found_by_them_alone(site: Site, token: str) -> None:
    site.say(token, WORDS)
    said = site.say(token, "Without my name.")
    assert "I have kept it without your name." in said.text
    assert WORDS in site.client.get(f"/chat/{token}/choices").text
    chat = site.client.get(f"/chat/{token}").text
    assert WORDS not in chat
    assert "You said this without your name." in chat
    site.add_staff()
    site.come_in()
    talk = talk_of(site, token)
    for address in ("/review", f"/review/{talk}", f"/review/{talk}/said", "/review?q=garden"):
        shown = site.client.get(address).text
        for clue in (WORDS, "without your name", "Without my name"):
            assert clue not in shown


def test_what_was_said_without_a_name_can_be_taken_out(site: Site, token: str) -> None:
    site.say(token, WORDS)
    site.say(token, "without my name")
    (mine,) = site.store.apart.own(talk_of(site, token))
    other = site.begin("resident")
    assert site.client.post(f"/chat/{other}/choices/apart/{mine.id}").status_code == 404
    gone = site.client.post(f"/chat/{token}/choices/apart/{mine.id}")
    assert "I have taken it out." in gone.text
    assert WORDS not in gone.text
    assert site.client.post(f"/chat/{token}/choices/apart/{mine.id}").status_code == 404


def test_all_of_a_talk_is_forgotten_in_two_presses(site: Site, token: str) -> None:
    site.say(token, WORDS)
    site.say(token, "yes")
    done = site.client.post(f"/chat/{token}/choices/forget")
    assert "I have taken out all that you said here." in done.text
    assert WORDS not in site.client.get(f"/chat/{token}").text
    assert site.store.consents.of_talk(talk_of(site, token))[Use.KEEP_WORDS].decision == Decision.WITHDRAWN


def test_who_may_see_it_is_chosen_for_what_is_said_next(site: Site, token: str) -> None:
    site.client.post(f"/chat/{token}/choices", data={"share": "safety"})
    assert site.store.apart.share(talk_of(site, token)) == Share.SAFETY
    site.say(token, WORDS)
    site.say(token, "yes")
    (mine,) = site.store.apart.own(talk_of(site, token))
    assert mine.share == Share.SAFETY


# By staff --------------------------------------------------------------------------------------------


def test_staff_write_down_what_a_representative_said(site: Site) -> None:
    joan = person(site)
    site.add_staff()
    site.come_in()
    form = {"use": "family", "decision": "given", "footing": "attorney"}
    refused = site.client.post(f"/review/people/{joan}/consent", data=form)
    assert refused.status_code == 400
    assert "Write down who speaks for them." in refused.text
    kept = site.client.post(f"/review/people/{joan}/consent", data=form | {"representative": "Ann Hill"})
    assert kept.status_code == 200
    for words in ("Tell their family: Yes", "Ann Hill (Attorney", "written down by Priya", "told by staff"):
        assert words in kept.text


def test_who_asked_to_be_nameless_stands_on_no_page_of_staff(site: Site) -> None:
    joan = person(site)
    site.add_staff()
    site.come_in()
    form = {"use": "share_unnamed", "decision": "given", "footing": "self"}
    assert site.client.post(f"/review/people/{joan}/consent", data=form).status_code == 400
    assert site.client.get(f"/review/people/{joan}/consent").text.count("Never asked") == 4


def test_readers_read_it_and_only_managers_write(site: Site) -> None:
    joan = person(site)
    site.add_staff("ray", Role.READER)
    site.come_in("ray")
    page = site.client.get(f"/review/people/{joan}/consent")
    assert page.status_code == 200
    assert "Write down what" not in page.text
    assert site.client.post(f"/review/people/{joan}/consent", data={}).status_code == 404


def test_forms_that_are_not_whole_are_told_what_is_missing(site: Site) -> None:
    joan = person(site)
    site.add_staff()
    site.come_in()
    whole = {"use": "family", "decision": "given", "footing": "self"}
    for wrong in (
        {"use": "x"},
        {"decision": "withdrawn"},
        {"footing": "king"},
        {"representative": "x" * 500},
    ):
        assert site.client.post(f"/review/people/{joan}/consent", data=whole | wrong).status_code == 400


def test_the_legal_basis_is_chosen_with_a_reason_and_stays_written(site: Site) -> None:
    site.add_staff()
    site.come_in()
    assert "Nobody has chosen one yet." in site.client.get("/review/setup/basis").text
    form = {"basis": "public_task", "condition": "care", "why": ""}
    assert site.client.post("/review/setup/basis", data=form).status_code == 400
    kept = site.client.post("/review/setup/basis", data=form | {"why": "The council runs us."})
    for words in ("Public task", "The council runs us.", "by Priya"):
        assert words in kept.text
    assert site.client.post("/review/setup/basis", data=form | {"basis": "whim"}).status_code == 400


def test_files_say_how_much_nobody_agreed_to(site: Site, token: str) -> None:
    site.say(token, WORDS)
    site.say(token, "yes")
    site.client.post(f"/chat/{token}/choices", data={"use": "reports", "decision": "refused"})
    site.add_staff()
    site.come_in()
    looked = site.client.get("/review/export?look=1").text
    assert "nobody agreed that they are used in reports: 1." in looked


def test_before_words_are_shown_staff_see_how_many_could_have_said_them(site: Site, token: str) -> None:
    site.say(token, WORDS)
    site.say(token, "yes")
    site.add_staff()
    site.come_in()
    (given,) = site.store.review.answers(site.store.services.ids(), talk_of(site, token))
    address = f"/review/guess/{given.answer.id}"
    assert address in site.client.get(f"/review/{talk_of(site, token)}").text
    few = site.client.get(address).text
    assert few.count("Fewer than 5") == 4
    for _ in range(4):
        other = site.begin("resident")
        site.say(other, WORDS)
        site.say(other, "yes")
    many = site.client.get(address).text
    assert "Few people share it" not in many
    assert many.count("<b>5</b>") == 4


def test_whose_words_are_said_apart_nobody_can_ask_about(site: Site, token: str) -> None:
    site.say(token, WORDS)
    (given,) = site.store.review.answers(site.store.services.ids(), talk_of(site, token))
    site.say(token, "without my name")
    site.add_staff()
    site.come_in()
    assert site.client.get(f"/review/guess/{given.answer.id}").status_code == 404

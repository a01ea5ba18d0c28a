"""Every state that a page can be in: each is shown by its function, for whoever looks or measures."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

from playwright.sync_api import Browser, Page, expect

from storage.errors import StorageError
from storage.store import Store
from tests.browser import (
    alarm_states,
    change_states,
    complaint_states,
    concern_states,
    consent_states,
    heard_states,
    inbox_states,
    keeping_states,
    role_states,
    signing_states,
    spoken_states,
    staff_states,
    tag_states,
    work_states,
)
from tests.browser.speaking import MarkingTagger, SpeakingRasa
from tests.browser.telling import told
from tests.browser.visits import Visits
from tests.browser.writer import Writer
from tests.saying import begin
from tests.site import Served, served
from web.secure_context import insecure_page

WORDS = "It is about Dad’s laundry. We told somebody three weeks ago and heard nothing."
STRANGE = (
    "😀 👵🏽 👩‍👩‍👧 are all of my family",
    "الطعام بارد دائما في المساء",
    '  Two spaces first.\n\nA blank line, then <b>tags</b> & "quotes".\n\tA tab.',
    "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 3,
)


def index(visits: Visits) -> Page:
    """The two doors."""
    return visits.page("/")


def start(visits: Visits) -> Page:
    """Before a conversation."""
    return visits.page("/chat")


def start_error(visits: Visits) -> Page:
    """Nobody was chosen."""
    page = start(visits)
    # As in a browser that brings a page back with nothing chosen, or does not know `required`.
    page.locator("#start").evaluate("form => { form.noValidate = true }")
    page.locator("#start input").evaluate_all("all => all.forEach(one => { one.checked = false })")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("alert")).to_be_visible()
    return page


# The conversation ---------------------------------------------------------------------------------


def chat_new(visits: Visits) -> Page:
    """The welcome and the first question."""
    return visits.writer().page


def chat_read_back(visits: Visits) -> Page:
    """An answer, read back with its quick answers."""
    return _read_back(visits).page


def chat_resident(visits: Visits) -> Page:
    """The same for somebody who lives here: larger words."""
    return _read_back(visits, "resident").page


def chat_choices(visits: Visits) -> Page:
    """A question with answers to choose from."""
    writer = _read_back(visits)
    writer.chooses("affirm")
    writer.tells("When she sits with him in the garden.")
    writer.chooses("affirm")
    expect(writer.choices).to_have_count(3)
    return writer.page


def chat_menu(visits: Visits) -> Page:
    """The menu is open."""
    page = chat_read_back(visits)
    page.locator(".menu summary").click()
    return page


def chat_link(visits: Visits) -> Page:
    """The private link is open, wherever it stands."""
    page = chat_read_back(visits)
    page.locator("details.again").evaluate_all("all => all.forEach(one => { one.open = true })")
    return page


def chat_risk(visits: Visits) -> Page:
    """Whom to ring is open, where it is folded away."""
    page = chat_read_back(visits)
    page.locator("details.risk").evaluate_all("all => all.forEach(one => { one.open = true })")
    return page


def chat_paused(visits: Visits) -> Page:
    """A break."""
    writer = _read_back(visits)
    writer.asks_menu("pause")
    return writer.page


def chat_taken_out(visits: Visits) -> Page:
    """Words were taken out."""
    writer = _read_back(visits)
    writer.chooses("delete_my_answer")
    writer.chooses("affirm")
    return writer.page


def chat_strange(visits: Visits) -> Page:
    """Words of every kind."""
    path = visits.begin()
    visits.talk(path, *STRANGE)
    return visits.writer(path).page


def chat_unsent(visits: Visits) -> Page:
    """The database keeps nothing; the browser does."""
    writer = _read_back(visits)
    _refuse(visits.site)
    writer.says("And his own cardigans, please.")
    writer.sees("And his own cardigans", "unsaved")
    return writer.page


def chat_kept_waiting(visits: Visits) -> Page:
    """The dialogue engine is away."""
    writer = _read_back(visits)
    visits.site.rasa.there = False
    writer.says("And his own cardigans, please.")
    expect(writer.status).to_contain_text("I have kept your words.")
    return writer.page


def chat_writing(visits: Visits) -> Page:
    """The dialogue engine takes its time."""
    visits.site.restart(reply_seconds=600)
    writer = _read_back(visits)
    visits.site.rasa.slow = 600
    writer.says("And his own cardigans, please.")
    expect(writer.status).to_contain_text("One moment.")
    return writer.page


def chat_error(visits: Visits) -> Page:
    """Sent as a plain form, and not kept: the words are in the box."""
    writer = _read_back(visits)
    _refuse(visits.site)
    writer.box.fill("And his own cardigans, please.")
    writer.page.locator("#compose").evaluate("form => form.submit()")
    expect(writer.problem).to_be_visible()
    return writer.page


def chat_reading_back(visits: Visits) -> Page:
    """Something new came while somebody reads what was said before."""
    path = visits.begin()
    visits.talk(path, *(f"{number}. " + "I would like somebody to listen. " * 8 for number in range(8)))
    writer = visits.writer(path)
    writer.own.nth(2).scroll_into_view_if_needed()
    visits.talk(path, "Said on another device.")
    expect(writer.page.get_by_role("button", name="New message")).to_be_visible()
    return writer.page


MICROPHONE = """if (navigator.mediaDevices) navigator.mediaDevices.getUserMedia = async () => {
  const context = new AudioContext();
  const tone = new OscillatorNode(context);
  const out = new MediaStreamAudioDestinationNode(context);
  tone.connect(out);
  tone.start();
  return out.stream;
}"""
"""A microphone that hears a tone, which is no speech."""


def chat_listening(visits: Visits) -> Page:
    """Somebody talks."""
    context = visits.profile()
    context.add_init_script(MICROPHONE)
    page = context.new_page()
    page.goto(visits.site.url + visits.begin("resident"))
    page.get_by_role("button", name="Talk", exact=True).click()
    expect(page.locator("#voice-status")).to_have_text("I am listening. Take your time.")
    expect(page.locator(".heard")).to_have_text("I can hear you.")
    return page


def chat_unclear(visits: Visits) -> Page:
    """The words could not be made out."""
    page = chat_listening(visits)
    page.get_by_role("button", name="I have finished").click()
    expect(page.get_by_role("button", name="Send my voice")).to_be_visible()
    return page


def chat_heard(visits: Visits) -> Page:
    """What was heard is in the box."""
    path = visits.begin("resident")
    page = visits.page(path)
    spoken = {"record": {"id": str(uuid4())}, "stage": "draft", "heard": "I miss the garden", "keep": False}
    page.evaluate(
        """([token, spoken]) => {
          localStorage.setItem(`what-matters-spoken-${token}`, JSON.stringify(spoken));
          localStorage.setItem(`what-matters-draft-${token}`, spoken.heard);
        }""",
        [path.removeprefix("/chat/"), spoken],
    )
    page.reload()
    expect(page.get_by_label("Keep my voice so that staff can listen")).to_be_visible()
    return page


def _read_back(visits: Visits, audience: str = "carer") -> Writer:
    writer = visits.writer(audience=audience)
    writer.tells(WORDS)
    expect(writer.choices).to_have_count(4)
    return writer


def _refuse(site: Served) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise StorageError("full", "The disk is full.")

    site.store.turns.keep = refuse  # type: ignore[method-assign, assignment]


# What went wrong ----------------------------------------------------------------------------------


def wrong_link(visits: Visits) -> Page:
    """A link that leads nowhere."""
    return visits.page("/chat/a-letter-is-missing")


def too_often(visits: Visits) -> Page:
    """Too many conversations from one place."""
    visits.site.restart(conversations_per_hour=1)
    visits.begin()
    page = start(visits)
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Please wait a minute")
    return page


# Tablets in the network ---------------------------------------------------------------------------


def trust(visits: Visits) -> Page:
    """The help for new tablets, on one that went past the warning, with everything unfolded."""
    visits.site.restart(tls=True)
    page = visits.page("/trust", ignore_https_errors=True)
    expect(page.get_by_text("If you went past a warning")).to_be_visible()
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    return page


def trust_off(visits: Visits) -> Page:
    """How to turn https on."""
    page = visits.page("/trust")
    expect(page.get_by_text("This address is secure.")).to_be_visible()
    return page


def tablet_insecure(visits: Visits) -> Page:
    """The tablet at an address of the home's network, without https."""
    visits.site.restart(host="home.test")
    visits.site.app.add_api_route("/tablet", insecure_page)
    page = visits.profile().new_page()
    page.goto(visits.site.url.replace("127.0.0.1", "home.test") + "/tablet")
    return page


# For staff ----------------------------------------------------------------------------------------


def login(visits: Visits) -> Page:
    """Signing in."""
    return visits.page("/review")


def login_error(visits: Visits) -> Page:
    """The password was wrong."""
    page = login(visits)
    page.get_by_label("User name").fill("priya")
    page.get_by_label("Password").fill("a wrong guess")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def review_list(visits: Visits) -> Page:
    """A long list."""
    for _ in range(26):
        told(visits.site.store)
    path = visits.begin("resident")
    visits.talk(path, STRANGE[3], "yes")
    return visits.signed_in()


def review_empty(visits: Visits) -> Page:
    """Nothing fits the filter."""
    return visits.signed_in("/review?principle=assets&from=2025-01-01")


def review_error(visits: Visits) -> Page:
    """A date that cannot be read."""
    told(visits.site.store)
    return visits.signed_in("/review?from=yesterday")


def transcript(visits: Visits) -> Page:
    """One conversation."""
    return visits.signed_in(f"/review/{told(visits.site.store)}")


def transcript_open(visits: Visits) -> Page:
    """All of one conversation."""
    page = transcript(visits)
    page.get_by_text("Everything that was said").click()
    return page


def transcript_empty(visits: Visits) -> Page:
    """A conversation in which nothing was said yet."""
    return visits.signed_in(f"/review/{begin(visits.site.store)}")


STATES: dict[str, Callable[[Visits], Page]] = {
    each.__name__: each
    for each in (
        index, start, start_error,
        chat_new, chat_read_back, chat_resident, chat_choices, chat_menu, chat_link, chat_risk, chat_paused,
        chat_taken_out, chat_strange, chat_reading_back, chat_listening, chat_heard, chat_unclear,
        chat_writing, chat_kept_waiting, chat_unsent, chat_error,
        wrong_link, too_often,
        trust, trust_off, tablet_insecure,
        login, login_error, review_list, review_empty, review_error,
        transcript, transcript_open, transcript_empty,
    )
}  # fmt: skip
for more in (
    alarm_states,
    change_states,
    complaint_states,
    concern_states,
    consent_states,
    inbox_states,
    keeping_states,
    role_states,
    signing_states,
    heard_states,
    spoken_states,
    staff_states,
    tag_states,
    work_states,
):
    STATES |= more.STATES


@contextmanager
def shown(browser: Browser, store: Store, name: str) -> Iterator[tuple[Visits, Page]]:
    """A page in one of these states, with everything behind it."""
    with (
        served(store, SpeakingRasa(store, MarkingTagger())) as site,
        Visits(browser, site).watched() as visits,
    ):
        yield visits, STATES[name](visits)

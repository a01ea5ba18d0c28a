"""Every state of the pages about what people agree to."""

from collections.abc import Callable
from uuid import uuid4

from playwright.sync_api import Page, expect

from storage.consent_kinds import AskedAt, Basis, Condition, Decision, Footing, How, Share, Use
from storage.consent_records import Asked
from storage.kinds import Audience, Channel, Mode
from storage.records import Outcome
from tests.browser.telling import told
from tests.browser.visits import Visits

WORDS = "I am afraid to say that the evenings are very long here."
ASKED = "May we tell your family what you said?"


def choices_new(visits: Visits) -> Page:
    """Nothing was asked yet."""
    begun = visits.site.store.conversations.begin(Audience.RESIDENT, Channel.WEB)
    return visits.page(f"/chat/{begun.secret}/choices")


def choices_made(visits: Visits) -> Page:
    """Yes to one use, and words without a name; everything is unfolded."""
    store = visits.site.store
    begun = store.conversations.begin(Audience.RESIDENT, Channel.WEB)
    turn = store.turns.keep(begun.id, uuid4(), WORDS, Mode.TYPED)
    with store.sheet(begun.id, turn.id) as sheet:
        answer = sheet.note()
        sheet.choose_share(Share.UNNAMED)
        sheet.set_apart(answer, Share.UNNAMED)
        sheet.finish(Outcome(()), None)
    store.turns.answered(turn.id, [])
    asked = Asked("May we use your words in reports?", AskedAt.CHAT, How.PRESSED)
    store.consents.say(begun.id, Use.REPORTS, Decision.GIVEN, asked)
    page = visits.page(f"/chat/{begun.secret}/choices?done=saved")
    page.locator("main details").evaluate_all("all => all.forEach(one => { one.open = true })")
    return page


def consent_log(visits: Visits) -> Page:
    """What a person agrees to, by themselves and by somebody who speaks for them."""
    store = visits.site.store
    page = visits.signed_in("/review/people")
    staff = store.staff.everyone()[0].id
    joan = store.people.add(store.services.get().id, "Joan Hill").id
    ann = Asked(
        ASKED, AskedAt.STAFF, How.TOLD, Footing.ATTORNEY, "Ann Hill", "Papers seen in May.", staff_id=staff
    )
    store.consents.write_down(store.services.ids(), joan, Use.FAMILY, Decision.GIVEN, ann)
    no = Asked("May we keep the sound of your voice?", AskedAt.TABLET, How.SPOKEN)
    store.consents.write_down(store.services.ids(), joan, Use.KEEP_VOICE, Decision.REFUSED, no)
    page.goto(f"{visits.site.url}/review/people/{joan}/consent")
    expect(page.get_by_role("heading", name="What Joan Hill agrees to")).to_be_visible()
    return page


def consent_error(visits: Visits) -> Page:
    """Nobody wrote who spoke for them."""
    page = consent_log(visits)
    page.get_by_role("radio", name="Tell their family").check()
    page.get_by_role("radio", name="Yes").check()
    page.get_by_role("radio", name="Attorney for health and welfare").check()
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_role("alert")).to_contain_text("Write down who speaks for them.")
    return page


def basis(visits: Visits) -> Page:
    """One was chosen."""
    store = visits.site.store
    page = visits.signed_in("/review/setup/basis")
    here, staff = store.services.get().id, store.staff.everyone()[0].id
    why = "Talked over with the council and the residents’ meeting in March."
    store.consents.choose_basis({here}, here, Basis.PUBLIC_TASK, Condition.CARE, why, staff)
    page.goto(f"{visits.site.url}/review/setup/basis?saved=1")
    return page


def basis_none(visits: Visits) -> Page:
    """Nobody chose yet."""
    return visits.signed_in("/review/setup/basis")


def guess(visits: Visits) -> Page:
    """Few people share what is shown."""
    store = visits.site.store
    talk = told(store)
    answer = store.review.answers(store.services.ids(), talk)[0].answer
    return visits.signed_in(f"/review/guess/{answer.id}")


STATES: dict[str, Callable[[Visits], Page]] = {
    "choices_new": choices_new,
    "choices_made": choices_made,
    "consent_log": consent_log,
    "consent_error": consent_error,
    "basis": basis,
    "basis_none": basis_none,
    "guess": guess,
}

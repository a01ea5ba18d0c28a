"""Reading aloud: each word lights up while it is heard, and nothing stays behind."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.doors import BEATS, QUESTION, happened, open_doors, pack
from tests.browser.visits import Visits

pytestmark = pytest.mark.slow

LISTEN = """() => {
  const Ordinary = Audio;
  window.sounds = [];
  window.Audio = class extends Ordinary { constructor(...given) { super(...given); sounds.push(this); } };
  window.heard = [];
}"""
READ = """async (text) => {
  const heading = document.querySelector('#question');
  const note = () => {
    const lit = heading.querySelector('.w.on');
    if (!lit || heard.at(-1)?.[0] === lit.textContent) return;
    heard.push([lit.textContent, sounds[0].currentTime * 1000]);
  };
  new MutationObserver(note).observe(heading, {subtree: true, attributes: true, childList: true});
  return speak.say(heading, text);
}"""


def speaking(visits: Visits, given: dict[str, Any] | None = None, **profile: Any) -> Page:
    """The page, ready to read aloud."""
    page = open_doors(visits)
    page.evaluate(LISTEN)
    page.evaluate("([pack, profile]) => doors.speak(pack, profile)", [given or pack(), profile])
    page.mouse.click(500, 400)
    return page


def test_each_word_lights_up_while_it_is_heard(visits: Visits) -> None:
    page = speaking(visits, rate=140)
    assert page.evaluate(READ, QUESTION) is True
    lit: list[tuple[str, float]] = page.evaluate("heard")
    assert [word for word, _ in lit] == ["What", "would", "make", "today", "better"]
    late = [at - beat for (_, at), beat in zip(lit, BEATS, strict=True)]
    assert max(map(abs, late)) < 150, late
    assert page.locator("#question").inner_html() == QUESTION
    assert page.evaluate("[sounds.length, sounds[0].src.split('/').pop()]") == [1, "fast.wav"]
    assert happened(page) == [["speaking", True], ["speaking", False]]


def test_reading_can_be_hushed_and_leaves_no_trace(visits: Visits) -> None:
    page = speaking(visits)
    page.evaluate(f"() => {{ window.whole = ({READ})('{QUESTION}') }}")
    expect(page.locator(".w.on")).to_have_count(1)
    page.evaluate("speak.hush()")
    assert page.evaluate("whole") is False
    assert page.locator("#question").inner_html() == QUESTION


def test_words_stay_dark_if_the_person_likes_that(visits: Visits) -> None:
    page = speaking(visits, captions=False)
    page.evaluate(f"() => {{ window.whole = ({READ})('{QUESTION}') }}")
    page.wait_for_timeout(400)
    assert page.evaluate("heard") == []
    assert page.evaluate("sounds[0].currentTime") > 0


@pytest.mark.parametrize(
    ("profile", "chosen"),
    [
        ({"rate": 100}, "100"),
        ({"rate": 150}, "150"),
        ({"rate": 150, "pause": 200}, "150+200"),
        ({"rate": 130, "pause": 180}, "150+200"),
        ({"rate": 100, "pause": 40}, "100"),
        ({"rate": 150, "sentence_pause": 950}, "150;rest=1000"),
        ({"rate": 150, "sentence_pause": 800}, "150"),
        ({"rate": 150, "pitch": 60}, "100;pitch=65"),
        ({"rate": 150, "pitch": 65, "voice": "+f3"}, "150;pitch=65;voice=+f3"),
        ({"rate": 150, "voice": "en-gb-scotland"}, "150"),
    ],
)
def test_the_recording_is_the_nearest_to_what_the_person_likes(
    visits: Visits, profile: dict[str, Any], chosen: str
) -> None:
    names = ("150+200", "100+200", "100", "150")
    names += ("150;rest=1000", "100;pitch=65", "150;pitch=65;voice=+f3")
    each = {name: {"wav": f"/tablet/spoken/broken.wav?{name}", "ms": 100, "words": []} for name in names}
    page = speaking(visits, pack(spoken={QUESTION: each}), **profile)
    assert page.evaluate(READ, QUESTION) is False
    assert page.evaluate("sounds[0].src.split('?').pop()") == chosen


def test_it_is_as_loud_as_the_person_likes_also_after_somebody_else(visits: Visits) -> None:
    page = speaking(visits, volume=40)
    page.evaluate(READ, QUESTION)
    assert page.evaluate("sounds[0].volume") == pytest.approx(0.4)
    page.evaluate("speak.use({})")
    page.evaluate(READ, QUESTION)
    assert page.evaluate("sounds[0].volume") == 1


def test_a_sound_that_is_not_there_ends_quietly(visits: Visits) -> None:
    broken = {"100": {"wav": "/tablet/spoken/broken.wav", "ms": 100, "words": [{"t": 0, "at": 0, "len": 4}]}}
    page = speaking(visits, pack(spoken={QUESTION: broken}))
    assert page.evaluate(READ, QUESTION) is False
    assert page.evaluate("speak.say(null, 'Never spoken')") is False
    assert page.locator("#question").inner_html() == QUESTION

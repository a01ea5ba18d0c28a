"""The chat by voice: real sound from a file, the real server, a script in the place of an engine."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, expect

from storage.kinds import Mode, RecordingState
from storage.store import Store
from tests.browser.chromium import arguments
from tests.browser.killing import kill_everything_of, running
from tests.browser.looking import at_every_size, axe, look
from tests.browser.speaking import MarkingTagger, SpeakingRasa
from tests.browser.talking import FAKE, ScriptedEars, Talker, hearing, recordings, say_into
from tests.browser.telling import conversation_of, kept
from tests.browser.test_chat import tab_to
from tests.browser.visits import NO_SCRIPT, Visits
from tests.program import wait_until
from tests.site import Served, served
from web.ears import Ears

pytestmark = pytest.mark.slow

SAID = "I miss the garden."
HEARD = "I miss the garden"
UNCLEAR = "I could not make out your words. Staff can listen to them."
DRAFT = "I heard this. Please change what is not right, then send it."


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three sentences, each after two seconds, then silence."""
    file = tmp_path_factory.mktemp("speech") / "speech.wav"
    return say_into(file, 0.5, SAID, 2.0, "And my roses.", 2.0, "They were red.", 30.0)


@pytest.fixture
def ears() -> ScriptedEars:
    """What is heard of whatever is said."""
    return ScriptedEars(HEARD)


@pytest.fixture
def home(sqlite_store: Store, ears: ScriptedEars) -> Iterator[Served]:
    """The application with ears."""
    rasa = SpeakingRasa(sqlite_store, MarkingTagger())
    with served(sqlite_store, rasa, lambda: Ears(sqlite_store, words=ears, choices=ears)) as home:
        yield home


@pytest.fixture
def come(browser: Browser, chromium: str, home: Served, speech: Path) -> Iterator[Callable[..., Visits]]:
    """Opens a browser whose microphone hears the speech, or what the flags say."""
    with contextlib.ExitStack() as stack:

        def open_one(*flags: str, heard: Path | None = speech) -> Visits:
            own = stack.enter_context(hearing(browser, chromium, heard, *flags))
            return stack.enter_context(Visits(own, home).watched())

        yield open_one


@pytest.fixture
def visits(come: Callable[..., Visits]) -> Visits:
    """People with that microphone."""
    return come()


@pytest.fixture
def talker(visits: Visits) -> Talker:
    """A family member before the first question."""
    return Talker(visits.page(visits.begin()))


# Talking ------------------------------------------------------------------------------------------


def test_what_was_said_comes_into_the_box_to_be_read_changed_and_sent(talker: Talker, home: Served) -> None:
    talker.begins()
    talker.talks(3)
    talker.finishes()
    expect(talker.told).to_have_text(DRAFT)
    expect(talker.box).to_have_value(HEARD)
    assert kept(home.store, talker.path) == []
    talker.box.fill("I miss my garden.")
    talker.sends()
    talker.sees("I miss my garden.", "saved")
    talker.has_read(3)
    expect(talker.panel).to_be_hidden()
    [recording] = recordings(home, talker.path)
    assert (recording.heard, recording.keep) == (HEARD, False)
    [turn] = [each for each in talker.sent if each.get("mode") == "voice"]
    assert turn["heard"] == HEARD
    assert turn["recording"] == str(recording.id)
    said = home.store.turns.since(conversation_of(home.store, talker.path), 0)
    assert [each.mode for each in said if each.text == "I miss my garden."] == [Mode.VOICE]


def test_each_second_is_kept_by_the_home_while_somebody_still_talks(talker: Talker, home: Served) -> None:
    talker.begins()
    wait_until(lambda: sum(each.ms for each in recordings(home, talker.path)) >= 3000)
    [recording] = recordings(home, talker.path)
    assert recording.state == RecordingState.OPEN
    talker.finishes()
    [recording] = recordings(home, talker.path)
    assert recording.state == RecordingState.WHOLE
    sound = home.store.recordings.sound(recording.id)
    assert len(sound) == recording.ms * 32
    assert waiting_sound(talker) == [0, 0]


def test_words_that_are_right_as_they_are_need_no_other_version(talker: Talker) -> None:
    talker.begins()
    talker.talks(2)
    talker.finishes()
    talker.panel.get_by_label("Keep my voice so that staff can listen").check()
    talker.sends()
    talker.sees(HEARD, "saved")
    assert "heard" not in talker.sent[-1]
    assert talker.sent[-1]["keep_voice"] is True


def test_it_works_with_the_keyboard_alone(talker: Talker, home: Served) -> None:
    page = talker.page
    tab_to(page, talker.talk)
    page.keyboard.press("Enter")
    expect(talker.told).to_have_text("I am listening. Take your time.")
    finished = page.get_by_role("button", name="I have finished")
    expect(finished).to_be_focused()
    talker.talks(2)
    page.keyboard.press("Enter")
    expect(talker.box).to_be_focused()
    expect(talker.box).to_have_value(HEARD)
    page.keyboard.press("Enter")
    talker.sees(HEARD, "saved")
    talker.has_read(3)
    assert kept(home.store, talker.path) == [HEARD]


def test_where_the_words_could_not_be_made_out_the_voice_is_sent(
    talker: Talker, home: Served, ears: ScriptedEars
) -> None:
    ears.texts.clear()
    talker.begins()
    talker.talks(2)
    talker.finishes()
    expect(talker.told).to_have_text(UNCLEAR)
    talker.presses("Send my voice")
    talker.sees("My voice, for staff to listen to", "saved")
    assert (talker.sent[-1]["voice_only"], talker.sent[-1]["keep_voice"]) == (True, True)
    [recording] = recordings(home, talker.path)
    assert recording.keep is True
    talker.page.reload()
    talker.sees("My voice, for staff to listen to", "saved")
    expect(talker.panel).to_be_hidden()


def test_what_was_written_before_stays_and_what_was_said_comes_after_it(talker: Talker) -> None:
    talker.box.fill("Since March.")
    talker.begins()
    talker.talks(2)
    talker.finishes()
    expect(talker.box).to_have_value(f"Since March.\n\n{HEARD}")


def test_start_again_leaves_nothing_of_what_was_said_before(
    talker: Talker, home: Served, ears: ScriptedEars
) -> None:
    talker.begins()
    talker.talks(2)
    [first] = recordings(home, talker.path)
    talker.presses("Start again")
    expect(talker.told).to_have_text("I am listening. Take your time.")
    talker.talks(2)
    wait_until(lambda: [each.id for each in recordings(home, talker.path)] != [first.id])
    ears.texts = ["And my roses"]
    talker.finishes()
    expect(talker.box).to_have_value("And my roses")
    ears.texts = ["They were red"]
    talker.presses("Start again")
    expect(talker.told).to_have_text("I am listening. Take your time.")
    talker.talks(2)
    talker.finishes()
    expect(talker.box).to_have_value("They were red")
    wait_until(lambda: len(recordings(home, talker.path)) == 1)
    assert first.id not in {each.id for each in recordings(home, talker.path)}


def test_who_would_rather_write_leaves_no_voice_behind(talker: Talker, home: Served) -> None:
    talker.begins()
    talker.talks(2)
    talker.presses("Write instead")
    expect(talker.panel).to_be_hidden()
    expect(talker.box).to_be_focused()
    wait_until(lambda: recordings(home, talker.path) == [])
    assert waiting_sound(talker) == [0, 0]
    talker.tells("In writing.")
    assert "recording" not in talker.sent[-1]


def test_silence_never_ends_it_and_something_kind_is_said(talker: Talker) -> None:
    talker.begins()
    expect(talker.told).to_have_text(
        "Take your time. Press “I have finished” when you are ready.", timeout=40_000
    )
    expect(talker.panel).to_have_attribute("data-state", "listening")
    talker.finishes()
    expect(talker.box).to_have_value(HEARD)


def test_people_hear_their_own_voice_and_a_touch_stops_it(talker: Talker) -> None:
    talker.begins()
    talker.talks(4)
    talker.finishes()
    talker.page.evaluate(
        """async () => {
          const { theAudio } = await import("/static/js/voice/tap.js");
          window.sound = theAudio();
        }"""
    )
    talker.presses("Hear my voice")
    wait_until(lambda: bool(talker.page.evaluate("sound.currentTime > 0.3 && sound.duration > 3")))
    talker.page.mouse.click(600, 300)
    assert talker.page.evaluate("sound.paused && sound.currentTime < sound.duration")
    expect(talker.told).to_have_text(DRAFT)


# Lines, crashes -----------------------------------------------------------------------------------

WAITING = """async () => {
  const known = (await indexedDB.databases()).some(({ name }) => name === "what-matters-sound");
  return !known ? [0, 0] : new Promise((resolve) => {
    const opening = indexedDB.open("what-matters-sound", 1);
    opening.onsuccess = () => {
      const reading = opening.result.transaction(["recordings", "chunks"]);
      const counts = ["recordings", "chunks"].map((name) => reading.objectStore(name).count());
      reading.oncomplete = () => resolve(counts.map((count) => count.result));
    };
  });
}"""


def waiting_sound(talker: Talker) -> list[int]:
    """How many recordings and seconds wait in the browser."""
    found: list[int] = talker.page.evaluate(WAITING)
    return found


def test_a_network_that_is_cut_in_the_middle_of_a_sentence_loses_nothing(
    talker: Talker, home: Served, ears: ScriptedEars
) -> None:
    talker.begins()
    talker.talks(1.5)
    home.stop()
    talker.talks(3)
    assert waiting_sound(talker)[1] >= 3
    talker.presses("I have finished")
    expect(talker.told).to_have_text(
        "I have kept your voice here. The home cannot be reached yet.", timeout=20_000
    )
    home.start()
    expect(talker.box).to_have_value(HEARD, timeout=60_000)
    [recording] = recordings(home, talker.path)
    assert recording.ms >= 4000
    assert waiting_sound(talker) == [0, 0]


def test_a_voice_that_was_sent_without_a_network_arrives_before_its_message(
    talker: Talker, home: Served, ears: ScriptedEars
) -> None:
    ears.texts.clear()
    talker.begins()
    talker.talks(2)
    home.stop()
    talker.presses("I have finished")
    expect(talker.panel).to_have_attribute("data-state", "kept", timeout=20_000)
    talker.presses("Send my voice")
    talker.sees("My voice, for staff to listen to", "unsaved")
    home.start()
    expect(talker.turn("My voice")).to_have_attribute("data-state", "saved", timeout=60_000)
    [recording] = recordings(home, talker.path)
    assert (recording.state, recording.keep) == (RecordingState.WHOLE, True)


def test_where_no_line_can_be_held_open_plain_requests_bring_it(visits: Visits, home: Served) -> None:
    context = visits.profile()
    context.add_init_script("window.WebSocket = class extends EventTarget { constructor() { super();"
        " setTimeout(() => this.dispatchEvent(new Event('close')), 50); } close() {} };")  # fmt: skip
    page = context.new_page()
    page.goto(visits.site.url + visits.begin())
    talker = Talker(page)
    talker.begins()
    talker.talks(3)
    talker.finishes()
    expect(talker.box).to_have_value(HEARD)
    [recording] = recordings(home, talker.path)
    assert recording.ms >= 2500
    assert waiting_sound(talker) == [0, 0]


def test_a_page_that_dies_while_somebody_talks_delivers_what_it_had(talker: Talker, home: Served) -> None:
    talker.begins()
    talker.talks(1.5)
    home.stop()
    talker.talks(2)
    page = talker.page.context.new_page()
    address = talker.page.url
    talker.page.close()
    home.start()
    page.goto(address)
    later = Talker(page)
    expect(later.told).to_have_text(
        "I kept what you said before. Please read it and send it.", timeout=40_000
    )
    expect(later.box).to_have_value(HEARD)
    [recording] = recordings(home, later.path)
    assert recording.ms >= 2000
    assert waiting_sound(later) == [0, 0]
    later.sends()
    later.sees(HEARD, "saved")
    assert later.sent[-1]["recording"] == str(recording.id)


def test_a_browser_that_is_killed_while_somebody_talks_delivers_what_it_had(
    browser: Browser, chromium: str, home: Served, speech: Path, tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    flags = [*arguments(), *FAKE, f"--use-file-for-fake-audio-capture={speech}%noloop"]

    def open_page() -> tuple[BrowserContext, Talker]:
        launch = browser.browser_type.launch_persistent_context
        context = launch(str(profile), executable_path=chromium, args=flags)
        page = context.new_page()
        page.goto(home.url + path)
        return context, Talker(page)

    with Visits(browser, home).watched() as visits:
        path = visits.begin()
    context, talker = open_page()
    talker.begins()
    home.stop()
    wait_until(lambda: waiting_sound(talker)[1] >= 3)
    kill_everything_of(profile)
    wait_until(lambda: not running(profile))
    with contextlib.suppress(Error):  # it may have noticed already that there is nothing to close
        context.close()
    for lock in profile.glob("Singleton*"):
        lock.unlink()
    home.start()
    context, talker = open_page()
    expect(talker.box).to_have_value(HEARD, timeout=40_000)
    [recording] = recordings(home, path)
    assert recording.ms >= 3000
    context.close()


def test_a_draft_that_was_spoken_is_still_one_after_a_reload(talker: Talker) -> None:
    talker.begins()
    talker.talks(2)
    talker.finishes()
    talker.page.reload()
    expect(talker.panel).to_have_attribute("data-state", "draft")
    expect(talker.box).to_have_value(HEARD)
    talker.sends()
    talker.sees(HEARD, "saved")
    assert talker.sent[-1]["mode"] == "voice"


# Our own voice, and one of a few words ------------------------------------------------------------

DUPLEX = """async (where) => {
  const [{ Line }, { Player }, { Recorder }, { SoundStore }, { wav }] = await Promise.all(
    ["line", "player", "recorder", "sound_store", "wav"].map((name) => import(`/static/js/voice/${name}.js`)),
  );
  const store = new SoundStore();
  const line = new Line(where, store);
  let loudest = 0;
  const level = (loud) => (loudest = Math.max(loudest, loud));
  const recorder = new Recorder({ store, line, where, on: { level } });
  const player = new Player({ onState: (on) => recorder.mute(on) });
  const began = performance.now();
  const trouble = await recorder.start();
  await new Promise((resolve) => setTimeout(resolve, 200));
  loudest = 0;
  const whole = await player.play(wav([new ArrayBuffer(32000)]));
  const meanwhile = loudest;
  await new Promise((resolve) => setTimeout(resolve, 4000));
  const lasted = performance.now() - began;
  const { heard } = await recorder.finish();
  return { trouble, whole, meanwhile, after: loudest, heard: heard.text, lasted };
}"""


def test_nothing_is_heard_while_our_own_voice_is(talker: Talker, home: Served) -> None:
    found = talker.page.evaluate(DUPLEX, talker.path)
    lasted = found.pop("lasted")
    assert found.pop("after") > 0.3
    assert found == {"trouble": "", "whole": True, "meanwhile": 0, "heard": HEARD}
    [recording] = recordings(home, talker.path)
    assert recording.ms < lasted - 1200


CHOOSE = """async (where) => {
  const [{ Chooser }, { Line }, { SoundStore }] = await Promise.all(
    ["chooser", "line", "sound_store"].map((name) => import(`/static/js/voice/${name}.js`)),
  );
  const line = new Line(where, new SoundStore());
  line.join();
  while (!line.isUp) await new Promise((resolve) => setTimeout(resolve, 50));
  const chooser = new Chooser({ line });
  const chosen = await chooser.listen(["yes", "no", "stop"]);
  line.close();
  const away = await chooser.listen(["yes", "no"]);
  return [chosen, away];
}"""


def test_one_of_a_few_words_is_heard_and_nothing_of_it_is_kept(
    talker: Talker, home: Served, ears: ScriptedEars
) -> None:
    assert talker.page.evaluate(CHOOSE, talker.path) == ["yes", None]
    assert 300 < ears.sounds[0].ms < 4000
    assert recordings(home, talker.path) == []
    assert waiting_sound(talker) == [0, 0]


# What goes wrong with a microphone ----------------------------------------------------------------

LOSE = """() => {
  const [track] = window.heard.getAudioTracks();
  track.stop();
  track.dispatchEvent(new Event("ended"));
}"""
REMEMBER = """if (navigator.mediaDevices) {
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => (window.heard = await ask(wanted));
}"""
BUSY = """if (navigator.mediaDevices) navigator.mediaDevices.getUserMedia = async () => {
  throw new DOMException("", "NotReadableError");
}"""


def test_a_microphone_that_goes_away_leaves_what_was_said(visits: Visits, home: Served) -> None:
    context = visits.profile()
    context.add_init_script(REMEMBER)
    page = context.new_page()
    page.goto(visits.site.url + visits.begin())
    talker = Talker(page)
    talker.begins()
    talker.talks(2)
    page.evaluate(LOSE)
    expect(talker.told).to_have_text("The microphone has gone. I have kept what you said.")
    talker.presses("Go on talking")
    expect(talker.told).to_have_text("I am listening. Take your time.")
    talker.talks(2)
    talker.finishes()
    expect(talker.box).to_have_value(HEARD)
    [recording] = recordings(home, talker.path)
    assert recording.ms >= 3500


@pytest.mark.parametrize(
    ("flags", "broken", "told"),
    [
        (FAKE[1:], "", "I cannot find a microphone."),
        ((FAKE[0], "--deny-permission-prompts"), "", "I may not use the microphone."),
        ((), BUSY, "Something else is using the microphone."),
    ],
    ids=["none", "refused", "busy"],
)  # fmt: skip
def test_without_a_microphone_something_kind_is_said_and_people_write(
    come: Callable[..., Visits], flags: tuple[str, ...], broken: str, told: str
) -> None:
    visits = come(*flags, heard=None)
    context = visits.profile()
    context.add_init_script(broken)
    page = context.new_page()
    page.goto(visits.site.url + visits.begin())
    talker = Talker(page)
    talker.talk.click()
    expect(talker.told).to_contain_text(told)
    expect(talker.panel).to_be_hidden()
    expect(talker.talk).to_be_focused()
    talker.tells("In writing then.")


def test_at_an_address_that_is_not_secure_no_button_is_offered(visits: Visits, home: Served) -> None:
    home.restart(host="home.test")
    page = visits.profile().new_page()
    page.goto(home.url.replace("127.0.0.1", "home.test") + visits.begin())
    talker = Talker(page)
    expect(page.get_by_text("This address does not let me listen. Please write instead.")).to_be_visible()
    expect(talker.talk).to_be_hidden()


def test_without_scripts_no_button_is_offered(visits: Visits) -> None:
    talker = Talker(visits.page(visits.begin(), **NO_SCRIPT))
    expect(talker.talk).to_be_hidden()
    expect(talker.panel).to_be_hidden()


# How it looks, what it weighs ---------------------------------------------------------------------


def test_nothing_of_it_is_loaded_before_somebody_wants_to_talk(talker: Talker) -> None:
    loaded: list[str] = []
    talker.page.on("request", lambda request: loaded.append(request.url))
    talker.page.reload()
    talker.page.wait_for_timeout(300)
    assert [url.rpartition("/")[2] for url in loaded if "/voice/" in url] == ["tap.js", "wav.js"]
    talker.begins()
    assert any(url.endswith("/voice/recorder.js") for url in loaded)


def test_every_state_of_it_can_be_used_by_everybody(talker: Talker, ears: ScriptedEars) -> None:
    def faults() -> list[str]:
        found: list[str] = []
        for size in at_every_size(talker.page, {"width": 320, "height": 640}):
            measured = axe(talker.page) + look(talker.page, "small") + look(talker.page, "sideways")
            found += [f"{size}: {fault}" for fault in [*measured, *look(talker.page, "cut")]]
        return found

    assert faults() == []
    talker.begins()
    assert faults() == []
    assert talker.page.evaluate("document.getAnimations().length") == 0
    talker.finishes()
    assert faults() == []
    ears.texts = []
    talker.presses("Start again")
    expect(talker.told).to_have_text("I am listening. Take your time.")
    talker.talks(1)
    talker.finishes()
    assert faults() == []

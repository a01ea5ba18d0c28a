"""What listens and plays in a browser, part by part: under our own policy, without a conversation."""

import math
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.visits import Visits

pytestmark = pytest.mark.slow

RATE = 16_000

RESAMPLE = """async ({ rate, tone }) => {
  const context = new OfflineAudioContext(1, rate * 2, rate);
  await context.audioWorklet.addModule("/static/js/voice/worklet.js");
  const node = new AudioWorkletNode(context, "what-matters-microphone");
  const packets = [];
  node.port.onmessage = ({ data }) => packets.push(...new Int16Array(data));
  const source = new OscillatorNode(context, { frequency: tone });
  const half = new GainNode(context, { gain: 0.5 });
  source.connect(half).connect(node).connect(context.destination);
  source.start();
  await context.startRendering();
  await new Promise((resolve) => setTimeout(resolve, 100));
  return packets;
}"""


@pytest.fixture
def page(visits: Visits) -> Page:
    """Any page of ours."""
    return visits.page("/")


def resampled(page: Page, rate: int, tone: int) -> list[int]:
    """Two seconds of a tone of half the full loudness, as the worklet hands it on."""
    found: list[int] = page.evaluate(RESAMPLE, {"rate": rate, "tone": tone})
    return found


def loudness(samples: list[int]) -> float:
    """From 0 to 1, of the middle of a sound: its ends are where a filter begins and stops."""
    middle = samples[RATE // 2 : RATE]
    return math.sqrt(sum((each / 32_768) ** 2 for each in middle) / len(middle)) * math.sqrt(2)


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 44_100, 48_000, 96_000])
def test_whatever_rate_a_device_has_becomes_ours(page: Page, rate: int) -> None:
    heard = resampled(page, rate, 1000)
    assert 2 * RATE - 1_300 <= len(heard) <= 2 * RATE  # the last packet is not full
    assert len(heard) % 640 == 0
    assert 0.49 < loudness(heard) < 0.51
    middle = heard[RATE // 2 : RATE // 2 + RATE]
    rising = sum(1 for before, after in pairwise(middle) if before < 0 <= after)
    assert abs(rising - 1000) <= 1


def test_what_lies_above_our_rate_does_not_come_back_as_another_tone(page: Page) -> None:
    for rate in (44_100, 48_000, 96_000):
        assert loudness(resampled(page, rate, 7_000)) > 0.45
        assert loudness(resampled(page, rate, 9_000)) < 0.005, rate
        assert loudness(resampled(page, rate, 15_000)) < 0.005, rate


STORE = """async ({ forbidden }) => {
  if (forbidden) Object.defineProperty(window, "indexedDB", { get() { throw new Error("forbidden"); } });
  const { SoundStore } = await import("/static/js/voice/sound_store.js");
  const store = new SoundStore();
  const bytes = (...each) => new Uint8Array(each).buffer;
  await store.keep({ id: "a", where: "/chat/x", began_at: "2026-01-01T10:00:00Z" });
  await store.keep({ id: "b", where: "/chat/y", began_at: "2026-01-01T09:00:00Z" });
  await store.add("a", 1, bytes(3, 4));
  await store.add("a", 0, bytes(1, 2));
  await store.add("b", 0, bytes(9));
  await store.keep({ id: "a", chunks: 2 });
  const other = forbidden ? store : new SoundStore();
  const before = {
    all: (await other.recordings()).map(({ id }) => id),
    here: (await other.recordings("/chat/x")).map(({ id, chunks }) => [id, chunks]),
    sound: (await other.sound("a")).map((pcm) => [...new Uint8Array(pcm)]),
    second: [...new Uint8Array(await other.chunk("a", 1))],
    none: await other.chunk("a", 2),
  };
  await store.forget("a");
  const left = (await other.recordings()).map(({ id }) => id);
  const after = [left, await other.count("a"), await other.count("b")];
  return { ...before, after, lasting: store.lasting };
}"""


@pytest.mark.parametrize("forbidden", [False, True], ids=["on the disk", "in memory"])
def test_sound_waits_in_order_until_it_is_forgotten(page: Page, *, forbidden: bool) -> None:
    assert page.evaluate(STORE, {"forbidden": forbidden}) == {
        "all": ["b", "a"],
        "here": [["a", 2]],
        "sound": [[1, 2], [3, 4]],
        "second": [3, 4],
        "none": None,
        "after": [["b"], 0, 1],
        "lasting": not forbidden,
    }


METER = """async ({ louds }) => {
  const { Meter } = await import("/static/js/voice/meter.js");
  const element = document.createElement("div");
  element.innerHTML = '<span class="heard"></span>';
  const meter = new Meter(element, { hearing: "I can hear you.", quiet: "" });
  return louds.map((loud) => {
    meter.level(loud);
    return [Number(element.style.getPropertyValue("--level")), element.textContent];
  });
}"""


def test_a_voice_moves_the_ring_at_once_and_it_sinks_slowly(page: Page) -> None:
    shown: list[list[Any]] = page.evaluate(METER, {"louds": [0.1, 0.8, 0, 0]})
    levels = [level for level, _ in shown]
    assert levels[0] == 0.1
    assert levels[1] == 0.8
    assert 0.8 > levels[2] > levels[3] > 0.4
    assert [text for _, text in shown] == ["", "I can hear you.", "I can hear you.", "I can hear you."]


def test_where_no_movement_is_wanted_words_alone_tell_that_somebody_is_heard(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    shown: list[list[Any]] = page.evaluate(METER, {"louds": [0.1, 0.8]})
    assert shown == [[0, ""], [0, "I can hear you."]]

/**
 * Reads aloud what was spoken ahead, and lights each word while it is heard.
 * The sound and the times of its words are in the pack and the cache, so it works with the server away.
 */
const TAPS = ["pointerup", "touchend", "click", "keydown"];

/** One for the whole page: iPads let a script play only through an element that a tap has played before. */
export const audio = new Audio();
audio.preload = "auto";
/** What is being said now: {read: boolean, end: (whole: boolean) => void}. */
let now = null;

/** @returns {boolean} whether something is read aloud at this moment; a short cue of the scanning is not reading */
export function isReading() {
  return Boolean(now?.read);
}

export class Speak {
  /** By text and pace; null until it is fetched. */
  #spoken;
  #list;
  #profile;
  #onState;

  /**
   * @param {{pack: {spoken?: object}, profile?: {rate?: number, pause?: number, sentence_pause?: number,
   *   pitch?: number, voice?: string, volume?: number, captions?: boolean},
   *   onState?: (on: boolean) => void}} how onState: reading aloud begins or ends
   */
  constructor({ pack, profile = {}, onState = () => {} }) {
    this.#list = pack.sounds?.list;
    this.#spoken = pack.spoken ?? null;
    this.#profile = profile;
    this.#onState = onState;
    const first = pack.sounds?.first ?? Object.values(Object.values(pack.spoken ?? {})[0] ?? {})[0]?.wav;
    if (first) unlockWith(first);
  }

  /** Somebody else is talking: their pace, and whether words light up. */
  use(profile) {
    this.#profile = profile;
  }

  /** Whether this text was spoken ahead; before the list is here, whether anything was. */
  has(text) {
    return this.#spoken ? Object.hasOwn(this.#spoken, text) : Boolean(this.#list);
  }

  /**
   * Read a text aloud and light its words in the element that shows it.
   * @param {HTMLElement | null} element
   * @param {string} text
   * @returns {Promise<boolean>} true if it was heard to its end
   */
  async say(element, text) {
    this.hush();
    const found = await this.#find(text);
    return found ? this.#heard(found.wav, { element, text, words: found.words }) : false;
  }

  /**
   * Play a sound that was made just now: words that nobody could speak ahead, or somebody's own voice.
   * @param {Blob} sound
   * @param {{element?: HTMLElement, text?: string, words?: object[]}} shown  words as in the pack, to be lit
   * @returns {Promise<boolean>} true if it was heard to its end
   */
  async play(sound, shown = {}) {
    this.hush();
    const url = URL.createObjectURL(sound);
    const whole = await this.#heard(url, shown);
    URL.revokeObjectURL(url);
    return whole;
  }

  async #heard(url, { element = null, text = "", words = [] }) {
    const light = element && (this.#profile.captions ?? true) ? await lightOf(element, text, words) : null;
    this.#onState(true);
    const whole = await play(url, { read: true, eachFrame: (ms) => light?.at(ms), volume: this.#volume() });
    light?.end();
    this.#onState(false);
    return whole;
  }

  /** Say the label of a stop of the scanning. What is read aloud is not interrupted by it. */
  async speakLabel(text) {
    const found = await this.#find(text);
    if (!found || isReading()) return false;
    return play(found.wav, { read: false, eachFrame: () => {}, volume: this.#volume() });
  }

  hush() {
    now?.end(false);
  }

  /** The list is long, so it comes with the first thing to be said. */
  async #fetch() {
    if (this.#spoken || !this.#list) return;
    const answer = await fetch(this.#list).catch(() => null);
    if (answer?.ok) this.#spoken = await answer.json();
  }

  /** Sounds are made at full volume: one recording for everybody. iPads leave this to their own buttons. */
  #volume() {
    return (this.#profile.volume ?? 100) / 100;
  }

  /** The recording that is nearest to how the person likes it. */
  async #find(text) {
    await this.#fetch();
    if (!this.#spoken || !this.has(text)) return null;
    const far = ([name]) => distance(name, this.#profile);
    const [nearest] = Object.entries(this.#spoken[text]).sort((one, other) => far(one) - far(other));
    return nearest?.[1] ?? null;
  }
}

/**
 * How far a recording is from what somebody likes: first by the voice, then by its pitch, by the rests between
 * words, by the pace, and last by the rests between sentences.
 * @param {string} name "125", "125+200" with rests of 200 ms, "125;pitch=65;rest=1000;voice=+f3"
 * @param {object} profile
 */
function distance(name, profile) {
  const { rate = 125, pause = 0, pitch = 50, sentence_pause = 800, voice = "" } = profile;
  const [pace, ...others] = name.split(";");
  const [paced, rested = 0] = pace.split("+").map(Number);
  const made = Object.fromEntries(others.map((each) => each.split("=")));
  return (
    1e9 * ((made.voice ?? "") !== voice) +
    1e6 * Math.abs((made.pitch ?? 50) - pitch) +
    1e3 * Math.abs(rested - pause) +
    Math.abs(paced - rate) +
    1e-4 * Math.abs((made.rest ?? 800) - sentence_pause)
  );
}

/** What lights the words, fetched when something is first read; without it they are heard all the same. */
function lightOf(...shown) {
  return import("./word_light.js").then(({ WordLight }) => new WordLight(...shown)).catch(() => null);
}

/** Play a sound to its end, or to whatever ends it before; a sound that cannot be played ends quietly. */
function play(url, { read, eachFrame, volume }) {
  now?.end(false);
  return new Promise((resolve) => {
    let frame = 0;
    const mine = { read, end };
    now = mine;

    function end(whole) {
      if (now !== mine) return;
      now = null;
      cancelAnimationFrame(frame);
      audio.onended = audio.onerror = null;
      audio.pause();
      resolve(whole);
    }
    function tick() {
      eachFrame(audio.currentTime * 1000);
      frame = requestAnimationFrame(tick);
    }
    audio.onended = () => end(true);
    audio.onerror = () => end(false);
    audio.muted = false;
    audio.volume = volume;
    audio.src = url;
    audio.play().then(() => now === mine && tick(), () => end(false));
  });
}

let unlocking = "";

/** With the first tap, play something unheard, so that later sounds need no tap. */
function unlockWith(url) {
  if (!unlocking) for (const tap of TAPS) addEventListener(tap, unlock, { capture: true, passive: true });
  unlocking = url;
}

async function unlock() {
  if (now) return lockedNoMore();
  audio.muted = true;
  audio.src = unlocking;
  try {
    await audio.play();
    if (!now) audio.pause();
    lockedNoMore();
  } catch {
    // This was no tap that counts, or something is being said already; the next tap tries again.
  }
}

function lockedNoMore() {
  for (const tap of TAPS) removeEventListener(tap, unlock, { capture: true });
}

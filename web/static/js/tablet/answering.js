/**
 * One answer that somebody speaks on the tablet: it is recorded, the home hears it meanwhile, and what was not
 * delivered goes into the tablet's queue. Knows nothing of the page.
 *
 * The name of the recording stands in the store while it goes on, so that nothing is lost if the browser ends.
 */
import { leftBehind } from "../voice/left_behind.js";
import { Line } from "../voice/line.js";
import { Recorder } from "../voice/recorder.js";
import { SoundStore } from "../voice/sound_store.js";
import { Hush } from "./hush.js";

const WHERE = "/tablet";
/** Milliseconds that the home may take to say what it heard. */
const WORDS_WITHIN = 8000;
/** Milliseconds without a voice after which nobody speaks any more. */
const SPEAKS = 2500;

export class Answering {
  /** {talk, question_id} of the answer that is spoken; null if none is. */
  about = null;
  #store;
  #sounds = new SoundStore();
  #on;
  #line = null;
  #recorder = null;
  #hush = new Hush();
  /** What the home said last: seconds of quiet, or null while nothing was said. */
  #quiet = null;

  /**
   * @param {import("./store.js").Store} store
   * @param {{level: Function, trouble: Function, asleep: Function, second: Function, full: Function,
   *   quiet: (seconds: number) => void, waited: (seconds: number) => void, said: (word: string) => void}} on
   *   as in recorder.js and line.js, of this answer alone
   */
  constructor(store, on) {
    this.#store = store;
    this.#on = on;
  }

  /** The line to the home: for spoken choices too. */
  get line() {
    this.#line ??= new Line(WHERE, this.#sounds, {
      quiet: (id, seconds) => this.#isMine(id) && this.#quietIs(seconds),
      waited: (id, seconds) => this.#isMine(id) && this.#on.waited(seconds),
      said: (id, word) => this.#isMine(id) && this.#on.said(word),
    });
    return this.#line;
  }

  get isListening() {
    return Boolean(this.#recorder?.isListening);
  }

  /** Whether somebody said something, as far as anybody can tell. */
  get hasSpoken() {
    return this.#quiet !== null || this.#hush.hasSpoken;
  }

  /** Whether somebody speaks at this moment. The home tells a television from a talker better than loudness does. */
  get speaks() {
    if (!this.isListening || !this.hasSpoken) return false;
    return this.#quiet === null || !this.line.isUp ? this.#hush.quiet < SPEAKS : this.#quiet * 1000 < SPEAKS;
  }

  /** Begin, or go on with what was held. Call it inside a tap. @returns {Promise<string>} "", or the kind of trouble */
  start(about) {
    if (this.about) return this.#recorder.isListening ? Promise.resolve("") : this.#recorder.again();
    this.about = about;
    this.#hush = new Hush();
    this.#quiet = null;
    const { line } = this;
    const { trouble, asleep, second, full } = this.#on;
    const on = { trouble, asleep, second, full, level: (loud) => this.#level(loud) };
    this.#recorder = new Recorder({ store: this.#sounds, line, where: WHERE, on });
    return this.#begun(this.#recorder.start({ conversation: about.talk, question_id: about.question_id }));
  }

  mute(on) {
    this.#recorder?.mute(on);
  }

  /** Nothing is heard for now; `start` goes on. */
  hold() {
    if (this.isListening) this.#recorder.hold();
  }

  /** "Have you finished?" was asked; `said` follows if it is answered. */
  asked() {
    this.line.asked(this.#recorder.record.id);
  }

  /**
   * It is over. What the home does not have yet is in `sound`, for the queue.
   * @param {number} [within] milliseconds to wait for the words
   * @returns {Promise<{recording: string, text: string, sound: object | null} | null>} null: there was nothing in it
   */
  async finish(within = WORDS_WITHIN) {
    const { record } = this.#recorder;
    const finished = this.#recorder.finish();
    const outcome = await Promise.race([finished, new Promise((resolve) => setTimeout(resolve, within))]);
    const text = outcome?.heard?.text.trim() ?? "";
    if (outcome?.whole) return { recording: record.id, text, sound: null };
    const chunks = (await this.#sounds.count(record.id)) || 0;
    this.#handOver();
    return chunks ? { recording: record.id, text: "", sound: soundOf(record, chunks) } : null;
  }

  /** It is in the queue now, or nowhere: the next one can begin. */
  async settled() {
    this.about = null;
    await this.#store.set("recording", null);
  }

  /** Nothing of it stays, here or there. */
  async drop() {
    const { about } = this;
    const record = this.#recorder?.record;
    if (!about) return;
    this.about = null;
    const isThere = this.line.isUp;
    await this.#recorder.drop();
    if (!isThere && record) await this.#store.add(goneOf(about.talk, record.id));
    await this.#store.set("recording", null);
  }

  /** What was said already is said again: the first is let go of, here at once. */
  async takeBack(talk, recording) {
    await this.#sounds.forget(recording);
    await this.#store.add(goneOf(talk, recording));
  }

  /** The person's own voice, as long as it is here. @returns {Promise<ArrayBuffer[]>} */
  ownVoice(recording) {
    return this.#sounds.sound(recording);
  }

  /**
   * What was being said when the browser ended.
   * @returns {Promise<{talk: string, question_id: string, recording: string, sound: object} | null>}
   */
  async broken() {
    const id = await this.#store.get("recording");
    const left = id && (await leftBehind(this.#sounds, WHERE)).find((each) => each.id === id);
    const items = await this.#store.items();
    const chunks = left ? await this.#sounds.count(id) : 0;
    const isKnown = items.some(({ body }) => body?.recording === id);
    await this.#store.set("recording", null);
    if (!left || isKnown) return null;
    if (!chunks) return this.#sounds.forget(id).then(() => null);
    return { talk: left.conversation, question_id: left.question_id, recording: id, sound: soundOf(left, chunks) };
  }

  /** Nobody talks any more. */
  close() {
    this.hold();
    this.#handOver();
  }

  /** From here on the queue delivers. */
  #handOver() {
    this.#line?.close();
    this.#line = null;
  }

  async #begun(started) {
    const trouble = await started;
    if (trouble) this.about = null;
    else await this.#store.set("recording", this.#recorder.record.id);
    return trouble;
  }

  #isMine(id) {
    return Boolean(this.about) && this.#recorder?.record?.id === id;
  }

  #quietIs(seconds) {
    this.#quiet = seconds;
    this.#on.quiet(seconds);
  }

  /** While the home cannot say how long it has been quiet, loudness has to do. */
  #level(loud) {
    const before = Math.floor(this.#hush.quiet / 1000);
    const waited = Math.floor(this.#hush.waited / 1000);
    this.#hush.feed(loud);
    this.#on.level(loud);
    if (this.line.isUp) return;
    const now = Math.floor(this.#hush.quiet / 1000);
    if (now !== before) this.#on.quiet(now);
    else if (Math.floor(this.#hush.waited / 1000) > waited) this.#on.waited(waited + 1);
  }
}

const soundOf = ({ id, question_id, began_at }, chunks) => ({ id, question_id, began_at, chunks });

const goneOf = (talk, id) => ({ kind: "gone", talk, body: { id } });

/**
 * What `finish` gives, as flow.js takes it.
 * @param {boolean} keep_voice whether they agreed to keep it
 */
export const spoken = ({ recording, text, sound }, keep_voice) => ({
  text,
  mode: "voice",
  how: { voice: recording, heard: text },
  voice: { recording, keep_voice },
  sound,
});

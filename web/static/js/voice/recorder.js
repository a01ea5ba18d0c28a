/**
 * One answer that somebody speaks: each second is on the disk before it goes to the home.
 * It never ends by silence, only by `finish`, `drop`, or after ten minutes.
 */
import { newId } from "../chat/ids.js";
import { holdLock } from "./left_behind.js";
import { Microphone } from "./microphone.js";
import { RATE } from "./wav.js";

/** Chunks of one second; the home takes no more. */
const MOST = 600;

export class Recorder {
  /** {id, where, conversation, question_id, began_at} of the answer that is spoken, or was last. */
  record = null;
  #store;
  #line;
  #where;
  #on;
  #microphone;
  #pcm = new Int16Array(RATE);
  #filled = 0;
  #seq = 0;
  #keeping = Promise.resolve();
  #release = () => {};

  /**
   * @param {{store: import("./sound_store.js").SoundStore, line: import("./line.js").Line, where: string,
   *   how?: {noiseSuppression?: boolean, autoGainControl?: boolean},
   *   on?: {level?: Function, trouble?: Function, asleep?: Function, second?: Function, full?: Function}}} with
   *   level(0..1) · trouble("lost"): what was said so far is kept; `again` or `finish` · asleep(on) ·
   *   second(count): so many seconds are kept on this device · full(): ten minutes, call `finish`
   */
  constructor({ store, line, where, how = {}, on = {} }) {
    this.#store = store;
    this.#line = line;
    this.#where = where;
    this.#on = on;
    const { level, asleep } = on;
    this.#microphone = new Microphone({ level, asleep, sound: this.#take, trouble: this.#lost }, how);
  }

  get isListening() {
    return this.#microphone.isOpen;
  }

  /**
   * Begin to record. Call it inside a tap.
   * @param {{conversation?: string, question_id?: string}} about conversation: the tablet's own id of the talk
   * @returns {Promise<string>} "" once it records, else the kind of trouble (see microphone.js)
   */
  async start(about = {}) {
    const trouble = this.#microphone.open();
    const began_at = new Date().toISOString();
    this.record = { id: newId(), where: this.#where, began_at, ...about };
    this.#filled = this.#seq = 0;
    return this.#started(await trouble, this.record);
  }

  /** "Start again": what was said so far goes, and a new one begins. Call it inside a tap. Returns as `start` does. */
  async restart(about = {}) {
    const [record, keeping, release] = [this.record, this.#keeping, this.#release];
    const started = this.start(about);
    await keeping;
    if (record) await this.#line.drop(record);
    release();
    return started;
  }

  /** After "lost": the same answer goes on with the microphone that is there now. Call it inside a tap. */
  again() {
    return this.#microphone.open();
  }

  /** The person rests, or is asked something else: nothing is heard until `again`. */
  hold() {
    this.#microphone.close();
    this.#cut();
  }

  /** Our own voice is being heard: nothing of it gets into the answer. */
  mute(on) {
    this.#microphone.mute(on);
  }

  /**
   * The person has finished.
   * @returns {Promise<import("./carried.js").Outcome>} once the home has all of it and has listened, however long
   *   that takes; it is kept here until then
   */
  async finish() {
    const { id } = this.record;
    this.#microphone.close();
    this.#cut();
    await this.#keeping;
    await this.#store.keep({ id, chunks: this.#seq });
    const outcome = await this.#line.finish(id, this.#seq);
    this.#release();
    return outcome;
  }

  /** "Do not keep it": nothing of it stays. */
  async drop() {
    this.#microphone.close();
    this.#filled = 0;
    await this.#keeping;
    if (this.record) await this.#line.drop(this.record);
    this.#release();
  }

  /** Nobody wants to talk after all, before it began. */
  cancel() {
    this.#microphone.close();
  }

  async #started(trouble, record) {
    if (trouble) {
      this.record = null;
      return trouble;
    }
    this.#release = holdLock(record.id);
    // The first second takes a second: this is done long before.
    this.#keeping = this.#store.keep(record);
    await this.#keeping;
    this.#line.open(record);
    return "";
  }

  #take = (pcm) => {
    let at = 0;
    while (at < pcm.length) {
      const part = pcm.subarray(at, at + RATE - this.#filled);
      this.#pcm.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === RATE) this.#cut();
    }
  };

  /** What was heard since the last chunk becomes the next one. */
  #cut() {
    if (!this.#filled || this.#seq >= MOST) return;
    const [{ id }, seq, pcm] = [this.record, this.#seq, this.#pcm.slice(0, this.#filled).buffer];
    this.#filled = 0;
    this.#seq += 1;
    this.#keeping = this.#keeping.then(() => this.#keep(id, seq, pcm));
    if (this.#seq === MOST) this.#on.full?.();
  }

  async #keep(id, seq, pcm) {
    await this.#store.add(id, seq, pcm);
    this.#line.more(id, seq, pcm);
    this.#on.second?.(seq + 1);
  }

  #lost = (kind) => {
    this.#cut();
    this.#on.trouble?.(kind);
  };
}

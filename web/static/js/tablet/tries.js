/** Slows down whoever tries out codes. The count outlives a reload, so reloading gains nothing. */
import { recall, remember } from "./remember.js";

const FIRST = 30_000;
const LONGEST = 900_000;

export class Tries {
  #name;
  #free;

  /**
   * @param {string} name what is tried
   * @param {number} free how many wrong tries cost no waiting
   */
  constructor(name, free) {
    this.#name = `tries-${name}`;
    this.#free = free;
  }

  /** @returns {number} milliseconds until the next try, 0: now */
  get wait() {
    const { until } = this.#note;
    // A clock that was set back must not lock anybody out for longer than the longest wait.
    return Math.min(Math.max(0, until - Date.now()), LONGEST);
  }

  wrong() {
    const count = this.#note.count + 1;
    const over = count - this.#free;
    const pause = over < 0 ? 0 : Math.min(FIRST * 2 ** over, LONGEST);
    remember(this.#name, { count, until: Date.now() + pause });
  }

  right() {
    remember(this.#name, null);
  }

  get #note() {
    return recall(this.#name) ?? { count: 0, until: 0 };
  }
}

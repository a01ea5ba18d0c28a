/**
 * What is said to somebody who is silent while we listen: gently, never twice in the same silence, and nothing ends
 * by it. With free hands "Have you finished?" is asked, so that a word can end it.
 */

/** Seconds of quiet after which it is offered to leave it there. */
const OFFER = 20;
/** So often it is asked in one answer; then only the screen asks. */
const MOST = 3;

export class Prompts {
  #wait;
  #free;
  #asked = 0;
  #last = "listening";
  /** Seconds of quiet now, and those that they themselves wanted to be quiet longer. */
  #seconds = 0;
  #from = 0;

  /** @param {{wait_seconds: number, hands_free: boolean}} profile */
  constructor({ wait_seconds, hands_free }) {
    this.#wait = wait_seconds;
    this.#free = hands_free;
  }

  /**
   * They have been quiet for so long since they last spoke.
   * @returns {"listening" | "waiting" | "finished" | "offer" | null} what the screen shows from now on; null: as it is
   */
  quiet(seconds) {
    if (seconds === 0) this.#from = 0;
    this.#seconds = seconds;
    return seconds === 0 ? this.#turn("listening") : this.#silent(seconds - this.#from);
  }

  #silent(seconds) {
    if (seconds < this.#wait) return null;
    if (seconds >= Math.max(OFFER, this.#wait + OFFER / 2)) return this.#turn("offer");
    if (this.#free && this.#last === "listening" && this.#asked < MOST) {
      this.#asked += 1;
      return this.#turn("finished");
    }
    return this.#last === "listening" ? this.#turn("waiting") : null;
  }

  /** Nothing was said yet. @returns {"waiting" | "leave" | null} */
  waited(seconds) {
    this.#seconds = seconds;
    const since = seconds - this.#from;
    if (this.#free && since >= OFFER) return this.#turn("leave");
    return since >= this.#wait && this.#last === "listening" ? this.#turn("waiting") : null;
  }

  /** They want to go on: what was asked may be asked again after the next silence. */
  goOn() {
    this.#from = this.#seconds;
    return this.#turn("listening");
  }

  #turn(to) {
    if (to === this.#last) return null;
    this.#last = to;
    return to;
  }
}

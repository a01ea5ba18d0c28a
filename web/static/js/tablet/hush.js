/**
 * Whether somebody speaks, from loudness alone: for short things ("hello", "yes") and while the home cannot say it.
 * It never ends an answer.
 */
/** Milliseconds in one packet of the microphone. */
const STEP = 40;
/** Loudness, 0 to 1: nobody speaks more softly than this, nor so little above the room. */
const LEAST = 0.3;
const ABOVE = 0.15;
/** How quickly a steady noise becomes the room, in each packet. */
const RISES = 0.002;
/** Milliseconds of speech that are more than a knock on the table. */
const A_WORD = 120;

export class Hush {
  /** Milliseconds: of speech so far, of quiet since, and before there was any. */
  spoke = 0;
  quiet = 0;
  waited = 0;
  #room = 0;

  /** @param {number} loud 0 to 1, of one packet after the other */
  feed(loud) {
    const speaks = loud > Math.max(LEAST, this.#room + ABOVE);
    this.#room = Math.min(loud, this.#room + RISES);
    if (speaks) {
      this.spoke += STEP;
      this.quiet = 0;
    } else if (this.hasSpoken) this.quiet += STEP;
    else this.waited += STEP;
  }

  get hasSpoken() {
    return this.spoke >= A_WORD;
  }
}

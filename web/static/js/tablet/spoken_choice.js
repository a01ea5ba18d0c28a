/**
 * Listens for "yes", "no" or "stop" on a screen that asks something. What was understood is only a choice that is
 * shown first (by_voice.js); what was not is asked again, a few times.
 */
import { Chooser } from "../voice/chooser.js";
import { Hush } from "./hush.js";

/** Milliseconds of quiet after a word; how long a word may last; and how long is listened to silence at once. */
const OVER = 700;
const LONGEST = 4000;
const SILENCE = 8000;
/** So often "please tap, or say it again"; then nobody listens any more, and tapping is left. */
const MOST = 3;
const LINE_WITHIN = 3000;
const LOOK = 100;

export class SpokenChoice {
  #line;
  #on;
  #chooser;
  #hush = new Hush();
  #turn = 0;
  #began = 0;

  /**
   * @param {{line: import("../voice/line.js").Line, on: {ready: () => void, choice: (word: string) => void,
   *   unsure: (times: number) => void}}} with  ready: from now on it can be said
   */
  constructor({ line, on }) {
    this.#line = line;
    this.#on = on;
    this.#chooser = new Chooser({ line, on: { level: (loud) => this.#level(loud) } });
  }

  /** Until one is chosen, or `stop`. Without a line to the home nothing is understood: then tapping is left. */
  async listen(words) {
    const turn = (this.#turn += 1);
    const mine = () => turn === this.#turn;
    let unsure = 0;
    while (mine() && unsure < MOST && (await this.#hasLine(mine))) {
      this.#hush = new Hush();
      this.#began = Date.now();
      this.#on.ready();
      const chosen = await this.#chooser.listen(words);
      if (!mine()) return;
      if (chosen) return this.#on.choice(chosen);
      if (this.#hush.hasSpoken) this.#on.unsure((unsure += 1));
      else if (Date.now() - this.#began < OVER) return; // no microphone: tapping is left
    }
  }

  mute(on) {
    this.#chooser.mute(on);
  }

  stop() {
    this.#turn += 1;
    this.#chooser.end();
  }

  #level(loud) {
    this.#hush.feed(loud);
    const { hasSpoken, spoke, quiet, waited } = this.#hush;
    const over = hasSpoken ? quiet >= OVER || spoke + quiet >= LONGEST : waited >= SILENCE;
    if (over) this.#chooser.end();
  }

  async #hasLine(mine) {
    this.#line.join();
    for (let waited = 0; waited < LINE_WITHIN && mine() && !this.#line.isUp; waited += LOOK) {
      await new Promise((resolve) => setTimeout(resolve, LOOK));
    }
    return mine() && this.#line.isUp;
  }
}

/** Listens for new messages: one long question after another, of at most 25 seconds each. */
import { ask } from "./http.js";
import { Patience } from "./patience.js";

const WAIT = 25;
const ANSWER_WITHIN = (WAIT + 15) * 1000;
/** One lost question is nothing; after this many the person is told. */
const TELL_AFTER = 3;
/** An empty answer that comes sooner than this is followed by a short rest. */
const TOO_SOON = 1000;

export class Replies {
  #url;
  #after;
  #on;
  #patience = new Patience();
  #failures = 0;

  /**
   * @param {string} url
   * @param {number} after the newest message that the page already shows
   * @param {{turns: Function, state: Function, unreachable: Function, gone: Function}} on
   *   turns(list) · state(waiting, text) · unreachable() · gone()
   */
  constructor(url, after, on) {
    this.#url = url;
    this.#after = after;
    this.#on = on;
  }

  /** Ask for as long as the page lives. A page that nobody looks at asks nothing. */
  async listen() {
    for (;;) {
      if (document.hidden) await this.#patience.pause(60000);
      else if (!(await this.#askOnce())) return;
    }
  }

  hurry() {
    this.#patience.hurry();
  }

  async #askOnce() {
    const asked = Date.now();
    // After a failure a short question, so that it is known at once that the home is there again.
    const wait = this.#failures ? 0 : WAIT;
    const { status, body } = await ask(`${this.#url}?after=${this.#after}&wait=${wait}`, {}, ANSWER_WITHIN);
    if (status === 404 || status === 410) {
      this.#on.gone();
      return false;
    }
    if (status !== 200 || !Array.isArray(body.turns)) await this.#restAfterFailure();
    else {
      this.#take(body);
      if (!body.turns.length && Date.now() - asked < TOO_SOON) await this.#patience.pause(2 * TOO_SOON);
    }
    return true;
  }

  #take(body) {
    this.#failures = 0;
    this.#patience.reset();
    // Only what was listened to counts as seen: an own message may be numbered after one still on its way.
    for (const turn of body.turns) this.#after = Math.max(this.#after, turn.seq);
    if (body.turns.length) this.#on.turns(body.turns);
    this.#on.state(Boolean(body.waiting), body.status_text ?? "");
  }

  async #restAfterFailure() {
    this.#failures += 1;
    if (this.#failures >= TELL_AFTER) this.#on.unreachable();
    await this.#patience.rest();
  }
}

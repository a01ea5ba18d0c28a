/**
 * Sends what the person said: kept on the device first, in order, one at a time, until the server has said "kept".
 * The id is made here, so a message that arrives twice is one message.
 */
import { ask } from "./http.js";
import { Patience } from "./patience.js";

const ANSWER_WITHIN = 20000;
/** A browser finishes the request of a closed page only up to 64 KB; a character takes at most 3 bytes. */
const SMALL = 20000;
/** The server is there and will never take this as it is. Everything else is worth another try. */
const REFUSALS = new Set([400, 404, 410, 413, 422]);
/** What the server is told of a message. */
const FIELDS = ["id", "text", "intent", "mode", "recording", "voice_only", "keep_voice", "heard"];
const NOT_YET = { status: 0, body: {}, retryAfter: 0 };

export class Outbox {
  #url;
  #store;
  #on;
  #patience = new Patience();
  #running = false;
  #asked = false;

  /**
   * @param {string} url
   * @param {import("./store.js").Store} store
   * @param {{kept: Function, waiting: Function, refused: Function, ready?: (message: object) => Promise<boolean>}} on
   *   kept(message, turn) · waiting() for words that are not saved yet · refused(message, answer) ·
   *   ready(message): false if it has to wait for something else that goes first
   */
  constructor(url, store, on) {
    this.#url = url;
    this.#store = store;
    this.#on = on;
  }

  /** Keep the message on this device. Resolves to true if it would outlive the page. */
  async add(message) {
    const lasting = await this.#store.add(message);
    this.send();
    return lasting;
  }

  /** There is a new reason to try: a message, the network, the page is looked at again. */
  async send() {
    this.#patience.hurry();
    this.#asked = true;
    if (this.#running) return;
    this.#running = true;
    // Asked again meanwhile: a message may have come after the last look at the store.
    while (this.#asked) {
      this.#asked = false;
      await this.#sendAll();
    }
    this.#running = false;
  }

  async #sendAll() {
    for (let message = await this.#first(); message; message = await this.#first()) {
      const ready = (await this.#on.ready?.(message)) ?? true;
      const answer = ready ? await this.#post(message) : NOT_YET;
      if (isKept(answer)) await this.#settle(message, () => this.#on.kept(message, answer.body.turn));
      else if (REFUSALS.has(answer.status)) await this.#settle(message, () => this.#on.refused(message, answer));
      else {
        this.#on.waiting();
        await this.#patience.rest(answer.retryAfter);
      }
    }
  }

  async #first() {
    return (await this.#store.all())[0];
  }

  async #settle(message, tell) {
    this.#patience.reset();
    tell();
    await this.#store.remove(message.id);
  }

  #post(message) {
    const body = JSON.stringify(Object.fromEntries(FIELDS.filter((name) => name in message).map((name) => [name, message[name]])));
    const headers = { "content-type": "application/json" };
    return ask(this.#url, { method: "POST", headers, body, keepalive: body.length < SMALL }, ANSWER_WITHIN);
  }
}

/** Only these words of our own server count: a hotel's sign-in page also answers 200. */
function isKept({ status, body }) {
  return status >= 200 && status < 300 && body.kept === true && Boolean(body.turn);
}

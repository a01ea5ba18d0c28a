/** Brings recordings to the home by plain requests: where no WebSocket can be had, and after a crash. */
import { ask } from "../chat/http.js";

const ANSWER_WITHIN = 40000;
/** The server is there and will never take this as it is. 404: the talk may not have begun there yet. */
const REFUSALS = new Set([400, 409, 410, 413, 422]);
/** Times to ask for the words of a recording that is whole, each as long as the server lets one wait. */
const ASKED = 3;
/** A second that got lost here: as silence, so that the rest is kept. */
export const LOST = new ArrayBuffer(32000);

export class Post {
  #where;
  #store;
  #begun = new Set();

  /** @param {string} where "/tablet" or "/chat/<token>" @param {import("./sound_store.js").SoundStore} store */
  constructor(where, store) {
    this.#where = where;
    this.#store = store;
  }

  /**
   * One try to bring all that there is.
   * @param {import("./carried.js").Carried} carried
   * @returns {Promise<{whole?: boolean, heard?: object | null, refused?: string, later?: number}>}
   *   {} all that is there so far was brought · later: try again, in so many milliseconds if not 0
   */
  async bring(carried) {
    return (await this.#begin(carried)) ?? (await this.#chunks(carried)) ?? (await this.#finish(carried));
  }

  /** Nobody wants it any more. @returns {Promise<boolean>} whether nothing of it is there */
  async drop(record) {
    const { status } = await this.#ask(record, "", { method: "DELETE" });
    return (status >= 200 && status < 300) || status === 404 || REFUSALS.has(status);
  }

  /** Where its sound can be heard, once it is whole. */
  address(record) {
    return `${this.#address(record)}.wav`;
  }

  async #begin(carried) {
    if (this.#begun.has(carried.id)) return null;
    const { question_id = null, began_at } = carried.record;
    const answer = await this.#ask(carried.record, "", json("PUT", { question_id, began_at }));
    if (answer.status !== 200) return verdict(answer);
    this.#begun.add(carried.id);
    for (let seq = 0; seq < (answer.body.missing_from ?? 0); seq += 1) carried.kept.add(seq);
    return null;
  }

  async #chunks(carried) {
    for (const seq of carried.unsent()) {
      const body = (await this.#store.chunk(carried.id, seq)) ?? LOST;
      const headers = { "content-type": "application/octet-stream" };
      const answer = await this.#ask(carried.record, `/chunks/${seq}`, { method: "POST", body, headers });
      if (!answer.body.kept) return verdict(answer);
      carried.kept.add(seq);
    }
    return null;
  }

  async #finish(carried) {
    if (carried.chunks === null) return {};
    let heard = null;
    for (let asked = 0; asked < ASKED && !heard; asked += 1) {
      const answer = await this.#ask(carried.record, "/finish", json("POST", { chunks: carried.chunks }));
      if (answer.status !== 200 || !Array.isArray(answer.body.missing)) return asked ? { whole: true } : verdict(answer);
      if (answer.body.missing.length) {
        carried.missing(answer.body.missing);
        return { later: 0 };
      }
      heard = answer.body.heard;
    }
    return { whole: true, heard };
  }

  #ask(record, path, options) {
    return ask(`${this.#address(record)}${path}`, options, ANSWER_WITHIN);
  }

  #address({ id, conversation }) {
    const talk = conversation ? `/conversations/${conversation}` : "";
    return `${this.#where}${talk}/recordings/${id}`;
  }
}

const json = (method, body) => ({ method, body: JSON.stringify(body), headers: { "content-type": "application/json" } });

const verdict = ({ status, retryAfter }) => (REFUSALS.has(status) ? { refused: String(status) } : { later: retryAfter });

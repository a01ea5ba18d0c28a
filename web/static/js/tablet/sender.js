/**
 * Delivers what waits on the tablet: in order, one at a time, until the server has said that it is kept.
 * Every id is made here, so that a repeat is harmless. One open page sends at a time (Web Locks).
 */
import { ask } from "../chat/http.js";
import { Patience } from "../chat/patience.js";

const FIRST_WAIT = 2000;
const LONGEST_WAIT = 60000;
const ANSWER_WITHIN = 30000;
const PLACE_WAIT = 20;
const BEAT = 60000;
/** The server is there and will never take this as it is. */
const REFUSALS = [400, 413, 422];

/** What waits of recordings: one to be delivered, and one that somebody took back. */
const SOUNDS = ["sound", "gone"];

/** What belongs to a person, not to a talk that has to be begun first. */
const OF_A_PERSON = ["profile", "told"];

const json = (method, body) => ({ method, body: JSON.stringify(body), headers: { "content-type": "application/json" } });

export class Sender {
  /** False once nothing came back, until something does. */
  reachable = true;
  #store;
  #on;
  #patience = new Patience(FIRST_WAIT, LONGEST_WAIT);
  #running = false;
  #asked = false;
  #expected = new Map();
  #watched = null;
  #told = 0;

  /**
   * @param {import("./store.js").Store} store
   * @param {{place: Function, revoked: Function, renamed: Function, pack: Function}} on
   *   place(talk, PLACE) after all that waited of a talk · revoked() this tablet is no longer paired
   *   renamed(old) -> id  the new name of a talk · pack(version) there is a newer pack
   */
  constructor(store, on) {
    this.#store = store;
    this.#on = on;
  }

  /** Begin to deliver, now and whenever there is a new reason to. */
  start() {
    addEventListener("online", () => this.send());
    addEventListener("pageshow", () => this.send());
    document.addEventListener("visibilitychange", () => document.hidden || this.send());
    setInterval(() => this.beat(), BEAT);
    this.send();
    this.beat();
  }

  /** There is something to deliver, or a new reason to try. */
  async send() {
    this.#patience.hurry();
    this.#asked = true;
    if (this.#running) return;
    this.#running = true;
    await alone(async () => {
      while (this.#asked) {
        this.#asked = false;
        await this.#sendAll();
      }
    });
    this.#running = false;
  }

  /**
   * Where the talk is after this turn, if the server says so in time.
   * @returns {Promise<object | null>} PLACE, or null: go on without it
   */
  placeAfter(turn, within) {
    return new Promise((resolve) => {
      this.#expected.set(turn, resolve);
      setTimeout(() => this.#tell(turn, null), within);
    });
  }

  /** Ask our server; notes whether it can be reached and whether it still knows this tablet. */
  async ask(url, options = {}) {
    const answer = await ask(`/tablet/${url}`, options, ANSWER_WITHIN);
    this.reachable = answer.status !== 0;
    if (answer.status === 401) this.#on.revoked();
    return answer;
  }

  /** Say that this tablet is there, and how much waits on it. */
  async beat() {
    // What was refused for good waits too: for staff.
    const turns = (await this.#store.items()).filter((item) => item.kind === "turn");
    const since = turns[0]?.body.said_at ?? null;
    const pack = (await this.#store.get("pack"))?.version ?? "";
    const { status, body } = await this.ask("beat", json("POST", { waiting: turns.length, since, pack }));
    if (status !== 200) return;
    this.#told = turns.length;
    if (body.pack !== pack) this.#on.pack(body.pack);
    if (turns.length) this.send();
  }

  async #sendAll() {
    let delivered = 0;
    for (let [item, ...rest] = await this.#store.waiting(); item; [item, ...rest] = await this.#store.waiting()) {
      const outcome = await this.#deliver(item, rest);
      if (outcome === "stop") break;
      if (outcome === "delivered") {
        delivered += 1;
        this.#patience.reset();
      } else {
        this.#expectNothing();
        await this.#patience.rest(outcome);
      }
    }
    // Staff see how much waits here: so they are told when nothing does any more.
    if (delivered > 1 || (delivered && this.#told)) this.beat();
  }

  /** @returns {Promise<"delivered" | "stop" | number>} a number: try again, in so many milliseconds if not 0 */
  async #deliver(item, rest) {
    if (!OF_A_PERSON.includes(item.kind) && !(await this.#begun(item.talk))) {
      const answer = await this.#begin(item);
      if (answer !== "delivered") return answer;
    }
    if (item.kind === "begin") return this.#done(item);
    const last = !rest.some((each) => each.talk === item.talk);
    const answer = await (SOUNDS.includes(item.kind) ? this.#postSound(item) : this.#post(item, last));
    return this.#judge(item, answer, last);
  }

  #post(item, last) {
    if (item.kind === "profile") return this.ask(`people/${item.person}/profile`, json("PUT", item.body));
    if (item.kind === "told") return this.ask(`people/${item.person}/replies/${item.reply}`, json("POST", item.body));
    return this.ask(`conversations/${item.talk}/turns${last ? "?wait=1" : ""}`, json("POST", item.body));
  }

  /** Recordings are rare and large: what delivers them is fetched when there is one. */
  async #postSound(item) {
    const { deliverSound } = await import("./sounds.js");
    return deliverSound(item, (url, options) => this.ask(url, options));
  }

  async #judge(item, { status, body, retryAfter }, last) {
    if (status === 401) return this.#stop();
    if (item.kind === "profile" ? status >= 200 && status !== 429 && status < 500 : isKept(status, body)) {
      await this.#done(item);
      if (last && item.kind === "turn") this.#met(item, body.place);
      return "delivered";
    }
    // Under this id something is kept already, and only this tablet makes these ids.
    // And a reply that nobody here knows any more has nobody to be told about.
    if (status === 409 || (status === 404 && item.kind === "told")) return this.#done(item);
    if (status === 404) return this.#unknown(item);
    if (REFUSALS.includes(status)) return this.#setAside(item, status);
    return retryAfter;
  }

  async #done(item) {
    await this.#store.delivered(item);
    return "delivered";
  }

  async #setAside(item, status) {
    await this.#store.update({ ...item, refused: status });
    this.#tell(item.body.id, null);
    return "delivered";
  }

  #stop() {
    this.#expectNothing();
    return "stop";
  }

  /** The server does not know the talk of this turn: begin it again, and then send the turn again. */
  async #unknown(item) {
    await this.#store.set(`begun:${item.talk}`, false);
    return 0;
  }

  #begun(talk) {
    return this.#store.get(`begun:${talk}`);
  }

  async #begin(item) {
    const id = item.talk;
    const talk = await this.#store.talk(id);
    if (!talk) return "delivered";
    const { set_id, person_id, began_at, keep_words = false } = talk;
    const body = { set_id, person_id, began_at, keep_words };
    let answer = await this.ask(`conversations/${id}`, json("PUT", body));
    // Somebody took this person off the list meanwhile. What they said counts all the same.
    if (answer.status === 404) answer = await this.ask(`conversations/${id}`, json("PUT", { ...body, person_id: null }));
    if (answer.status === 401) return this.#stop();
    if (answer.status === 409) return this.#rename(id);
    // The next talk does not wait behind one that cannot begin.
    if (answer.status === 404 || REFUSALS.includes(answer.status)) return this.#setAside(item, answer.status);
    if (answer.status !== 200 || !("place" in answer.body)) return answer.retryAfter;
    await this.#store.set(`begun:${id}`, true);
    return "delivered";
  }

  /** This tablet was paired anew: what it began before belongs to the old one. The rest is a talk of its own. */
  async #rename(old) {
    const id = this.#on.renamed(old);
    await this.#store.rename(old, id);
    return 0;
  }

  /** A turn was the last of its talk. Without a place yet, one is waited for beside everything else. */
  #met(item, place) {
    this.#tell(item.body.id, place);
    if (place) this.#on.place(item.talk, place);
    else this.watch(item.talk);
  }

  /** Wait for the place of a talk, until it is there or another talk is watched. */
  async watch(talk) {
    if (this.#watched === talk) return;
    this.#watched = talk;
    const patience = new Patience(FIRST_WAIT, LONGEST_WAIT);
    while (this.#watched === talk) {
      const { status, body } = await this.ask(`conversations/${talk}/place?wait=${PLACE_WAIT}`);
      if (this.#watched !== talk) return;
      if (status === 200 && body.place && !body.place.waiting) {
        this.#watched = null;
        this.#on.place(talk, body.place);
      } else if (status !== 200) await patience.rest();
    }
  }

  unwatch() {
    this.#watched = null;
  }

  #tell(turn, place) {
    this.#expected.get(turn)?.(place);
    this.#expected.delete(turn);
  }

  #expectNothing() {
    for (const turn of [...this.#expected.keys()]) this.#tell(turn, null);
  }
}

/** Only these words of our own server count: a hotel's sign-in page also answers 200. */
const isKept = (status, body) => status >= 200 && status < 300 && body.kept === true;

/** Outside a secure context there are no locks, and no second page either. */
function alone(work) {
  return navigator.locks ? navigator.locks.request("what-matters-tablet", work) : work();
}

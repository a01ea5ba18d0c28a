/**
 * The line to the home while somebody speaks: each second is sent until the home has said that it is kept.
 * A WebSocket, so that the home can say meanwhile how long it has been quiet; where none can be had, plain requests.
 * A line that drops is joined again, and what was not acknowledged is sent again. Numbers make repeats harmless.
 */
import { Patience } from "../chat/patience.js";
import { Carried } from "./carried.js";
import { LOST, Post } from "./post.js";
import { Socket } from "./socket.js";

/** After this many vain tries a WebSocket is not tried for a while: some networks let none through. */
const TRIES = 2;
const NO_SOCKET_FOR = 60000;
/** Without a word after "finish" the line is taken for dead. */
const HEARD_WITHIN = 120000;
/** How the home closes the line of somebody whom it does not know. */
const NOT_KNOWN = 4401;
/** Between two looks for new chunks where there is no WebSocket; a new chunk cuts it short. */
const LOOK = 2000;
/** The home will never take this. Any other error is worth another try: the talk may not have begun there yet. */
const REFUSALS = new Set(["taken", "too_long", "gone"]);

export class Line {
  #where;
  #store;
  #on;
  #post;
  #patience = new Patience();
  /** @type {Map<string, Carried>} */
  #carried = new Map();
  #refused = new Map();
  /** @type {Socket | null} */
  #socket = null;
  #vain = 0;
  #noSocketUntil = 0;
  #working = false;
  #closed = false;
  #choosing = null;
  #resting = false;

  /**
   * @param {string} where "/tablet" or "/chat/<token>"
   * @param {import("./sound_store.js").SoundStore} store
   * @param {{kept?: Function, quiet?: Function, waited?: Function, said?: Function, up?: Function,
   *   turnedAway?: Function}} on
   *   kept(id, seq) · quiet(id, seconds): silence since they last spoke, 0 when they talk on ·
   *   waited(id, seconds): nothing was said yet · said(id, "yes" | "no" | "stop") after `asked` · up(boolean) ·
   *   turnedAway(): the home does not know this tablet any more
   */
  constructor(where, store, on = {}) {
    this.#where = where;
    this.#store = store;
    this.#on = on;
    this.#post = new Post(where, store);
    addEventListener("online", this.#tryNow);
    document.addEventListener("visibilitychange", this.#tryNow);
  }

  /** Whether the home hears at this moment. */
  get isUp() {
    return Boolean(this.#socket?.isUp);
  }

  /** A recording begins, or goes on after a crash. @param record as the SoundStore has it */
  open(record) {
    if (this.#carried.has(record.id)) return;
    this.#resting = false;
    this.#carried.set(record.id, new Carried(record));
    if (this.isUp) this.#sendOpen(record);
    this.#work();
  }

  /** Chunk number `seq` is in the store. */
  more(id, seq, pcm) {
    const carried = this.#carried.get(id);
    if (!carried) return;
    carried.count = Math.max(carried.count, seq + 1);
    if (this.isUp) this.#socket.sendSound(id, seq, pcm);
    else this.#patience.hurry();
  }

  /** There are so many chunks and no more. @returns {Promise<import("./carried.js").Outcome>} */
  finish(id, chunks) {
    const carried = this.#carried.get(id) ?? this.#refused.get(id);
    carried.count = carried.chunks = chunks;
    if (this.isUp) this.#sendFinish(carried);
    else this.#tryNow();
    return carried.outcome;
  }

  /** Nobody wants it any more: it goes here at once, and there as soon as may be. */
  async drop(record) {
    const carried = this.#carried.get(record.id);
    this.#carried.delete(record.id);
    carried?.settle({ refused: "dropped" });
    await this.#store.forget(record.id);
    // Over the line it comes after the sound that is on its way.
    if (carried && this.#socket?.send({ drop: record.id })) return;
    await this.#store.keep({ ...record, chunks: 0, dropped: true });
    await this.dropThere(record);
  }

  /** What was dropped while the home could not be reached. */
  async dropThere(record) {
    if (await this.#post.drop(record)) await this.#store.forget(record.id);
  }

  /** "Have you finished?" was just asked; `said` tells what was answered. */
  asked(id) {
    this.#socket?.send({ asked: id });
  }

  /**
   * Listen for one of a few words. Nothing of it is kept.
   * @param {string} id a new UUID
   * @returns {{sound: (seq: number, pcm: ArrayBuffer) => void, end: () => void, chosen: Promise<string | null>}}
   *   chosen null: please tap, or say it again
   */
  choose(id, choices) {
    let tell = null;
    const chosen = new Promise((resolve) => (tell = resolve));
    this.#choosing?.tell(null);
    this.#choosing = { id, tell };
    if (!this.#socket?.send({ closed: id, choices })) tell(null);
    const end = () => this.#socket?.send({ end: id }) || tell(null);
    return { sound: (seq, pcm) => this.#socket?.sendSound(id, seq, pcm), end, chosen };
  }

  /** Join the home before anything is said, so that `choose` and `quiet` work from the first word. */
  join() {
    this.#resting = false;
    this.#work(true);
  }

  /** Nobody speaks for a while: the line is closed once everything was brought. */
  rest() {
    this.#resting = true;
    if (!this.#carried.size) this.#socket?.close();
  }

  /** The address of a recording's own sound, once the home has it whole. */
  address(record) {
    return this.#post.address(record);
  }

  close() {
    this.#closed = true;
    removeEventListener("online", this.#tryNow);
    document.removeEventListener("visibilitychange", this.#tryNow);
    this.#socket?.close();
    this.#patience.hurry();
  }

  /* Keeping the line */

  #tryNow = () => {
    if (document.hidden) return;
    this.#noSocketUntil = 0;
    this.#patience.hurry();
  };

  /** One at a time, for as long as there is something to bring. */
  async #work(wanted = false) {
    if (this.#working) return;
    this.#working = true;
    for (let again = wanted; (again || this.#carried.size) && !this.#closed; again = false) {
      if (await this.#join()) await this.#useSocket();
      else await this.#usePost();
    }
    this.#working = false;
  }

  async #join() {
    if (Date.now() < this.#noSocketUntil) return false;
    this.#socket = await Socket.join(`${this.#where}/listen`, (message) => this.#take(message));
    if (this.#socket) {
      this.#vain = 0;
      return true;
    }
    this.#vain += 1;
    if (this.#vain >= TRIES) this.#noSocketUntil = Date.now() + NO_SOCKET_FOR;
    return false;
  }

  /** Send what is not there yet, and stay until the line is closed. */
  async #useSocket() {
    this.#on.up?.(true);
    for (const carried of [...this.#carried.values()]) await this.#catchUp(carried);
    if ((await this.#socket.over) === NOT_KNOWN) this.#on.turnedAway?.();
    this.#socket = null;
    this.#choosing?.tell(null);
    this.#on.up?.(false);
    if (this.#carried.size) await this.#patience.rest();
  }

  async #catchUp(carried) {
    this.#sendOpen(carried.record);
    await this.#sendAgain(carried);
  }

  async #sendAgain(carried) {
    for (const seq of carried.unsent()) {
      const pcm = (await this.#store.chunk(carried.id, seq)) ?? LOST;
      this.#socket?.sendSound(carried.id, seq, pcm);
    }
    if (carried.chunks !== null) this.#sendFinish(carried);
  }

  /** Without a WebSocket. */
  async #usePost() {
    let later = null;
    for (const carried of [...this.#carried.values()]) {
      const found = await this.#post.bring(carried);
      if (found.whole) await this.#whole(carried, found.heard ?? null);
      else if (found.refused) this.#refuse(carried, found.refused);
      else later = found.later ?? later;
    }
    if (later === null) {
      this.#patience.reset();
      if (this.#carried.size) await this.#patience.pause(LOOK);
    } else await this.#patience.rest(later);
  }

  #sendOpen({ id, conversation = null, question_id = null, began_at }) {
    this.#socket?.send({ open: id, conversation, question_id, began_at });
  }

  #sendFinish(carried) {
    const socket = this.#socket;
    socket?.send({ finish: carried.id, chunks: carried.chunks });
    setTimeout(() => this.#carried.get(carried.id) === carried && socket?.close(), HEARD_WITHIN);
  }

  /* What the home says */

  #take(message) {
    const { opened, kept, quiet, waited, said, heard, chose, missing } = message;
    if (opened) this.#openedThere(opened, message.missing_from);
    else if (kept) this.#keptThere(kept, message.seq);
    else if (heard) this.#heardThere(heard, message);
    else if (missing) this.#missingThere(missing, message.seqs);
    else if (quiet) this.#on.quiet?.(quiet, message.seconds);
    else if (waited) this.#on.waited?.(waited, message.seconds);
    else if (said) this.#on.said?.(said, message.choice);
    else if (chose && chose === this.#choosing?.id) this.#choosing.tell(message.choice);
    else if (message.error) this.#wrongThere(message);
  }

  /** Whatever comes before the first that is missing was kept, also by a page that is gone. */
  #openedThere(id, first) {
    const carried = this.#carried.get(id);
    for (let seq = 0; carried && seq < first; seq += 1) carried.kept.add(seq);
  }

  #keptThere(id, seq) {
    this.#patience.reset();
    this.#carried.get(id)?.kept.add(seq);
    this.#on.kept?.(id, seq);
  }

  #heardThere(id, { text, engine, sure, words }) {
    const carried = this.#carried.get(id);
    if (carried) this.#whole(carried, { text, engine, sure, words });
  }

  #missingThere(id, seqs) {
    const carried = this.#carried.get(id);
    carried?.missing(seqs);
    if (carried) this.#sendAgain(carried);
  }

  #wrongThere({ error, recording }) {
    const carried = this.#carried.get(recording);
    if (carried && REFUSALS.has(error)) this.#refuse(carried, error);
    else if (this.#choosing?.id === recording) this.#choosing.tell(null);
    else if (carried || !recording) this.#socket?.close();
  }

  /** Only now does nothing of it stay here. */
  async #whole(carried, heard) {
    this.#carried.delete(carried.id);
    await this.#store.forget(carried.id);
    carried.settle({ whole: true, heard });
    if (this.#resting) this.rest();
  }

  /** It stays here: the page says so, and what becomes of it. */
  #refuse(carried, refused) {
    this.#carried.delete(carried.id);
    this.#refused.set(carried.id, carried);
    carried.settle({ refused });
  }
}

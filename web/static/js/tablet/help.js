/**
 * "I need someone now": one press. The call is on the tablet first, then sent until the home has it, and the
 * screen says only what is so: told when the home has it, coming when somebody said so.
 */
import { newId } from "../chat/ids.js";
import { Patience } from "../chat/patience.js";
import { fill, words } from "./words.js";

/** Seconds. Somebody who took the call between two looks is seen by the next one, so none is long. */
const WAIT = 5;
const MINUTE = 60000;
/** A look that ends sooner than this is followed by a short rest. */
const TOO_SOON = 1000;

export class Help {
  #store;
  #sender;
  #say;
  #pack;
  #call = null;
  #tried = false;
  #following = false;
  #patience = new Patience(2000, 30000);

  /**
   * @param {{store: object, sender: object, pack: () => object, say: (text: string) => void}} parts
   *   say(text) shows what is so, on the help screen if it is open, else as short news
   */
  constructor({ store, sender, pack, say }) {
    this.#store = store;
    this.#sender = sender;
    this.#pack = pack;
    this.#say = say;
    addEventListener("online", () => this.#patience.hurry());
  }

  /** A call of before the page was closed goes on. */
  async start() {
    const calls = await this.#store.alerts();
    this.#call ??= calls.at(-1) ?? null;
    this.#follow();
  }

  /** Somebody pressed. Pressed again, it is the same call, until it is done with. */
  async call(person_id, conversation_id) {
    if (this.#call?.body.conversation_id !== conversation_id) {
      const body = { id: newId(), person_id, conversation_id, at: new Date().toISOString() };
      this.#call = { id: body.id, body, told: false, taken_by: null, taken: false };
      this.#tried = false;
      // A tablet that cannot keep it still sends it.
      await this.#store.keepAlert(this.#call).catch(() => undefined);
    }
    this.#tell();
    this.#patience.hurry();
    this.#follow();
    setTimeout(() => this.#tell(), this.#minutes * MINUTE + TOO_SOON);
  }

  get words() {
    const call = this.#call;
    if (!call) return "";
    const { phone } = this.#pack().service;
    if (call.taken) return call.taken_by ? fill(words.helpComing, { name: call.taken_by }) : words.helpSomebodyComing;
    if (Date.now() - Date.parse(call.body.at) > this.#minutes * MINUTE) {
      return phone ? fill(words.helpLate, { phone }) : words.helpLateNoPhone;
    }
    if (call.told) return words.helpTold;
    return this.#tried ? words.helpUnreachable : words.helpSending;
  }

  get #minutes() {
    return this.#pack().help_minutes ?? 5;
  }

  #tell() {
    if (this.#call) this.#say(this.words);
  }

  async #follow() {
    if (this.#following) return;
    this.#following = true;
    while (this.#call) {
      const asked = Date.now();
      const call = this.#call;
      const looks = call.told;
      const { status, body } = await (looks ? this.#look(call) : this.#send(call));
      if (call !== this.#call) continue;
      if (status === 200 || status === 201) await this.#learn(call, body);
      else await this.#failed();
      if (looks && Date.now() - asked < TOO_SOON) await this.#patience.pause(2 * TOO_SOON);
    }
    this.#following = false;
  }

  #send({ body }) {
    const headers = { "content-type": "application/json" };
    return this.#sender.ask("alerts", { method: "POST", body: JSON.stringify(body), headers });
  }

  #look({ id }) {
    return this.#sender.ask(`alerts/${id}?wait=${WAIT}`);
  }

  async #learn(call, { taken_by, taken_at, done_at }) {
    this.#patience.reset();
    const before = this.words;
    Object.assign(call, { told: true, taken_by, taken: Boolean(taken_at) });
    if (this.words !== before) this.#tell();
    if (done_at) {
      this.#call = null;
      await this.#store.dropAlert(call.id);
    } else await this.#store.keepAlert(call).catch(() => undefined);
  }

  async #failed() {
    const before = this.words;
    this.#tried = true;
    if (this.words !== before) this.#tell();
    await this.#patience.rest();
  }
}

/** Listens for one of a few words ("yes", "no", "stop"). Nothing of it is kept, here or there. */
import { newId } from "../chat/ids.js";
import { Microphone } from "./microphone.js";

/** Five of 40 ms in one message. */
const PACKETS = 5;

export class Chooser {
  #line;
  #microphone;
  #ear = null;
  #packets = [];
  #seq = 0;

  /**
   * @param {{line: import("./line.js").Line, how?: object, on?: {level?: Function, asleep?: Function}}} with
   */
  constructor({ line, how = {}, on = {} }) {
    this.#line = line;
    const { level, asleep } = on;
    const trouble = () => this.end();
    this.#microphone = new Microphone({ level, asleep, sound: this.#take, trouble }, how);
  }

  /**
   * Listen until one is chosen, or until `end`. Call it in a tap, the first time at least.
   * @param {string[]} choices
   * @returns {Promise<string | null>} null: please tap, or say it again
   */
  async listen(choices) {
    this.#packets = [];
    this.#seq = 0;
    if (await this.#microphone.open()) return null;
    this.#ear = this.#line.choose(newId(), choices);
    const chosen = await this.#ear.chosen;
    this.#close();
    return chosen;
  }

  mute(on) {
    this.#microphone.mute(on);
  }

  /** It was said, or nobody wants to hear it any more. */
  end() {
    this.#send();
    this.#microphone.close();
    this.#ear?.end();
  }

  #take = (pcm) => {
    this.#packets.push(pcm);
    if (this.#packets.length >= PACKETS) this.#send();
  };

  #send() {
    if (!this.#ear || !this.#packets.length) return;
    const all = new Int16Array(this.#packets.reduce((sum, each) => sum + each.length, 0));
    let at = 0;
    for (const packet of this.#packets.splice(0)) {
      all.set(packet, at);
      at += packet.length;
    }
    this.#ear.sound(this.#seq, all.buffer);
    this.#seq += 1;
  }

  #close() {
    this.#microphone.close();
    this.#ear = null;
  }
}

/** Asks staff for the PIN of this tablet. Wrong ones slow it down, also after a reload. */
import { Pad } from "./pad.js";
import { isPin } from "./secrets.js";
import { Tries } from "./tries.js";
import { fill, words } from "./words_doors.js";

const FREE = 3;
const LONGEST = 8;

export class Pin {
  #tries = new Tries("pin", FREE);
  #busy = false;

  /** @param {{encoded: string, onRight: () => void}} how `encoded`: pack.device.pin */
  constructor({ encoded, onRight }) {
    this.pad = new Pad({
      title: words.typePin,
      label: words.pin,
      keys: "1234567890",
      columns: 3,
      hidden: true,
      longest: LONGEST,
      enter: words.enter,
      accept: (typed) => typed.replace(/[^0-9]/g, ""),
      onEnter: (typed) => this.#check(typed, encoded, onRight),
    });
  }

  async #check(typed, encoded, onRight) {
    if (this.#busy) return;
    this.#busy = true;
    this.pad.clear();
    if (this.#tries.wait) this.pad.tell(waitFor(this.#tries.wait));
    else if (await isPin(typed, encoded).catch(() => false)) this.#right(onRight);
    else this.#wrong();
    this.#busy = false;
  }

  #right(onRight) {
    this.#tries.right();
    onRight();
  }

  #wrong() {
    this.#tries.wrong();
    this.pad.tell(this.#tries.wait ? waitFor(this.#tries.wait) : words.wrongPin);
  }
}

function waitFor(milliseconds) {
  const minutes = Math.ceil(milliseconds / 60_000);
  return minutes === 1 ? words.waitAMinute : fill(words.waitAPin, { minutes });
}

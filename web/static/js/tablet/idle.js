/** Nobody touches the tablet: first a gentle question; if nobody answers it for as long again, the talk is put away. */
import { isReading } from "./speak.js";

const LOOKS = 20;
const SIGNS = ["pointerdown", "pointerup", "keydown", "input", "click", "wheel"];

export class Idle {
  #seconds;
  #on;
  #busy;
  #timer = 0;
  #since = 0;
  #nudged = false;

  /**
   * @param {{seconds: number, onNudge: () => void, onLock: () => void, busy?: () => boolean}} how
   *   busy: something goes on that is no silence; usually our own reading aloud
   */
  constructor({ seconds, onNudge, onLock, busy = isReading }) {
    this.#seconds = seconds;
    this.#on = { nudge: onNudge, lock: onLock };
    this.#busy = busy;
  }

  /** Begin to wait; harmless if it waits already. */
  start() {
    if (this.#timer) return;
    for (const sign of SIGNS) addEventListener(sign, this.#seen, { capture: true, passive: true });
    addEventListener("pointermove", this.#moved, { capture: true, passive: true });
    this.touch();
    this.#timer = setInterval(() => this.#look(), (this.#seconds * 1000) / LOOKS);
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = 0;
    for (const sign of SIGNS) removeEventListener(sign, this.#seen, { capture: true });
    removeEventListener("pointermove", this.#moved, { capture: true });
  }

  /** Somebody is there. */
  touch() {
    this.#since = Date.now();
    this.#nudged = false;
  }

  #seen = () => this.touch();

  /** A mouse or a head pointer that moves is somebody; a finger has to press. */
  #moved = (event) => {
    if (event.pointerType !== "touch") this.touch();
  };

  #look() {
    if (this.#busy()) {
      this.#since = Date.now();
      return;
    }
    const quiet = (Date.now() - this.#since) / 1000;
    // Longer than both: the tablet was asleep. Whoever wakes it may be somebody else.
    if (quiet >= 2 * this.#seconds || (this.#nudged && quiet >= this.#seconds)) this.#lock();
    else if (quiet >= this.#seconds && !this.#nudged) this.#nudge();
  }

  #nudge() {
    this.#nudged = true;
    this.#since = Date.now();
    this.#on.nudge();
  }

  #lock() {
    this.stop();
    this.#on.lock();
  }
}

/** (stand-in) Nobody touches the tablet: first a gentle question, then the talk is put away. */
export class Idle {
  #timer = 0;
  #nudged = false;

  constructor({ seconds, onNudge, onLock }) {
    Object.assign(this, { seconds, onNudge, onLock });
    for (const kind of ["pointerdown", "keydown", "input"]) addEventListener(kind, () => this.touch(), { passive: true });
  }

  start() {
    this.on = true;
    this.touch();
  }

  touch() {
    this.#nudged = false;
    this.#wait();
  }

  stop() {
    this.on = false;
    clearTimeout(this.#timer);
  }

  #wait() {
    clearTimeout(this.#timer);
    if (this.on) this.#timer = setTimeout(() => this.#pass(), this.seconds * 1000);
  }

  #pass() {
    if (this.#nudged) return this.onLock();
    this.#nudged = true;
    this.onNudge();
    return this.#wait();
  }
}

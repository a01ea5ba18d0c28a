/** A pointer that rests on a control presses it: for people who move a pointer and cannot press. */
const CONTROLS = "button, a[href], textarea, input, summary";
/** After a press the pointer has to go this far before anything else can be pressed. */
const AWAY = 30;
/** Somebody who likes no movement sees the progress in this many steps. */
const CALM_STEPS = 4;

export class Dwell {
  #wait;
  #on;
  #target = null;
  #began = 0;
  #frame = 0;
  #at = { x: 0, y: 0 };
  /** Where the last press was; null once the pointer has left it. */
  #pressed = null;

  /** @param {{access?: string, dwell_seconds?: number}} profile */
  constructor({ access = "touch", dwell_seconds = 1.5 }) {
    this.#on = access === "dwell";
    this.#wait = dwell_seconds * 1000;
  }

  /** Begin, if this is how the person presses. */
  start() {
    if (!this.#on) return;
    addEventListener("pointermove", this.#moved, { capture: true, passive: true });
    addEventListener("pointerdown", this.#gone, { capture: true, passive: true });
    document.documentElement.addEventListener("pointerleave", this.#gone);
  }

  stop() {
    this.#gone();
    removeEventListener("pointermove", this.#moved, { capture: true });
    removeEventListener("pointerdown", this.#gone, { capture: true });
    document.documentElement.removeEventListener("pointerleave", this.#gone);
  }

  #moved = (event) => {
    if (event.pointerType === "touch") return;
    this.#at = { x: event.clientX, y: event.clientY };
    const target = event.target instanceof Element ? event.target.closest(CONTROLS) : null;
    if (this.#hasLeft(target)) this.#pressed = null;
    if (this.#pressed || target === this.#target) return;
    this.#gone();
    if (target && !target.disabled) this.#rest(target);
  };

  #gone = () => {
    cancelAnimationFrame(this.#frame);
    this.#target?.classList.remove("dwelling");
    this.#target?.style.removeProperty("--dwell");
    this.#target = null;
  };

  /** Another control that comes up under a resting pointer is not left. */
  #hasLeft(target) {
    if (!this.#pressed || target === this.#pressed.target) return false;
    return Math.hypot(this.#at.x - this.#pressed.x, this.#at.y - this.#pressed.y) > AWAY;
  }

  #rest(target) {
    this.#target = target;
    this.#began = performance.now();
    target.classList.add("dwelling");
    this.#grow();
  }

  #grow = () => {
    const target = this.#target;
    const part = Math.min((performance.now() - this.#began) / this.#wait, 1);
    target.style.setProperty("--dwell", calm(part));
    if (!target.isConnected) this.#gone();
    else if (part < 1) this.#frame = requestAnimationFrame(this.#grow);
    else this.#press(target);
  };

  #press(target) {
    this.#gone();
    this.#pressed = { target, ...this.#at };
    if (target.matches("textarea, input")) target.focus();
    target.click();
  }
}

function calm(part) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  return String(still ? Math.floor(part * CALM_STEPS) / CALM_STEPS : part);
}

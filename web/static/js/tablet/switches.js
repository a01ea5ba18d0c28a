/**
 * Presses of switches, cleaned: a second press out of tremor is none, a short touch is none if presses have to last,
 * and a long one always pauses. A switch reaches the page as a key, a mouse button or a tap, whatever its box sends.
 */
/** A press that lasts this long beyond what the person's presses have to last asks for a pause. */
const LONG = 1500;
const NO_SWITCH = /^(F\d+|Escape|Shift|Control|Alt|AltGraph|Meta|OS|CapsLock|NumLock|ContextMenu)$/;
const MOVE_KEYS = ["ArrowRight", "ArrowDown", "Tab", "2"];
const CHOOSE_KEYS = ["Enter", " ", "1"];
const SECOND_BUTTON = 2;

export class Switches {
  #two;
  #settle;
  #hold;
  #on;
  /** The press that lasts now: {kind, began}. */
  #down = null;
  #timer = 0;
  #last = -Infinity;

  /**
   * @param {{two: boolean, settle: number, hold: number}} how settle and hold in milliseconds
   * @param {{down: () => void, choose: () => void, move: () => void, nothing: () => void, long: () => void}} on
   *   down: a press begins; then exactly one of the others follows
   */
  constructor({ two, settle, hold }, on) {
    this.#two = two;
    this.#settle = settle;
    this.#hold = hold;
    this.#on = on;
  }

  start() {
    for (const [kind, listener] of this.#listeners()) addEventListener(kind, listener, { capture: true });
  }

  stop() {
    for (const [kind, listener] of this.#listeners()) removeEventListener(kind, listener, { capture: true });
    clearTimeout(this.#timer);
    this.#down = null;
  }

  #listeners() {
    return [
      ["keydown", this.#keyDown],
      ["keyup", this.#keyUp],
      ["pointerdown", this.#pointerDown],
      ["pointerup", this.#pointerUp],
      ["pointercancel", this.#cancel],
      ["blur", this.#cancel],
      ["click", this.#click],
    ];
  }

  #keyDown = (event) => {
    const kind = this.#kindOfKey(event);
    if (!kind) return;
    taken(event);
    if (!event.repeat) this.#begin(kind, event.key);
  };

  #keyUp = (event) => {
    if (this.#down?.key !== event.key) return;
    taken(event);
    this.#end();
  };

  #pointerDown = (event) => {
    if (isTyping(event.target)) return;
    // Whoever taps elsewhere has finished typing; from now on keys are switches again.
    if (isTyping(document.activeElement)) document.activeElement.blur();
    taken(event);
    this.#begin(this.#kindOfTap(event), null);
  };

  #pointerUp = (event) => {
    if (!this.#down || this.#down.key !== null) return;
    taken(event);
    this.#end();
  };

  /** A tap chooses what is lit, not what it hits. Our own clicks pass. */
  #click = (event) => {
    if (event.isTrusted && !isTyping(event.target)) taken(event);
  };

  #cancel = (event) => {
    if (!this.#down || (event.type === "blur" && event.target !== window)) return;
    clearTimeout(this.#timer);
    this.#down = null;
    this.#on.nothing();
  };

  #kindOfKey(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return null;
    if (!this.#two) return NO_SWITCH.test(event.key) ? null : "choose";
    if (MOVE_KEYS.includes(event.key)) return "move";
    return CHOOSE_KEYS.includes(event.key) ? "choose" : null;
  }

  /** With two switches: a mouse has two buttons; a screen has two halves. */
  #kindOfTap({ pointerType, button, clientX }) {
    if (!this.#two) return "choose";
    const moves = pointerType === "mouse" ? button === SECOND_BUTTON : clientX < innerWidth / 2;
    return moves ? "move" : "choose";
  }

  #begin(kind, key) {
    if (this.#down) return;
    const began = performance.now();
    this.#down = { kind: began - this.#last < this.#settle ? "nothing" : kind, key, began };
    this.#timer = setTimeout(() => this.#tooLong(), this.#hold + LONG);
    this.#on.down();
  }

  #end() {
    const { kind, began } = this.#down;
    const lasted = performance.now() - began;
    this.#release();
    this.#on[lasted < this.#hold ? "nothing" : kind]();
  }

  #tooLong() {
    this.#release();
    this.#on.long();
  }

  #release() {
    clearTimeout(this.#timer);
    this.#down = null;
    this.#last = performance.now();
  }
}

function taken(event) {
  event.preventDefault();
  event.stopPropagation();
}

/** Whether it is a place for a real keyboard, or the tablet's own: so it is while our big keys are put away. */
function isTyping(target) {
  return target instanceof Element && target.matches("textarea, input") && target.inputMode !== "none";
}

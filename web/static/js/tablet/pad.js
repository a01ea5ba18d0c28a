/** A field with big keys below it, for a card or a PIN. A real keyboard works as well. */
import { heading, make, press } from "./make.js";
import { words } from "./words_doors.js";

const FIRST_KEY = 20;
const RUB_OUT = "back";

export class Pad {
  #field;
  #news = make("p", { className: "pad-news", role: "status" });
  #accept;
  #onEnter;

  /**
   * @param {{title: string, label: string, keys: string, columns: number, hidden?: boolean, longest: number,
   *   enter: string, accept: (typed: string) => string, onEnter: (typed: string) => void}} how
   *   hidden: what is typed shows as dots; accept: makes of what was typed what may stand there
   */
  constructor({ title, label, keys, columns, hidden = false, longest, enter, accept, onEnter }) {
    this.#accept = (typed) => accept(typed).slice(0, longest);
    this.#onEnter = onEnter;
    this.#field = this.#makeField(label, hidden);
    const wideBack = columns === 3 ? 2 : 3;
    const pressed = [...keys, RUB_OUT].map((key, at) => this.#key(key, at, wideBack));
    const board = make("div", { className: "keys", data: { columns } }, ...pressed);
    board.addEventListener("pointerdown", (event) => event.preventDefault());
    const done = press(enter, { className: "wide main", order: 59, onPress: () => this.#enter() });
    const line = make("div", { className: "pad-line" }, this.#field, done);
    this.element = make("div", { className: "pad" }, heading(title), line, this.#news, board);
  }

  /** Say something below the field. */
  tell(text) {
    this.#news.textContent = text;
  }

  clear() {
    this.#field.value = "";
  }

  #makeField(label, hidden) {
    // Not a password field: a browser would offer to remember it for whoever comes next.
    const className = hidden ? "secret" : "";
    const field = make("input", { type: "text", className, autocomplete: "off", spellcheck: false, aria: { label } });
    field.inputMode = "none";
    field.addEventListener("input", () => this.#put(field.value));
    field.addEventListener("keydown", ({ key }) => key === "Enter" && this.#enter());
    return field;
  }

  #key(key, at, wideBack) {
    const textContent = key === RUB_OUT ? words.rubOut : key;
    const button = make("button", { type: "button", className: "key", textContent });
    const wide = key === RUB_OUT ? wideBack : 1;
    Object.assign(button.dataset, { key, wide, scanOrder: String(FIRST_KEY + at / 100) });
    button.addEventListener("click", () => this.#put(withKey(this.#field.value, key)));
    return button;
  }

  #put(typed) {
    this.#field.value = this.#accept(typed);
    this.tell("");
  }

  #enter() {
    if (this.#field.value) this.#onEnter(this.#field.value);
  }
}

function withKey(typed, key) {
  return key === RUB_OUT ? typed.slice(0, -1) : typed + key;
}

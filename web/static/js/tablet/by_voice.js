/** A spoken yes, no or stop is shown as a choice first; for a few seconds it can be undone, then it is pressed. */
import { words } from "./words_voice.js";

/** Milliseconds. With switches the light has to come round first. */
const UNDO = 3000;
const HEARD = { yes: words.heardYes, no: words.heardNo, stop: words.heardStop };

export class ByVoice {
  #bar;
  #press;
  #undone;
  #pending = null;

  /**
   * @param {{bar: HTMLElement, press: (button: HTMLElement, word: string) => void, undone: () => void}} how
   *   bar: shows what was heard, and holds "Undo"
   */
  constructor({ bar, press, undone }) {
    this.#bar = bar;
    this.#press = press;
    this.#undone = undone;
  }

  get isShown() {
    return Boolean(this.#pending);
  }

  /** @param {HTMLElement} button what the word means here @param {"yes" | "no" | "stop"} word */
  show(button, word, wait = UNDO) {
    this.clear();
    button.classList.add("chosen-by-voice");
    // A page that lies on top has to hold it, or it cannot be reached.
    (button.closest("dialog") ?? document.body).append(this.#bar);
    this.#bar.hidden = false;
    this.#bar.querySelector("span").textContent = HEARD[word];
    const timer = setTimeout(() => this.#take(), Math.max(UNDO, wait));
    this.#pending = { button, word, timer };
    addEventListener("click", this.#clicked, { capture: true });
  }

  /** Somebody pressed something else, or the screen is another one. */
  clear() {
    if (!this.#pending) return;
    removeEventListener("click", this.#clicked, { capture: true });
    clearTimeout(this.#pending.timer);
    this.#pending.button.classList.remove("chosen-by-voice");
    this.#pending = null;
    this.#bar.hidden = true;
  }

  undo() {
    this.clear();
    this.#undone();
  }

  #clicked = ({ target }) => {
    if (!this.#bar.contains(target)) this.clear();
  };

  #take() {
    const { button, word } = this.#pending;
    this.clear();
    this.#press(button, word);
  }
}

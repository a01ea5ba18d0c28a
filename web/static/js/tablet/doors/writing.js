/** Writing an answer: with big keys of our own and words to complete, or with any keyboard that there is. */
import { make, press } from "../make.js";
import { words } from "../words_doors.js";
import { withKey, withWord } from "./compose.js";
import { keysOf, layout } from "./keys.js";
import { Suggest } from "./suggest.js";

const MOST_WORDS = 5;
const FIRST_WORD = 10;
const NARROW = matchMedia("(max-width: 640px)");
const UPRIGHT = matchMedia("(max-width: 900px)");
const SWITCHES = ["one_switch", "two_switches"];

export class Writing {
  #element;
  #suggest;
  #on;
  #said = [];
  #order = "keyboard";
  /** Null until somebody says which keys they like. */
  #ownKeys = null;
  #box = null;
  #offers = null;
  #done = null;

  /**
   * @param {{element: HTMLElement, pack: {suggestions?: string[]}, onDraft: (text: string) => void,
   *   onDone: (text: string) => void}} how onDraft follows every change
   */
  constructor({ element, pack, onDraft, onDone }) {
    this.#element = element;
    this.#suggest = new Suggest(pack.suggestions ?? []);
    this.#on = { draft: onDraft, done: onDone };
    for (const width of [NARROW, UPRIGHT]) width.addEventListener("change", () => this.#turned());
  }

  /**
   * Show it.
   * @param {string} [draft] what was half written before
   * @param {string[]} [said] what this person has said in this talk: their words are offered first
   */
  open(draft = "", said = []) {
    this.#said = said;
    this.#build(draft);
  }

  /** Nothing that was written stays on the page. */
  close() {
    this.#said = [];
    this.#box = null;
    this.#element.replaceChildren();
  }

  /** The tablet was turned round: other keys fit now. */
  #turned() {
    if (this.#box?.isConnected) this.#build(this.#box.value);
  }

  #build(text) {
    this.#box = this.#makeBox(text);
    this.#done = press(words.finished, { className: "wide main", order: 60, onPress: () => this.#finish() });
    const line = make("div", { className: "write-line" }, this.#box, this.#done);
    const label = make("label", { className: "unseen", htmlFor: "words", textContent: words.writeHere });
    this.#element.replaceChildren(make("div", { className: "writing" }, label, line, ...this.#helps()));
    this.#changed({ tell: false });
  }

  #makeBox(text) {
    const box = make("textarea", { id: "words", rows: 2, value: text, spellcheck: false, autocomplete: "off" });
    // While our own keys are there, the tablet's keys must not come up on top of them.
    box.inputMode = this.#hasOwnKeys ? "text" : "none";
    box.enterKeyHint = "enter";
    box.setSelectionRange(text.length, text.length);
    box.addEventListener("input", () => this.#changed({ tell: true }));
    for (const kind of ["keyup", "pointerup"]) box.addEventListener(kind, () => this.#offer()); // the caret moved
    return box;
  }

  #helps() {
    const offers = make("div", { className: "offers", role: "group", aria: { label: words.mayWant } });
    const label = this.#hasOwnKeys ? words.showKeys : words.ownKeys;
    const swap = press(label, { className: "key swap", order: 59, onPress: () => this.#swap() });
    this.#offers = offers;
    offers.append(...Array.from({ length: MOST_WORDS }, (_, at) => this.#offerOf(at)));
    offers.addEventListener("pointerdown", (event) => event.preventDefault());
    const row = make("div", { className: "offer-line" }, offers, swap);
    // With a switch our own keys are the only ones that can be reached.
    swap.hidden = SWITCHES.includes(access());
    return this.#hasOwnKeys ? [row] : [row, this.#keys()];
  }

  /** A telephone is too narrow for big keys, so there its own come first. */
  get #hasOwnKeys() {
    if (SWITCHES.includes(access())) return false;
    return this.#ownKeys ?? (NARROW.matches && access() !== "dwell");
  }

  #keys() {
    const shape = NARROW.matches ? "narrow" : UPRIGHT.matches ? "upright" : "wide";
    return keysOf(layout(shape, this.#order), this.#order, (key) => this.#pressed(key));
  }

  #pressed(key) {
    if (key === "order") this.#turnOrder();
    else this.#put(withKey(this.#written, key));
  }

  #turnOrder() {
    this.#order = this.#order === "abc" ? "keyboard" : "abc";
    this.#element.querySelector(".keys").replaceWith(this.#keys());
    this.#element.querySelector('[data-key="order"]').focus();
  }

  #swap() {
    this.#ownKeys = !this.#hasOwnKeys;
    this.#build(this.#box.value);
    // The tablet's keys come up for what gets the focus.
    if (this.#ownKeys) this.#box.focus();
    else this.#element.querySelector(".swap").focus();
  }

  get #written() {
    return { text: this.#box.value, caret: this.#box.selectionEnd };
  }

  #put({ text, caret }) {
    this.#box.value = text;
    this.#box.setSelectionRange(caret, caret);
    if (caret === text.length) this.#box.scrollTop = this.#box.scrollHeight;
    this.#changed({ tell: true });
  }

  #changed({ tell }) {
    const empty = !this.#box.value.trim();
    this.#done.setAttribute("aria-disabled", String(empty));
    this.#offer();
    if (tell) this.#on.draft(this.#box.value);
  }

  /** Each offer keeps its place and its button; only the word on it changes. */
  #offer() {
    const found = this.#suggest.for(this.#written, this.#said, MOST_WORDS);
    for (const [at, button] of [...this.#offers.children].entries()) {
      button.firstChild.textContent = found[at] ?? "";
      button.disabled = at >= found.length;
    }
  }

  #offerOf(at) {
    const onPress = ({ currentTarget }) => this.#put(withWord(this.#written, currentTarget.textContent));
    return press("", { className: "key offer", order: FIRST_WORD + at / 100, onPress });
  }

  #finish() {
    const text = this.#box.value.trim();
    if (text) this.#on.done(text);
  }
}

/** How whoever is writing works the screen: see profile.js. */
function access() {
  return document.documentElement.dataset.access;
}

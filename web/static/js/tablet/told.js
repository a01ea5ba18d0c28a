/**
 * What staff wrote back to somebody: shown once we know that it is them, some sentences at a time, and read aloud
 * to whoever likes that; then "Is it better now?". It is asked for just then, so that nothing that was withdrawn
 * is shown, and stays on no tablet. That it was seen, and what the person says of it, waits like all words here.
 */
import { heading, make, press } from "./make.js";
import { sayWords } from "./say.js";
import { drawing, pictureOf } from "./screen.js";
import { fill, words as always } from "./words.js";
import { words } from "./words_told.js";

/** Milliseconds to look for it before the talk begins without it. */
const LONGEST_LOOK = 1500;
/** Letters on the screen at once, by the size of letters. */
const LETTERS = { normal: 230, large: 170, huge: 90 };
const FACES = [
  ["better", "going_well"],
  ["same", "so_so"],
  ["worse", "not_going_well"],
];

export class Told {
  #around;
  #person;
  #left;
  #text = "";
  #keeping = false;

  /**
   * @param {object} person who sits there
   * @param {object} around {element, store, sender, speak(), profile(), pack(), tell(text), shown() another screen of
   *   it stands there, done() all of it was seen}
   * @returns {Promise<Told | null>} null: nothing waits for them, or nobody could say so in time
   */
  static async waiting(person, around) {
    const soon = new Promise((resolve) => setTimeout(() => resolve(null), LONGEST_LOOK));
    const { status, body } = (await Promise.race([around.sender.ask(`people/${person.id}/replies`), soon])) ?? {};
    if (status !== 200 || !Array.isArray(body.replies)) return null;
    // Those that were seen here already, which the home does not know yet.
    const seen = (await around.store.items()).filter((item) => item.kind === "told").map((item) => item.reply);
    const left = body.replies.filter((each) => !seen.includes(each.id));
    return left.length ? new Told(person, left, around) : null;
  }

  constructor(person, left, around) {
    this.#person = person;
    this.#left = left;
    this.#around = around;
  }

  /** The first of what waits. */
  show() {
    this.#tell(pagesOf(this.#left[0].sentences));
  }

  /** Read aloud what stands there. */
  async read() {
    const { element, sender, speak } = this.#around;
    const at = element.querySelector(".told-words");
    if (at) return sayWords(speak(), sender, at, this.#text, this.#person.id);
    return speak().say(element.querySelector("h1"), words.isItBetter);
  }

  /** Nothing of it stays in the page. */
  close() {
    this.#left = [];
    this.#around.element.replaceChildren();
  }

  #tell([first, ...rest]) {
    const [reply] = this.#left;
    this.#text = first;
    const drawn = reply.picture ? pictureOf(reply.picture, this.#around.pack()) : drawing("/static/img/pictos.svg#talk", "sign");
    const shown = make("p", { className: "told-words", textContent: first, dir: "auto" });
    const from = make("p", { className: "told-by", textContent: fill(words.from, { name: reply.by }) });
    const on = press(words.carryOn, { className: "wide main", order: 20, onPress: () => this.#after(rest) });
    const beside = make("div", {}, heading(words.answered), shown, from);
    this.#put(make("div", { className: "told-head" }, drawn, beside), make("div", { className: "pair" }, on, ...this.#reading));
  }

  /** The way to have it read aloud, where anything can be. */
  get #reading() {
    if (!this.#around.speak().has(words.isItBetter)) return [];
    const read = async () => (await this.read()) || this.#around.tell(words.cannotRead);
    return [press(words.readIt, { order: 30, onPress: read })];
  }

  /** Pressed once for each: two presses are one. */
  #after(rest) {
    if (rest.length) this.#tell(rest);
    else if (this.#left[0].asks) this.#ask();
    else this.#seen(null);
  }

  #ask() {
    const faces = FACES.map(([verdict, sign], at) => {
      const face = press(words[verdict], { className: "tile choice", order: 20 + at, onPress: () => this.#seen(verdict) });
      face.replaceChildren(drawing(`/static/img/pictos.svg#${sign}`, "sign"), make("b", { textContent: words[verdict] }));
      return face;
    });
    const leave = press(words.leaveIt, { order: 31, onPress: () => this.#seen(null) });
    this.#put(heading(words.isItBetter), make("div", { className: "tiles three" }, ...faces), make("div", { className: "pair" }, leave, ...this.#reading));
  }

  async #seen(verdict) {
    const { done, sender, store, tell } = this.#around;
    const [reply] = this.#left;
    if (!reply || this.#keeping) return;
    this.#keeping = true;
    const body = { at: new Date().toISOString(), verdict };
    const isKept = await store.add({ kind: "told", talk: null, person: this.#person.id, reply: reply.id, body }).then(
      () => true,
      () => false,
    );
    this.#keeping = false;
    if (!isKept) return tell(always.notKept);
    sender.send();
    if (this.#left[0] !== reply) return;
    this.#left = this.#left.slice(1);
    if (this.#left.length) this.show();
    else {
      this.close();
      done();
    }
    if (verdict) tell(words.thanks);
  }

  #put(...parts) {
    const { element, profile, shown, speak } = this.#around;
    speak().hush();
    element.replaceChildren(make("div", { className: "told" }, ...parts));
    element.querySelector("h1").focus({ preventScroll: true });
    shown();
    if (profile().read_aloud || profile().hands_free) this.read();
  }
}

/** So many sentences at a time that nothing has to be scrolled; a very long one stands alone. */
export function pagesOf(sentences, most = LETTERS[document.documentElement.dataset.size] ?? LETTERS.normal) {
  const pages = [];
  for (const sentence of sentences) {
    const last = pages.at(-1);
    if (last && last.length + sentence.length < most) pages[pages.length - 1] = `${last}\n${sentence}`;
    else pages.push(sentence);
  }
  return pages;
}

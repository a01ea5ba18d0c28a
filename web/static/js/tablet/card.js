/** Somebody shows their card: typed with big keys, or opened as an address by the tablet's own camera. */
import { Pad } from "./pad.js";
import { CODE_LETTERS, ownerOf, typedCode } from "./secrets.js";
import { Tries } from "./tries.js";
import { words } from "./words_doors.js";

const FREE = 5;
const LETTERS = 12;
const GROUP = 4;

export class Card {
  #people;
  #tries = new Tries("card", FREE);
  #busy = false;
  #onRight;

  /** @param {{people: object[], onRight: (person: object) => void}} how `people` as in the pack */
  constructor({ people, onRight }) {
    this.#people = people;
    this.#onRight = onRight;
    this.pad = new Pad({
      title: words.typeCard,
      label: words.cardLetters,
      keys: CODE_LETTERS,
      columns: 12,
      longest: LETTERS + LETTERS / GROUP - 1,
      enter: words.thisIsMyCard,
      accept: grouped,
      onEnter: (typed) => this.check(typed),
    });
  }

  /** Whose card is it? Nothing of a wrong one is kept or hinted at. */
  async check(code) {
    if (this.#busy) return;
    this.#busy = true;
    const owner = this.#tries.wait ? undefined : await ownerOf(code, this.#people).catch(() => undefined);
    if (owner) this.#right(owner);
    else this.#wrong();
    this.#busy = false;
  }

  #right(owner) {
    this.#tries.right();
    this.pad.clear();
    this.#onRight(owner);
  }

  #wrong() {
    if (!this.#tries.wait) this.#tries.wrong();
    this.pad.tell(this.#tries.wait ? words.waitACard : words.unknownCard);
  }
}

/** ABCD EFGH JKLM: as it is printed. */
function grouped(typed) {
  return typedCode(typed).slice(0, LETTERS).replace(/.{4}(?=.)/g, "$& ");
}

/** What was kept in this talk, some answers at a time: the last page. */
import { make } from "./make.js";
import { questionOf } from "./steps.js";
import { words } from "./words.js";

/** Answers at once, by the size of letters. */
const AT_ONCE = { normal: 4, large: 4, huge: 2 };

export class KeptList {
  #screen;
  #from = 0;

  /** @param {import("./screen.js").Screen} screen */
  constructor(screen) {
    this.#screen = screen;
  }

  get #most() {
    return AT_ONCE[document.documentElement.dataset.size] ?? AT_ONCE.normal;
  }

  show({ kept, phase, ...talk }) {
    const most = this.#most;
    if (this.#from >= kept.length) this.#from = 0;
    const shown = kept.slice(this.#from, this.#from + most);
    this.#find("h2").textContent = kept.length ? words.keptList : words.keptNothing;
    this.#find("ol").replaceChildren(...shown.map((each) => line(each, talk)));
    this.#screen.find('[data-act="kept-more"]').hidden = kept.length <= most;
    this.#screen.find('[data-view="finish"] [data-act="carry-on"]').hidden = phase === "done";
  }

  more(talk) {
    this.#from += this.#most;
    this.show(talk);
  }

  /** Nobody's words stay in the page. */
  clear() {
    this.#from = 0;
    this.#find("ol").replaceChildren();
  }

  #find(selector) {
    return this.#screen.find(`.kept ${selector}`);
  }
}

function line({ question_id, text }, talk) {
  const asked = make("span", { className: "asked", textContent: questionOf(talk, question_id)?.text ?? "" });
  return make("li", {}, asked, make("q", { className: "words", textContent: text || words.yourVoice }));
}

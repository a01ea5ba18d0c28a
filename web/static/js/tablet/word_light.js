/** The words of an element, each of which can be lit; afterwards the element is as it was. */
export class WordLight {
  #element;
  #before;
  #spans;

  /**
   * @param {HTMLElement} element
   * @param {string} text what is heard; if the element does not show it, nothing is lit
   * @param {{t: number, at: number, len: number}[]} words t in ms; at and len in UTF-16 units of the text
   */
  constructor(element, text, words) {
    const shown = element.textContent;
    const from = shown.indexOf(text);
    this.#element = element;
    this.#before = [...element.childNodes];
    this.#spans = from < 0 ? [] : this.#split(shown, from, text.length, words);
  }

  /** Light the word that is heard this many milliseconds after the beginning. */
  at(ms) {
    const word = this.#spans.findLast(({ t }) => t <= ms);
    for (const each of this.#spans) each.span.classList.toggle("on", each === word);
  }

  end() {
    const [first] = this.#spans;
    // Something else may stand there by now: it stays.
    if (first?.span.parentNode === this.#element) this.#element.replaceChildren(...this.#before);
  }

  #split(shown, from, length, words) {
    const spans = [];
    const parts = [];
    let done = 0;
    for (const { t, at, len } of words) {
      const start = from + at;
      if (start < done || at + len > length) continue;
      const span = document.createElement("span");
      span.className = "w";
      span.textContent = shown.slice(start, start + len);
      parts.push(shown.slice(done, start), span);
      spans.push({ t, span });
      done = start + len;
    }
    if (spans.length) this.#element.replaceChildren(...parts, shown.slice(done));
    return spans;
  }
}

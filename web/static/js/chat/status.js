/** The one line that says how things stand. What matters most to the person wins: their own words first. */
const ORDER = ["unsaved", "unreachable", "reply", "writing"];

export class Status {
  #line;
  #said = new Map();

  /** @param {HTMLElement} line an element with role=status; what the server wrote into it is kept as "reply". */
  constructor(line) {
    this.#line = line;
    if (line.textContent.trim()) this.#said.set("reply", line.textContent.trim());
  }

  /** @param {"unsaved"|"unreachable"|"reply"|"writing"} kind */
  say(kind, text) {
    if (text) this.#said.set(kind, text);
    else this.#said.delete(kind);
    this.#show();
  }

  #show() {
    const kind = ORDER.find((name) => this.#said.has(name)) ?? "";
    const text = this.#said.get(kind) ?? "";
    if (this.#line.textContent !== text) this.#line.textContent = text;
    this.#line.dataset.kind = kind;
  }
}

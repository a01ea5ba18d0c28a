/** Half-written words survive a reload; after a crash, all but what was typed in the last seconds. */
export class Draft {
  #box;
  #key;

  /**
   * @param {HTMLTextAreaElement} box
   * @param {string} conversation
   * @param {HTMLElement} note says that words are kept; hidden where the browser forbids keeping them
   */
  constructor(box, conversation, note) {
    this.#box = box;
    this.#key = `what-matters-draft-${conversation}`;
    note.hidden = !this.#works();
    // What the server gave back comes first: it is what the person sent last.
    if (!box.value) box.value = this.#read();
    box.addEventListener("input", () => this.keep());
  }

  keep() {
    try {
      if (this.#box.value) localStorage.setItem(this.#key, this.#box.value);
      else localStorage.removeItem(this.#key);
    } catch {
      // Storage is full or forbidden: the words stay in the box, and the note does not promise more.
    }
  }

  /** These words are kept elsewhere now. Whatever was typed since stays. */
  taken(text) {
    this.#box.value = this.#box.value === text ? "" : this.#box.value.replace(text, "");
    this.keep();
  }

  /** Words that could not be taken go back into the box, after what is there, so that several keep their order. */
  giveBack(text) {
    this.#box.value = [this.#box.value, text].filter(Boolean).join("\n\n");
    this.keep();
  }

  #read() {
    try {
      return localStorage.getItem(this.#key) ?? "";
    } catch {
      return "";
    }
  }

  #works() {
    try {
      localStorage.setItem(`${this.#key}-try`, "1");
      localStorage.removeItem(`${this.#key}-try`);
      return true;
    } catch {
      return false;
    }
  }
}

/** (stand-in) Writing an answer. */
export class Writing {
  /** `draft(text)` keeps what is half written. */
  constructor({ element, draft, onDone }) {
    this.element = element;
    this.draft = draft;
    this.onDone = onDone;
  }

  open(draftText = "") {
    const label = Object.assign(document.createElement("label"), { htmlFor: "words", textContent: "Write your answer here" });
    const box = Object.assign(document.createElement("textarea"), { id: "words", rows: 3, value: draftText });
    const done = Object.assign(document.createElement("button"), { type: "button", className: "wide main" });
    done.textContent = "I have finished";
    done.dataset.scanOrder = "60";
    box.addEventListener("input", () => this.draft(box.value));
    done.addEventListener("click", () => box.value.trim() && this.onDone(box.value));
    this.element.replaceChildren(label, box, done);
  }
}

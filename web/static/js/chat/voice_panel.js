/** What the chat shows while somebody talks: a line that is announced, a ring, and the buttons of each state. */
import { Meter } from "../voice/meter.js";
import { words } from "./voice_words.js";

const TALKING = ["listening", "lost"];

export class VoicePanel {
  #panel;
  #status;
  #form;
  #talk;
  #keep;
  #meter;

  /**
   * @param {{panel: HTMLElement, status: HTMLElement, form: HTMLFormElement, talk: HTMLButtonElement}} page
   *   status: has role=status · form: for writing; not shown while somebody talks
   * @param {{press: (act: string) => void, keep: (on: boolean) => void}} on
   */
  constructor({ panel, status, form, talk }, on) {
    [this.#panel, this.#status, this.#form, this.#talk] = [panel, status, form, talk];
    this.#keep = panel.querySelector("input");
    this.#meter = new Meter(panel.querySelector(".meter"), words);
    this.#keep.addEventListener("change", () => on.keep(this.#keep.checked));
    panel.addEventListener("click", (event) => {
      const act = event.target.closest("[data-voice]")?.dataset.voice;
      if (act) on.press(act);
    });
  }

  get state() {
    return this.#panel.dataset.state;
  }

  /** Whether what is said now becomes part of the answer, or could again. */
  get isTalking() {
    return TALKING.includes(this.state);
  }

  level(loud) {
    this.#meter.level(loud);
  }

  /** @param {"asking"|"listening"|"lost"|"writing"|"kept"|"draft"|"unclear"} state which buttons belong to it: chat.css */
  show(state, text) {
    const hadFocus = [this.#panel, this.#form].some((each) => each.contains(document.activeElement));
    this.#panel.dataset.state = state;
    this.#panel.hidden = false;
    this.#form.hidden = state !== "draft";
    if (!this.isTalking) this.#meter.rest();
    this.say(text);
    // What had the focus may be gone. The first button of the new state is what comes next.
    const first = [...this.#panel.querySelectorAll("[data-voice]")].find((button) => button.checkVisibility());
    if (hadFocus || document.activeElement === document.body) (first ?? this.#panel).focus({ preventScroll: true });
  }

  /** As `show`, with the form: the words are in the box. @param {boolean} keep whether the voice may be kept */
  showDraft(text, keep) {
    this.#keep.checked = keep;
    this.show("draft", text);
  }

  close(text) {
    const hadFocus = this.#panel.contains(document.activeElement);
    this.#panel.hidden = true;
    this.#panel.dataset.state = "";
    this.#form.hidden = false;
    this.#meter.rest();
    this.say(text);
    if (hadFocus) this.#talk.focus({ preventScroll: true });
  }

  say(text) {
    if (this.#status.textContent !== text) this.#status.textContent = text;
  }
}

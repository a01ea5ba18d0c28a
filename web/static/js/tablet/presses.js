/** What a press says: its words, by which way it was pressed, and who helped. */
import { Helped } from "./helped.js";

export class Presses {
  /** What the person said when asked whether helped words are theirs; goes with that turn alone. */
  agreed = null;
  #page;
  /** What a spoken word pressed goes as said, not as pressed. */
  #asSpoken = {};

  /** @param {object} page as in tablet.js */
  constructor(page) {
    this.#page = page;
  }

  /** How somebody works the screen, and who helps: goes with every turn. */
  by() {
    const helper = Helped.current();
    return { by: this.#page.profile.access, helper: helper && { ...helper, agreed: this.agreed } };
  }

  /** The words on a control. */
  label(button) {
    return button.innerText.trim();
  }

  /** How a control was pressed: with words on it, or by saying a word. */
  how(button) {
    const { mode = "button", text = this.label(button) } = this.#asSpoken;
    return { mode, text };
  }

  /** Say to the talk what a control means. */
  async say(intent, button, news, more = {}) {
    const { flow, screen } = this.#page;
    const { text, mode } = this.how(button);
    const isKept = await flow.press(intent, text, { mode, ...more });
    // The last page says it itself.
    if (isKept && screen.view !== "finish") screen.tell(news ?? "");
  }

  /** What only talking needs is in voice.js. A press that comes before its script waits for it. */
  act(button) {
    const name = button.dataset.act;
    const { acts, fetchParts, parts, voice } = this.#page;
    const act = acts[name] ?? voice?.acts[name];
    if (act) act(button);
    else if (!parts) fetchParts().then(() => acts[name]?.(button));
  }

  /** A word was said that presses a control. */
  byVoice(button, said) {
    this.#asSpoken = said;
    this.act(button);
    this.#asSpoken = {};
  }
}

/** What a screen can be told by voice: yes, no or stop, each of which presses one of its controls. */
import { ByVoice } from "./by_voice.js";
import { SpokenChoice } from "./spoken_choice.js";
import { words } from "./words_voice.js";

/** What a spoken word means on each screen: the control that it presses. */
const SPOKEN = {
  consent: { yes: "keep-voice", no: "words-only" },
  isme: { yes: "was-me", no: "hello-again" },
  check: { yes: "yes", no: "say-again", stop: "stop" },
  agree: { yes: "agree-yes", no: "agree-no", stop: "stop" },
  complaint: { yes: "pass-on", no: "keep-only", stop: "stop" },
  stop: { yes: "finish", no: "carry-on", stop: "finish" },
  idle: { yes: "carry-on", no: "finish" },
};
const WORD = { yes: "Yes", no: "No", stop: "Stop" };

export class ScreenVoice {
  #page;
  #line;
  #talkOn;
  #choice = null;
  #byVoice;

  /**
   * @param {object} page as in voice.js
   * @param {{line: () => object, talkOn: () => void}} of `line`: to the home, as in answering.js; `talkOn`: what was
   *   understood while listening is undone
   */
  constructor(page, { line, talkOn }) {
    this.#page = page;
    this.#line = line;
    this.#talkOn = talkOn;
    this.#byVoice = new ByVoice({
      bar: page.screen.find(".by-voice"),
      press: (button, word) => page.press(button, { mode: "voice", text: WORD[word] }),
      undone: () => this.#undone(),
    });
  }

  /** Our own voice is being heard. */
  mute(on) {
    this.#choice?.mute(on);
  }

  undo() {
    this.#byVoice.undo();
  }

  /** Another screen comes. */
  clear() {
    this.#byVoice.clear();
    this.#choice?.stop();
    this.#tellCanSay(false);
  }

  /** Nobody talks any more. */
  close() {
    this.#byVoice.clear();
    this.#choice?.stop();
    this.#choice = null;
  }

  /** Listen for a word, if this screen or page on top can be told one. @param {string} at @param {boolean} isSpoken */
  listen(at, isSpoken) {
    const wanted = (["check", "complaint"].includes(at) && isSpoken) || at === "isme";
    if (at === "agree" && this.#page.flow.talk?.asks?.buttons.length !== 2) return;
    if (!SPOKEN[at] || !(this.#page.profile().hands_free || wanted)) return;
    this.#choice ??= new SpokenChoice({ line: this.#line(), on: this.#on });
    this.#choice.listen(Object.keys(SPOKEN[at]));
  }

  /**
   * A word was understood: it is marked, and pressed soon.
   * @param {Record<string, string> | undefined} meaning the control that each word presses
   */
  heard(meaning, word) {
    const { screen, profile } = this.#page;
    const act = meaning?.[word];
    const where = screen.dialog ? "dialog[open]" : "body > :not(dialog)";
    const shown = [...document.querySelectorAll(`${where} [data-act="${act}"]`)];
    const button = shown.find((one) => one.checkVisibility()) ?? this.#instead(act) ?? shown[0];
    if (!button) return;
    const { access, scan_seconds } = profile();
    this.#byVoice.show(button, word, access.endsWith("switches") || access === "one_switch" ? 2000 * scan_seconds : 0);
  }

  #on = {
    ready: () => this.#tellCanSay(true),
    choice: (word) => this.heard(SPOKEN[this.#page.screen.dialog ?? this.#page.screen.view], word),
    unsure: (times) => this.#unsure(times),
  };

  #tellCanSay(on) {
    this.#page.screen.find(".can-say").hidden = !on;
  }

  async #unsure(times) {
    const { profile, screen, speak } = this.#page;
    screen.tell(words.tapOrSay);
    if (profile().hands_free && times === 1) await speak().say(null, words.tapOrSay);
  }

  /** "Yes" to a voice without words: it is kept. */
  #instead(act) {
    return act === "yes" ? this.#page.screen.find('[data-act="voice-only"]') : null;
  }

  #undone() {
    const { flow, screen } = this.#page;
    screen.tell(words.undone);
    if (screen.view === "listening" && !screen.dialog) return this.#talkOn();
    return this.listen(screen.dialog ?? screen.view, Boolean(flow.talk?.how[flow.talk.question_id]?.voice));
  }
}

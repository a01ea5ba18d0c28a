/** What the listening screen says and asks while somebody is silent. Nothing ends by it. */
import { Prompts } from "./prompts.js";
import { words } from "./words_voice.js";

export class Silence {
  #page;
  #answering;
  #prompts = null;
  /** What stands on the screen, as Prompts has it; and what of it was asked aloud last. */
  #state = "listening";
  #asked = "finished";

  /** @param {object} page as in voice.js @param {import("./answering.js").Answering} answering */
  constructor(page, answering) {
    this.#page = page;
    this.#answering = answering;
  }

  /** A new answer begins. */
  begin() {
    this.#prompts = new Prompts(this.#page.profile());
    this.#tell("listening");
  }

  close() {
    this.#prompts = null;
  }

  /** They have been quiet for so many seconds. */
  quiet(seconds) {
    this.#goesOn(this.#prompts.quiet(seconds));
  }

  /** They have not answered what was asked for so many seconds. */
  waited(seconds) {
    this.#goesOn(this.#prompts.waited(seconds));
  }

  /** They talk on, or want to. */
  talkOn() {
    this.#tell(this.#prompts?.goOn() ?? "listening");
    this.#page.screen.tell("");
  }

  /** Put other words on the screen. */
  say(text) {
    this.#title.textContent = text;
  }

  /** What yes and no mean to the question that was just asked: the control that each presses. */
  get meaning() {
    const leave = { probing: "enough", asking: "skip" }[this.#page.flow.talk?.phase] ?? "back";
    return { yes: this.#asked === "leave" ? leave : "finished", no: "talk-on", stop: "stop" };
  }

  get #title() {
    return this.#page.screen.find("#listening-title");
  }

  /** @param {string | null} state as Prompts has it; null: nothing changes */
  #goesOn(state) {
    if (state === null) return;
    if (state === "listening") this.#page.seen();
    this.#tell(state);
    if (state === "finished" || state === "leave") this.#ask();
  }

  #tell(state) {
    const { screen, flow } = this.#page;
    const leave = flow.talk?.phase === "probing" ? words.isThatAll : words.leaveQuestion;
    const found = { waiting: words.takeYourTime, finished: words.haveYouFinished, offer: words.leaveItThere, leave };
    this.say(found[state] ?? words.listening);
    const offers = state === "offer" || state === "finished" || state === "leave";
    screen.find('[data-act="talk-on"]').hidden = !offers;
    screen.find('[data-act="start-again"]').hidden = offers;
    this.#state = state;
  }

  async #ask() {
    this.#asked = this.#state;
    await this.#page.speak().say(this.#title, this.#title.textContent);
    if (this.#answering.about) this.#answering.asked();
  }
}

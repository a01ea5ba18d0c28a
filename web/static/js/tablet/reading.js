/** Reading the screen aloud: its heading, or the page that lies on top of it. */

/** Screens that say for themselves what is heard there. */
const QUIET = ["listening", "isme", "check", "told"];

export class Reading {
  /** What is being read aloud; who listens waits for its end. */
  now = null;
  #page;

  /** @param {object} page as in tablet.js */
  constructor(page) {
    this.#page = page;
  }

  get isWanted() {
    const { read_aloud, hands_free } = this.#page.profile;
    return read_aloud || hands_free;
  }

  /** Another screen is shown. */
  follow(view, why) {
    this.offer();
    if (this.isWanted && why !== "met" && !QUIET.includes(view)) this.now = this.read();
  }

  /** A page was laid on top, or was taken off. */
  cover() {
    if (this.#page.profile.hands_free && this.#page.screen.dialog) this.now = this.read();
    this.#page.voice?.attend(this.now);
  }

  offer() {
    const { screen, speak } = this.#page;
    const isHeard = screen.view === "listening" || screen.view === "hello";
    screen.find('.question [data-act="read"]').hidden = isHeard || !speak.has(screen.find("#question").textContent);
  }

  /** The heading that is shown, or the words on the page on top of it. */
  get #heading() {
    const { screen } = this.#page;
    if (screen.dialog) return screen.find("dialog[open] h2");
    return screen.find("main > [data-view]:not([hidden]) :is(h1, .listening h2)") ?? screen.find("#question");
  }

  async read() {
    const at = this.#heading;
    const { speak, screen } = this.#page;
    if (screen.view === "care" && !screen.dialog) {
      await screen.care;
      return (await import("./care.js")).readCare(this.#page, at);
    }
    return at && speak.has(at.textContent) ? speak.say(at, at.textContent) : false;
  }

  /** "Read it to me" */
  toggle(button) {
    if (button.getAttribute("aria-pressed") === "true") this.#page.speak.hush();
    else this.read();
  }

  /** Our own voice is heard, or no longer. */
  is(on) {
    this.#page.voice?.speaking(on);
    this.#page.screen.find('[data-act="read"]').setAttribute("aria-pressed", String(Boolean(on)));
  }
}

/** Before the first answer: may the voice be kept, and does the microphone hear this person? */
import { Meter } from "../voice/meter.js";
import { Hello } from "./hello.js";
import { words } from "./words_voice.js";

export class Trial {
  /** "Hello", while it is played back. */
  playing = null;
  #page;
  #on;
  #hello;
  #meter;

  /**
   * @param {object} page as in voice.js
   * @param {{view: () => string, at: (view: string) => void, listen: () => void, trouble: (kind: string) => void}} on
   *   the screen of talking that is shown, and which one comes next
   */
  constructor(page, on) {
    this.#page = page;
    this.#on = on;
    const heard = { hearing: words.canHear, quiet: words.micOn };
    this.#meter = new Meter(page.screen.find('[data-view="hello"] .listening'), heard);
    this.#hello = new Hello({
      level: (loud) => this.#meter.level(loud),
      said: () => this.said(),
      trouble: on.trouble,
    });
  }

  /** May the voice be kept? Then the microphone is tried. */
  async consent(keep) {
    this.#on.at("hello");
    this.#try();
    await this.#page.flow.note({ keep_voice: keep });
    return this.#page.changed("voice");
  }

  again() {
    this.#try();
    return this.#show("hello");
  }

  /** "Hello" was said: it is played back. */
  said() {
    if (this.#on.view() !== "hello") return null;
    const { sound } = this.#hello;
    if (!sound) return this.#page.screen.tell(words.notHeard);
    this.stop();
    this.#on.at("isme");
    this.playing = this.#page.speak().play(sound);
    return this.#page.changed("voice");
  }

  /** The microphone works, or nobody wants to know. */
  done() {
    this.forget();
    this.#on.listen();
    return this.#show("listening");
  }

  mute(on) {
    this.#hello.mute(on);
  }

  stop() {
    this.#hello.stop();
  }

  forget() {
    this.#hello.forget();
  }

  close() {
    this.forget();
    this.#meter.rest();
  }

  /** Whoever presses something wants to talk: we are quiet. The microphone is opened inside the tap. */
  #try() {
    this.#page.speak().hush();
    this.#hello.start().then((kind) => kind && this.#on.trouble(kind));
  }

  #show(view) {
    this.#on.at(view);
    return this.#page.changed("voice");
  }
}

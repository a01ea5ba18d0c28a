/** How the page looks and reads to whoever is talking, as they change it themselves under "Pause". */
import { applyProfile } from "./profile.js";
import { words } from "./words.js";

export class Comforts {
  #page;

  /** @param {object} page as in tablet.js */
  constructor(page) {
    this.#page = page;
  }

  /** Put on the buttons how it is now. */
  show() {
    const { profile, screen } = this.#page;
    screen.find('[data-act="night"]').setAttribute("aria-pressed", String(profile.theme === "night"));
    screen.find('[data-act="aloud"]').setAttribute("aria-pressed", String(profile.read_aloud));
    screen.find('[data-act="bigger"] span').textContent = profile.text_size === "huge" ? words.biggest : words.bigger;
  }

  bigger() {
    return this.#change({ text_size: { normal: "large", large: "huge", huge: "normal" }[this.#page.profile.text_size] });
  }

  night() {
    return this.#change({ theme: this.#page.profile.theme === "night" ? "day" : "night" });
  }

  aloud() {
    return this.#change({ read_aloud: !this.#page.profile.read_aloud });
  }

  async #change(changes) {
    await this.#page.ways.change(changes);
    applyProfile(this.#page.profile);
    this.show();
    this.#page.changed("met");
  }
}

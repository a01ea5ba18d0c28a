/**
 * Shows that somebody is heard: a ring that grows with the voice (CSS: --level, 0 to 1, on the element), and words.
 * Where no movement is wanted the ring stands still and only the words tell.
 */
const HEARD_AT = 0.35;
/** Milliseconds that the words stay after a sound, so that they do not flicker. */
const STAYS = 1500;

export class Meter {
  #element;
  #words;
  #told;
  #still = matchMedia("(prefers-reduced-motion: reduce)");
  #shown = 0;
  #heardUntil = 0;

  /**
   * @param {HTMLElement} element what shows it; a .heard in it gets the words
   * @param {{hearing: string, quiet: string}} words "I can hear you.", and what stands there while nobody speaks
   */
  constructor(element, words) {
    this.#element = element;
    this.#words = words;
    this.#told = element.querySelector(".heard");
    this.rest();
  }

  /** @param {number} loud 0 to 1, as often as it comes */
  level(loud) {
    // Up at once, down slowly: a ring that trembles tells nothing.
    this.#shown = Math.max(loud, this.#shown * 0.85);
    if (!this.#still.matches) this.#element.style.setProperty("--level", this.#shown.toFixed(2));
    if (loud >= HEARD_AT) this.#heardUntil = Date.now() + STAYS;
    this.#tell(Date.now() < this.#heardUntil);
  }

  /** Nobody is listening. */
  rest() {
    this.#shown = this.#heardUntil = 0;
    this.#element.style.setProperty("--level", "0");
    this.#tell(false);
  }

  #tell(heard) {
    const text = heard ? this.#words.hearing : this.#words.quiet;
    if (this.#told && this.#told.textContent !== text) this.#told.textContent = text;
    this.#element.dataset.heard = heard ? "yes" : "no";
  }
}

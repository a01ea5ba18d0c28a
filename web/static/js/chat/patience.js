/** Waiting between attempts: 1 s, 2 s, 4 s ... 30 s unless told otherwise, cut short when there is a reason to try at once. */
const FIRST = 1000;
const LONGEST = 30000;

export class Patience {
  #first;
  #longest;
  #next;
  #wake = null;
  #notBefore = 0;

  /** @param {number} first @param {number} longest milliseconds */
  constructor(first = FIRST, longest = LONGEST) {
    this.#first = this.#next = first;
    this.#longest = longest;
  }

  /** An attempt went well: the next wait is short again. */
  reset() {
    this.#next = this.#first;
    this.#notBefore = 0;
  }

  /**
   * Wait before the next attempt.
   * @param {number} [asked] milliseconds the server asked for; then nothing cuts the wait short.
   */
  async rest(asked = 0) {
    // A little chance, so that a home full of tablets does not come back in the same instant.
    const wait = asked || this.#next * (0.8 + Math.random() * 0.4);
    this.#notBefore = asked ? Date.now() + asked : 0;
    this.#next = Math.min(this.#next * 2, this.#longest);
    await this.pause(wait);
  }

  /** Wait this long, or until somebody calls `hurry`. */
  pause(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  hurry() {
    if (Date.now() >= this.#notBefore) this.#wake?.();
  }
}

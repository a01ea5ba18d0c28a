/**
 * A recording on its way to the home.
 * @typedef {{text: string, engine: string, sure: boolean, words: {text: string, sure: boolean}[]}} Heard
 *   text "": the words could not be made out
 * @typedef {{whole: boolean, heard: Heard | null, refused: string}} Outcome
 *   whole: the home has all of it, and nothing of it is left here · heard: null if nobody has listened yet ·
 *   refused: why the home will never take it, "" if it did not say so ("dropped": nobody wants it any more)
 */
export class Carried {
  /** @type {Promise<Outcome>} */
  outcome;
  /** The numbers of the chunks that the home said it has. */
  kept = new Set();
  /** How many there are here so far. */
  count = 0;
  /** How many there will be; null while it goes on. */
  chunks = null;
  #settle;

  /** @param {{id: string, conversation?: string, question_id?: string, began_at: string}} record as in the SoundStore */
  constructor(record) {
    this.record = record;
    this.outcome = new Promise((resolve) => (this.#settle = resolve));
  }

  get id() {
    return this.record.id;
  }

  unsent() {
    return Array.from({ length: this.count }, (_, seq) => seq).filter((seq) => !this.kept.has(seq));
  }

  /** @param {number[]} seqs the home does not have these after all */
  missing(seqs) {
    for (const seq of seqs) this.kept.delete(seq);
  }

  settle({ whole = false, heard = null, refused = "" }) {
    this.#settle({ whole, heard, refused });
  }
}

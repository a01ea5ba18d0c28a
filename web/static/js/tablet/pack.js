/** Milliseconds: somebody wants to write, with or without words to offer. */
const WORDS_PATIENCE = 1500;

/** The pack: everything the tablet carries with it. A new one is taken up only while nobody talks. */
export class PackKeeper {
  /** The pack in use; null before it is loaded and after the tablet was turned away. */
  pack = null;
  revoked = false;
  #store;
  #sender;
  #newest = null;

  constructor(store, sender) {
    this.#store = store;
    this.#sender = sender;
  }

  /** The pack as it was kept, else as the server has it. @returns {Promise<boolean>} whether there is one */
  async load() {
    this.pack = (await this.#store.get("pack")) ?? null;
    if (!this.pack) {
      await this.refresh();
      await this.useNewest();
    }
    return Boolean(this.pack);
  }

  /** Ask for a newer one. */
  async refresh() {
    const headers = this.pack ? { "if-none-match": `"${this.pack.version}"` } : {};
    const { status, body } = await this.#sender.ask("pack", { headers });
    this.revoked = status === 401;
    if (status !== 200 || !body.version) return;
    this.#newest = body;
    await this.#store.set("pack", body);
    this.#keepMedia(body);
  }

  /** @returns {Promise<boolean>} whether there is another pack now */
  async useNewest() {
    const found = this.#newest ?? (await this.#store.get("pack"));
    if (!found || found.version === this.pack?.version) return false;
    this.pack = found;
    return true;
  }

  /** No names, no words: what is left of the home is nothing. */
  async wipe() {
    this.#newest = null;
    await this.#store.set("pack", null);
    this.#keepMedia({ sounds: null, pictures: {}, words: null });
  }

  /** The words to offer for writing; none if they cannot be had just now. */
  async words() {
    const answer = await fetch(this.pack.words, { signal: AbortSignal.timeout(WORDS_PATIENCE) }).catch(() => null);
    return answer?.ok ? answer.json() : [];
  }

  /** The worker keeps ready what is read aloud, the home's own pictures, and the words. */
  async #keepMedia({ sounds, pictures, words }) {
    const worker = await navigator.serviceWorker?.ready;
    const spoken = sounds ? await fetch(sounds.list).then((answer) => answer.json()).catch(() => ({})) : {};
    const heard = Object.values(spoken).flatMap((paces) => Object.values(paces).map((each) => each.wav));
    const own = Object.values(pictures).flatMap((each) => each.src ?? []);
    const lists = [sounds?.list, words].filter(Boolean);
    worker?.active?.postMessage({ media: [...lists, ...own, ...heard] });
  }
}

/**
 * What the tablet keeps: words that wait, where each talk is, half-made answers, the pack, calls for help.
 * Everything is on the disk (durability "strict") before the promise resolves, so a flat battery loses nothing.
 * What each table holds: docs/tablet.md.
 */
const NAME = "what-matters-tablet";
const TABLES = {
  items: { keyPath: "seq", autoIncrement: true },
  talks: { keyPath: "id" },
  drafts: { keyPath: "talk" },
  alerts: { keyPath: "id" },
  state: {},
};

/** Milliseconds. */
const WEEK = 7 * 24 * 3600 * 1000;

export class Store {
  #opened = null;

  /* Talks and what was said in them */

  /** Keep where a talk is, together with what was just said in it and without its half-made answer. */
  keep(talk, ...items) {
    return this.#run(["talks", "items", "drafts"], (table) => {
      table("talks").put({ ...talk, at: Date.now() });
      for (const item of items) table("items").add(item);
      if (items.length) table("drafts").delete(talk.id);
    });
  }

  talk(id) {
    return this.#get("talks", id);
  }

  talks() {
    return this.#all("talks");
  }

  /** Talks that were left before the end, newest first: whoever began them may go on. */
  async locked() {
    const found = (await this.talks()).filter((talk) => talk.locked && !talk.finished);
    return found.sort((a, b) => b.began_at.localeCompare(a.began_at));
  }

  /** Nothing of this talk stays here. */
  forget(talk) {
    return this.#run(["talks", "drafts"], (table) => {
      table("talks").delete(talk);
      table("drafts").delete(talk);
    });
  }

  /* What waits for the server */

  add(item) {
    return this.#run(["items"], (table) => table("items").add(item));
  }

  /** What waits, oldest first. What the server refused for good is kept, but no longer waits. */
  async waiting() {
    return (await this.items()).filter((item) => !item.refused);
  }

  /** All that the server does not have yet. */
  items() {
    return this.#all("items");
  }

  async delivered(item) {
    await this.#run(["items"], (table) => table("items").delete(item.seq));
    await this.forgetFinished();
  }

  /**
   * Once the home has all of a talk that is over, no word of it stays on the tablet; of one that was left before
   * the end, a week later.
   * @param {number} kept milliseconds for which what was left stays
   */
  async forgetFinished(kept = WEEK) {
    const waits = new Set((await this.#all("items")).map((item) => item.talk));
    const isOver = (talk) => talk.finished || Date.now() - (talk.at ?? 0) > kept;
    for (const talk of await this.talks()) if (talk.locked && isOver(talk) && !waits.has(talk.id)) await this.forget(talk.id);
  }

  update(item) {
    return this.#run(["items"], (table) => table("items").put(item));
  }

  /** The server knows this talk under another tablet: it goes on here under a new name. */
  async rename(old, id) {
    const [talk, draft, items] = [await this.talk(old), await this.draft(old), await this.#all("items")];
    await this.#run(["talks", "drafts", "items"], (table) => {
      if (talk) table("talks").put({ ...talk, id, begun: false });
      table("talks").delete(old);
      if (draft) table("drafts").put({ ...draft, talk: id });
      table("drafts").delete(old);
      for (const item of items.filter((each) => each.talk === old)) table("items").put({ ...item, talk: id });
    });
  }

  /* Half-made answers */

  keepDraft(draft) {
    return this.#run(["drafts"], (table) => table("drafts").put(draft));
  }

  draft(talk) {
    return this.#get("drafts", talk);
  }

  /* Calls for help */

  keepAlert(alert) {
    return this.#run(["alerts"], (table) => table("alerts").put(alert));
  }

  alerts() {
    return this.#all("alerts");
  }

  dropAlert(id) {
    return this.#run(["alerts"], (table) => table("alerts").delete(id));
  }

  /* Single values */

  set(name, value) {
    return this.#run(["state"], (table) => table("state").put(value, name));
  }

  get(name) {
    return this.#get("state", name);
  }

  /* The database */

  #get(table, key) {
    return this.#run([table], (open) => open(table).get(key), "readonly");
  }

  #all(table) {
    return this.#run([table], (open) => open(table).getAll(), "readonly");
  }

  async #run(tables, work, mode = "readwrite") {
    const database = await this.#open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(tables, mode, { durability: "strict" });
      const request = work((name) => transaction.objectStore(name));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  }

  #open() {
    this.#opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => {
        for (const [name, options] of Object.entries(TABLES)) request.result.createObjectStore(name, options);
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return this.#opened;
  }
}

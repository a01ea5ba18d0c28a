/**
 * Where unsent words wait: in the browser's database, else in its local storage, else in memory.
 * A message is {id, conversation, text, intent, at}; `at` orders them.
 * A shelf that fails passes the message on to the next one, so that a full or forbidden disk loses nothing yet.
 */
const DATABASE = "what-matters";
const TABLE = "unsent";
const OPENING = 2000;

export class Store {
  #conversation;
  #shelves;
  #lastAt = 0;

  constructor(conversation) {
    this.#conversation = conversation;
    this.#shelves = [new DatabaseShelf(), new LocalShelf(), new MemoryShelf()];
  }

  /**
   * Keep a message. Resolves once it is kept.
   * @returns {Promise<boolean>} true if it outlives this page
   */
  async add(message) {
    this.#lastAt = Math.max(Date.now(), this.#lastAt + 1);
    const kept = { ...message, conversation: this.#conversation, at: this.#lastAt };
    for (const shelf of this.#shelves) {
      try {
        await shelf.add(kept);
        return shelf.lasting;
      } catch {
        continue;
      }
    }
    return false;
  }

  /** All unsent messages of this conversation, oldest first. */
  async all() {
    const found = await Promise.all(this.#shelves.map((shelf) => shelf.all().catch(() => [])));
    return found
      .flat()
      .filter((message) => message.conversation === this.#conversation)
      .sort((a, b) => a.at - b.at);
  }

  async remove(id) {
    await Promise.all(this.#shelves.map((shelf) => shelf.remove(id).catch(() => undefined)));
  }
}

class DatabaseShelf {
  lasting = true;
  #opened = null;

  add(message) {
    return this.#run("readwrite", (table) => table.put(message));
  }

  all() {
    return this.#run("readonly", (table) => table.getAll());
  }

  remove(id) {
    return this.#run("readwrite", (table) => table.delete(id));
  }

  #open() {
    this.#opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(DATABASE, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(TABLE, { keyPath: "id" });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
      // Some browsers never answer when storage is forbidden.
      setTimeout(() => reject(new Error("the browser's database did not open")), OPENING);
    });
    return this.#opened;
  }

  async #run(mode, work) {
    const database = await this.#open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(TABLE, mode, { durability: "strict" });
      const request = work(transaction.objectStore(TABLE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  }
}

class LocalShelf {
  lasting = true;

  async add(message) {
    this.#write([...(await this.all()), message]);
  }

  async all() {
    return JSON.parse(localStorage.getItem(`${DATABASE}-${TABLE}`) ?? "[]");
  }

  async remove(id) {
    const messages = await this.all();
    if (messages.some((message) => message.id === id)) this.#write(messages.filter((message) => message.id !== id));
  }

  #write(messages) {
    localStorage.setItem(`${DATABASE}-${TABLE}`, JSON.stringify(messages));
  }
}

class MemoryShelf {
  lasting = false;
  #messages = new Map();

  async add(message) {
    this.#messages.set(message.id, message);
  }

  async all() {
    return [...this.#messages.values()];
  }

  async remove(id) {
    this.#messages.delete(id);
  }
}

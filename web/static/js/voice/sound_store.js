/**
 * Where sound waits in the browser until the home has all of it. A chunk is on the disk (durability "strict") before
 * its promise resolves, so a browser that crashes in the middle of a sentence loses less than a second.
 *
 * recordings  {id, where, conversation, question_id, began_at, chunks, ...}  chunks: how many, once it is finished
 * chunks      {recording, seq, pcm}
 *
 * Where a browser forbids its database, everything is in memory: `lasting` is false then.
 */
const NAME = "what-matters-sound";
const OPENING = 2000;

export class SoundStore {
  /** Whether what is kept here outlives the page; known after the first call. */
  lasting = true;
  #opened = null;
  #memory = { recordings: new Map(), chunks: new Map() };

  /**
   * A recording begins, or more is known of it: `fields` are added to what is kept.
   * @param {{id: string, where: string}} fields where: "/tablet" or "/chat/<token>"
   */
  async keep(fields) {
    const known = (await this.recording(fields.id)) ?? { chunks: null };
    return this.#run("readwrite", (table) => table("recordings").put({ ...known, ...fields }));
  }

  recording(id) {
    return this.#run("readonly", (table) => table("recordings").get(id));
  }

  /** All that the home does not have yet, oldest first. @param {string} [where] only those that go there */
  async recordings(where) {
    const all = await this.#run("readonly", (table) => table("recordings").getAll());
    const here = all.filter((each) => where === undefined || each.where === where);
    return here.sort((a, b) => a.began_at.localeCompare(b.began_at));
  }

  /** @param {ArrayBuffer} pcm at most one second; on a disk that is full it waits in memory */
  add(recording, seq, pcm) {
    const put = (table) => table("chunks").put({ recording, seq, pcm });
    return this.#run("readwrite", put).catch(() => {
      this.lasting = false;
      inMemory(this.#memory, put);
    });
  }

  /** @returns {Promise<ArrayBuffer | null>} */
  async chunk(recording, seq) {
    const get = (table) => table("chunks").get([recording, seq]);
    return (inMemory(this.#memory, get) ?? (await this.#run("readonly", get)))?.pcm ?? null;
  }

  /** How many chunks there are. */
  async count(recording) {
    return (await this.#chunks(recording)).length;
  }

  /** The whole of it, to be played here. @returns {Promise<ArrayBuffer[]>} */
  async sound(recording) {
    return (await this.#chunks(recording)).map(({ pcm }) => pcm);
  }

  /** The home has all of it, or nobody wants it: nothing of it stays here. */
  forget(id) {
    const remove = (table) => {
      table("chunks").delete(whole(id));
      return table("recordings").delete(id);
    };
    inMemory(this.#memory, remove);
    return this.#run("readwrite", remove);
  }

  async #chunks(recording) {
    const get = (table) => table("chunks").getAll(whole(recording));
    const here = inMemory(this.#memory, get);
    const kept = await this.#run("readonly", get);
    return [...kept, ...here.filter((row) => !kept.includes(row))].sort((a, b) => a.seq - b.seq);
  }

  async #run(mode, work) {
    const database = await this.#open();
    if (!database) return inMemory(this.#memory, work);
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(["recordings", "chunks"], mode, { durability: "strict" });
      const request = work((name) => transaction.objectStore(name));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  }

  #open() {
    this.#opened ??= open().catch(() => {
      this.lasting = false;
      return null;
    });
    return this.#opened;
  }
}

/** The chunks of one recording: an array sorts after every number. */
const whole = (recording) => IDBKeyRange.bound([recording, 0], [recording, []]);

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("recordings", { keyPath: "id" });
      request.result.createObjectStore("chunks", { keyPath: ["recording", "seq"] });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    // Some browsers never answer when storage is forbidden.
    setTimeout(() => reject(new Error("the browser's database did not open")), OPENING);
  });
}

/** The same tables on maps. */
function inMemory(memory, work) {
  return work((name) => new MemoryTable(memory[name], name)).result;
}

class MemoryTable {
  #rows;
  #key;

  constructor(rows, name) {
    this.#rows = rows;
    this.#key = name === "chunks" ? (row) => [row.recording, row.seq] : (row) => row.id;
  }

  put(row) {
    return { result: this.#rows.set(String(this.#key(row)), row) && undefined };
  }

  get(key) {
    return { result: this.#rows.get(String(key)) };
  }

  getAll(range) {
    return { result: [...this.#rows.values()].filter((row) => !range || range.includes(this.#key(row))) };
  }

  delete(keyOrRange) {
    const isRange = keyOrRange instanceof IDBKeyRange;
    for (const row of isRange ? this.getAll(keyOrRange).result : []) this.#rows.delete(String(this.#key(row)));
    if (!isRange) this.#rows.delete(keyOrRange);
    return { result: undefined };
  }
}

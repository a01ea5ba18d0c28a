/**
 * What was spoken and waits to be sent: which recording it is, and what a machine heard in it. Survives a reload.
 * @typedef {{record: object, stage: "recording" | "draft" | "unclear", heard: string, keep: boolean}} Spoken
 */
export class SpokenDraft {
  #key;
  #now = null;

  constructor(token) {
    this.#key = keyOf(token);
  }

  /** @returns {Spoken | null} */
  get() {
    try {
      return this.#now ?? JSON.parse(localStorage.getItem(this.#key) ?? "null");
    } catch {
      return null;
    }
  }

  /** @param {Spoken | null} spoken */
  set(spoken) {
    this.#now = spoken;
    try {
      if (spoken) localStorage.setItem(this.#key, JSON.stringify(spoken));
      else localStorage.removeItem(this.#key);
    } catch {
      // Storage is full or forbidden: then it does not survive a reload, and is a draft all the same.
    }
  }
}

/**
 * Whether somebody has talked here before, so that something may be left of it: only then is more of voice/ loaded
 * at the start. The browser's database is asked too, because a browser that is killed loses what it wrote elsewhere.
 */
export async function hasSpoken(token) {
  try {
    if (localStorage.getItem(keyOf(token)) !== null) return true;
    return (await indexedDB.databases()).some(({ name }) => name === "what-matters-sound");
  } catch {
    return false;
  }
}

const keyOf = (token) => `what-matters-spoken-${token}`;

/** How whoever is talking likes it: their profile, and what they changed about it just now. */
const USUAL = {
  doors: ["talk", "pictures", "faces", "writing"],
  text_size: "normal",
  theme: "day",
  choices: 4,
  pictures: false,
  read_aloud: false,
  rate: 125,
  pause: 0,
  captions: true,
  language: "en",
  access: "touch",
  scan_seconds: 2,
  settle_seconds: 0.4,
  hold_seconds: 0,
  rounds: 3,
  spoken_cue: false,
  dwell_seconds: 1.5,
  wait_seconds: 6,
  hands_free: false,
};

export class Ways {
  profile = USUAL;
  #store;
  #sender;
  #person = null;

  constructor(store, sender) {
    this.#store = store;
    this.#sender = sender;
  }

  /** @param {object | null} person as in the pack */
  choose(person) {
    this.#person = person;
    this.profile = { ...USUAL, ...person?.profile };
    return this.#store.set("ways", null);
  }

  /** As it was when the page was left in the middle of a talk. */
  async restore(person) {
    const changed = await this.#store.get("ways");
    this.#person = person;
    this.profile = { ...USUAL, ...person?.profile, ...changed };
  }

  /** Change something. For somebody whom we know it is kept, there and here. */
  async change(changes) {
    this.profile = { ...this.profile, ...changes };
    await this.#store.set("ways", this.profile);
    if (!this.#person) return;
    this.#person.profile = this.profile;
    await this.#store.add({ kind: "profile", talk: null, person: this.#person.id, body: { changes } });
    this.#sender.send();
  }
}

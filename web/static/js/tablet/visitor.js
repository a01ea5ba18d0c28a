/** Who sits at the tablet: how they come, by card or chosen by staff, what they are told first, how they go. */
import { Helped } from "./helped.js";

/** Milliseconds to look for newer names before a card is read. */
const LONGEST_LOOK = 1500;

export class Visitor {
  /** What is asked of whoever comes: "card" | "staff" | null. */
  asked = null;
  #page;
  #people = null;
  #told = null;

  /** @param {object} page as in tablet.js */
  constructor(page) {
    this.#page = page;
  }

  /** The screen that lies before the talk, if one does. */
  get view() {
    if (this.asked) return "people";
    return this.#told && this.#page.flow.talk ? "told" : null;
  }

  /** @param {object | null} person as in the pack */
  async begin(person) {
    const { flow, packs, store } = this.#page;
    this.closePeople();
    const left = person && (await store.locked()).find((talk) => talk.person_id === person.id);
    if (left) return this.resume(left.id);
    await this.#sits(person);
    await flow.begin(person, packs.pack);
    return this.#told?.show();
  }

  /** Go on with a talk that was left. */
  async resume(id) {
    const { flow, store } = this.#page;
    this.closePeople();
    const talk = await store.talk(id);
    await this.#sits(this.#person(talk?.person_id));
    await flow.resume(id);
    this.#told?.show();
  }

  /** The talk that was on the screen when the page was left. @returns {Promise<void>} */
  async restore() {
    const { flow, startWays, ways } = this.#page;
    const person = this.#person(flow.talk.person_id);
    await ways.restore(person);
    startWays();
    if (flow.talk.intro) await this.#hear(person);
  }

  /** What was to be told before the talk, if the page had been left there. */
  showTold() {
    this.#told?.show();
  }

  /** A card, or staff who choose a name. */
  async open(kind, code) {
    const { changed, packs } = this.#page;
    this.asked = kind;
    changed("said");
    // Somebody may have been written down a moment ago.
    await Promise.race([packs.refresh(), new Promise((resolve) => setTimeout(resolve, LONGEST_LOOK))]);
    if (await packs.useNewest()) await this.#page.start();
    const { makePeople } = await import("./arrivals.js");
    this.#people ??= await makePeople(this.#page);
    if (this.asked === kind) this.#people.open(kind, code);
  }

  /** A card opened the page. Whoever was talking is put away first. */
  async cardShown(code) {
    if (this.#page.flow.talk) await this.#page.putAway();
    this.open("card", code);
  }

  /** Names do not stay in the page when it is hidden. */
  closePeople() {
    this.asked = null;
    this.#people?.close();
  }

  /** There are other names now. */
  forget() {
    this.#people?.close();
    this.#people = null;
  }

  /** Nobody sits there any more. */
  leave() {
    this.#told?.close();
    this.#told = null;
    this.#page.ways.choose(null);
    Helped.clear();
  }

  #person(id) {
    return this.#page.packs.pack.people.find((each) => each.id === id) ?? null;
  }

  async #sits(person) {
    this.#page.ways.choose(person);
    this.#page.startWays();
    await this.#hear(person);
  }

  /** Whether something was written back to them. Nobody waits long for it, and without a line there is nothing. */
  async #hear(person) {
    this.#told = null;
    if (!person) return;
    const done = () => {
      this.#told = null;
      this.#page.changed("said");
    };
    // What cannot be fetched now is told the next time.
    this.#told = await import("./arrivals.js").then(({ toldTo }) => toldTo(person, this.#page, done)).catch(() => null);
  }
}

/**
 * Who is talking. By card, or by a member of staff who types the PIN first: nobody's name is shown before.
 * Staff also find here the talks that were left, and the only way out of the tablet page.
 */
import { Card } from "./card.js";
import { Idle } from "./idle.js";
import { heading, make, press } from "./make.js";
import { Pin } from "./pin.js";
import { fill, words } from "./words_doors.js";

const NAMES_AT_ONCE = 8;
const TALKS_AT_ONCE = 4;
const WAY_OUT = "/review";

export class People {
  #pack;
  #store;
  #element;
  #on;
  #idle;

  /**
   * @param {{pack: object, store: {locked: () => Promise<object[]>}, element: HTMLElement,
   *   onChosen: (person: object | null) => void, onResume: (talk: string) => void, onClose: () => void}} how
   */
  constructor({ pack, store, element, onChosen, onResume, onClose }) {
    this.#pack = pack;
    this.#store = store;
    this.#element = element;
    this.#on = { chosen: onChosen, resume: onResume, close: onClose };
    // Names do not stay on a screen that nobody looks at.
    const leave = () => this.#leave();
    this.#idle = new Idle({ seconds: pack.idle_seconds, onNudge: leave, onLock: leave });
  }

  /**
   * @param {"card" | "staff"} kind
   * @param {string} [code] of a card that was opened as an address
   */
  open(kind, code = "") {
    this.#idle.start();
    if (kind === "staff") this.#askPin();
    else this.#askCard(code);
  }

  /** Nobody's name stays on the page. */
  close() {
    this.#idle.stop();
    this.#element.replaceChildren();
  }

  /** Nobody looks at it any more, or it is hidden already. */
  #leave() {
    const shown = this.#element.getClientRects().length > 0;
    this.close();
    if (shown) this.#on.close();
  }

  #askCard(code) {
    const card = new Card({ people: this.#pack.people, onRight: (person) => this.#choose(person) });
    this.#show(card.pad.element);
    if (code) card.check(code);
  }

  #askPin() {
    const { pin } = this.#pack.device;
    this.#show(new Pin({ encoded: pin, onRight: () => this.#showNames(0) }).pad.element);
  }

  #choose(person) {
    this.close();
    this.#on.chosen(person);
  }

  async #showNames(from) {
    const { people } = this.#pack;
    const shown = people.slice(from, from + NAMES_AT_ONCE);
    const next = from + NAMES_AT_ONCE < people.length ? from + NAMES_AT_ONCE : 0;
    const names = shown.map((person, at) =>
      press(person.name, { order: 20 + at, onPress: () => this.#choose(person) }),
    );
    const left = (await this.#store.locked()).filter((talk) => !talk.person_id);
    this.#show(
      heading(words.whoTalks),
      make("div", { className: "names" }, ...names),
      make("div", { className: "pair" }, ...this.#others(left, people.length > NAMES_AT_ONCE ? next : null)),
    );
  }

  #others(left, next) {
    const others = [press(words.nobody, { order: 40, onPress: () => this.#choose(null) })];
    if (next !== null) others.unshift(press(words.moreNames, { order: 39, onPress: () => this.#showNames(next) }));
    if (left.length) others.push(press(words.carryOnLast, { order: 41, onPress: () => this.#carryOn(left) }));
    return [...others, press(words.leave, { order: 95, onPress: leavePage })];
  }

  #carryOn(left) {
    if (left.length === 1) this.#resume(left[0]);
    else this.#showTalks(left.slice(0, TALKS_AT_ONCE));
  }

  /** Nobody's words tell them apart, only when they were begun. */
  #showTalks(talks) {
    const lines = talks.map((talk, at) =>
      press(when(talk.began_at), { order: 20 + at, onPress: () => this.#resume(talk) }),
    );
    const back = press(words.goBack, { order: 40, onPress: () => this.#showNames(0) });
    const [list, pair] = [make("div", { className: "names" }, ...lines), make("div", { className: "pair" }, back)];
    this.#show(heading(words.whichTalk), list, pair);
  }

  #resume(talk) {
    this.close();
    this.#on.resume(talk.id);
  }

  #show(...parts) {
    this.#element.replaceChildren(make("div", { className: "people" }, ...parts));
    this.#element.querySelector("h1").focus({ preventScroll: true });
  }
}

/** The deliberate way out, behind the PIN. */
function leavePage() {
  location.assign(WAY_OUT);
}

function when(began) {
  const at = new Date(began);
  const isToday = at.toDateString() === new Date().toDateString();
  const date = at.toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long" });
  const day = isToday ? words.today : date;
  return fill(words.talkFrom, { day, time: at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" }) });
}

/**
 * Choosing with one switch or two. With one, the light goes from stop to stop by itself and a press chooses;
 * with two, one switch moves the light and the other chooses. Many stops are gone through by group:
 * first a group is chosen, then a stop in it, and the last stop of each group leads out again.
 */
import { press } from "./make.js";
import { groupsOf, labelOf, MOST_AT_ONCE, stopsNow } from "./stops.js";
import { Switches } from "./switches.js";
import { words } from "./words_doors.js";

const SHORTEST = 0.5;
const LONGEST = 8;

export class Scan {
  #profile;
  #speak;
  #switches;
  #auto;
  #on = false;
  #resting = false;
  /** What the light goes round: stops, or groups of them. */
  #ring = [];
  /** The group that the light is in, if it is in one. */
  #group = null;
  #at = -1;
  /** Where the light was when the press began. */
  #meant = null;
  #round = 0;
  #timer = 0;
  #known = [];
  #watcher = new MutationObserver(() => this.#look());
  #out = press(words.backToAll, { className: "wide scan-out", order: 0, onPress: () => this.#restart() });

  /**
   * @param {object} profile as in the pack
   * @param {{speak?: {speakLabel: (text: string) => Promise<boolean>}}} [around]
   */
  constructor(profile, { speak } = {}) {
    const { access, settle_seconds = 0.4, hold_seconds = 0 } = profile;
    this.#profile = profile;
    this.#speak = speak;
    this.#auto = access === "one_switch";
    delete this.#out.dataset.scanOrder; // it is a stop only inside a group
    if (!this.#auto && access !== "two_switches") return;
    const how = { two: !this.#auto, settle: settle_seconds * 1000, hold: hold_seconds * 1000 };
    this.#switches = new Switches(how, {
      down: () => this.#stay(),
      choose: () => this.#choose(),
      move: () => this.#move(),
      nothing: () => this.#goOn(),
      long: () => this.#pause(),
    });
  }

  /** Begin, if this is how the person chooses. */
  start() {
    if (!this.#switches || this.#on) return;
    this.#on = true;
    this.#switches.start();
    this.#watcher.observe(document.documentElement, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ["hidden", "open", "disabled", "aria-disabled"],
    });
    this.refresh();
  }

  stop() {
    if (!this.#on) return;
    this.#on = false;
    this.#switches.stop();
    this.#watcher.disconnect();
    this.#rest();
  }

  /** The screen is another one: begin with its first stop. A new screen is looked for by itself, too. */
  refresh() {
    if (!this.#on) return;
    this.#known = stopsNow();
    this.#restart();
  }

  /** After its rounds the light is out until somebody presses. */
  get isResting() {
    return this.#resting;
  }

  #look() {
    const found = stopsNow();
    const same = found.length === this.#known.length && found.every((stop, at) => stop === this.#known[at]);
    if (!same) this.refresh();
  }

  #restart() {
    this.#leaveGroup();
    this.#resting = false;
    this.#round = 0;
    const many = this.#known.length > MOST_AT_ONCE;
    this.#ring = many ? groupsOf(this.#known, words) : this.#known.map(alone);
    this.#begin();
  }

  #begin() {
    this.#at = -1;
    this.#step();
    this.#goOn();
  }

  #goOn() {
    clearInterval(this.#timer);
    if (!this.#on || !this.#auto || this.#resting) return;
    const seconds = Math.min(LONGEST, Math.max(SHORTEST, this.#profile.scan_seconds ?? 2));
    this.#timer = setInterval(() => this.#step(), seconds * 1000);
  }

  #step() {
    this.#at += 1;
    if (this.#at >= this.#ring.length) {
      this.#at = 0;
      this.#round += 1;
      if (this.#auto && this.#round >= (this.#profile.rounds ?? 3)) return this.#hadEnough();
    }
    return this.#light(this.#ring[this.#at]);
  }

  /** Nobody chose: out of the group; or, if it was in none, rest. */
  #hadEnough() {
    if (this.#group) this.#restart();
    else this.#rest();
  }

  #rest() {
    clearInterval(this.#timer);
    this.#leaveGroup();
    this.#light(null);
    this.#resting = true;
  }

  #move() {
    if (this.#resting) this.#restart();
    else this.#step();
    this.#goOn();
  }

  /** While a press lasts the light stays. */
  #stay() {
    clearInterval(this.#timer);
    this.#meant = this.#ring[this.#at];
  }

  #choose() {
    const chosen = this.#ring[this.#at];
    if (this.#resting || !chosen) return this.#restart();
    // Another screen came up while the press lasted: nobody meant what is lit there.
    if (chosen !== this.#meant) return this.#goOn();
    if (chosen.items.length > 1) return this.#enter(chosen);
    return this.#press(chosen.items[0]);
  }

  #enter(group) {
    this.#group = group;
    this.#round = 0;
    (document.querySelector("dialog[open]") ?? document.body).append(this.#out);
    this.#ring = [...group.items, this.#out].map(alone);
    this.#begin();
  }

  #leaveGroup() {
    this.#group = null;
    this.#out.remove();
  }

  #press(stop) {
    this.#light(null);
    clearInterval(this.#timer);
    const before = this.#known;
    stop.click();
    // If the screen changes with it, the watcher begins anew; if not, this does.
    if (this.#on && this.#known === before && stop !== this.#out) this.#restart();
  }

  #pause() {
    const pause = document.querySelector('[data-act="pause"]');
    if (stopsNow().includes(pause)) this.#press(pause);
    else this.#restart();
  }

  /** @param {import("./stops.js").Group | null} group */
  #light(group) {
    for (const lit of document.querySelectorAll(".scan-on")) lit.classList.remove("scan-on", "scan-many");
    if (!group) return;
    for (const stop of group.items) {
      stop.classList.add("scan-on");
      stop.classList.toggle("scan-many", group.items.length > 1);
    }
    group.items[0].scrollIntoView({ block: "nearest", behavior: "instant" });
    if (this.#profile.spoken_cue) this.#speak?.speakLabel(group.say);
  }
}

function alone(stop) {
  return { items: [stop], say: labelOf(stop) };
}

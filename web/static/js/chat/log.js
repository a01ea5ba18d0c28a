/** The messages on the page: each once, in order, without moving what somebody is reading. */
import { words } from "./words.js";

const NEAR_THE_END = 90;

export class Log {
  #box;
  #turns;
  #templates;

  /**
   * @param {HTMLElement} box what scrolls
   * @param {HTMLElement} turns what holds the messages
   * @param {{person: HTMLTemplateElement, bot: HTMLTemplateElement, staff: HTMLTemplateElement}} templates
   */
  constructor(box, turns, templates) {
    this.#box = box;
    this.#turns = turns;
    this.#templates = templates;
  }

  /**
   * Show a message of the server, or bring the one with this id up to date.
   * @returns {boolean} true if it is new on this page
   */
  show(turn) {
    const known = this.#find(turn.id);
    if (known) this.#refresh(known, turn);
    else this.#keepPlace(() => this.#place(this.#build(turn), turn.seq));
    return !known;
  }

  has(id) {
    return Boolean(this.#find(id));
  }

  /** Show words that are only on this device so far. They stay last until they have their number. */
  showUnsent(message, state, label) {
    if (this.#find(message.id)) return;
    const node = this.#build({ id: message.id, speaker: "person", text: message.text, choices: [] });
    delete node.dataset.seq;
    this.#turns.append(node);
    this.setState(message.id, state, label);
  }

  /** @param {"sending"|"unsaved"|"saved"} state */
  setState(id, state, label) {
    const node = this.#find(id);
    if (!node || (node.dataset.state === state && node.querySelector(".state").textContent === label)) return;
    node.dataset.state = state;
    node.querySelector(".state").textContent = label;
  }

  remove(id) {
    this.#find(id)?.remove();
  }

  /** The ids of messages that the server has not confirmed. */
  unsent() {
    return [...this.#turns.querySelectorAll('.turn:not([data-state="saved"])')].map((node) => node.dataset.id);
  }

  isAtEnd() {
    const last = this.#turns.lastElementChild;
    if (!last) return true;
    const floor = Math.min(this.#box.getBoundingClientRect().bottom, innerHeight);
    return last.getBoundingClientRect().bottom <= floor + NEAR_THE_END;
  }

  toEnd() {
    // The box is turned round: 0 is its end. On a very low window the page scrolls instead.
    this.#box.scrollTop = 0;
    const last = this.#turns.lastElementChild;
    if (this.#pageScrolls()) last?.scrollIntoView({ block: "end" });
  }

  /** At the start: a box of its own is at its end already; a page that scrolls as one is taken there. */
  openAtEnd() {
    if (this.#pageScrolls() && scrollY === 0) this.toEnd();
  }

  #pageScrolls() {
    return getComputedStyle(this.#box).overflowY === "visible";
  }

  #find(id) {
    return this.#turns.querySelector(`[data-id="${CSS.escape(id)}"]`);
  }

  #build(turn) {
    const template = this.#templates[turn.speaker] ?? this.#templates.bot;
    const node = template.content.firstElementChild.cloneNode(true);
    node.dataset.id = turn.id;
    node.dataset.seq = turn.seq;
    this.#fill(node, turn);
    return node;
  }

  #fill(node, turn) {
    this.#fillWords(node, turn);
    this.#fillWhen(node, turn);
    this.#fillChoices(node.querySelector(".choices"), turn.choices ?? []);
    if (turn.speaker === "staff") fillReply(node, turn);
  }

  #fillWords(node, turn) {
    const bubble = node.querySelector(".bubble");
    // Who sent only their voice said no words.
    const text = turn.text || words.voiceOnly;
    if (bubble.textContent !== text) bubble.textContent = text;
    node.classList.toggle("taken-out", Boolean(turn.taken_out));
  }

  /** Day and time are the server's to say: unsent words have none yet. */
  #fillWhen(node, turn) {
    node.dataset.day = turn.day ?? "";
    const time = node.querySelector("time");
    if (time) time.textContent = turn.time ?? "";
  }

  #fillChoices(group, choices) {
    if (!group) return;
    const sample = group.firstElementChild;
    group.replaceChildren(...choices.map((choice) => fillChoice(sample.cloneNode(true), choice)));
    if (!choices.length) group.remove();
  }

  #refresh(node, turn) {
    this.#fillWords(node, turn);
    this.#fillWhen(node, turn);
    if (node.dataset.seq !== String(turn.seq)) this.#place(node, turn.seq);
  }

  #place(node, seq) {
    node.dataset.seq = seq;
    const others = [...this.#turns.children].filter((other) => other !== node);
    const next = others.find((other) => Number(other.dataset.seq ?? Infinity) > seq) ?? null;
    if (node.parentNode !== this.#turns || node.nextElementSibling !== next) this.#turns.insertBefore(node, next);
    this.#showDay(node);
    if (next) this.#showDay(next);
  }

  /** The day is shown above its first message only; what comes from the server cannot know which one that is here. */
  #showDay(node) {
    const day = node.querySelector(".day");
    if (!day) return;
    day.textContent = node.dataset.day ?? "";
    day.hidden = !node.dataset.day || node.dataset.day === node.previousElementSibling?.dataset.day;
  }

  #keepPlace(change) {
    const atEnd = this.isAtEnd();
    const top = this.#box.getBoundingClientRect().top;
    const reading = [...this.#turns.children].find((node) => node.getBoundingClientRect().bottom > top);
    const before = reading?.getBoundingClientRect().top;
    change();
    if (atEnd) this.toEnd();
    else if (reading) this.#box.scrollTop += reading.getBoundingClientRect().top - before;
  }
}

/** Who of the staff speaks, and whether they ask what came of it. */
function fillReply(node, { id, reply }) {
  if (reply) node.querySelector(".by").textContent = reply.by;
  const form = node.querySelector(".verdict");
  if (!reply?.asks) form.remove();
  else {
    form.elements.id.value = id;
    form.querySelector(".said-of-it").textContent = reply.verdict ? `You told us: ${reply.verdict}.` : "";
  }
}

/** @param {{title: string, intent?: string, text?: string}} choice */
function fillChoice(form, choice) {
  const { title, intent, text } = choice;
  form.elements.title.value = title;
  const said = form.elements.text ?? form.elements.intent;
  said.name = intent ? "intent" : "text";
  said.value = intent || text || title;
  const button = form.querySelector("button");
  button.value = said.value;
  button.textContent = title;
  return form;
}

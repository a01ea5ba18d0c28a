/** Shows one screen at a time: which parts of the page can be seen, the question, where we are, the focus. */
import { questionOf } from "./steps.js";
import { fill, words } from "./words.js";

const TALKING = ["pause", "stop", "help"];
/** The controls around each screen. Everything else on the page belongs to the screen itself. */
const CONTROLS = {
  rest: ["help", "staff"],
  people: ["help", "back"],
  told: TALKING,
  about: TALKING,
  readers: [...TALKING, "back"],
  helper: [...TALKING, "back"],
  ask: [...TALKING, "back", "skip"],
  pictures: [...TALKING, "back", "chosen"],
  faces: [...TALKING, "back"],
  writing: [...TALKING, "back"],
  consent: [...TALKING, "back"],
  hello: [...TALKING, "back"],
  isme: [...TALKING, "back"],
  listening: [...TALKING, "back", "skip"],
  "no-mic": [...TALKING, "skip"],
  check: TALKING,
  remove: TALKING,
  complaint: TALKING,
  agree: TALKING,
  care: [], // it has a large one of its own
  finish: ["help"],
};
const AROUND = '.always [data-act], .foot [data-act]';
const LISTENING = ["consent", "hello", "isme", "listening", "no-mic"];
const WITH_QUESTION = ["ask", "pictures", "faces", "writing", "check", "remove", ...LISTENING];
const PICTURES = "/static/img/pictures.svg";
/** Words that are read back: from so many letters on they are written smaller. */
const LONG = 160;

export class Screen {
  #page;
  #title;
  #statusTimer = 0;

  /** @param {Document} page */
  constructor(page) {
    this.#page = page;
    this.#title = page.title;
  }

  find(selector) {
    return this.#page.querySelector(selector);
  }

  get view() {
    return this.find("main > [data-view]:not([hidden])")?.dataset.view;
  }

  /** The open calm page on top of everything, if there is one. */
  get dialog() {
    return this.find("dialog[open]")?.dataset.dialog ?? null;
  }

  /**
   * @param {string} view
   * @param {object | null} talk as in steps.js
   * @param {{says: string[], pack: object, pictures: boolean}} around
   */
  show(view, talk, around) {
    const changed = this.view !== view || this.find("#question").textContent !== headingOf(view, talk);
    for (const each of this.#all("main > [data-view]")) each.hidden = each.dataset.view !== view;
    this.#page.body.dataset.now = view;
    this.#showQuestion(view, talk, around);
    this.#showControls(view, talk);
    this.#showProgress(["finish", "care", "agree"].includes(view) ? null : talk);
    this.#showWords(view, talk, around);
    if (changed) this.#focus(view);
  }

  /** Short news, read aloud by screen readers; it goes away by itself and never takes the focus. */
  tell(text) {
    clearTimeout(this.#statusTimer);
    this.find(".status").textContent = text;
    if (text) this.#statusTimer = setTimeout(() => this.tell(""), 12000);
  }

  open(name) {
    const dialog = this.find(`[data-dialog="${name}"]`);
    if (this.dialog && this.dialog !== name) this.close();
    if (!dialog.open) dialog.showModal();
    dialog.querySelector("h2").focus();
  }

  close() {
    for (const dialog of this.#all("dialog[open]")) dialog.close();
  }

  #showQuestion(view, talk, { pack, pictures }) {
    const question = talk && questionOf(talk);
    const box = this.find(".question");
    box.hidden = !(question && WITH_QUESTION.includes(view));
    this.find("#question").textContent = headingOf(view, talk);
    const plate = this.find(".plate");
    plate.hidden = !pictures;
    const drawn = question?.picture && pack.pictures[question.picture];
    plate.replaceChildren(drawn ? pictureOf(question.picture, pack) : drawing("/static/img/pictos.svg#talk", "sign"));
  }

  #showControls(view, talk) {
    const first = talk?.phase === "asking" && questionOf(talk) === talk.questions[0];
    for (const one of this.#all(AROUND)) {
      one.hidden = !CONTROLS[view]?.includes(one.dataset.act) || (one.dataset.act === "back" && view === "ask" && first);
    }
  }

  #showProgress(talk) {
    const questions = talk && !talk.intro && talk.phase !== "done" ? talk.questions : [];
    const at = questions.findIndex((each) => each.id === talk?.question_id);
    this.find(".steps").hidden = at < 0;
    const where = at < 0 ? "" : fill(words.questionOf, { number: at + 1, all: questions.length });
    this.find(".count").textContent = where;
    this.find(".dots").replaceChildren(...questions.map((_, each) => dot(each < at ? "done" : each === at ? "now" : "")));
    this.#page.title = at < 0 ? this.#title : `${where}: ${questions[at].text} – ${this.#title}`;
  }

  #showWords(view, talk, { says }) {
    const said = (["check", "remove"].includes(view) && talk.said) || "";
    for (const one of this.#all(".said .words")) {
      one.textContent = said;
      one.dataset.long = String(said.length > LONG);
    }
    this.find(".care-words").textContent = ""; // nobody's names stay
    if (view === "care") this.care = import("./care.js").then(({ showCare }) => showCare(this, talk.care));
    this.#note(view, talk, says);
    this.#showDoors(talk);
  }

  /** What stands between the question and the ways to answer. */
  #note(view, talk, says) {
    const said = talk?.said ? `“${talk.said}”` : "";
    const asked = { correcting: words.tellAgain, adding: words.addMore }[talk?.phase];
    const lines = says.length ? says : asked ? [fill(asked, { said })] : [];
    const note = this.find(".note");
    note.hidden = !(view === "ask" && lines.length);
    note.textContent = view === "ask" ? lines.join(" ") : "";
  }

  #showDoors(talk) {
    const question = talk && questionOf(talk);
    const there = question ? doorsOf(question, talk.doors) : [];
    const order = [...there, "enough"];
    const doors = [...this.#all(".doors [data-act]")];
    const place = (door) => order.indexOf(door.dataset.act) + 1 || order.length + 1;
    for (const door of doors.sort((one, other) => place(one) - place(other))) {
      const name = door.dataset.act;
      door.hidden = name === "enough" ? talk?.phase !== "probing" : !there.includes(name);
      door.dataset.scanOrder = String(20 + place(door));
      door.parentNode.append(door);
    }
  }

  #focus(view) {
    if (this.dialog) return;
    const own = `[data-view="${view}"] :is(h1, blockquote[tabindex], .kept-voice):not([hidden])`;
    (this.find(own) ?? this.find("#question")).focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  #all(selector) {
    return this.#page.querySelectorAll(selector);
  }
}

/** The ways to answer this question, in the order that suits the person; if none of theirs fits it, writing. */
export function doorsOf(question, wanted) {
  const there = { talk: true, pictures: question.pictures?.length > 0, faces: question.faces?.length === 3, writing: true };
  const found = wanted.filter((door) => there[door]);
  return found.length ? found : ["writing"];
}

/** A picture by its key: the home's own, else ours. The words beside it say the same. */
export function pictureOf(key, pack) {
  const src = pack.pictures[key]?.src;
  if (src) return Object.assign(new Image(), { src, alt: "", className: "pic" });
  return drawing(`${PICTURES}#${key}`, "pic");
}

/** A drawing out of one of the sheets of drawings. */
export function drawing(href, className) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", className);
  svg.setAttribute("viewBox", "0 0 96 96");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS(svg.namespaceURI, "use"));
  svg.firstChild.setAttribute("href", href);
  return svg;
}

function headingOf(view, talk) {
  const question = talk && questionOf(talk);
  if (!question) return "";
  if (view === "faces" && question.closed) return question.closed;
  return talk.phase === "probing" && question.follow_up ? question.follow_up : question.text;
}

function dot(className) {
  return Object.assign(document.createElement("i"), { className });
}

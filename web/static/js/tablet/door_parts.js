/**
 * What the ways to answer need, and how everything after the first page looks: fetched at the first press, so that
 * the page is there at once. The worker keeps all of it ready.
 */
import { showAsked } from "./agree.js";
import { answerActs } from "./answer_acts.js";
import { showCheck } from "./check.js";
import { Comforts } from "./comforts.js";
import { Faces, faceWords } from "./doors/faces.js";
import { KeptList } from "./kept_list.js";
import { Pictures, sentence, toggled } from "./doors/pictures.js";

/** Not wanted at once. */
const LATER = ["./doors/writing.js", "./helper.js"];
/** Milliseconds until what could not be fetched is tried again. */
const AGAIN = 2000;

export class DoorParts {
  /** What is changed under "Pause". */
  comforts;
  /** What the last page shows. */
  kept;
  faceWords = faceWords;
  sentence = sentence;
  toggled = toggled;
  #page;
  #pictures;
  #faces;
  #writing = null;
  #shown = "";

  /** @param {object} page as in tablet.js @returns {Promise<void>} once the page has them and looks like it */
  static async open(page) {
    await Promise.all(["tablet_doors", "tablet_voice"].map(fetchSheet));
    page.parts = new DoorParts(page);
    Object.assign(page.acts, answerActs(page));
    if (page.viewNow() !== "rest") page.changed("met");
    // The network may be lost before they are wanted, and before the worker has everything.
    for (const later of LATER) import(later).catch(() => undefined);
  }

  constructor(page) {
    this.#page = page;
    this.comforts = new Comforts(page);
    this.kept = new KeptList(page.screen);
    const find = (each) => page.screen.find(`[data-view="${each}"]`);
    this.#pictures = new Pictures(find("pictures"));
    this.#faces = new Faces(find("faces"));
  }

  /** Put into the screen what this way to answer shows. */
  show(view) {
    const { flow, packs, profile } = this.#page;
    const { question, sketched, talk } = flow;
    if (view === "pictures") this.#pictures.show(question, packs.pack, sketched, profile.choices);
    else this.#pictures.clear();
    if (view === "faces") this.#faces.show(question, talk.how[question.id]?.face);
    else this.#faces.clear();
    if (view === "finish") this.kept.show(talk);
    else this.kept.clear();
    if (view === "check") showCheck(this.#page.screen, talk);
    if (view === "agree") showAsked(this.#page.screen, talk.asks);
    const isNew = view !== this.#shown;
    this.#shown = view;
    if (view !== "writing") this.#writing?.close();
    else if (isNew) this.#openSoon("writing", () => this.#openWriting(sketched.words, talk.kept.map((each) => each.text)));
    if (view === "helper" && isNew) this.#openSoon("helper", () => this.#openHelper());
  }

  /** The words for writing are those of the pack: with a new one they are others. */
  forget() {
    this.#writing = null;
  }

  /** Open a screen whose script may not be here yet, as long as it is shown. */
  #openSoon(view, open) {
    open().catch(() => setTimeout(() => this.#shown === view && this.#openSoon(view, open), AGAIN));
  }

  async #openWriting(text, said) {
    const { flow, packs, screen } = this.#page;
    const { pack } = packs;
    const [{ Writing }, suggestions] = await Promise.all([import("./doors/writing.js"), packs.words()]);
    this.#writing ??= new Writing({
      element: screen.find('[data-view="writing"]'),
      pack: { suggestions },
      onDraft: (words) => flow.sketch({ words }),
      onDone: (words) => flow.answer({ text: words, mode: "typed", voice: flow.sketched.spoken ?? {} }),
    });
    if (pack === packs.pack && flow.view === "writing") this.#writing.open(text, said);
  }

  async #openHelper() {
    const { flow } = this.#page;
    const { Helper } = await import("./helper.js");
    if (flow.view === "whohelps") Helper.open(() => flow.turnTo(null));
  }
}

/** @returns {Promise<void>} once the page looks like it */
function fetchSheet(name) {
  const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: `/static/css/${name}.css` });
  return new Promise((resolve) => {
    sheet.onload = sheet.onerror = () => resolve();
    document.head.append(sheet);
  });
}

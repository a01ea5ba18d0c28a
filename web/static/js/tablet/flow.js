/**
 * The talk on the screen: where it is, what is said in it, and who leads. While the server answers it leads
 * (PLACE); else the talk goes on by itself (steps.js). Knows nothing of the page.
 */
import { newId } from "../chat/ids.js";
import { differs, isOpen, meet, questionOf, steps, viewOf } from "./steps.js";

/** So long the server may take to say how to go on. */
const PATIENCE = 5000;

/** A half-made answer with nothing in it yet. */
const emptyDraft = (talk) => ({ talk, question_id: null, door: null, chosen: [], page: 0, words: "" });

export class Flow {
  talk = null;
  draft = emptyDraft(null);
  /** Waiting for the server: presses are ignored, but for pause, stop and help. */
  busy = false;
  /** What the bot said to something that was no answer: ["It could be a person."] */
  says = [];
  #store;
  #sender;
  #on;
  #last = Promise.resolve();
  /** The last press of "Pause" and the like, until it is kept: how the talk rests then. */
  #wish = null;

  /**
   * @param {object} parts
   * @param {{changed: Function, trouble: Function, by: Function}} on
   *   changed(why) the screen has to be shown again; why: "said" | "met" · trouble() nothing could be kept
   *   by() -> {by, helper} how somebody works the screen just now
   */
  constructor({ store, sender }, on) {
    this.#store = store;
    this.#sender = sender;
    this.#on = on;
  }

  get question() {
    return this.talk && questionOf(this.talk);
  }

  get view() {
    return this.talk ? viewOf(this.talk) : "rest";
  }

  /** Somebody wants to rest. What they pressed last counts at once, however long keeping it takes. */
  get isPaused() {
    return (this.#wish ?? this.talk)?.resting === "paused";
  }

  /** Past the first pages: something can be said and kept. */
  get isStarted() {
    return Boolean(this.talk) && !this.talk.intro;
  }

  /* Coming and going */

  /** A new talk, with the questions as the pack has them today. */
  async begin(person, pack) {
    const talk = {
      id: newId(), set_id: pack.set_id, questions: pack.questions, person_id: person?.id ?? null,
      began_at: new Date().toISOString(), intro: "about", phase: "new", question_id: null, said: null,
      resting: null, kept: [], settled: [], how: {}, door: null, locked: false, finished: false,
    }; // prettier-ignore
    await this.#open(talk);
  }

  /** Turn a page before the first question. */
  async turnTo(intro) {
    if (intro) await this.#put({ ...this.talk, intro });
    else {
      const talk = steps.greet({ ...this.talk, keep_words: true });
      await this.#put(talk, { kind: "begin", talk: this.talk.id });
      this.#sender.send();
    }
    this.#on.changed("said");
  }

  /**
   * The talk that was on the screen when the page was left. After a longer time another person may hold the
   * tablet: then it is put away, as it would have been with the page open.
   * @param {number} longest milliseconds
   */
  async restore(longest) {
    const id = await this.#store.get("open");
    const talk = id && (await this.#store.talk(id));
    if (!talk || talk.locked) return false;
    await this.#show(talk);
    if (Date.now() - (talk.at ?? 0) > longest) await this.lock();
    return Boolean(this.talk);
  }

  /** Go on with a talk that was left: its person, or staff, has come. */
  async resume(id) {
    const talk = await this.#store.talk(id);
    if (!talk) return;
    await this.#open({ ...talk, locked: false });
    if (talk.resting) await this.carryOn();
    else this.#sender.watch(id);
  }

  /** Put the talk away. Nothing is deleted; nothing of it is shown until somebody resumes it. */
  async lock() {
    const { talk } = this;
    if (!talk) return;
    const nothing = talk.intro && !talk.kept.length;
    if (nothing) await this.#store.forget(talk.id);
    else await this.#store.keep({ ...talk, locked: true, finished: talk.phase === "done" });
    await this.#leave();
    await this.#store.forgetFinished();
  }

  /* What a person can do */

  /**
   * @param {{text: string, mode: string, pictures?: string[], face?: string, how?: object, voice?: object,
   *   sound?: object}} said
   *   voice: {recording, keep_voice, heard} as in the turn · sound: what of the recording the server may still need
   */
  answer({ text, mode, pictures = [], face = null, how = null, voice = {}, sound = null }) {
    // What is typed may steer the talk, and only the dialogue engine can tell. Without it, words are an answer.
    const typed = mode === "typed" && !voice.recording && this.#sender.reachable;
    const turn = { text, mode, pictures, face, intent: typed ? null : "answer", ...voice };
    const items = sound ? [{ kind: "sound", talk: this.talk.id, body: sound }] : [];
    return this.#say(turn, (talk) => steps.answer(talk, { text, how }), items);
  }

  /** Press something that says where to go: its words are the words said. @param {object} [more] of the turn */
  press(intent, text, more = {}) {
    return this.#say({ text, mode: "button", intent, ...more }, steps[intent]);
  }

  /** The question before; or out of what was just begun with an answer. */
  back(text) {
    return this.press(this.talk.phase === "asking" || this.talk.phase === "done" ? "back" : "deny", text);
  }

  pause(text) {
    return this.#always({ text, mode: "button", intent: "pause" }, steps.pause);
  }

  stop(text, mode = "button") {
    return this.#always({ text, mode, intent: "stop" }, steps.stop);
  }

  carryOn(text = "Carry on") {
    return this.#always({ text, mode: "button", intent: "resume" }, steps.resume);
  }

  /** Open a way to answer, or none. */
  async openDoor(door) {
    await this.#put({ ...this.talk, door });
    this.#on.changed("said");
  }

  /** Something about this talk that the next screens need. */
  note(changes) {
    return this.#after(() => this.talk && this.#put({ ...this.talk, ...changes }));
  }

  /** A half-made answer: kept at once. */
  async sketch(changes) {
    const at = { talk: this.talk.id, question_id: this.talk.question_id };
    this.draft = { ...this.#draftHere(), ...at, ...changes };
    await this.#store.keepDraft(this.draft).catch(() => this.#on.trouble());
  }

  /** The half-made answer to this question, if there is one. */
  #draftHere() {
    const { id = null, question_id = null } = this.talk ?? {};
    return this.draft.question_id === question_id ? this.draft : emptyDraft(id);
  }

  get sketched() {
    return this.#draftHere();
  }

  /* What the server says */

  /** The server says where a talk is. Nothing is pulled away from under somebody's fingers. */
  async meet(id, place) {
    if (!this.#mayMeet(id)) return;
    const waiting = await this.#store.waiting();
    if (waiting.some((item) => item.talk === id) || !this.#mayMeet(id)) return;
    if (differs(this.talk, place) && this.#isAtWork()) return;
    const moved = differs(this.talk, place);
    await this.#put(meet(this.talk, place));
    if (moved) this.#on.changed("met");
  }

  /** Nothing is being said in this talk: what the server says of it is news. */
  #mayMeet(id) {
    return this.talk?.id === id && this.isStarted && !this.busy && !this.#wish;
  }

  renamed(old, id) {
    if (this.talk?.id === old) this.talk = { ...this.talk, id };
    if (this.draft.talk === old) this.draft = { ...this.draft, talk: id };
  }

  /** Somebody has chosen or written something here, or has just opened a door to. */
  #isAtWork() {
    const { chosen, words } = this.#draftHere();
    return Boolean(this.talk.door || chosen.length || words.trim());
  }

  /* Saying */

  /** Pause and stop always work: they wait for what was pressed before. */
  #always(said, step) {
    this.#wish = { said, resting: step(this.talk).resting };
    return this.#after(() => this.#sayNow(said, step));
  }

  #after(work) {
    return (this.#last = this.#last.catch(() => undefined).then(work));
  }

  /** @returns {Promise<boolean>} whether it is kept */
  #say(said, step, items = []) {
    if (this.busy || this.#wish) return Promise.resolve(false);
    this.#last = this.#sayNow(said, step, items);
    return this.#last;
  }

  async #sayNow(said, step, items = []) {
    this.busy = true;
    try {
      return this.isStarted && (await this.#keepAndGoOn(said, step, items));
    } finally {
      this.#free(said);
    }
  }

  #free(said) {
    this.busy = false;
    if (this.#wish?.said === said) this.#wish = null;
  }

  async #keepAndGoOn(said, step, items) {
    const before = this.talk;
    const turn = this.turn(said);
    const item = { kind: "turn", talk: before.id, body: turn };
    if (!(await this.#put(step(before), ...items, item))) return false;
    this.draft = emptyDraft(before.id);
    const asked = this.#sender.reachable && this.#sender.placeAfter(turn.id, PATIENCE);
    this.#sender.send();
    const place = (asked && (await asked)) || null;
    if (this.talk?.id !== before.id) return true;
    if (place) await this.#put(meet(this.talk, place));
    else if (turn.intent === null && turn.mode === "typed") await this.#becomesAnswer(turn);
    this.says = place && turn.mode === "typed" ? otherWords(place, before) : [];
    this.#free(said);
    this.#on.changed("said");
    return true;
  }

  /** Something said, as it is sent. */
  turn({ text, mode, intent, pictures = [], face = null, ...voice }, talk = this.talk) {
    const { phase, resting, question_id } = talk;
    const said = { id: newId(), text, mode, intent, said_at: new Date().toISOString() };
    return { ...said, screen: resting ?? phase, question_id, pictures, face, ...voice, ...this.#on.by() };
  }

  /** They are read back as an answer now: so that is what they are. */
  async #becomesAnswer(turn) {
    const item = (await this.#store.waiting()).find((each) => each.body?.id === turn.id);
    if (item) await this.#store.update({ ...item, body: { ...item.body, intent: "answer" } });
  }

  /* Keeping */

  async #put(talk, ...items) {
    try {
      await this.#store.keep(talk, ...items);
    } catch {
      this.#on.trouble();
      return false;
    }
    this.talk = talk;
    return true;
  }

  async #open(talk) {
    this.says = [];
    if (!(await this.#put(talk))) return;
    await this.#store.set("open", talk.id);
    await this.#show(talk);
    this.#on.changed("said");
  }

  async #show(talk) {
    this.talk = talk;
    this.draft = (await this.#store.draft(talk.id)) ?? emptyDraft(talk.id);
  }

  async #leave() {
    await this.#store.set("open", null);
    this.talk = null;
    this.draft = emptyDraft(null);
    this.says = [];
    this.busy = false;
    this.#wish = null;
    this.#sender.unwatch();
    this.#on.changed("left");
  }
}

/** What the bot said, if it stayed at the question: an explanation, an answer to "who sees this?". */
function otherWords(place, before) {
  const stays = place.phase === before.phase && place.question_id === before.question_id && isOpen(before);
  const asked = questionOf(before)?.text;
  return stays ? place.says.filter((each) => each !== asked) : [];
}

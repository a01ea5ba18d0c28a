/**
 * Talking in the chat: the person talks, reads what was heard in the box, changes it and sends it like written words.
 * Loaded when the button is pressed for the first time, or when something spoken was left here.
 */
import { bringHome, leftBehind } from "../voice/left_behind.js";
import { Line } from "../voice/line.js";
import { Meter } from "../voice/meter.js";
import { Player } from "../voice/player.js";
import { Recorder } from "../voice/recorder.js";
import { SoundStore } from "../voice/sound_store.js";
import { rest, wake } from "../voice/tap.js";
import { wav } from "../voice/wav.js";
import { SpokenDraft } from "./spoken.js";
import { words } from "./voice_words.js";

/** Seconds of silence after which something is said about it. */
const TAKE_YOUR_TIME = 7;
const LEAVE_IT = 20;
/** Seconds between two words that all of it is kept. */
const TOLD_EVERY = 120;
/** Milliseconds after which nobody waits for the words without knowing why. */
const SOON = 8000;

export class Voice {
  #panel;
  #status;
  #form;
  #box;
  #draft;
  #spoken;
  #store = new SoundStore();
  #line;
  #recorder;
  #player;
  #meter;
  #keepBox;
  #page;
  /** Counts what the person began, so that what ends late does not disturb what came after it. */
  #turn = 0;

  /**
   * @param {{where: string, token: string, panel: HTMLElement, status: HTMLElement, form: HTMLFormElement,
   *   box: HTMLTextAreaElement, draft: import("./draft.js").Draft,
   *   talk: HTMLButtonElement, send: Function, settled: Function}} page
   *   where: the address of the conversation · status: has role=status · send(message): say something without words ·
   *   settled(): the home has a recording, so words that refer to it can go
   */
  constructor(page) {
    const { where, token, panel, status, form, box, draft } = page;
    [this.#page, this.#panel, this.#status, this.#form, this.#box, this.#draft] = [page, panel, status, form, box, draft];
    this.#spoken = new SpokenDraft(token);
    this.#keepBox = panel.querySelector("input");
    this.#meter = new Meter(panel.querySelector(".meter"), words);
    const quiet = (_, seconds) => this.#quiet(seconds);
    this.#line = new Line(where, this.#store, { quiet, waited: quiet });
    this.#recorder = new Recorder({ store: this.#store, line: this.#line, where, on: this.#whileTalking() });
    this.#player = new Player({ onState: (speaking) => this.#recorder.mute(speaking) });
    panel.addEventListener("click", (event) => this.#pressed(event.target.closest("[data-voice]")?.dataset.voice));
    this.#keepBox.addEventListener("change", () => this.#add({ keep: this.#keepBox.checked }));
  }

  /** Begin to listen. Call it inside a tap. */
  talk() {
    return this.#begin(this.#recorder.start());
  }

  /** What was left here by a page that is gone: its words, or the person's voice, can still be sent. */
  async takeUp() {
    const spoken = this.#spoken.get();
    if (spoken?.stage === "draft" && this.#box.value) this.#showDraft(words.draftBefore);
    else if (spoken?.stage === "unclear") this.#show("unclear", words.unclear);
    else if (spoken?.stage === "draft") this.#spoken.set(null);
    const before = await leftBehind(this.#store, this.#page.where);
    await Promise.all(before.map((record) => this.#bring(record)));
    // It was here no more, so the home has all of it.
    if (this.#isRecorded(spoken?.record) && !(await this.#store.recording(spoken.record.id))) this.#unclear();
  }

  /** What goes with these words if they were spoken. @returns {object} fields of a message; {} if they were written */
  fields(text) {
    const spoken = this.#spoken.get();
    if (spoken?.stage !== "draft") return {};
    const { record, heard, keep } = spoken;
    const changed = text.trim() === heard.trim() ? {} : { heard };
    return { mode: "voice", recording: record.id, keep_voice: keep, ...changed };
  }

  /** The words of a draft were sent. */
  sent() {
    this.#spoken.set(null);
    this.#close("");
  }

  /** Whether the home has all of a recording, or will never have it: words that refer to it can go. */
  async isSettled(id) {
    const record = await this.#store.recording(id);
    return !record || Boolean(record.refused);
  }

  /* What is pressed */

  #pressed(act) {
    const acts = {
      finish: () => this.#finish(words.writingDown),
      again: () => this.#again(),
      write: () => this.#writeInstead(),
      play: () => this.#play(),
      "go-on": () => this.#goOn(),
      "send-voice": () => this.#sendVoice(),
    };
    acts[act]?.();
  }

  async #begin(started) {
    const turn = (this.#turn += 1);
    this.#player.hush();
    this.#show("asking", words.asking);
    const trouble = await started;
    if (turn !== this.#turn) return;
    if (trouble) {
      this.#close(words[trouble]);
      return;
    }
    this.#spoken.set({ record: this.#recorder.record, stage: "recording", heard: "", keep: false });
    this.#show("listening", words.listening);
  }

  async #finish(text) {
    if (!this.#isTalking) return;
    const turn = (this.#turn += 1);
    const finished = this.#recorder.finish();
    this.#meter.rest();
    rest();
    this.#settle(turn, await this.#patiently(finished, text), words.draft);
  }

  #again() {
    const { record, heard } = this.#spoken.get() ?? {};
    if (heard) this.#draft.taken(heard);
    this.#spoken.set(null);
    wake();
    if (record?.id === this.#recorder.record?.id) return this.#begin(this.#recorder.restart());
    if (record) this.#line.drop(record);
    return this.talk();
  }

  async #writeInstead() {
    this.#turn += 1;
    const { record } = this.#spoken.get() ?? {};
    this.#spoken.set(null);
    this.#close("");
    this.#box.focus();
    if (record && record.id === this.#recorder.record?.id) await this.#recorder.drop();
    else if (record) await this.#line.drop(record);
    else this.#recorder.cancel();
    rest();
    this.#line.rest();
  }

  /** The microphone was gone and may be there again, or another one is. */
  async #goOn() {
    const trouble = await this.#recorder.again();
    if (trouble) this.#say(words[trouble]);
    else this.#show("listening", words.listening);
  }

  async #play() {
    wake();
    const { record } = this.#spoken.get();
    const here = await this.#store.sound(record.id);
    const heard = this.#player.play(here.length ? wav(here) : this.#line.address(record), { bargeIn: true });
    if (!(await heard) && !this.#player.wasHushed) this.#say(words.notPlayed);
    if (!this.#isTalking) rest();
  }

  /** No words, only the voice. Who sends it so wants it to be listened to, so it is kept. */
  #sendVoice() {
    const { record } = this.#spoken.get();
    this.#turn += 1;
    this.#spoken.set(null);
    this.#close("");
    this.#page.send({ text: "", mode: "voice", recording: record.id, voice_only: true, keep_voice: true });
  }

  /* What becomes of it */

  async #bring(record) {
    const turn = this.#turn;
    const home = bringHome(this.#store, this.#line, record);
    if (!this.#isRecorded(record)) await home;
    else this.#settle(turn, await this.#patiently(home, words.writingDown), words.draftBefore);
    this.#page.settled();
  }

  /** After a while without an answer the person is told, and may go on. */
  async #patiently(home, text) {
    const turn = this.#turn;
    this.#show("writing", text);
    const timer = setTimeout(() => turn === this.#turn && this.#show("kept", words.keptHere), SOON);
    const outcome = await home;
    clearTimeout(timer);
    return outcome;
  }

  #settle(turn, { heard, refused }, text) {
    this.#page.settled();
    this.#line.rest();
    if (turn !== this.#turn) return;
    if (heard?.text) this.#take(heard.text, text);
    else if (refused) this.#refuse(refused);
    else this.#unclear();
  }

  #take(heard, text) {
    this.#add({ stage: "draft", heard });
    this.#draft.giveBack(heard);
    this.#showDraft(text);
  }

  #unclear() {
    this.#add({ stage: "unclear" });
    this.#show("unclear", words.unclear);
  }

  #refuse(why) {
    this.#spoken.set(null);
    this.#close(why === "empty" ? words.nothing : words.notKept);
  }

  /* While they talk */

  get #isTalking() {
    return ["listening", "lost"].includes(this.#panel.dataset.state);
  }

  #whileTalking() {
    return {
      level: (loud) => this.#meter.level(loud),
      trouble: (kind) => this.#show("lost", words[kind]),
      asleep: (asleep) => this.#isTalking && this.#say(asleep ? words.asleep : words.listening),
      second: (count) => this.#second(count),
      full: () => this.#finish(words.full),
    };
  }

  /** Silence never ends it; something kind is said. */
  #quiet(seconds) {
    if (this.#panel.dataset.state !== "listening") return;
    if (seconds >= LEAVE_IT) this.#say(words.leaveIt);
    else if (seconds >= TAKE_YOUR_TIME) this.#say(words.takeYourTime);
    else if (seconds < 1) this.#say(words.listening);
  }

  #second(count) {
    if (count % TOLD_EVERY) return;
    this.#say(words.minutes.replace("{minutes}", count / 60));
  }

  /* What is shown */

  #isRecorded(record) {
    const spoken = this.#spoken.get();
    return Boolean(record) && spoken?.stage === "recording" && spoken.record.id === record.id;
  }

  #add(fields) {
    const spoken = this.#spoken.get();
    if (spoken) this.#spoken.set({ ...spoken, ...fields });
  }

  #showDraft(text) {
    this.#keepBox.checked = Boolean(this.#spoken.get()?.keep);
    this.#show("draft", text);
    if (matchMedia("(hover: hover) and (pointer: fine)").matches) this.#box.focus();
  }

  /** @param {"asking"|"listening"|"lost"|"writing"|"kept"|"draft"|"unclear"} state which buttons belong to it: chat.css */
  #show(state, text) {
    const hadFocus = this.#panel.contains(document.activeElement) || this.#form.contains(document.activeElement);
    this.#panel.dataset.state = state;
    this.#panel.hidden = false;
    this.#form.hidden = state !== "draft";
    this.#say(text);
    // What had the focus may be gone. The first button of the new state is what comes next.
    const first = [...this.#panel.querySelectorAll("[data-voice]")].find((button) => button.checkVisibility());
    if (hadFocus || document.activeElement === document.body) (first ?? this.#panel).focus({ preventScroll: true });
  }

  #close(text) {
    const hadFocus = this.#panel.contains(document.activeElement);
    this.#panel.hidden = true;
    this.#panel.dataset.state = "";
    this.#form.hidden = false;
    this.#meter.rest();
    this.#say(text);
    if (hadFocus) this.#page.talk.focus({ preventScroll: true });
  }

  #say(text) {
    if (this.#status.textContent !== text) this.#status.textContent = text;
  }
}

/**
 * Talking in the chat: the person talks, reads what was heard in the box, changes it and sends it like written words.
 * Loaded when the button is pressed for the first time, or when something spoken was left here.
 */
import { bringHome, leftBehind } from "../voice/left_behind.js";
import { Line } from "../voice/line.js";
import { Player } from "../voice/player.js";
import { Recorder } from "../voice/recorder.js";
import { SoundStore } from "../voice/sound_store.js";
import { rest, wake } from "../voice/tap.js";
import { wav } from "../voice/wav.js";
import { SpokenDraft } from "./spoken.js";
import { VoicePanel } from "./voice_panel.js";
import { words } from "./voice_words.js";

/** Seconds of silence after which something is said about it. */
const TAKE_YOUR_TIME = 7;
const LEAVE_IT = 20;
/** Seconds between two words that all of it is kept. */
const TOLD_EVERY = 120;
/** Milliseconds after which nobody waits for the words without knowing why. */
const SOON = 8000;

export class Voice {
  #page;
  #panel;
  #spoken;
  #store = new SoundStore();
  #line;
  #recorder;
  #player;
  /** Counts what the person began, so that what ends late does not disturb what came after it. */
  #turn = 0;

  /**
   * @param {{where: string, token: string, panel: HTMLElement, status: HTMLElement, form: HTMLFormElement,
   *   box: HTMLTextAreaElement, draft: import("./draft.js").Draft, talk: HTMLButtonElement, send: Function,
   *   settled: Function}} page
   *   where: the address of the conversation · send(message): say something without words ·
   *   settled(): the home has a recording, so words that refer to it can go · the rest: see voice_panel.js
   */
  constructor(page) {
    const { where, token } = page;
    this.#page = page;
    this.#panel = new VoicePanel(page, { press: (act) => this.#pressed(act), keep: (keep) => this.#add({ keep }) });
    this.#spoken = new SpokenDraft(token);
    const quiet = (_, seconds) => this.#quiet(seconds);
    this.#line = new Line(where, this.#store, { quiet, waited: quiet });
    this.#recorder = new Recorder({ store: this.#store, line: this.#line, where, on: this.#whileTalking() });
    this.#player = new Player({ onState: (speaking) => this.#recorder.mute(speaking) });
  }

  /** Begin to listen. Call it inside a tap. */
  talk() {
    return this.#begin(this.#recorder.start());
  }

  /** What was left here by a page that is gone: its words, or the person's voice, can still be sent. */
  async takeUp() {
    const spoken = this.#spoken.get();
    if (spoken?.stage === "draft" && this.#page.box.value) this.#showDraft(words.draftBefore);
    else if (spoken?.stage === "unclear") this.#panel.show("unclear", words.unclear);
    else if (spoken?.stage === "draft") this.#spoken.set(null);
    const before = await leftBehind(this.#store, this.#page.where);
    for (const record of before.filter(isSettled)) bringHome(this.#store, this.#line, record).then(this.#page.settled);
    for (const record of before.filter((each) => !isSettled(each))) await this.#takeUp(record);
    const isHome = spoken?.stage === "recording" && !(await this.#store.recording(spoken.record.id));
    if (isHome && !before.some(({ id }) => id === spoken.record.id)) this.#unclear();
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
    this.#panel.close("");
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
    this.#panel.show("asking", words.asking);
    const trouble = await started;
    if (turn !== this.#turn) return;
    if (trouble) {
      this.#panel.close(words[trouble]);
      return;
    }
    this.#spoken.set({ record: this.#recorder.record, stage: "recording", heard: "", keep: false });
    this.#panel.show("listening", words.listening);
  }

  async #finish(text) {
    if (!this.#panel.isTalking) return;
    const turn = (this.#turn += 1);
    const finished = this.#recorder.finish();
    rest();
    this.#settle(turn, await this.#patiently(finished, text), words.draft);
  }

  #again() {
    const { record, heard } = this.#spoken.get() ?? {};
    if (heard) this.#page.draft.taken(heard);
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
    this.#panel.close("");
    this.#page.box.focus();
    if (record && record.id === this.#recorder.record?.id) await this.#recorder.drop();
    else if (record) await this.#line.drop(record);
    else this.#recorder.cancel();
    rest();
    this.#line.rest();
  }

  /** The microphone was gone and may be there again, or another one is. */
  async #goOn() {
    const trouble = await this.#recorder.again();
    if (trouble) this.#panel.say(words[trouble]);
    else this.#panel.show("listening", words.listening);
  }

  async #play() {
    wake();
    const { record } = this.#spoken.get();
    const here = await this.#store.sound(record.id);
    const heard = this.#player.play(here.length ? wav(here) : this.#line.address(record), { bargeIn: true });
    if (!(await heard) && !this.#player.wasHushed) this.#panel.say(words.notPlayed);
    if (!this.#panel.isTalking) rest();
  }

  /** No words, only the voice. Who sends it so wants it to be listened to, so it is kept. */
  #sendVoice() {
    const { record } = this.#spoken.get();
    this.#turn += 1;
    this.#spoken.set(null);
    this.#panel.close("");
    this.#markSent(record);
    this.#page.send({ text: "", mode: "voice", recording: record.id, voice_only: true, keep_voice: true });
  }

  /** If it is still here: it is no draft any more, whatever happens to this page. */
  async #markSent({ id }) {
    if (await this.#store.recording(id)) await this.#store.keep({ id, sent: true });
  }

  /* What becomes of it */

  async #takeUp(record) {
    const turn = this.#turn;
    this.#spoken.set({ record, stage: "recording", heard: "", keep: false });
    const home = bringHome(this.#store, this.#line, record);
    this.#settle(turn, await this.#patiently(home, words.writingDown), words.draftBefore);
  }

  /** After a while without an answer the person is told, and may go on. */
  async #patiently(home, text) {
    const turn = this.#turn;
    this.#panel.show("writing", text);
    const tell = () => this.#panel.show("kept", this.#line.isUp ? words.slow : words.keptHere);
    const timer = setTimeout(() => turn === this.#turn && tell(), SOON);
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
    this.#page.draft.giveBack(heard);
    this.#showDraft(text);
  }

  #unclear() {
    this.#add({ stage: "unclear" });
    this.#panel.show("unclear", words.unclear);
  }

  #refuse(why) {
    this.#spoken.set(null);
    this.#panel.close(why === "empty" ? words.nothing : words.notKept);
  }

  /* While they talk */

  #whileTalking() {
    return {
      level: (loud) => this.#panel.level(loud),
      trouble: (kind) => this.#panel.show("lost", words[kind]),
      asleep: (asleep) => this.#panel.isTalking && this.#panel.say(asleep ? words.asleep : words.listening),
      second: (count) => this.#second(count),
      full: () => this.#finish(words.full),
    };
  }

  /** Silence never ends it; something kind is said. */
  #quiet(seconds) {
    if (this.#panel.state !== "listening") return;
    if (seconds >= LEAVE_IT) this.#panel.say(words.leaveIt);
    else if (seconds >= TAKE_YOUR_TIME) this.#panel.say(words.takeYourTime);
    else if (seconds < 1) this.#panel.say(words.listening);
  }

  #second(count) {
    if (count % TOLD_EVERY) return;
    this.#panel.say(words.minutes.replace("{minutes}", count / 60));
  }

  /* What waits in the box */

  #add(fields) {
    const spoken = this.#spoken.get();
    if (spoken) this.#spoken.set({ ...spoken, ...fields });
  }

  #showDraft(text) {
    this.#panel.showDraft(text, Boolean(this.#spoken.get()?.keep));
    if (matchMedia("(hover: hover) and (pointer: fine)").matches) this.#page.box.focus();
  }
}

/** Whether it needs nobody any more: its message was sent, or nobody wants it. */
const isSettled = ({ sent, dropped }) => Boolean(sent || dropped);

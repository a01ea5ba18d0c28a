/**
 * Talking on the tablet: which of its screens is shown, when it listens, and what was heard. One answer is
 * answering.js; what is said to silence is silence.js; what a screen may be told by voice is screen_voice.js;
 * hearing it again is read_back.js.
 * Fetched when a talk begins, so that the first tap on "Talk" opens the microphone at once.
 */
import { rest, useAudio } from "../voice/tap.js";
import { Meter } from "../voice/meter.js";
import { Answering, spoken } from "./answering.js";
import { keepBroken } from "./broken.js";
import { ReadBack } from "./read_back.js";
import { ScreenVoice } from "./screen_voice.js";
import { Silence } from "./silence.js";
import { audio } from "./speak.js";
import { isOpen } from "./steps.js";
import { Trial } from "./trial.js";
import { micTrouble, words } from "./words_voice.js";

const TWO_MINUTES = 120;
/** Milliseconds without an answer after which somebody who listens rather than reads is told to wait. */
const SOON = 600;
/** Under pages that lie on top nobody is recorded, but for the one that asks whether somebody is there. */
const TALKS_ON_UNDER = [null, "idle"];

export class Voice {
  /** Which screen of talking is shown: "consent" | "hello" | "isme" | "listening" | "no-mic". */
  view = "consent";
  #page;
  #answering;
  #screenVoice;
  #silence;
  #readBack;
  #trial;
  #meter;
  #attended = "";
  #opened = "";
  #finishing = null;
  #doubted = false;

  /**
   * @param {object} page what is around it: {flow, store, sender, screen, speak(), profile(), changed(why),
   *   press(button, {mode, text}) press a control by voice, steer(intent, button) go on, seen() somebody is there}
   */
  constructor(page) {
    this.#page = page;
    useAudio(audio);
    const heard = { hearing: words.canHear, quiet: words.micOn };
    this.#meter = new Meter(page.screen.find('[data-view="listening"] .listening'), heard);
    this.#answering = new Answering(page.store, {
      level: (loud) => this.#meter.level(loud),
      trouble: () => this.#lost(),
      asleep: (on) => on && page.screen.tell(words.resting),
      second: (count) => this.#second(count),
      full: () => this.finished(words.longAnswer),
      quiet: (seconds) => this.#finishing || this.#silence.quiet(seconds),
      waited: (seconds) => this.#finishing || this.#silence.waited(seconds),
      said: (word) => this.#screenVoice.heard(this.#silence.meaning, word),
    });
    this.#silence = new Silence(page, this.#answering);
    this.#readBack = new ReadBack(page, this.#answering);
    this.#trial = new Trial(page, {
      view: () => this.view,
      at: (view) => (this.view = view),
      listen: () => this.#listen(),
      trouble: (kind) => this.#trouble(kind),
    });
    this.#screenVoice = new ScreenVoice(page, { line: () => this.#answering.line, talkOn: () => this.#silence.talkOn() });
  }

  /** What the controls of these screens do, by name. */
  acts = {
    "keep-voice": () => this.#trial.consent(true),
    "words-only": () => this.#trial.consent(false),
    "hello-said": () => this.#trial.said(),
    "hello-again": () => this.#trial.again(),
    "hello-enough": () => this.#trial.done(),
    "was-me": () => this.#trial.done(),
    finished: () => this.finished(),
    "talk-on": () => this.#silence.talkOn(),
    "start-again": () => this.again(),
    undo: () => this.#screenVoice.undo(),
    "hear-back": async () => (await this.#readBack.words()) || this.#page.screen.tell(words.cannotRead),
    "own-voice": () => this.#readBack.voice(this.#here.voice),
    "say-again": (button) => this.#sayAgain(button),
  };

  /** Nothing is silence while somebody speaks. */
  get isBusy() {
    return this.#answering.speaks || Boolean(this.#finishing);
  }

  /** Our own voice is being heard: nobody listens meanwhile. */
  speaking(on) {
    for (const part of [this.#answering, this.#screenVoice, this.#trial]) part.mute(on);
  }

  /* What is pressed. Microphones are opened first, inside the tap. */

  /** "Talk" */
  talk() {
    const { flow } = this.#page;
    if (flow.talk.keep_voice === undefined) this.view = "consent";
    else this.#listen();
    return this.#open();
  }

  /** "Say it again", and "Start again": what was said is gone. */
  async again() {
    await this.#answering.drop();
    this.#listen();
    return this.#open();
  }

  /** "I have finished" @param {string} [news] */
  finished(news = "") {
    if (!this.#answering.about) return null;
    if (!this.#answering.hasSpoken && !this.#doubted && !news) {
      this.#doubted = true;
      return this.#page.screen.tell(words.notHeard);
    }
    this.#finishing ??= this.#finish(news).finally(() => (this.#finishing = null));
    return this.#finishing;
  }

  /** Somebody leaves, or it was put away: what was said is an answer all the same, for staff to listen to. */
  async keepUnfinished() {
    await this.#finishing;
    const { about, hasSpoken } = this.#answering;
    if (!about) return;
    const said = hasSpoken ? await this.#answering.finish(0) : await this.#answering.drop();
    if (said) await keepBroken(this.#page, about, said);
    await this.#answering.settled();
    this.#page.sender.send();
  }

  /** What was being said when the browser ended. */
  async rescue() {
    const broken = await this.#answering.broken();
    if (!broken) return;
    const { talk, question_id, recording, sound } = broken;
    await keepBroken(this.#page, { talk, question_id }, { recording, sound });
    this.#page.sender.send();
  }

  /** What was read back is said again: what was said before is gone. */
  async #sayAgain(button) {
    const { flow, steer } = this.#page;
    const { id } = flow.talk;
    // In this order: the press goes as it was made, spoken or not, before anything is waited for.
    const gone = this.#answering.takeBack(id, this.#here.voice);
    await Promise.all([gone, steer("change_answer", button)]);
    if (flow.talk?.id === id && flow.talk.phase === "correcting") await this.again();
  }

  /* Listening, or not, as the screen needs it */

  /**
   * Another screen is shown, or a page lies on top of it, or is taken off it.
   * @param {Promise | null} reading what is being read aloud
   */
  async attend(reading = null) {
    const { flow, screen, profile } = this.#page;
    const at = screen.dialog ?? screen.view;
    const place = [at, flow.talk?.id, flow.talk?.question_id, flow.talk?.phase, flow.talk?.said].join(" ");
    if (place === this.#attended) return;
    this.#attended = place;
    this.#screenVoice.clear();
    if (at !== "hello") this.#trial.stop();
    const isListening = screen.view === "listening" && TALKS_ON_UNDER.includes(screen.dialog);
    if (isListening) return this.#listen();
    this.#answering.hold();
    if (!this.#isSameQuestion()) this.#answering.drop();
    await Promise.allSettled([reading, this.#trial.playing]);
    if (place !== this.#attended) return;
    if (at === "isme" && profile().hands_free) await this.#page.speak().say(screen.find("#isme-title"), "Was that you?");
    if (at === "check" && this.#isSpoken && this.#readsAloud) await this.#readBack.wholeScreen();
    if (place === this.#attended) this.#screenVoice.listen(at, this.#isSpoken);
    if (place === this.#attended && at === "ask" && profile().hands_free) this.#openByItself(place);
  }

  /** Nobody talks any more: nothing of them stays. */
  close() {
    this.#attended = this.#opened = "";
    this.#screenVoice.close();
    this.#trial.close();
    this.#answering.close();
    this.#silence.close();
    this.view = "consent";
    this.#meter.rest();
    rest();
  }

  get #readsAloud() {
    const { hands_free, read_aloud } = this.#page.profile();
    return hands_free || read_aloud;
  }

  /** How this question was answered. */
  get #here() {
    const { talk } = this.#page.flow;
    return talk?.how[talk.question_id];
  }

  get #isSpoken() {
    return Boolean(this.#here?.voice);
  }

  #isSameQuestion() {
    const { talk } = this.#page.flow;
    const { about } = this.#answering;
    return !about || Boolean(this.#finishing) || (talk?.id === about.talk && talk.question_id === about.question_id && isOpen(talk));
  }

  /** Once for each question: whoever went back from it wants another way. */
  #openByItself(place) {
    if (place === this.#opened) return;
    this.#opened = place;
    this.talk();
  }

  #open() {
    return this.#page.flow.openDoor("talk");
  }

  #show(view) {
    this.view = view;
    return this.#page.changed("voice");
  }

  /** Begin to record, or go on. Calls the microphone at once. */
  #listen() {
    const { talk } = this.#page.flow;
    const about = { talk: talk.id, question_id: talk.question_id };
    this.view = "listening";
    this.#page.speak().hush();
    if (!this.#answering.about) {
      this.#doubted = false;
      this.#meter.rest();
      this.#silence.begin();
    }
    this.#answering.start(about).then((kind) => kind && this.#trouble(kind));
  }

  async #finish(news) {
    const { flow, screen } = this.#page;
    const { about } = this.#answering;
    this.#silence.say(words.oneMoment);
    const soon = setTimeout(() => this.#sayOneMoment(), SOON);
    const said = await this.#answering.finish();
    clearTimeout(soon);
    const isThere = flow.talk?.id === about.talk && flow.talk.question_id === about.question_id;
    if (!said) {
      await this.#answering.settled();
      screen.tell(words.notHeard);
      return this.#listen();
    }
    const keep_voice = flow.talk?.keep_voice ?? false;
    if (isThere && isOpen(flow.talk)) await flow.answer(spoken(said, keep_voice));
    else await keepBroken(this.#page, about, said);
    await this.#answering.settled();
    if (news) screen.tell(news);
  }

  #sayOneMoment() {
    if (this.#readsAloud) this.#page.speak().say(this.#page.screen.find("#listening-title"), words.oneMoment);
  }

  /* While somebody speaks, or does not */

  #second(count) {
    if (count % TWO_MINUTES === 0) this.#page.screen.tell(words.twoMinutes);
  }

  /* What goes wrong */

  #trouble(kind) {
    this.#trial.forget();
    this.#page.screen.find("#no-mic-title").textContent = micTrouble[kind] ?? words.micFailed;
    this.#show("no-mic");
  }

  /** In the middle of an answer. What was said is an answer, and it can be said again. */
  #lost() {
    if (this.#answering.hasSpoken) this.finished(words.micLost);
    else {
      this.#answering.drop();
      this.#trouble("lost");
    }
  }
}

/**
 * Talking on the tablet: which of its screens is shown, when it listens, and what was heard. One answer is
 * answering.js; what a screen may be told by voice is spoken_choice.js and by_voice.js.
 * Fetched when a talk begins, so that the first tap on "Talk" opens the microphone at once.
 */
import { rest, useAudio } from "../voice/tap.js";
import { Meter } from "../voice/meter.js";
import { wav } from "../voice/wav.js";
import { Answering } from "./answering.js";
import { keepBroken } from "./broken.js";
import { ByVoice } from "./by_voice.js";
import { Hello } from "./hello.js";
import { Prompts } from "./prompts.js";
import { audio } from "./speak.js";
import { SpokenChoice } from "./spoken_choice.js";
import { isOpen } from "./steps.js";
import { sayWords } from "./say.js";
import { words } from "./words_voice.js";

/** What a spoken word means on each screen: the control that it presses. */
const SPOKEN = {
  consent: { yes: "keep-voice", no: "words-only" },
  isme: { yes: "was-me", no: "hello-again" },
  check: { yes: "yes", no: "say-again", stop: "stop" },
  stop: { yes: "finish", no: "carry-on", stop: "finish" },
  idle: { yes: "carry-on", no: "finish" },
};
const WORD = { yes: "Yes", no: "No", stop: "Stop" };
const TROUBLE = {
  refused: words.micRefused,
  none: words.micNone,
  busy: words.micBusy,
  lost: words.micLost,
  insecure: words.micInsecure,
};
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
  #choice = null;
  #byVoice;
  #hello;
  #prompts = null;
  #meters;
  #attended = "";
  #opened = "";
  #finishing = null;
  #doubted = false;
  #waits = null;
  /** What stands on the screen while it listens, as Prompts has it; and what of it was asked aloud last. */
  #state = "listening";
  #asked = "finished";

  /**
   * @param {object} page what is around it: {flow, store, sender, screen, speak(), profile(), changed(why),
   *   press(button, {mode, text}) press a control by voice, steer(intent, button) go on, seen() somebody is there}
   */
  constructor(page) {
    this.#page = page;
    useAudio(audio);
    const find = (view) => page.screen.find(`[data-view="${view}"] .listening`);
    const heard = { hearing: words.canHear, quiet: words.micOn };
    this.#meters = { listening: new Meter(find("listening"), heard), hello: new Meter(find("hello"), heard) };
    this.#answering = new Answering(page.store, {
      level: (loud) => this.#meters.listening.level(loud),
      trouble: () => this.#lost(),
      asleep: (on) => on && page.screen.tell(words.resting),
      second: (count) => this.#second(count),
      full: () => this.finished(words.longAnswer),
      quiet: (seconds) => this.#silent(this.#prompts.quiet(seconds)),
      waited: (seconds) => this.#silent(this.#prompts.waited(seconds)),
      said: (word) => this.#heard(this.#questionAsked, word),
    });
    this.#hello = new Hello({
      level: (loud) => this.#meters.hello.level(loud),
      said: () => this.helloSaid(),
      trouble: (kind) => this.#trouble(kind),
    });
    this.#byVoice = new ByVoice({
      bar: page.screen.find(".by-voice"),
      press: (button, word) => this.#page.press(button, { mode: "voice", text: WORD[word] }),
      undone: () => this.#undone(),
    });
  }

  /** What the controls of these screens do, by name. */
  acts = {
    "keep-voice": () => this.consent(true),
    "words-only": () => this.consent(false),
    "hello-said": () => this.helloSaid(),
    "hello-again": () => this.helloAgain(),
    "hello-enough": () => this.helloDone(),
    "was-me": () => this.helloDone(),
    finished: () => this.finished(),
    "talk-on": () => this.talkOn(),
    "start-again": () => this.again(),
    undo: () => this.#byVoice.undo(),
    "hear-back": async () => (await this.readBack()) || this.#page.screen.tell(words.cannotRead),
    "own-voice": () => this.ownVoice(this.#here.voice),
    "say-again": (button) => this.#sayAgain(button),
  };

  /** Nothing is silence while somebody speaks. */
  get isBusy() {
    return this.#answering.speaks || Boolean(this.#finishing);
  }

  /** Our own voice is being heard: nobody listens meanwhile. */
  speaking(on) {
    for (const part of [this.#answering, this.#choice, this.#hello]) part?.mute(on);
  }

  /* What is pressed. Microphones are opened first, inside the tap. */

  /** "Talk" */
  talk() {
    const { flow } = this.#page;
    if (flow.talk.keep_voice === undefined) this.view = "consent";
    else this.#listen();
    return this.#open();
  }

  /** May the voice be kept? Then the microphone is tried. */
  async consent(keep) {
    this.view = "hello";
    this.#try();
    await this.#page.flow.note({ keep_voice: keep });
    return this.#page.changed("voice");
  }

  helloAgain() {
    this.#try();
    return this.#show("hello");
  }

  /** Whoever presses something wants to talk: we are quiet. */
  #try() {
    this.#page.speak().hush();
    this.#hello.start().then((kind) => kind && this.#trouble(kind));
  }

  /** "Hello" was said: it is played back. */
  async helloSaid() {
    if (this.view !== "hello") return;
    const { sound } = this.#hello;
    if (!sound) return this.#page.screen.tell(words.notHeard);
    this.#hello.stop();
    this.view = "isme";
    this.#waits = this.#page.speak().play(sound);
    this.#page.changed("voice");
  }

  /** The microphone works, or nobody wants to know. */
  helloDone() {
    this.#hello.forget();
    this.#listen();
    return this.#show("listening");
  }

  /** "Say it again", and "Start again": what was said is gone. */
  async again() {
    await this.#answering.drop();
    this.#listen();
    return this.#open();
  }

  talkOn() {
    this.#tellState(this.#prompts?.goOn() ?? "listening");
    this.#page.screen.tell("");
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

  /* Hearing it */

  /** What was heard, in the machine's voice, and each word is lit. @returns {Promise<boolean>} */
  async readBack() {
    const { flow, screen, speak } = this.#page;
    const { said, person_id } = flow.talk;
    if (!said) return speak().say(screen.find(".kept-voice"), words.keptVoice);
    return sayWords(speak(), this.#page.sender, screen.find('[data-view="check"] blockquote'), said, person_id);
  }

  /** With free hands the screen is told from its beginning: what was heard, and what can be said to it. */
  async #readCheck() {
    const { flow, profile, screen, speak } = this.#page;
    const { id, question_id } = flow.talk;
    const isThere = () => flow.talk?.id === id && flow.talk.question_id === question_id && screen.view === "check";
    if (flow.talk.said) await speak().say(screen.find('[data-view="check"] h2[data-for="voice"]'), "I heard");
    if (isThere()) await this.readBack();
    if (isThere() && profile().hands_free) await speak().say(null, flow.talk.said ? words.isThatRight : words.keepVoice);
  }

  async ownVoice(recording) {
    const { flow, screen, speak } = this.#page;
    const { id } = flow.talk;
    const here = await this.#answering.ownVoice(recording);
    const sound = here.length ? wav(here) : await ownVoiceThere(id, recording);
    if (flow.talk?.id !== id) return;
    if (!sound || !(await speak().play(sound))) screen.tell(sound ? "" : words.soundGone);
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
    this.#byVoice.clear();
    this.#choice?.stop();
    this.#tellCanSay(false);
    if (at !== "hello") this.#hello.stop();
    const isListening = screen.view === "listening" && TALKS_ON_UNDER.includes(screen.dialog);
    if (isListening) return this.#listen();
    this.#answering.hold();
    if (!this.#isSameQuestion()) this.#answering.drop();
    await Promise.allSettled([reading, this.#waits]);
    if (place !== this.#attended) return;
    if (at === "isme" && profile().hands_free) await this.#page.speak().say(screen.find("#isme-title"), "Was that you?");
    if (at === "check" && this.#isSpoken && this.#readsAloud) await this.#readCheck();
    if (place === this.#attended) this.#hearChoice(at);
    if (place === this.#attended && at === "ask" && profile().hands_free) this.#openByItself(place);
  }

  /** Nobody talks any more: nothing of them stays. */
  close() {
    this.#attended = this.#opened = "";
    this.#byVoice.clear();
    this.#choice?.stop();
    this.#choice = null;
    this.#hello.forget();
    this.#answering.close();
    this.#prompts = null;
    this.view = "consent";
    for (const meter of Object.values(this.#meters)) meter.rest();
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
      this.#prompts = new Prompts(this.#page.profile());
      this.#doubted = false;
      this.#meters.listening.rest();
      this.#tellState("listening");
    }
    this.#answering.start(about).then((kind) => kind && this.#trouble(kind));
  }

  async #finish(news) {
    const { flow, screen } = this.#page;
    const { about } = this.#answering;
    this.#say(words.oneMoment);
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

  /** @param {string | null} state as Prompts has it; null: nothing changes */
  #silent(state) {
    if (state === null || this.#finishing) return;
    if (state === "listening") this.#page.seen();
    this.#tellState(state);
    if (state === "finished" || state === "leave") this.#ask();
  }

  #tellState(state) {
    const { screen, flow } = this.#page;
    const leave = flow.talk?.phase === "probing" ? words.isThatAll : words.leaveQuestion;
    const found = { waiting: words.takeYourTime, finished: words.haveYouFinished, offer: words.leaveItThere, leave };
    this.#say(found[state] ?? words.listening);
    const offers = state === "offer" || state === "finished" || state === "leave";
    screen.find('[data-act="talk-on"]').hidden = !offers;
    screen.find('[data-act="start-again"]').hidden = offers;
    this.#state = state;
  }

  #say(text) {
    this.#page.screen.find("#listening-title").textContent = text;
  }

  async #ask() {
    this.#asked = this.#state;
    const title = this.#page.screen.find("#listening-title");
    await this.#page.speak().say(title, title.textContent);
    if (this.#answering.about) this.#answering.asked();
  }

  /** What yes and no mean to the question that was just asked while listening. */
  get #questionAsked() {
    const leave = { probing: "enough", asking: "skip" }[this.#page.flow.talk?.phase] ?? "back";
    return { yes: this.#asked === "leave" ? leave : "finished", no: "talk-on", stop: "stop" };
  }

  /* What is said to a screen */

  #hearChoice(at) {
    const { profile } = this.#page;
    const wanted = at === "check" || at === "consent" || at === "isme" ? this.#isSpoken || at !== "check" : false;
    if (!SPOKEN[at] || !(profile().hands_free || (wanted && at !== "consent"))) return;
    this.#choice ??= new SpokenChoice({ line: this.#answering.line, on: this.#choiceOn });
    this.#choice.listen(Object.keys(SPOKEN[at]));
  }

  #choiceOn = {
    ready: () => this.#tellCanSay(true),
    choice: (word) => this.#heard(SPOKEN[this.#page.screen.dialog ?? this.#page.screen.view], word),
    unsure: (times) => this.#unsure(times),
  };

  #tellCanSay(on) {
    this.#page.screen.find(".can-say").hidden = !on;
  }

  async #unsure(times) {
    const { profile, screen, speak } = this.#page;
    screen.tell(words.tapOrSay);
    if (profile().hands_free && times === 1) await speak().say(null, words.tapOrSay);
  }

  #heard(meaning, word) {
    const { screen, profile } = this.#page;
    const act = meaning?.[word];
    const where = screen.dialog ? "dialog[open]" : "body > :not(dialog)";
    const shown = [...document.querySelectorAll(`${where} [data-act="${act}"]`)];
    const button = shown.find((one) => one.checkVisibility()) ?? this.#instead(act) ?? shown[0];
    if (!button) return;
    const { access, scan_seconds } = profile();
    this.#byVoice.show(button, word, access.endsWith("switches") || access === "one_switch" ? 2000 * scan_seconds : 0);
  }

  /** "Yes" to a voice without words: it is kept. */
  #instead(act) {
    return act === "yes" ? this.#page.screen.find('[data-act="voice-only"]') : null;
  }

  #undone() {
    this.#page.screen.tell(words.undone);
    const { dialog, view } = this.#page.screen;
    if (view === "listening" && !dialog) return this.talkOn();
    return this.#hearChoice(dialog ?? view);
  }

  /* What goes wrong */

  #trouble(kind) {
    this.#hello.forget();
    this.#page.screen.find("#no-mic-title").textContent = TROUBLE[kind] ?? words.micFailed;
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

/** A spoken answer as flow.js takes it. */
const spoken = ({ recording, text, sound }, keep_voice) => ({
  text,
  mode: "voice",
  how: { voice: recording, heard: text },
  voice: { recording, keep_voice },
  sound,
});

async function ownVoiceThere(talk, recording) {
  const answer = await fetch(`/tablet/conversations/${talk}/recordings/${recording}.wav`).catch(() => null);
  return answer?.ok ? answer.blob() : null;
}

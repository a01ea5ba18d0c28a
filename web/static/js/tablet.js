/**
 * The tablet. Each part is a file in tablet/; this one only joins them: what is pressed goes to the talk (flow.js),
 * and after every change the screen (screen.js) shows where the talk is.
 */
import { newId } from "./chat/ids.js";
import { watchCards } from "./tablet/card_address.js";
import { Flow } from "./tablet/flow.js";
import { Hands } from "./tablet/hands.js";
import { Help } from "./tablet/help.js";
import { Helped } from "./tablet/helped.js";
import { Idle } from "./tablet/idle.js";
import { guardKiosk } from "./tablet/kiosk.js";
import { PackKeeper } from "./tablet/pack.js";
import { applyProfile } from "./tablet/profile.js";
import { Screen } from "./tablet/screen.js";
import { Sender } from "./tablet/sender.js";
import { isReading, Speak } from "./tablet/speak.js";
import { Store } from "./tablet/store.js";
import { words } from "./tablet/words.js";
import { Ways } from "./tablet/ways.js";

/** Screens that say for themselves what is heard there. */
const QUIET = ["listening", "isme", "check"];
/** Milliseconds to look for newer names before a card is read. */
const LONGEST_LOOK = 1500;

const screen = new Screen(document);
const store = new Store();
const sender = new Sender(store, { place: (id, place) => flow.meet(id, place), revoked, renamed, pack: () => packs.refresh() });
const packs = new PackKeeper(store, sender);
const ways = new Ways(store, sender);
const flow = new Flow({ store, sender }, { changed, trouble: () => screen.tell(words.notKept), by });
const hands = new Hands();
const help = new Help({ store, sender, pack: () => packs.pack, say: sayOfHelp });
/** What follows the pack; made anew with each new one. */
let speak, writing, people, idle;
let peopleAre = null;
/** Choosing pictures and faces, and how these and everything after the first page look: fetched at the first press. */
let doors = null;
let voice = null;
/** What is being read aloud; who listens waits for its end. */
let reading = null;
/** What a spoken word pressed goes as said, not as pressed. */
let asSpoken = {};
/** What the person said when asked whether helped words are theirs; goes with that turn alone. */
let agreed = null;

function profile() {
  return ways.profile;
}

/** How somebody works the screen, and who helps: goes with every turn. */
function by() {
  const helper = Helped.current();
  return { by: profile().access, helper: helper && { ...helper, agreed } };
}

function label(button) {
  return button.innerText.trim();
}

/** How a control was pressed: with words on it, or by saying a word. */
function pressed(button) {
  const { mode = "button", text = label(button) } = asSpoken;
  return { mode, text };
}

/* The screen */

function changed(why) {
  if (why === "left") leave();
  const { talk } = flow;
  const view = viewNow();
  const around = { says: flow.says, pack: packs.pack, pictures: profile().pictures };
  showDoor(view);
  screen.show(view, talk && { ...talk, doors: profile().doors }, around);
  if (talk?.resting === "paused" && screen.dialog !== "pause") openPause();
  else if (!talk?.resting && screen.dialog === "pause" && flow.isStarted) screen.close();
  if (talk) idle.start();
  else idle.stop();
  offerReading();
  hands.refresh();
  if (readsAloud() && why !== "met" && !QUIET.includes(view)) reading = read();
  if (talk && !talk.intro && profile().doors.includes("talk")) withVoice((it) => it.attend(reading));
}

function viewNow() {
  if (peopleAre) return "people";
  return { whohelps: "helper", talk: voice?.view ?? "ask" }[flow.view] ?? flow.view;
}

const readsAloud = () => profile().read_aloud || profile().hands_free;

/** A page lies on top, or was taken off. */
function covered() {
  if (profile().hands_free && screen.dialog) reading = read();
  voice?.attend(reading);
}

function openOnTop(name) {
  screen.open(name);
  covered();
}

function uncover() {
  screen.close();
  covered();
}

function showDoor(view) {
  const { question, sketched, talk } = flow;
  if (doors) {
    if (view === "pictures") doors.pictures.show(question, packs.pack, sketched, profile().choices);
    else doors.pictures.clear();
    if (view === "faces") doors.faces.show(question, talk.how[question.id]?.face);
    else doors.faces.clear();
  } else if (view !== "rest") fetchDoors();
  if (view !== "writing") writing?.close();
  else if (screen.view !== "writing") openWriting(sketched.words, talk.kept.map((each) => each.text));
  if (view === "helper" && screen.view !== "helper") openHelper();
}

/** Nobody's words stay on the screen, and the next person finds it as it usually is. */
function leave() {
  voice?.close();
  ways.choose(null);
  Helped.clear();
  speak.hush();
  screen.close();
  startWays();
  packs.useNewest().then((isNew) => isNew && start());
}

function startWays() {
  applyProfile(profile());
  speak.use(profile());
  hands.use(profile(), speak);
}

/** @returns {Promise<void>} once the page looks like it */
function fetchSheet(name) {
  const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: `/static/css/${name}.css` });
  return new Promise((resolve) => {
    sheet.onload = sheet.onerror = () => resolve();
    document.head.append(sheet);
  });
}

let fetching = null;

function fetchDoors() {
  fetching ??= Promise.all([
    import("./tablet/doors/pictures.js"),
    import("./tablet/doors/faces.js"),
    fetchSheet("tablet_doors"),
    fetchSheet("tablet_voice"),
  ]).then(([{ Pictures, sentence, toggled }, { Faces, faceWords }]) => {
    const [pictures, faces] = ["pictures", "faces"].map((each) => screen.find(`[data-view="${each}"]`));
    doors = { pictures: new Pictures(pictures), faces: new Faces(faces), sentence, toggled, faceWords };
    if (["pictures", "faces"].includes(viewNow())) changed("met");
  });
  return fetching;
}

/* What is fetched only when it is needed, so that the page is there at once. The worker keeps all of it ready. */

async function openWriting(text, said) {
  const { pack } = packs;
  const [{ Writing }, suggestions] = await Promise.all([import("./tablet/doors/writing.js"), packs.words()]);
  writing ??= new Writing({
    element: screen.find('[data-view="writing"]'),
    pack: { suggestions },
    onDraft: (words) => flow.sketch({ words }),
    onDone: (words) => flow.answer({ text: words, mode: "typed", voice: flow.sketched.spoken ?? {} }),
  });
  if (pack === packs.pack && flow.view === "writing") writing.open(text, said);
}

async function openHelper() {
  const { Helper } = await import("./tablet/helper.js");
  if (flow.view === "whohelps") Helper.open(() => flow.turnTo(null));
}

async function askAgreement(person, said) {
  return (await import("./tablet/helper.js")).askAgreement(person, said);
}

/** Now, if it is there already: a microphone has to be opened inside the tap. */
function withVoice(work) {
  if (voice) return work(voice);
  return loadVoice().then(() => work(voice));
}

async function loadVoice() {
  const { Voice } = await import("./tablet/voice.js");
  const around = { flow, store, sender, screen, speak: () => speak, profile, changed, seen, press: pressByVoice };
  voice ??= new Voice(around);
}

function pressByVoice(button, said) {
  asSpoken = said;
  acts[button.dataset.act](button);
  asSpoken = {};
}

/** Somebody talks: nobody has to be asked whether they are there. */
function seen() {
  idle.touch();
  if (screen.dialog === "idle") uncover();
}

/** Put the talk away, with what was being said. */
async function putAway() {
  await voice?.keepUnfinished();
  await flow.lock();
}

async function makePeople() {
  await fetchDoors();
  const { People } = await import("./tablet/people.js");
  people ??= new People({
    pack: packs.pack,
    store,
    element: screen.find('[data-view="people"]'),
    onChosen: begin,
    onResume: resume,
    onClose() {
      closePeople();
      changed("said");
    },
  });
}

/* Reading aloud */

/** The heading that is shown, or the words on the page on top of it. */
const heading = () =>
  screen.dialog
    ? screen.find("dialog[open] h2")
    : (screen.find("main > [data-view]:not([hidden]) :is(h1, .listening h2)") ?? screen.find("#question"));

function offerReading() {
  const isHeard = screen.view === "listening" || screen.view === "hello";
  screen.find('.question [data-act="read"]').hidden = isHeard || !speak.has(screen.find("#question").textContent);
}

async function read() {
  const at = heading();
  return at && speak.has(at.textContent) ? speak.say(at, at.textContent) : false;
}

function readingIs(on) {
  voice?.speaking(on);
  screen.find('[data-act="read"]').setAttribute("aria-pressed", String(Boolean(on)));
}

/* Help */

function sayOfHelp(text) {
  screen.find("#help-title span").textContent = text;
  if (screen.dialog !== "help") screen.tell(text);
}

/* What is pressed */

function openPause() {
  showComforts();
  openOnTop("pause");
}

function showComforts() {
  screen.find('[data-act="night"]').setAttribute("aria-pressed", String(profile().theme === "night"));
  screen.find('[data-act="aloud"]').setAttribute("aria-pressed", String(profile().read_aloud));
  screen.find('[data-act="bigger"] span').textContent = profile().text_size === "huge" ? words.biggest : words.bigger;
}

async function comfort(changes) {
  await ways.change(changes);
  applyProfile(profile());
  showComforts();
  changed("met");
}

async function press(intent, button, news, more = {}) {
  const { text, mode } = pressed(button);
  const isKept = await flow.press(intent, text, { mode, ...more });
  // The last page says it itself.
  if (isKept && screen.view !== "finish") screen.tell(news ?? "");
}

async function begin(person) {
  closePeople();
  const left = person && (await store.locked()).find((talk) => talk.person_id === person.id);
  if (left) return resume(left.id);
  ways.choose(person);
  startWays();
  await flow.begin(person, packs.pack);
}

async function resume(id) {
  closePeople();
  const talk = await store.talk(id);
  ways.choose(packs.pack.people.find((each) => each.id === talk?.person_id) ?? null);
  startWays();
  await flow.resume(id);
}

async function openPeople(kind, code) {
  peopleAre = kind;
  changed("said");
  // Somebody may have been written down a moment ago.
  await Promise.race([packs.refresh(), new Promise((resolve) => setTimeout(resolve, LONGEST_LOOK))]);
  if (await packs.useNewest()) await start();
  await makePeople();
  if (peopleAre === kind) people.open(kind, code);
}

/** Names do not stay in the page when it is hidden. */
function closePeople() {
  peopleAre = null;
  people?.close();
}

/** A card opened the page. Whoever was talking is put away first. */
async function cardShown(code) {
  if (flow.talk) await putAway();
  openPeople("card", code);
}

const acts = {
  start: () => begin(null),
  card: () => openPeople("card"),
  staff: () => openPeople("staff"),
  readers: () => flow.turnTo("readers"),
  alone: () => flow.turnTo(null),
  whohelps: () => flow.turnTo("whohelps"),

  read: (button) => (button.getAttribute("aria-pressed") === "true" ? speak.hush() : read()),
  talk: () => withVoice((it) => it.talk()),
  "keep-voice": () => voice.consent(true),
  "words-only": () => voice.consent(false),
  "hello-said": () => voice.helloSaid(),
  "hello-again": () => voice.helloAgain(),
  "hello-enough": () => voice.helloDone(),
  "was-me": () => voice.helloDone(),
  finished: () => voice.finished(),
  "talk-on": () => voice.talkOn(),
  "start-again": () => voice.again(),
  "other-ways": () => flow.openDoor(null),
  undo: () => voice.undo(),
  "hear-back": () => hearBack(),
  "own-voice": () => voice.ownVoice(spokenHere().voice),
  "voice-only": (button) => press("affirm", button, words.kept, { voice_only: true, keep_voice: true }),
  "say-again": (button) => sayAgain(button),

  pictures: () => flow.openDoor("pictures"),
  faces: () => flow.openDoor("faces"),
  writing: () => flow.openDoor("writing"),
  enough: (button) => press("deny", button),

  async choose(button) {
    await flow.sketch({ chosen: doors.toggled(flow.sketched.chosen, button.dataset.key) });
    const isOn = flow.sketched.chosen.includes(button.dataset.key);
    button.setAttribute("aria-pressed", String(isOn));
    screen.find('[data-act="chosen"]').setAttribute("aria-disabled", String(!flow.sketched.chosen.length));
  },
  async more() {
    await flow.sketch({ page: flow.sketched.page + 1 });
    changed("said");
  },
  async else() {
    if (!profile().doors.includes("writing")) return flow.openDoor(null);
    const chosen = doors.sentence(flow.sketched.chosen, packs.pack.pictures);
    await flow.sketch({ chosen: [], page: 0, words: flow.sketched.words || chosen });
    return flow.openDoor("writing");
  },
  none: () => flow.answer({ text: words.noneOfThese, mode: "pictures" }),
  chosen() {
    const { chosen } = flow.sketched;
    if (!chosen.length) return screen.tell(words.chooseFirst);
    const text = doors.sentence(chosen, packs.pack.pictures);
    return flow.answer({ text, mode: "pictures", pictures: chosen, how: { pictures: chosen } });
  },
  face(button) {
    const face = button.dataset.key;
    return flow.answer({ text: doors.faceWords(face, flow.question), mode: "faces", face, how: { face } });
  },

  async yes(button) {
    const { id, person_id, said } = flow.talk;
    if (Helped.current()) {
      agreed = await askAgreement(packs.pack.people.find((each) => each.id === person_id) ?? null, said);
      if (!agreed || flow.talk?.id !== id) return (agreed = null);
    }
    await press("affirm", button, words.kept);
    agreed = null;
  },
  async change(button) {
    const how = spokenHere();
    const { said } = flow.talk;
    await press("change_answer", button);
    if (flow.talk?.phase !== "correcting") return;
    if (how?.voice) await flow.sketch({ words: said, spoken: { recording: how.voice, heard: how.heard } });
    else if (how?.pictures) await flow.sketch({ chosen: how.pictures });
    else if (!how?.face) await flow.sketch({ words: said });
    await flow.openDoor(how?.pictures ? "pictures" : how?.face ? "faces" : "writing");
  },
  add: (button) => press("add_more", button),
  remove: (button) => press("delete_my_answer", button),
  keep: (button) => press("deny", button),
  "take-out": (button) => press("affirm", button, words.takenOut),
  skip: (button) => press("skip", button, words.skipped),

  async back(button) {
    const before = { readers: "about", whohelps: "readers" }[flow.view];
    if (before) await flow.turnTo(before);
    else if (peopleAre) {
      closePeople();
      changed("said");
    } else if (flow.view === "pictures" && flow.sketched.page > 0) {
      await flow.sketch({ page: flow.sketched.page - 1 });
      changed("said");
    } else if (flow.talk.door) await flow.openDoor(null);
    else await flow.back(label(button));
  },

  pause(button) {
    speak.hush();
    openPause();
    if (flow.isStarted) flow.pause(label(button));
  },
  stop() {
    speak.hush();
    openOnTop("stop");
  },
  help() {
    speak.hush();
    openOnTop("help");
    help.call(flow.talk?.person_id ?? null, flow.isStarted ? flow.talk.id : null);
  },
  "carry-on"() {
    uncover();
    idle.touch();
    if (flow.talk?.resting) flow.carryOn();
  },
  async finish(button) {
    const { text, mode } = pressed(button);
    screen.close();
    await voice?.keepUnfinished();
    if (flow.isStarted) await flow.stop(text, mode);
    else await flow.lock();
  },
  close: () => putAway(),
  "kept-more": () => screen.moreKept(flow.talk),

  bigger: () => comfort({ text_size: { normal: "large", large: "huge", huge: "normal" }[profile().text_size] }),
  night: () => comfort({ theme: profile().theme === "night" ? "day" : "night" }),
  aloud: () => comfort({ read_aloud: !profile().read_aloud }),
};

/** What was said aloud to this question, if it was. */
function spokenHere() {
  return flow.talk.how[flow.talk.question_id];
}

async function hearBack() {
  if (!(await voice.readBack())) screen.tell(words.cannotRead);
}

/** The microphone is opened in the tap; what was said before is gone with it. */
async function sayAgain(button) {
  const { id } = flow.talk;
  const { voice: recording } = spokenHere();
  await voice.takeBack(id, recording);
  await press("change_answer", button);
  if (flow.talk?.id === id && flow.talk.phase === "correcting") await voice.again();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-act]");
  if (!button) return;
  screen.tell("");
  acts[button.dataset.act]?.(button);
});

// Escape closes a page that lies on top: that is carrying on.
document.addEventListener(
  "cancel",
  (event) => {
    event.preventDefault();
    acts["carry-on"]();
  },
  true,
);

/* Pairing */

/** The server does not know this tablet any more: nobody's name or words can be seen; what waits is kept. */
async function revoked() {
  if (!packs.pack) return;
  packs.pack = null;
  await packs.wipe();
  await flow.lock();
  await store.forgetFinished(0);
  showAlone("locked-out");
}

/** The tablet was paired anew: a talk that belonged to the old one goes on under a new name. */
function renamed(old) {
  const id = newId();
  if (flow.talk?.id === old) store.set("open", id);
  flow.renamed(old, id);
  return id;
}

function showAlone(view) {
  idle?.stop();
  screen.close();
  screen.show(view, null, { says: [], pack: { pictures: {} }, pictures: false });
}

/* Start */

/** Nobody has to touch anything while something is heard, be it us or them. */
const busy = () => isReading() || Boolean(voice?.isBusy);

/** Take up the pack: at the start, and when a new one came while nobody talked. */
async function start() {
  const { pack } = packs;
  speak = new Speak({ pack, profile: profile(), onState: readingIs });
  people?.close();
  writing = people = null;
  idle?.stop();
  idle = new Idle({ seconds: pack.idle_seconds, onNudge: () => openOnTop("idle"), onLock: putAway, busy });
  startWays();
}

/** The browser ended while somebody was speaking. What they had said is an answer that staff listen to. */
async function rescue() {
  await withVoice((it) => it.rescue());
  if (flow.talk?.door === "talk") await flow.openDoor(null);
  else changed("met");
}

async function run() {
  guardKiosk();
  navigator.serviceWorker?.register("/tablet/sw.js", { scope: "/tablet" }).catch(() => undefined);
  navigator.storage?.persist?.();
  if (!(await packs.load())) return showAlone(packs.revoked ? "locked-out" : "trouble");
  await start();
  if (await flow.restore(2000 * packs.pack.idle_seconds)) {
    await ways.restore(packs.pack.people.find((each) => each.id === flow.talk.person_id) ?? null);
    startWays();
  }
  changed("met");
  watchCards(cardShown);
  if (await store.get("recording")) await rescue();
  sender.start();
  help.start();
  packs.refresh();
}

run().catch((error) => {
  console.error(error);
  showAlone("trouble");
});

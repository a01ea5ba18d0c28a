/**
 * The tablet. Each part is a file in tablet/; this one only joins them: what is pressed (acts.js) goes to the talk
 * (flow.js), and after every change the screen (screen.js) shows where the talk is.
 */
import { newId } from "./chat/ids.js";
import { actsOf } from "./tablet/acts.js";
import { Flow } from "./tablet/flow.js";
import { Hands } from "./tablet/hands.js";
import { Help } from "./tablet/help.js";
import { Idle } from "./tablet/idle.js";
import { guardKiosk } from "./tablet/kiosk.js";
import { PackKeeper } from "./tablet/pack.js";
import { Presses } from "./tablet/presses.js";
import { applyProfile } from "./tablet/profile.js";
import { Reading } from "./tablet/reading.js";
import { Screen } from "./tablet/screen.js";
import { Sender } from "./tablet/sender.js";
import { isReading, Speak } from "./tablet/speak.js";
import { Store } from "./tablet/store.js";
import { Visitor } from "./tablet/visitor.js";
import { words } from "./tablet/words.js";
import { Ways } from "./tablet/ways.js";

/** Milliseconds until what could not be fetched is tried again. */
const AGAIN = 2000;

/** What the parts have of each other. `parts` (the ways to answer) and `voice` are fetched when they may be needed. */
const page = {
  screen: new Screen(document),
  store: new Store(),
  hands: new Hands(),
  speak: null, idle: null, voice: null, parts: null,
  changed, fetchParts, openOnTop, openPause, putAway, start, startWays, uncover, viewNow, withVoice,
  get profile() {
    return this.ways.profile;
  },
}; // prettier-ignore
const { hands, screen, store } = page;
const sender = new Sender(store, { place: (id, place) => flow.meet(id, place), revoked, renamed, pack: () => packs.refresh() });
const packs = new PackKeeper(store, sender);
Object.assign(page, { sender, packs, ways: new Ways(store, sender) });
const presses = new Presses(page);
const flow = new Flow({ store, sender }, { changed, trouble: () => screen.tell(words.notKept), by: () => presses.by() });
const reading = new Reading(page);
const visitor = new Visitor(page);
const help = new Help({ store, sender, pack: () => packs.pack, say: sayOfHelp });
Object.assign(page, { presses, flow, reading, visitor, help });
page.acts = actsOf(page);

/* The screen */

function changed(why) {
  if (why === "left") leave();
  const { talk } = flow;
  const { profile } = page;
  const view = viewNow();
  if (page.parts) page.parts.show(view);
  else if (view !== "rest") fetchParts();
  if (!flow.isPaused && screen.dialog === "pause" && flow.isStarted) screen.close(); // else the screen has no focus
  screen.show(view, talk && { ...talk, doors: profile.doors }, { says: flow.says, pack: packs.pack, pictures: profile.pictures });
  if (flow.isPaused && !screen.dialog) openPause();
  if (talk) page.idle.start();
  else page.idle.stop();
  reading.follow(view, why);
  hands.refresh();
  if (talk && !talk.intro && profile.doors.includes("talk")) withVoice((it) => it.attend(reading.now));
}

function viewNow() {
  if (visitor.view) return visitor.view;
  return { whohelps: "helper", talk: page.voice?.view ?? "ask" }[flow.view] ?? flow.view;
}

function openOnTop(name) {
  screen.open(name);
  reading.cover();
}

function uncover() {
  screen.close();
  reading.cover();
}

function openPause() {
  page.parts?.comforts.show();
  openOnTop("pause");
}

function sayOfHelp(text) {
  screen.find("#help-title span").textContent = text;
  if (screen.dialog !== "help") screen.tell(text);
}

let fetching = null;

/** The ways to answer. @returns {Promise<void>} once they are here, or cannot be */
function fetchParts() {
  fetching ??= import("./tablet/door_parts.js").then(({ DoorParts }) => DoorParts.open(page));
  fetching.catch(() => {
    fetching = null;
    setTimeout(fetchParts, AGAIN);
  });
  return fetching.catch(() => undefined);
}

/* Coming and going */

/** The next person finds it as it usually is. */
function leave() {
  page.voice?.close();
  visitor.leave();
  page.speak.hush();
  screen.close();
  startWays();
  packs.useNewest().then((isNew) => isNew && start());
}

function startWays() {
  applyProfile(page.profile);
  page.speak.use(page.profile);
  hands.use(page.profile, page.speak);
}

/** Put the talk away, with what was being said. */
async function putAway() {
  await page.voice?.keepUnfinished();
  await flow.lock();
}

/** Somebody talks: nobody has to be asked whether they are there. */
function seen() {
  page.idle.touch();
  if (screen.dialog === "idle") uncover();
}

/** Now, if it is there already: a microphone has to be opened inside the tap. */
function withVoice(work, without = () => {}) {
  if (page.voice) return work(page.voice);
  return loadVoice().then(() => work(page.voice), without);
}

async function loadVoice() {
  const { Voice } = await import("./tablet/voice.js");
  const steer = (...said) => presses.say(...said);
  const press = (button, said) => presses.byVoice(button, said);
  const around = { flow, store, sender, screen, speak: () => page.speak, profile: () => page.profile, changed, seen, steer, press };
  page.voice ??= new Voice(around);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-act]");
  if (!button) return;
  screen.tell("");
  presses.act(button);
});

// Escape is carrying on.
document.addEventListener(
  "cancel",
  (event) => {
    event.preventDefault();
    page.acts["carry-on"]();
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

/** Paired anew: a talk of the old tablet goes on under a new name. */
function renamed(old) {
  const id = newId();
  if (flow.talk?.id === old) store.set("open", id);
  flow.renamed(old, id);
  return id;
}

function showAlone(view) {
  page.idle?.stop();
  screen.close();
  screen.show(view, null, { says: [], pack: { pictures: {} }, pictures: false });
}

/* Start */

/** Something is heard. */
const busy = () => isReading() || Boolean(page.voice?.isBusy);

/** Take up the pack: at the start, and when a new one came while nobody talked. */
async function start() {
  const { pack } = packs;
  page.speak = new Speak({ pack, profile: page.profile, onState: (on) => reading.is(on) });
  visitor.forget();
  page.parts?.forget();
  page.idle?.stop();
  page.idle = new Idle({ seconds: pack.idle_seconds, onNudge: () => openOnTop("idle"), onLock: putAway, busy });
  startWays();
}

/** Few tablets are shown cards by their address: what reads them is fetched when one is. */
async function readCard() {
  if (!location.hash) return;
  const code = (await import("./tablet/card_address.js")).takeCard();
  if (code) visitor.cardShown(code);
}

/** The browser ended while somebody was speaking: staff listen to it. */
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
  if (await flow.restore(2000 * packs.pack.idle_seconds)) await visitor.restore();
  changed("met");
  visitor.showTold();
  addEventListener("hashchange", readCard);
  readCard();
  if (await store.get("recording")) await rescue();
  sender.start();
  help.start();
  packs.refresh();
}

run().catch((error) => {
  console.error(error);
  showAlone("trouble");
});

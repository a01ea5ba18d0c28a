/**
 * The chat page. It works without this file; with it, words are kept on the device until the home has them,
 * and replies appear by themselves. Each part is a file in chat/; this one only joins them.
 */
import { easeCopying, easeMenu, easeOpening } from "./chat/details.js";
import { Draft } from "./chat/draft.js";
import { newId } from "./chat/ids.js";
import { Log } from "./chat/log.js";
import { Outbox } from "./chat/outbox.js";
import { Replies } from "./chat/replies.js";
import { hasSpoken } from "./chat/spoken.js";
import { Status } from "./chat/status.js";
import { Store } from "./chat/store.js";
import { words } from "./chat/words.js";
import { cannotListen, wake } from "./voice/tap.js";

const find = (selector) => document.querySelector(selector);
const page = find("#chat");
const form = find("#compose");
const box = find("#say");
const problem = find("#problem");
const toNewest = find("#to-newest");
const talk = find("#talk");
const { token, url, after } = page.dataset;

const log = new Log(find("#log"), find("#turns"), {
  person: find("#person-turn"),
  bot: find("#bot-turn"),
  staff: find("#staff-turn"),
});
const status = new Status(find("#status"));
const draft = new Draft(box, token, find("#draft-note"));
const store = new Store(token);
const outbox = new Outbox(url, store, { kept, waiting, refused, ready });
const replies = new Replies(url, Number(after), { turns: showTurns, state: showState, unreachable, gone });
/** A mouse and a keyboard are there: Enter sends, and the focus may go back to the box. */
const withKeyboard = matchMedia("(hover: hover) and (pointer: fine)");
let outlivesPage = true;
let writingTimer = 0;
/** A promise of the Voice, once somebody talks. */
let voice = null;

/* What the person says */

async function say(message) {
  log.showUnsent(message, "sending", words.sending);
  log.toEnd();
  outlivesPage = (await outbox.add(message)) && outlivesPage;
}

async function sendBox() {
  const text = box.value;
  if (!text.trim() || form.dataset.busy) return;
  form.dataset.busy = "yes";
  const spoken = await voice;
  const fields = spoken?.fields(text) ?? {};
  await say({ id: newId(), text, ...fields });
  draft.taken(text);
  if (fields.recording) spoken.sent();
  delete form.dataset.busy;
}

function sendChoice(fields) {
  const { title, intent, text } = fields;
  say(intent ? { id: newId(), text: title, intent } : { id: newId(), text: text || title });
}

/* Talking: its scripts come when they are needed. */

function loadVoice() {
  const at = { panel: find("#voice"), status: find("#voice-status"), form, box, draft, talk };
  const send = (message) => say({ id: newId(), ...message });
  const make = ({ Voice }) => new Voice({ where: url.replace("/turns", ""), token, ...at, send, settled: () => outbox.send() });
  voice ??= import("./chat/voice.js").then(make);
  return voice;
}

function offerTalking() {
  const cannot = cannotListen();
  talk.hidden = Boolean(cannot);
  find("#cannot-talk").textContent = cannot ? words[cannot] : "";
  find("#cannot-talk").hidden = !cannot;
  talk.addEventListener("click", async () => {
    // Sound has to be woken inside the tap itself, before anything is waited for.
    wake();
    (await loadVoice()).talk();
  });
}

/** The sound goes before the words that refer to it. */
async function ready({ recording }) {
  return !recording || (await loadVoice()).isSettled(recording);
}

/* What becomes of it */

function kept(message, turn) {
  log.show(turn);
  log.setState(message.id, "saved", words.saved);
  hideProblem();
  if (!log.unsent().length) status.say("unsaved", "");
}

function waiting() {
  for (const id of log.unsent()) log.setState(id, "unsaved", words.unsaved);
  status.say("unsaved", outlivesPage ? words.keepingHere : words.keepThisOpen);
}

function refused(message, { status: code, body }) {
  log.remove(message.id);
  if (!message.intent) draft.giveBack(message.text);
  showProblem(code === 404 || code === 410 ? words.gone : (body.error ?? words.refused));
  if (!log.unsent().length) status.say("unsaved", "");
}

function showProblem(text) {
  problem.textContent = text;
  problem.hidden = false;
}

function hideProblem() {
  problem.hidden = true;
  problem.textContent = "";
}

/* What comes back */

function showTurns(turns) {
  const readingBack = !log.isAtEnd();
  let news = false;
  for (const turn of turns) {
    // Taken out, but among the earlier messages that this page does not show.
    if (turn.seq <= Number(after) && !log.has(turn.id)) continue;
    const isNew = log.show(turn);
    news ||= isNew;
    // It may have been sent by another window of this device, or the answer to it was lost on the way.
    if (!isNew && turn.speaker === "person") log.setState(turn.id, "saved", words.saved);
  }
  if (news && readingBack) toNewest.hidden = false;
}

function showState(isWaiting, text) {
  status.say("unreachable", "");
  status.say("reply", text);
  clearTimeout(writingTimer);
  // Said only if it takes a moment, so that the line does not flicker.
  if (isWaiting) writingTimer = setTimeout(() => status.say("writing", words.writingBack), 900);
  else status.say("writing", "");
}

function unreachable() {
  status.say("writing", "");
  status.say("unreachable", words.cannotReach);
}

function gone() {
  showProblem(words.gone);
}

/* What is pressed */

function afterPress() {
  // The pressed button is gone. Give the focus a home, without opening a touch keyboard.
  (withKeyboard.matches ? box : find("#log")).focus({ preventScroll: true });
}

document.addEventListener("submit", (event) => {
  // What somebody thinks of what came of it is sent as a page; what they are writing is kept meanwhile.
  if (event.target.matches(".verdict")) return;
  event.preventDefault();
  if (event.target === form) {
    sendBox();
    if (withKeyboard.matches) box.focus();
    return;
  }
  sendChoice(Object.fromEntries(new FormData(event.target)));
  find(".menu").open = false;
  afterPress();
});

box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || !withKeyboard.matches) return;
  event.preventDefault();
  sendBox();
});

toNewest.addEventListener("click", () => {
  log.toEnd();
  toNewest.hidden = true;
  afterPress();
});

document.addEventListener("scroll", () => (toNewest.hidden ||= log.isAtEnd()), { capture: true, passive: true });

/* Reasons to try again at once */

function tryNow() {
  outbox.send();
  replies.hurry();
}

addEventListener("online", tryNow);
addEventListener("pageshow", tryNow);
document.addEventListener("visibilitychange", () => document.hidden || tryNow());

/* Start: what was not sent last time is shown again and goes first. */

offerTalking();
hasSpoken(token).then((spoken) => spoken && loadVoice().then((found) => found.takeUp()));
easeMenu(find(".menu"));
document.querySelectorAll("[data-copy]").forEach(easeCopying);
document.querySelectorAll("details.again").forEach(easeOpening);
for (const message of await store.all()) log.showUnsent(message, "unsaved", words.unsaved);
if (log.unsent().length) {
  waiting();
  log.toEnd();
} else log.openAtEnd();
outbox.send();
replies.listen();

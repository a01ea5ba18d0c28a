/** Calls for help on every staff page: looked for every few seconds, so that nobody has to reload to see one. */
import "./alarms.js";
import { ask } from "./chat/http.js";

const EVERY = 5000;
const PATIENCE = 8000;
const list = document.querySelector("#calls");
const sample = document.querySelector("#call-template")?.content.firstElementChild;
const title = document.title;
/** So many looks in a row may fail before the page says that it sees nothing. */
const MISSES = 3;
const UNWATCHED = "This page cannot see calls for help just now. Please load it again, or sign in again.";
/** Whoever may not read is told of no calls. */
let timer = list && setTimeout(look, EVERY);
let missed = 0;

async function look() {
  clearTimeout(timer);
  const { status, body } = await ask("/review/calls/open", {}, PATIENCE);
  // Somebody who was signed out meanwhile is led to where one signs in: that is no list.
  const isSeen = status === 200 && Array.isArray(body);
  missed = isSeen ? 0 : missed + 1;
  put(document, "#unwatched", missed >= MISSES ? UNWATCHED : "");
  if (isSeen) show(body);
  clearTimeout(timer);
  timer = setTimeout(look, EVERY);
}

/** @param {{id: string, who: string, place: string, since: string, late: boolean, taken_by: string?}[]} calls */
function show(calls) {
  const open = new Set(calls.map((call) => call.id));
  for (const node of [...list.children]) if (!open.has(node.dataset.id)) node.remove();
  for (const call of calls) {
    const there = find(call.id);
    if (there) fill(there, call);
    else list.append(fill(sample.cloneNode(true), call)); // whole, so that a screen reader says it once
  }
  document.querySelector("#no-calls")?.toggleAttribute("hidden", calls.length > 0);
  const untaken = calls.filter((call) => !call.taken_by).length;
  document.title = untaken ? `(${untaken}) Help is wanted – ${title}` : title;
}

function find(id) {
  return list.querySelector(`[data-id="${CSS.escape(id)}"]`);
}

function fill(node, call) {
  node.dataset.id = call.id;
  node.classList.toggle("late", call.late);
  node.classList.toggle("taken", Boolean(call.taken_by));
  put(node, ".call-who", call.who);
  put(node, ".call-place", call.place);
  put(node, ".call-since", call.since);
  put(node, ".call-taken", call.taken_by ? `${call.taken_by} is going.` : "Nobody is going yet.");
  const [take, finish] = [node.querySelector(".take"), node.querySelector(".finish")];
  take.action = `/review/calls/${call.id}/take`;
  finish.action = `/review/calls/${call.id}/finish`;
  take.hidden = Boolean(call.taken_by);
  finish.hidden = !call.taken_by;
  return node;
}

/** Only what changed is written, so that a screen reader says each thing once. */
function put(node, selector, text) {
  const found = node.querySelector(selector);
  if (found.textContent !== text) found.textContent = text;
}

document.addEventListener("visibilitychange", () => document.hidden || !list || look());

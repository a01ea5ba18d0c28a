/** Calls for help on every staff page: looked for every few seconds, so that nobody has to reload to see one. */
import { ask } from "./chat/http.js";

const EVERY = 5000;
const PATIENCE = 8000;
const list = document.querySelector("#calls");
const sample = document.querySelector("#call-template").content.firstElementChild;
const title = document.title;

async function look() {
  const { status, body } = await ask("/review/calls/open", {}, PATIENCE);
  if (status === 200) show(body);
  setTimeout(look, EVERY);
}

/** @param {{id: string, who: string, place: string, since: string, late: boolean, taken_by: string?}[]} calls */
function show(calls) {
  const open = new Set(calls.map((call) => call.id));
  for (const node of [...list.children]) if (!open.has(node.dataset.id)) node.remove();
  for (const call of calls) fill(find(call.id) ?? list.appendChild(sample.cloneNode(true)), call);
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
}

/** Only what changed is written, so that a screen reader says each thing once. */
function put(node, selector, text) {
  const found = node.querySelector(selector);
  if (found.textContent !== text) found.textContent = text;
}

setTimeout(look, EVERY);
document.addEventListener("visibilitychange", () => document.hidden || look());

/** Alarms on every staff page: looked for every few seconds, with a short tone if this browser may make one. */
import { ask } from "./chat/http.js";

const EVERY = 5000;
const PATIENCE = 8000;
const list = document.querySelector("#alarms");
const more = document.querySelector("#more-alarms");
const sample = document.querySelector("#alarm-template")?.content.firstElementChild;
/** Where somebody had to go at the last look; before the first one nothing is known, and nothing sounds. */
let known;
let timer = list && setTimeout(look, EVERY);

async function look() {
  clearTimeout(timer);
  const { status, body } = await ask("/review/alarms/open", {}, PATIENCE);
  // That nothing can be seen is said by the calls for help, which are asked for in the same way.
  if (status === 200 && Array.isArray(body)) show(body);
  timer = setTimeout(look, EVERY);
}

/** @param {{id: string, what: string, since: string, standing: string, urgent: boolean, taken_by: string?}[]} all */
function show(all) {
  const alarms = all.slice(0, Number(more.dataset.most));
  more.hidden = all.length <= alarms.length;
  put(more, ".count", String(all.length));
  const open = new Set(alarms.map((alarm) => alarm.id));
  for (const node of [...list.children]) if (!open.has(node.dataset.id)) node.remove();
  for (const alarm of alarms) {
    const there = list.querySelector(`[data-id="${CSS.escape(alarm.id)}"]`);
    if (there) fill(there, alarm);
    else list.append(fill(sample.cloneNode(true), alarm)); // whole, so that a screen reader says it once
  }
  const wanted = all.filter((alarm) => alarm.urgent && !alarm.taken_by).map((alarm) => alarm.id);
  if (known && wanted.some((id) => !known.has(id))) sound();
  known = new Set(wanted);
}

function fill(node, alarm) {
  node.dataset.id = alarm.id;
  node.classList.toggle("late", alarm.urgent && !alarm.taken_by);
  node.classList.toggle("taken", Boolean(alarm.taken_by));
  put(node, ".alarm-what", alarm.what);
  put(node, ".alarm-since", alarm.since);
  put(node, ".alarm-standing", alarm.standing);
  const take = node.querySelector(".take");
  take.action = `/review/alarms/${alarm.id}/go`;
  take.hidden = Boolean(alarm.taken_by);
  node.querySelector(".look").href = `/review/alarms/${alarm.id}`;
  return node;
}

/** Only what changed is written, so that a screen reader says each thing once. */
function put(node, selector, text) {
  const found = node.querySelector(selector);
  if (found.textContent !== text) found.textContent = text;
}

/** Two short tones. A browser in which nobody pressed anything yet stays silent: it allows no other. */
function sound() {
  if (!navigator.userActivation?.hasBeenActive) return;
  const audio = new AudioContext();
  for (const [at, pitch] of [[0, 660], [0.35, 880]]) {
    const tone = audio.createOscillator();
    const volume = new GainNode(audio, { gain: 0.15 });
    tone.frequency.value = pitch;
    tone.connect(volume).connect(audio.destination);
    tone.start(audio.currentTime + at);
    tone.stop(audio.currentTime + at + 0.25);
  }
  setTimeout(() => audio.close(), 1500);
}

document.addEventListener("visibilitychange", () => document.hidden || !list || look());

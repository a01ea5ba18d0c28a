/**
 * What has to happen inside a tap, at once, before anything is waited for: iPads let sound in and out only then.
 * One audio context and one audio element for the whole page. This file is small, so it may be loaded beforehand;
 * everything else of voice/ can come when it is needed.
 */
import { wav } from "./wav.js";

const TAPS = ["pointerup", "touchend", "click", "keydown"];
/** Bytes of silence: 5 ms. */
const NOTHING = 160;

let context = null;
let element = null;
let awake = false;

/** @returns {"" | "insecure" | "none"} why this browser cannot listen here at all; "" if it can */
export function cannotListen() {
  if (!globalThis.isSecureContext) return "insecure";
  return navigator.mediaDevices?.getUserMedia && globalThis.AudioWorkletNode ? "" : "none";
}

/**
 * Call this first thing in every tap that leads to listening or speaking.
 * @returns {AudioContext} running, or about to be
 */
export function wake() {
  awake = true;
  // Not "playback", which shuts the microphone out; and a silent switch does not silence a reply then.
  if (navigator.audioSession) navigator.audioSession.type = "play-and-record";
  if (!context) {
    context = new AudioContext({ latencyHint: "interactive" });
    // A call or a locked screen interrupts it; only a tap may start it again.
    for (const tap of TAPS) addEventListener(tap, goOn, { capture: true, passive: true });
  }
  goOn();
  unlock();
  return context;
}

/** Nobody listens for a while: saves a phone's battery. `wake` goes on. */
export function rest() {
  awake = false;
  context?.suspend().catch(() => {});
}

/** The one audio element. @returns {HTMLAudioElement} */
export function theAudio() {
  element ??= new Audio();
  return element;
}

/** Another part of the page has an element that a tap unlocked already: use that one. */
export function useAudio(audio) {
  element = audio;
  element.dataset.unlocked = "yes";
}

function goOn() {
  if (awake && context.state !== "running") context.resume().catch(() => {});
}

/** Play nothing once, inside the tap, so that later sounds need no tap. */
function unlock() {
  const audio = theAudio();
  if (audio.dataset.unlocked) return;
  audio.dataset.unlocked = "yes";
  audio.src = URL.createObjectURL(wav([new ArrayBuffer(NOTHING)]));
  audio.play().catch(() => delete audio.dataset.unlocked);
}

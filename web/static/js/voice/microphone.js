/**
 * The microphone: PCM packets of 40 ms at 16 kHz, how loud they are, and what goes wrong with it.
 *
 * Kinds of trouble, each of which the page says kindly:
 *   "refused"  the person or the browser said no          "none"  there is no microphone
 *   "busy"     another program has it                     "lost"  it was there and is gone
 *   "insecure" the address is not secure, so browsers do not allow it
 */
import { cannotListen, wake } from "./tap.js";
import { level } from "./wav.js";

const KINDS = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "none",
  OverconstrainedError: "none",
  NotReadableError: "busy",
  AbortError: "busy",
};
/** Milliseconds without a packet after which the microphone is silent for good, though nobody said so. */
const SILENT = 4000;

let prepared = null;

export class Microphone {
  #on;
  #how;
  #stream = null;
  #source = null;
  #node = null;
  #context = null;
  #muted = false;
  #timer = 0;
  #last = 0;
  #turn = 0;

  /**
   * @param {{sound?: (pcm: Int16Array) => void, level?: (loud: number) => void, trouble?: (kind: string) => void,
   *   asleep?: (on: boolean) => void}} on
   *   level 0 to 1, 25 times a second · trouble: only "lost", after it was open ·
   *   asleep: the device took the sound away for now (a call, a locked screen); the next tap brings it back
   * @param {{noiseSuppression?: boolean, autoGainControl?: boolean}} how
   *   the browser's own improvements for people; recognisers hear better without them (docs/voice.md)
   */
  constructor(on = {}, { noiseSuppression = false, autoGainControl = false } = {}) {
    this.#on = on;
    this.#how = { channelCount: 1, echoCancellation: true, noiseSuppression, autoGainControl };
  }

  get isOpen() {
    return Boolean(this.#stream);
  }

  /**
   * Begin to listen. Call it inside a tap, the first time at least.
   * @returns {Promise<string>} "" once it listens, else the kind of trouble
   */
  open() {
    const cannot = cannotListen();
    if (cannot) return Promise.resolve(cannot);
    this.close();
    this.#context = wake();
    this.#turn += 1;
    return this.#join(navigator.mediaDevices.getUserMedia({ audio: this.#how }), this.#turn);
  }

  /** Nothing is heard while this is on: our own voice is being heard. */
  mute(on) {
    this.#muted = on;
    if (on) this.#on.level?.(0);
  }

  close() {
    this.#turn += 1;
    clearInterval(this.#timer);
    navigator.mediaDevices?.removeEventListener("devicechange", this.#look);
    this.#context?.removeEventListener("statechange", this.#tellAsleep);
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#source?.disconnect();
    this.#node?.disconnect();
    if (this.#node) this.#node.port.onmessage = null;
    this.#stream = this.#source = this.#node = null;
  }

  async #join(asked, turn) {
    let stream;
    try {
      stream = await asked;
      await prepare(this.#context);
    } catch (error) {
      stop(stream);
      return KINDS[error.name] ?? "none";
    }
    // Closed again while the person was asked.
    if (turn !== this.#turn) {
      stop(stream);
      return "";
    }
    this.#listen(stream);
    return "";
  }

  #listen(stream) {
    this.#stream = stream;
    this.#source = this.#context.createMediaStreamSource(stream);
    this.#node = new AudioWorkletNode(this.#context, "what-matters-microphone", { channelCount: 1, channelCountMode: "explicit" });
    this.#node.port.onmessage = ({ data }) => this.#take(new Int16Array(data));
    // It gives out silence; without a way out some browsers do not run it.
    this.#source.connect(this.#node).connect(this.#context.destination);
    const [track] = stream.getAudioTracks();
    track.addEventListener("ended", () => this.#stream === stream && this.#lost());
    navigator.mediaDevices.addEventListener("devicechange", this.#look);
    this.#context.addEventListener("statechange", this.#tellAsleep);
    this.#last = Date.now();
    this.#timer = setInterval(() => this.#watch(), SILENT / 4);
  }

  #take(pcm) {
    this.#last = Date.now();
    if (this.#muted) return;
    this.#on.level?.(level(pcm));
    this.#on.sound?.(pcm);
  }

  /** A device was plugged in or out: was it ours? Not every browser ends the track. */
  #look = async () => {
    const stream = this.#stream;
    const [track] = stream?.getAudioTracks() ?? [];
    const devices = await navigator.mediaDevices.enumerateDevices().catch(() => null);
    if (!track || stream !== this.#stream || !devices) return;
    const ours = track.getSettings().deviceId;
    const there = devices.some(({ kind, deviceId }) => kind === "audioinput" && (!ours || !deviceId || deviceId === ours));
    if (track.readyState === "ended" || !there) this.#lost();
  };

  #tellAsleep = () => this.#on.asleep?.(this.#context.state !== "running");

  #watch() {
    const asleep = this.#context.state !== "running" || document.hidden;
    if (asleep) this.#last = Date.now();
    else if (Date.now() - this.#last > SILENT) this.#lost();
  }

  #lost() {
    this.close();
    this.#on.trouble?.("lost");
  }
}

/** The worklet is loaded once for each context. */
function prepare(context) {
  prepared ??= context.audioWorklet.addModule(new URL("worklet.js", import.meta.url)).catch((error) => {
    prepared = null;
    throw error;
  });
  return prepared;
}

function stop(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** "Please say hello": whether the microphone hears this person. It is played back to them; nothing leaves the tablet. */
import { Microphone } from "../voice/microphone.js";
import { wav } from "../voice/wav.js";
import { Hush } from "./hush.js";

/** Milliseconds of quiet after "hello", and how long it may last at all. */
const OVER = 1200;
const LONGEST = 8000;
/** Bytes of a millisecond. */
const MS = 32;

export class Hello {
  #microphone;
  #hush = new Hush();
  #parts = [];
  #on;

  /** @param {{level: (loud: number) => void, said: () => void, trouble: (kind: string) => void}} on */
  constructor(on) {
    this.#on = on;
    this.#microphone = new Microphone({
      level: (loud) => this.#level(loud),
      sound: (pcm) => this.#parts.push(pcm.slice().buffer),
      trouble: on.trouble,
    });
  }

  /** Call it inside a tap. @returns {Promise<string>} "" once it listens, else the kind of trouble */
  start() {
    this.#parts = [];
    this.#hush = new Hush();
    return this.#microphone.open();
  }

  mute(on) {
    this.#microphone.mute(on);
  }

  stop() {
    this.#microphone.close();
  }

  /** Nothing of it stays. */
  forget() {
    this.stop();
    this.#parts = [];
  }

  /** @returns {Blob | null} what was said, as a WAV file; null if nothing was heard */
  get sound() {
    return this.#hush.hasSpoken ? wav(this.#parts) : null;
  }

  #level(loud) {
    this.#on.level(loud);
    this.#hush.feed(loud);
    const lasted = this.#parts.reduce((sum, part) => sum + part.byteLength, 0) / MS;
    if (this.#hush.hasSpoken && (this.#hush.quiet >= OVER || lasted >= LONGEST)) this.#on.said();
  }
}

/** Plays one sound after the other through the page's one audio element; a touch anywhere stops it. */
import { theAudio, useAudio } from "./tap.js";

/** Milliseconds after our own voice until the room is quiet again. */
const ECHO = 250;

export class Player {
  /** Whether the last sound was stopped on purpose. */
  wasHushed = false;
  #onState;
  #now = null;
  #settling = 0;

  /**
   * @param {{audio?: HTMLAudioElement, onState?: (on: boolean) => void}} how
   *   audio: an element that a tap unlocked already · onState: our own voice begins, or is over and faded away
   *   (mute the microphone with it)
   */
  constructor({ audio = null, onState = () => {} } = {}) {
    if (audio) useAudio(audio);
    this.#onState = onState;
  }

  get isPlaying() {
    return Boolean(this.#now);
  }

  /**
   * Play a sound to its end, or to whatever ends it before.
   * @param {Blob | string} sound a WAV file, or its address
   * @param {{eachFrame?: (ms: number) => void, bargeIn?: boolean}} how bargeIn: a touch or a key stops it
   * @returns {Promise<boolean>} true if it was heard to its end
   */
  play(sound, { eachFrame = () => {}, bargeIn = true } = {}) {
    this.hush();
    this.wasHushed = false;
    const audio = theAudio();
    const url = typeof sound === "string" ? sound : URL.createObjectURL(sound);
    return new Promise((resolve) => {
      const mine = { bargeIn, frame: 0, end: (whole) => this.#end(mine, audio, url, () => resolve(whole)) };
      this.#begin(mine);
      audio.onended = () => mine.end(true);
      audio.onerror = () => mine.end(false);
      audio.muted = false;
      audio.src = url;
      const tick = () => {
        eachFrame(audio.currentTime * 1000);
        if (this.#now === mine) mine.frame = requestAnimationFrame(tick);
      };
      audio.play().then(() => this.#now === mine && tick(), () => mine.end(false));
    });
  }

  /** Be quiet now. */
  hush() {
    this.wasHushed = this.isPlaying;
    this.#now?.end(false);
  }

  #begin(mine) {
    this.#now = mine;
    clearTimeout(this.#settling);
    this.#onState(true);
    if (mine.bargeIn) addEventListener("pointerdown", this.#touched, { capture: true, passive: true });
  }

  #end(mine, audio, url, tell) {
    if (this.#now !== mine) return;
    this.#now = null;
    cancelAnimationFrame(mine.frame);
    removeEventListener("pointerdown", this.#touched, { capture: true });
    audio.onended = audio.onerror = null;
    audio.pause();
    if (url.startsWith("blob:")) URL.revokeObjectURL(url);
    this.#settling = setTimeout(() => this.#onState(false), ECHO);
    tell();
  }

  #touched = () => this.hush();
}

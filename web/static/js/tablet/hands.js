/**
 * How the screen is worked: by touch or keyboard, or by switches or a resting pointer, which are fetched only for
 * those who use them.
 */
const PARTS = {
  one_switch: async (profile, speak) => new (await import("./scan.js")).Scan(profile, { speak }),
  two_switches: async (profile, speak) => new (await import("./scan.js")).Scan(profile, { speak }),
  dwell: async (profile) => new (await import("./dwell.js")).Dwell(profile),
};

export class Hands {
  #part = null;
  #profile = null;

  /** @param {object} profile of whoever is talking @param {import("./speak.js").Speak} speak for spoken cues */
  async use(profile, speak) {
    this.#part?.stop();
    this.#part = null;
    this.#profile = profile;
    const part = await PARTS[profile.access]?.(profile, speak);
    if (!part || this.#profile !== profile) return;
    this.#part = part;
    part.start();
  }

  /** Another screen is shown. */
  refresh() {
    this.#part?.refresh?.();
  }
}

/** (stand-in) Reads aloud what was spoken ahead. */
export class Speak {
  constructor({ pack, onState }) {
    this.pack = pack;
    this.onState = onState;
  }

  has(text) {
    return Boolean(this.pack.spoken?.[text]);
  }

  async say() {}

  hush() {}
}

/**
 * In the browser's sound thread: whatever rate the device has becomes 16,000 samples a second, one channel, 16 bits,
 * handed on in packets of 40 ms. Never by asking for a context of 16 kHz: Firefox refuses a microphone of another rate.
 *
 * Each sample is a weighted sum of its neighbours (a windowed sinc): what lies above 8 kHz would come back as a
 * false tone, so it is filtered out first. Recognisers notice the difference.
 */
const RATE = 16000;
const PACKET = 640;
/** Zero crossings of the sinc on either side: 24 give a steep edge at 16 x 48 multiplications a sample. */
const WIDTH = 24;
/** Steps of the table between two crossings. */
const FINE = 256;
/** Of what 16 kHz can hold, so that the edge of the filter is below it. */
const EDGE = 0.94;

const KERNEL = Float32Array.from({ length: WIDTH * FINE + 1 }, (_, at) => {
  const x = at / FINE;
  const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
  return sinc * (0.5 + 0.5 * Math.cos((Math.PI * x) / WIDTH));
});

class Microphone extends AudioWorkletProcessor {
  #step = sampleRate / RATE;
  /** Of one crossing, in samples of the device. */
  #span = Math.max(this.#step, 1) / EDGE;
  #reach = Math.ceil(WIDTH * this.#span);
  /** The last samples of the device; the next one to be made lies at #at in them. */
  #past = new Float32Array(0);
  #at = 0;
  #packet = new Int16Array(PACKET);
  #filled = 0;

  process([[heard]]) {
    // No channel: the microphone is gone or not joined yet.
    if (heard) this.#take(heard);
    return true;
  }

  #take(heard) {
    const all = new Float32Array(this.#past.length + heard.length);
    all.set(this.#past);
    all.set(heard, this.#past.length);
    for (; this.#at + this.#reach < all.length; this.#at += this.#step) this.#give(this.#sample(all));
    const done = Math.max(0, Math.min(Math.floor(this.#at) - this.#reach, all.length));
    this.#past = all.slice(done);
    this.#at -= done;
  }

  #sample(all) {
    let sum = 0;
    const last = Math.floor(this.#at) + this.#reach;
    for (let each = Math.max(0, Math.ceil(this.#at) - this.#reach); each <= last; each += 1) {
      const far = (Math.abs(each - this.#at) / this.#span) * FINE;
      if (far < WIDTH * FINE) sum += all[each] * KERNEL[Math.round(far)];
    }
    return sum / this.#span;
  }

  #give(value) {
    this.#packet[this.#filled] = Math.round(Math.max(-1, Math.min(1, value)) * 32767);
    this.#filled += 1;
    if (this.#filled < PACKET) return;
    const { buffer } = this.#packet;
    this.#packet = new Int16Array(PACKET);
    this.#filled = 0;
    this.port.postMessage(buffer, [buffer]);
  }
}

registerProcessor("what-matters-microphone", Microphone);

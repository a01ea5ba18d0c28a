/** Sound as this project has it everywhere: 16,000 samples a second, one channel, 16 bits, little-endian. */
export const RATE = 16000;
const HEADER = 44;

/**
 * A WAV file around samples.
 * @param {ArrayBuffer[]} parts PCM, one after the other
 * @returns {Blob}
 */
export function wav(parts) {
  const bytes = parts.reduce((sum, part) => sum + part.byteLength, 0);
  const head = new DataView(new ArrayBuffer(HEADER));
  const write = (at, text) => [...text].forEach((letter, i) => head.setUint8(at + i, letter.charCodeAt(0)));
  write(0, "RIFF");
  head.setUint32(4, HEADER - 8 + bytes, true);
  write(8, "WAVEfmt ");
  head.setUint32(16, 16, true); // length of what follows, up to "data"
  head.setUint16(20, 1, true); // PCM
  head.setUint16(22, 1, true); // channels
  head.setUint32(24, RATE, true);
  head.setUint32(28, RATE * 2, true); // bytes a second
  head.setUint16(32, 2, true); // bytes a sample
  head.setUint16(34, 16, true); // bits
  write(36, "data");
  head.setUint32(40, bytes, true);
  return new Blob([head, ...parts], { type: "audio/wav" });
}

/** @param {string} base64 a WAV file as `say` sends it @returns {Blob} */
export function fromBase64(base64) {
  return new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], { type: "audio/wav" });
}

/** @param {Int16Array} pcm @returns {number} how loud it is, 0 to 1: -60 dB and less is 0, -12 dB and more is 1 */
export function level(pcm) {
  let sum = 0;
  for (const sample of pcm) sum += sample * sample;
  const db = 10 * Math.log10(sum / pcm.length / 32768 ** 2 + 1e-10);
  return Math.min(1, Math.max(0, (db + 60) / 48));
}

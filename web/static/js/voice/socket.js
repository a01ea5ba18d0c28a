/** One WebSocket to the home: JSON both ways, and sound as recording (16 bytes), number (4 bytes), PCM. */
const JOIN_WITHIN = 6000;
const HEADER = 20;

export class Socket {
  /** Resolves when it is closed, whoever closed it, to the code that was given. */
  over;
  #socket;

  /**
   * @param {string} path
   * @param {(message: object) => void} onMessage
   * @returns {Promise<Socket | null>} null: it cannot be had
   */
  static async join(path, onMessage) {
    const socket = new Socket(path, onMessage);
    return (await socket.#joined()) ? socket : null;
  }

  constructor(path, onMessage) {
    this.#socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}${path}`);
    this.#socket.binaryType = "arraybuffer";
    this.#socket.addEventListener("message", ({ data }) => onMessage(JSON.parse(data)));
    this.over = new Promise((resolve) => this.#socket.addEventListener("close", ({ code }) => resolve(code)));
  }

  get isUp() {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** @returns {boolean} whether it went off; that it arrived only an answer says */
  send(message) {
    if (this.isUp) this.#socket.send(JSON.stringify(message));
    return this.isUp;
  }

  /** @param {string} recording its UUID @param {number} seq @param {ArrayBuffer} pcm */
  sendSound(recording, seq, pcm) {
    if (!this.isUp) return;
    const frame = new Uint8Array(HEADER + pcm.byteLength);
    const hex = recording.replaceAll("-", "");
    for (let at = 0; at < 16; at += 1) frame[at] = Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16);
    new DataView(frame.buffer).setUint32(16, seq);
    frame.set(new Uint8Array(pcm), HEADER);
    this.#socket.send(frame);
  }

  close() {
    this.#socket.close();
  }

  async #joined() {
    const timer = setTimeout(() => this.close(), JOIN_WITHIN);
    const opened = new Promise((resolve) => this.#socket.addEventListener("open", () => resolve(true)));
    const joined = await Promise.race([opened, this.over.then(() => false)]);
    clearTimeout(timer);
    return joined;
  }
}

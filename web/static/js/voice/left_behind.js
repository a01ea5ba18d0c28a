/** Recordings whose page is gone: the browser crashed, the battery was flat, the network was away. */
const NAME = "what-matters-sound:";

/** As long as this page lives, the recording is its own. @returns {() => void} gives it free */
export function holdLock(id) {
  let release = () => {};
  const over = new Promise((resolve) => (release = resolve));
  navigator.locks?.request(NAME + id, () => over);
  return release;
}

/**
 * What no living page holds, oldest first.
 * @param {import("./sound_store.js").SoundStore} store
 * @param {string} where "/tablet" or "/chat/<token>"
 */
export async function leftBehind(store, where) {
  const all = await store.recordings(where);
  if (!navigator.locks) return all;
  const held = new Set((await navigator.locks.query()).held.map(({ name }) => name));
  return all.filter(({ id }) => !held.has(NAME + id));
}

/**
 * Bring one to the home as it is.
 * @returns {Promise<import("./carried.js").Outcome & {interrupted: boolean}>}
 *   interrupted: it was not finished; refused "empty": there was nothing in it
 */
export async function bringHome(store, line, record) {
  if (record.dropped) {
    await line.dropThere(record);
    return { whole: false, heard: null, refused: "dropped", interrupted: false };
  }
  const release = holdLock(record.id);
  const interrupted = record.chunks === null;
  const chunks = record.chunks ?? (await store.count(record.id));
  if (!chunks) {
    await line.drop(record);
    return { whole: false, heard: null, refused: "empty", interrupted };
  }
  await store.keep({ id: record.id, chunks, interrupted });
  line.open(record);
  const outcome = await line.finish(record.id, chunks);
  release();
  return { ...outcome, interrupted };
}

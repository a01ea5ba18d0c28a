/** Delivers a recording that waits on the tablet; only when the home has all of it, it is let go of here. */
import { SoundStore } from "../voice/sound_store.js";

const json = (method, body) => ({ method, body: JSON.stringify(body), headers: { "content-type": "application/json" } });
const KEPT = { status: 201, body: { kept: true }, retryAfter: 0 };

/**
 * @param {{kind: "sound" | "gone", talk: string, body: {id: string, question_id?: string, began_at?: string, chunks?: number}}} item
 * @param {(url: string, options: object) => Promise<import("../chat/http.js").Answer>} ask
 * @returns {Promise<import("../chat/http.js").Answer>} as the answer to a turn: 201 and kept, or why not
 */
export async function deliverSound({ kind, talk, body }, ask, sounds = new SoundStore()) {
  const at = `conversations/${talk}/recordings/${body.id}`;
  if (kind === "gone") return takeBack(at, body.id, ask, sounds);
  const begun = await ask(at, json("PUT", { question_id: body.question_id, began_at: body.began_at }));
  if (begun.status !== 200) return begun;
  const finished = await ask(`${at}/finish`, json("POST", { chunks: body.chunks }));
  if (finished.status !== 200) return finished;
  const failed = await sendMissing(at, body.id, finished.body.missing ?? [], ask, sounds);
  if (failed) return failed;
  if (finished.body.missing?.length) {
    const again = await ask(`${at}/finish`, json("POST", { chunks: body.chunks }));
    if (again.status !== 200) return again;
  }
  await sounds.forget(body.id);
  return KEPT;
}

async function sendMissing(at, id, missing, ask, sounds) {
  for (const seq of missing) {
    const pcm = await sounds.chunk(id, seq);
    if (!pcm) continue; // it never reached this disk either
    const headers = { "content-type": "application/octet-stream" };
    const { status, ...rest } = await ask(`${at}/chunks/${seq}`, { method: "POST", body: pcm, headers });
    // Kept under this number already: by a line that broke before it could say so.
    if (status !== 201 && status !== 409) return { status, ...rest };
  }
  return null;
}

/** Somebody says it again: the first way of saying it is gone here at once, and there as soon as can be. */
async function takeBack(at, id, ask, sounds) {
  await sounds.forget(id);
  const { status, retryAfter } = await ask(at, { method: "DELETE" });
  const isGone = (status >= 200 && status < 300) || status === 404;
  return isGone ? KEPT : { status, body: {}, retryAfter };
}

/** An answer that was broken off, or whose screen is gone: kept all the same, for staff to listen to. */
import { isOpen, steps } from "./steps.js";

/**
 * @param {{flow: import("./flow.js").Flow, store: import("./store.js").Store}} page
 * @param {{talk: string, question_id: string}} about
 * @param {{recording: string, text?: string, sound: object | null}} said
 */
export async function keepBroken({ flow, store }, { talk: id, question_id }, { recording, text = "", sound }) {
  const talk = flow.talk?.id === id ? flow.talk : await store.talk(id);
  if (!talk) return;
  const isThere = talk.question_id === question_id && isOpen(talk);
  const voice = { recording, keep_voice: talk.keep_voice ?? false };
  const turn = flow.turn({ text, mode: "voice", intent: "answer", ...voice }, talk);
  const body = { ...turn, question_id, screen: isThere ? talk.phase : "asking" };
  const after = isThere ? steps.answer(talk, { text, how: { voice: recording, heard: text } }) : talk;
  const sounds = sound ? [{ kind: "sound", talk: id, body: sound }] : [];
  await store.keep(after, ...sounds, { kind: "turn", talk: id, body });
  if (flow.talk?.id === id) flow.talk = after;
}

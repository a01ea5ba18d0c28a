/** Words that nobody could speak ahead, such as a person's own: spoken by the home just now, in this person's manner. */
import { fromBase64 } from "../voice/wav.js";

/**
 * @param {import("./speak.js").Speak} speak
 * @param {import("./sender.js").Sender} sender
 * @param {HTMLElement} element shows the words
 * @param {string} text
 * @param {string | null} person_id whose manner it is
 * @returns {Promise<boolean>} true if it was heard to its end; false also if the home cannot be reached
 */
export async function sayWords(speak, sender, element, text, person_id) {
  const headers = { "content-type": "application/json" };
  const { status, body } = await sender.ask("say", { method: "POST", body: JSON.stringify({ text, person_id }), headers });
  if (status !== 200 || !body.wav || element.textContent !== text) return false;
  return speak.play(fromBase64(body.wav), { element, text, words: body.words });
}

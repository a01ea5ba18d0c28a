/** What a key does to a text: capitals, spaces and full stops look after themselves. Only text here, no page. */
const SENTENCE_START = /(^|[.?]\s+)$/;
const WORD_BEFORE = /[\p{L}'’]+$/u;
const ALONE_I = /(^|[\s(])i(?=$|['’](m|ve|ll|d)$)/;

/**
 * A text and the place of its caret.
 * @typedef {{text: string, caret: number}} Written
 */

/** @returns {string} the letters of the word that is being written at the caret */
export function wordBefore({ text, caret }) {
  return text.slice(0, caret).match(WORD_BEFORE)?.[0] ?? "";
}

/** Whether a sentence begins at the caret. */
export function beginsSentence({ text, caret }) {
  return SENTENCE_START.test(text.slice(0, caret));
}

/**
 * @param {Written} written
 * @param {string} key a letter, a mark, "space" or "back"
 * @returns {Written}
 */
export function withKey(written, key) {
  const before = written.text.slice(0, written.caret);
  if (key === "back") return replaced(written, withoutLast(before));
  if (key === "space") return replaced(written, withSpace(before));
  if (key === "'") return replaced(written, `${before}’`);
  if (/[.,?]/.test(key)) return replaced(written, before.trim() ? `${tidyI(before.trimEnd())}${key} ` : before);
  return replaced(written, before + (beginsSentence(written) ? key.toUpperCase() : key));
}

/** @returns {Written} with the half-written word completed, and a space after it */
export function withWord(written, word) {
  const half = wordBefore(written);
  const before = written.text.slice(0, written.caret - half.length);
  const gap = before && !/\s$/.test(before) ? " " : "";
  return replaced(written, `${before}${gap}${word} `);
}

/** "i" on its own is always a capital in English. */
function tidyI(before) {
  return before.replace(ALONE_I, "$1I");
}

function withSpace(before) {
  return !before || /\s$/.test(before) ? before : `${tidyI(before)} `;
}

function withoutLast(before) {
  return [...before].slice(0, -1).join("");
}

function replaced({ text, caret }, before) {
  return { text: before + text.slice(caret), caret: before.length };
}

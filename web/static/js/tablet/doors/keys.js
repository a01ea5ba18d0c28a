/** The big keys: which there are, in which rows. Widths are in columns. */
import { make } from "../make.js";
import { words } from "../words_doors.js";

const ALPHABET = "abcdefghijklmnopqrstuvwxyz";
const KEYBOARD = "qwertyuiopasdfghjklzxcvbnm";
/** Letters in each row, as on every keyboard. */
const THREE_ROWS = [10, 9, 7];
const FIRST_ORDER = 20;
const NAMES = { ".": words.fullStop, ",": words.comma, "?": words.questionMark, "'": words.apostrophe };
const SHOWN = { "'": "’" };

/**
 * One key: what it writes, or "back", "space", "order".
 * @typedef {{key: string, wide: number}} Key
 */

/** @returns {{columns: number, keys: Key[]}} for a screen on its side, upright, or as narrow as a telephone */
export function layout(shape, order) {
  const letters = [...(order === "abc" || shape === "narrow" ? ALPHABET : KEYBOARD)].map(one);
  if (shape === "narrow") {
    return { columns: 5, keys: [...letters, ...["'", ",", ".", "?"].map(one), { key: "space", wide: 3 }, back(2)] };
  }
  const [first, second, third] = inRows(letters);
  const turn = { key: "order", wide: 2 };
  if (shape === "upright") {
    const last = [turn, { key: "space", wide: 5 }, back(3)];
    return { columns: 10, keys: [...first, ...second, one("'"), ...third, one(","), one("."), one("?"), ...last] };
  }
  const marks = ["'", ".", "?"].map(one);
  const space = { key: "space", wide: 3 };
  return { columns: 12, keys: [...first, back(2), ...second, ...marks, ...third, space, turn] };
}

/** @returns {HTMLElement} the keys of a layout; each is told to `onKey` */
export function keysOf({ columns, keys }, order, onKey) {
  const board = make("div", { className: "keys", role: "group", aria: { label: words.bigKeys }, data: { columns } });
  board.append(...keys.map((key, at) => keyOf(key, FIRST_ORDER + at / 100, order)));
  // A key must not take the caret away from the words.
  board.addEventListener("pointerdown", (event) => event.preventDefault());
  board.addEventListener("click", ({ target }) => {
    const key = target.closest("[data-key]")?.dataset.key;
    if (key) onKey(key);
  });
  return board;
}

function keyOf({ key, wide }, scanOrder, order) {
  const label = { back: words.rubOut, space: words.space, order: order === "abc" ? words.asKeyboard : words.abc }[key];
  const button = make("button", { type: "button", className: "key", data: { key, wide, scanOrder } });
  button.textContent = label ?? (SHOWN[key] ?? key).toUpperCase();
  if (NAMES[key]) button.setAttribute("aria-label", NAMES[key]);
  return button;
}

function inRows(letters) {
  let from = 0;
  return THREE_ROWS.map((length) => letters.slice(from, (from += length)));
}

function one(key) {
  return { key, wide: 1 };
}

function back(wide) {
  return { key: "back", wide };
}

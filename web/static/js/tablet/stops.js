/** Where the scanning can stop: the controls of the screen that is shown, and the groups that they fall into. */

/** More stops than this are gone through by group. */
export const MOST_AT_ONCE = 7;
/** From this place in the order on come the controls around the answers: done, read, help, skip, pause, stop. */
const THE_REST = 60;

/**
 * A group of stops; `say` is what a spoken cue says of it.
 * @typedef {{items: HTMLElement[], say: string}} Group
 */

/** @returns {HTMLElement[]} what can be chosen now, in its order: of the open dialog, else of the page */
export function stopsNow() {
  const root = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document;
  return [...root.querySelectorAll("[data-scan-order]")].filter(canBeChosen).sort(byOrder);
}

/** The word that stands on a stop. */
export function labelOf(stop) {
  return stop.getAttribute("aria-label") ?? stop.innerText.trim();
}

/**
 * @param {HTMLElement[]} stops in their order
 * @param {{rest: string, answers: string}} words names of the groups
 * @returns {Group[]} the answers, row by row if they are many; then everything else
 */
export function groupsOf(stops, words) {
  const answers = stops.filter((stop) => orderOf(stop) < THE_REST);
  const rest = stops.filter((stop) => orderOf(stop) >= THE_REST);
  const rows = answers.length > MOST_AT_ONCE ? rowsOf(answers) : [answers];
  const groups = rows.map((items) => ({ items, say: rows.length > 1 ? labelOf(items[0]) : words.answers }));
  return [...groups, { items: rest, say: words.rest }].filter(({ items }) => items.length);
}

/** Rows as they are seen: a stop belongs to the row whose first stop is at the same height. */
function rowsOf(stops) {
  const rows = [];
  for (const stop of stops) {
    const { top, height } = stop.getBoundingClientRect();
    const row = rows.find((each) => Math.abs(each.top - top) < height / 2);
    if (row) row.items.push(stop);
    else rows.push({ top, items: [stop] });
  }
  return rows.map(({ items }) => items);
}

function canBeChosen(element) {
  const { disabled } = element;
  if (disabled || element.getAttribute("aria-disabled") === "true") return false;
  return element.getClientRects().length > 0 && getComputedStyle(element).visibility === "visible";
}

function byOrder(one, other) {
  return orderOf(one) - orderOf(other);
}

function orderOf(stop) {
  return Number(stop.dataset.scanOrder);
}

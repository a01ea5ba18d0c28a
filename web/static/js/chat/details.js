/** Small comforts for what opens and closes: Escape, a press elsewhere, copying the private link. */
import { words } from "./words.js";

/** Close the menu with Escape (the focus goes back to its button) or a press outside. */
export function easeMenu(menu) {
  const summary = menu.querySelector("summary");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    if (menu.contains(document.activeElement)) summary.focus();
    menu.open = false;
  });
  document.addEventListener("pointerdown", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  // Going on by keyboard leaves it too, so that it never covers what has the focus.
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
}

/** @param {HTMLButtonElement} button with data-copy, the id of the field that holds the link */
export function easeCopying(button) {
  const field = document.getElementById(button.dataset.copy);
  const told = button.closest(".panel").querySelector(".copied");
  button.addEventListener("click", async () => {
    told.textContent = (await copy(field)) ? words.copied : words.notCopied;
  });
}

/** What opens below the edge of a scrolling column is brought into sight. */
export function easeOpening(details) {
  details.addEventListener("toggle", () => details.open && details.scrollIntoView({ block: "nearest" }));
}

async function copy(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    // Over plain http there is no clipboard: mark the link, try the old way, and say so if that fails.
    field.focus();
    field.select();
    return document.execCommand("copy");
  }
}

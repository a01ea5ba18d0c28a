/** Tags by keyboard: letters that act while the focus is among the principles of an answer, and nowhere else. */

const TYPING = "input:not([type=radio], [type=checkbox]), textarea, select";

const DO = {
  a: (row) => row?.querySelector(".agree button")?.click(),
  c: (row) => row?.querySelector(".alter")?.click(),
  r: (row) => row?.querySelector(".remove button")?.click(),
  n: (_, section) => section.querySelector(".add")?.click(),
  u: (_, section) => section.querySelector(".undo button")?.click(),
  j: (row, section) => go(row, section, 1),
  k: (row, section) => go(row, section, -1),
};

document.addEventListener("keydown", (event) => {
  const section = event.target.closest?.(".deciding");
  const act = DO[event.key.toLowerCase()];
  if (!section || !act || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.matches(TYPING) || event.target.closest(".choosing")) return;
  event.preventDefault();
  act(event.target.closest(".deciding > .tags > .tag"), section);
});

/** To the next row of the page, or the one before; from no row to the first suggestion from this answer on. */
function go(row, section, step) {
  const rows = [...document.querySelectorAll(".deciding > .tags > .tag")];
  const ahead = (each) => section.contains(each) || after(section, each);
  const waiting = rows.findIndex((each) => each.matches(".suggested") && ahead(each));
  const later = waiting < 0 || step < 0 ? rows.findIndex(ahead) : waiting;
  const here = row ? rows.indexOf(row) + step : later + (step < 0 ? -1 : 0);
  rows[here]?.querySelector("button, a").focus();
}

function after(one, other) {
  return Boolean(one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
}

// Words that somebody selects in an answer come into the form that is open there.
document.addEventListener("selectionchange", () => {
  const selection = document.getSelection();
  const words = selection.anchorNode?.parentElement?.closest(".answer > .words");
  const form = words?.closest(".answer").querySelector(".choosing");
  if (form && !selection.isCollapsed && words.contains(selection.focusNode)) fill(form, selection.toString().trim());
});

/** What somebody typed themselves stays. */
function fill(form, words) {
  const box = form.elements.quote;
  if (box.value && box.value !== box.dataset.selected) return;
  box.value = box.dataset.selected = words;
}

/** A list of conversations: one box that ticks all on the page. */

const all = document.getElementById("tick-all");
const boxes = () => [...document.querySelectorAll('input[name="item"][form="bulk"]')];

all?.addEventListener("change", () => {
  for (const box of boxes()) {
    box.checked = all.checked;
    const folded = box.closest("details");
    if (all.checked && folded) folded.open = true; // nobody ticks what they do not see
  }
});

document.addEventListener("change", (event) => {
  if (!all || event.target.name !== "item") return;
  const ticked = boxes().filter((box) => box.checked).length;
  all.checked = ticked > 0 && ticked === boxes().length;
  all.indeterminate = ticked > 0 && !all.checked;
});

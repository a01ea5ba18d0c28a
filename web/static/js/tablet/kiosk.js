/** Keeps the tablet on this page: nothing that a hand does by accident leads away from it. Pinching to zoom stays. */
const WORDS = "textarea, input";
let guarded = false;

/** Begin; a second call changes nothing. */
export function guardKiosk() {
  if (guarded) return;
  guarded = true;
  guardBack();
  for (const kind of ["contextmenu", "dragstart", "dragover", "drop"]) refuse(kind, () => true);
  refuse("selectstart", (event) => !isWords(event.target));
  refuse("keydown", leavesThePage);
}

/** Back lands on an entry of ours, and we go forward again. */
function guardBack() {
  // Browsers pass over entries that were made before anybody touched the page, so they are made at a touch;
  // behind the next picture on the screen, because making them is slow.
  const build = () => requestAnimationFrame(() => setTimeout(make));
  const make = () => {
    if (history.state?.guard) return;
    history.replaceState({ ...history.state, guard: "floor" }, "");
    history.pushState({ guard: "kept" }, "");
  };
  for (const kind of ["pointerup", "keydown"]) addEventListener(kind, build, { once: true, passive: true });
  addEventListener("popstate", ({ state }) => {
    if (state?.guard === "floor") history.forward();
  });
}

function refuse(kind, when) {
  document.addEventListener(kind, (event) => when(event) && event.preventDefault(), { capture: true });
}

function leavesThePage({ key, altKey }) {
  return altKey && (key === "ArrowLeft" || key === "Home");
}

function isWords(target) {
  const element = target instanceof Element ? target : target?.parentElement;
  return Boolean(element?.closest(WORDS));
}

/** Who helps just now: goes with every turn, outlives a reload, and ends with the talk. */
import { recall, remember } from "./remember.js";

const NOTE = "helper";

export const Helped = {
  /** @returns {{who: string, how: "reads" | "presses" | "writes" | "speaks", agreed: null} | null} */
  current() {
    return recall(NOTE);
  },

  set(helper) {
    remember(NOTE, helper);
  },

  /** The talk is over: the next one begins without a helper, and no name stays on the page. */
  clear(element = document.querySelector('[data-view="helper"]')) {
    remember(NOTE, null);
    element?.replaceChildren();
  },
};

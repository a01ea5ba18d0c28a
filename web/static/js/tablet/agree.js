/** What is asked about somebody's words, and what its controls do: at the end of the questions, and from a pause. */
import { steps } from "./steps.js";
import { words } from "./words_doors.js";

/**
 * Before the screen is shown, so that whoever reads it or stops at its controls finds them.
 * @param {import("./screen.js").Screen} screen @param {object} asks as web/tablet_choices.py has it
 */
export function showAsked(screen, { question, buttons, stands }) {
  const title = screen.find("#agree-title");
  const isNext = title.textContent !== question;
  title.textContent = question;
  screen.find(".agree-stands").textContent = stands;
  const view = screen.find('[data-view="agree"]');
  const yes = view.querySelector("[data-act]");
  if (!view.querySelector('[data-act="agree-no"]')) yes.after(another(yes, "no", "close", 21), another(yes, "other", "shield", 22));
  const ways = [...view.querySelectorAll("[data-act]")];
  for (const [at, button] of ways.slice(0, -1).entries()) {
    button.hidden = at >= buttons.length;
    button.querySelector("span").textContent = buttons[at] ?? "";
  }
  ways.at(-1).hidden = !stands && buttons.length > 1;
  if (isNext) title.focus({ preventScroll: true }); // the screen stays, and what it asks is another thing
}

/** The same control with another meaning and sign. */
function another(yes, meaning, icon, order) {
  const button = yes.cloneNode(true);
  Object.assign(button.dataset, { act: `agree-${meaning}`, scanOrder: String(order) });
  const use = button.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace("i-check", `i-${icon}`));
  return button;
}

/** @param {object} page as in tablet.js */
export function agreeActs(page) {
  const { flow, presses, screen, store } = page;

  /** The words on the control are the choice (actions/consent_words.py), also if it is pressed by a spoken yes. */
  async function agree(button) {
    const { mode } = presses.how(button);
    const { id } = flow.talk;
    if (!(await flow.press("agreed", presses.label(button), { mode, intent: null }))) return;
    const waits = (await store.waiting()).some((item) => item.talk === id); // then staff still see it as it was
    screen.tell(waits ? words.chosenHere : words.chosen);
  }

  async function go(changes) {
    await flow.note(changes);
    page.changed("said");
  }

  return {
    "agree-yes": agree,
    "agree-no": agree,
    "agree-other": agree,
    "agree-leave": () => go(steps.agreed(flow.talk, flow.talk.asks)),
    async "my-words"() {
      if (!flow.isStarted) return screen.tell(words.cannotChoose);
      const { id } = flow.talk;
      await page.acts["carry-on"]();
      const { status, body } = await page.sender.ask(`conversations/${id}/choices`);
      if (flow.talk?.id !== id) return; // put away meanwhile
      if (status !== 200) return screen.tell(words.cannotChoose);
      const [asks, ...queue] = body.asks;
      return go({ asks, queue, left: null });
    },
  };
}

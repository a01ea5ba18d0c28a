/** What was said aloud is checked in its own way: it may be words, or a voice that nobody could make out. */

/**
 * Before the screen is shown.
 * @param {import("./screen.js").Screen} screen @param {object} talk as in steps.js
 */
export function showCheck(screen, talk) {
  const view = screen.find('[data-view="check"]');
  const all = (selector) => view.querySelectorAll(selector);
  const spoken = Boolean(talk.how[talk.question_id]?.voice);
  const words = Boolean(talk.said);
  for (const one of all("[data-for]")) one.hidden = (one.dataset.for === "voice") !== spoken;
  const show = (selector, there) => {
    for (const one of all(selector)) one.hidden = !there;
  };
  show("blockquote", !spoken || words);
  show(".kept-voice", spoken && !words);
  show('h2[data-for="voice"]', spoken && words);
  show('[data-act="hear-back"]', words);
  const [change, write] = all('[data-for="voice"] [data-act="change"]');
  change.hidden = !words;
  write.hidden = words;
  show('[data-for="voice"] [data-act="yes"]', words);
  view.querySelector('[data-act="voice-only"]').classList.toggle("main", !words);
}

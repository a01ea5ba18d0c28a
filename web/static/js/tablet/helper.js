/**
 * Who helps somebody to answer, and how. Staff who read the answer see it; the person is asked whether the words
 * are theirs. It outlives a reload, and ends with the talk.
 */
import { Helped } from "./helped.js";
import { heading, make, press, tile } from "./make.js";
import { fill, words } from "./words_doors.js";

const LONGEST_NAME = 40;
const STAFF = "Staff";
const WHO = [
  { who: STAFF, label: words.staff, sign: "staff" },
  { who: "Family or friend", label: words.family, sign: "family" },
  { who: "Somebody else", label: words.another, sign: "together" },
];
const HOW = [
  { how: "reads", label: words.reads, sign: "together" },
  { how: "presses", label: words.presses, sign: "hand" },
  { how: "writes", label: words.writes, sign: "write" },
  { how: "speaks", label: words.speaks, sign: "talk" },
];

export const Helper = {
  ...Helped,

  /**
   * Ask in an element: who, then how. `onDone` follows when it is known.
   * @param {() => void} onDone
   * @param {HTMLElement} [element]
   */
  open(onDone, element = document.querySelector('[data-view="helper"]')) {
    askWho((helper) => {
      Helped.set(helper);
      element.replaceChildren();
      onDone();
    }, element);
  },
};

/**
 * Ask the person, on a calm page of its own, whether what was written with help is what they say.
 * @param {{name?: string} | null} person
 * @param {string} [said] the words
 * @returns {Promise<boolean>} false also if the page was left without an answer
 */
export function askAgreement(person, said = "") {
  const title = person?.name ? fill(words.yourWordsNamed, { name: person.name }) : words.yourWords;
  const named = { data: { dialog: "agreement" }, aria: { label: title } };
  const page = make("dialog", { className: "calm-page agreement", ...named });
  return new Promise((resolve) => {
    const answer = (own) => {
      page.returnValue = own ? "yes" : "no";
      page.close();
    };
    const yes = press(words.yesMine, { className: "wide main", order: 20, onPress: () => answer(true) });
    const no = press(words.notMine, { order: 21, onPress: () => answer(false) });
    page.append(heading(title, "h2"), make("blockquote", { className: "words", textContent: said, hidden: !said }));
    page.append(make("div", { className: "pair" }, yes, no));
    page.addEventListener("close", () => {
      page.remove();
      resolve(page.returnValue === "yes");
    });
    document.body.append(page);
    page.showModal();
    page.querySelector("h2").focus();
  });
}

function askWho(onKnown, element) {
  const tiles = WHO.map(({ who, label, sign }, at) =>
    tile(label, sign, { order: 21 + at, onPress: () => askHow(who, onKnown, element) }),
  );
  const alone = tile(words.alone, "person", { order: 20, onPress: () => onKnown(null) });
  show(element, heading(words.whoHelps), make("div", { className: "helper-tiles" }, alone, ...tiles));
}

function askHow(who, onKnown, element) {
  const name = who === STAFF ? nameField() : null;
  const named = () => (name?.field.value.trim() ? `${STAFF}, ${name.field.value.trim()}` : who);
  const tiles = HOW.map(({ how, label, sign }, at) =>
    tile(label, sign, { order: 20 + at, onPress: () => onKnown({ who: named(), how, agreed: null }) }),
  );
  const back = press(words.goBack, { order: 71, onPress: () => askWho(onKnown, element) });
  const parts = [heading(words.howTheyHelp), name?.label, make("div", { className: "helper-tiles" }, ...tiles)];
  show(element, ...parts.filter(Boolean), make("div", { className: "pair" }, back));
}

/** Staff type with whatever keys the tablet has. */
function nameField() {
  const field = make("input", { type: "text", maxLength: LONGEST_NAME, autocomplete: "off", spellcheck: false });
  const asked = make("span", { textContent: words.theirName });
  return { field, label: make("label", { className: "helper-name" }, asked, field) };
}

function show(element, ...parts) {
  element.replaceChildren(make("div", { className: "helper" }, ...parts));
  element.querySelector("h1").focus({ preventScroll: true });
}

/** Words that somebody may want next. Nothing is remembered here: what counts is given each time. */
import { beginsSentence, wordBefore } from "./compose.js";

const WHOLE_WORD = /\p{L}[\p{L}’]*(?=[\s.,?!])/gu;
const STARTS = ["i", "my", "it", "the", "they", "we"];
/** What often comes after a word, where our list of single words cannot know it. */
const AFTER = {
  i: "like want feel would am have",
  "i’m": "happy tired not sad fine",
  would: "like love be rather",
  want: "to more my a",
  like: "to my the it being",
  love: "to my the it being",
  feel: "happy safe tired sad lonely",
  am: "happy tired not sad well",
  is: "good nice too not my",
  it: "is was makes helps",
  to: "be go see talk have",
  my: "family room tea friends own",
  the: "food garden staff people music",
  they: "are help listen do never",
  we: "have need like go can",
  more: "time help music visits choice",
  go: "out home to for",
  going: "out to home for",
  need: "help more to time",
  not: "like want enough too very",
  see: "my the more friends",
  with: "my the me people friends",
  in: "the my bed here a",
  of: "the my it tea",
  cup: "of",
  talk: "to about with more",
  listen: "to more",
  be: "able asked with at in",
  do: "not more things it",
  too: "much loud early cold many",
  very: "good nice kind happy much",
  when: "i they it people we",
  because: "i it they of",
  and: "i my the it they",
};

export class Suggest {
  #list;
  /** How a word is spelt: a day has a capital wherever it stands. */
  #spelt;

  /** @param {string[]} list words, most useful first */
  constructor(list) {
    this.#list = list;
    this.#spelt = new Map(list.map((word) => [plain(word), word]));
  }

  /**
   * @param {import("./compose.js").Written} written
   * @param {string[]} said what this person has already said in this talk
   * @param {number} most
   * @returns {string[]} words that complete the half-written one, or go on after the last
   */
  for(written, said, most) {
    const half = plain(wordBefore(written));
    const used = usedIn([...said, written.text]);
    const candidates = half ? [...used, ...this.#list] : [...this.#next(written), ...this.#list];
    const found = new Map();
    for (const word of candidates) {
      if (found.size === most) break;
      const lower = plain(word);
      if (lower.startsWith(half) && lower !== half) found.set(lower, this.#spelt.get(lower) ?? lower);
    }
    const first = beginsSentence(before(written, half));
    return [...found.values()].map((word) => asWritten(word, first));
  }

  #next(written) {
    if (beginsSentence(written)) return STARTS;
    const last = plain(wordBefore({ ...written, caret: written.text.slice(0, written.caret).trimEnd().length }));
    const next = Object.hasOwn(AFTER, last) ? AFTER[last].split(" ") : [];
    return [...next, ...this.#list.filter((word) => word !== last)];
  }
}

/** The words of these texts, the most used first; the half-written word at the end does not count. */
function usedIn(texts) {
  const counts = new Map();
  for (const text of texts) {
    for (const [word] of plain(text).matchAll(WHOLE_WORD)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const often = [...counts].filter(([word]) => word.length > 1);
  return often.sort(([, one], [, other]) => other - one).map(([word]) => word);
}

function before({ text, caret }, half) {
  return { text, caret: caret - half.length };
}

function plain(word) {
  return word.toLowerCase().replaceAll("'", "’");
}

function asWritten(word, first) {
  if (/^i($|’)/.test(word) || first) return word[0].toUpperCase() + word.slice(1);
  return word;
}

/** Answering with pictures: a few at a time, several can be chosen, their words make one sentence. */
import { pictureOf } from "../screen.js";

export class Pictures {
  #element;
  #sign;

  /** @param {HTMLElement} element the section that holds the tiles */
  constructor(element) {
    this.#element = element;
    this.#sign = document.querySelector('[data-act="chosen"] .icon');
  }

  /**
   * @param {object} question
   * @param {object} pack
   * @param {{chosen: string[], page: number}} draft
   * @param {number} size pictures on one page: 2, 3, 4 or 6
   */
  show(question, pack, draft, size) {
    const keys = question.pictures.filter((key) => pack.pictures[key]);
    const pages = Math.max(1, Math.ceil(keys.length / size));
    const page = Math.min(draft.page, pages - 1);
    const grid = this.#element.querySelector(".grid");
    grid.dataset.size = String(size);
    grid.replaceChildren(
      ...keys.slice(page * size, (page + 1) * size).map((key, at) => this.#tile(key, pack, draft.chosen.includes(key), at)),
    );
    this.#offer("more", page < pages - 1);
    const done = document.querySelector('[data-act="chosen"]');
    done.setAttribute("aria-disabled", String(!draft.chosen.length));
  }

  clear() {
    this.#element.querySelector(".grid").replaceChildren();
  }

  #offer(act, there) {
    this.#element.querySelector(`[data-act="${act}"]`).hidden = !there;
  }

  #tile(key, pack, chosen, at) {
    const tile = document.createElement("button");
    tile.type = "button";
    tile.className = "tile choice";
    tile.dataset.act = "choose";
    tile.dataset.key = key;
    tile.dataset.scanOrder = String(20 + at);
    tile.setAttribute("aria-pressed", String(chosen));
    const label = document.createElement("b");
    label.textContent = pack.pictures[key].label;
    const badge = Object.assign(document.createElement("span"), { className: "badge" });
    badge.append(this.#sign.cloneNode(true));
    tile.append(pictureOf(key, pack), label, badge);
    return tile;
  }
}

/** Chosen, or not chosen any more. */
export function toggled(chosen, key) {
  return chosen.includes(key) ? chosen.filter((each) => each !== key) : [...chosen, key];
}

/** "Time outside, music and my family.": the same sentence that the server makes of these pictures. */
export function sentence(keys, pictures) {
  const [first, ...others] = keys.filter((key) => pictures[key]);
  if (!first) return "";
  const parts = [pictures[first].label, ...others.map((key) => pictures[key].phrase)];
  const last = parts.length > 1 ? ` and ${parts.pop()}` : "";
  return `${parts.join(", ")}${last}.`;
}

/** Answering a closed question with one of three faces. Each face has its own sentence in the person's voice. */
import { drawing } from "../screen.js";

const FACES = ["going_well", "so_so", "not_going_well"];

export class Faces {
  #tiles;

  /** @param {HTMLElement} element the section that holds the tiles */
  constructor(element) {
    this.#tiles = element.querySelector(".tiles");
  }

  /** @param {object} question @param {string | null} chosen */
  show(question, chosen = null) {
    this.#tiles.replaceChildren(...FACES.map((face, at) => tile(face, question.faces[at], face === chosen, at)));
  }

  clear() {
    this.#tiles.replaceChildren();
  }
}

/** The words of a face. */
export const faceWords = (face, question) => question.faces[FACES.indexOf(face)];

function tile(face, words, chosen, at) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "tile choice";
  button.dataset.act = "face";
  button.dataset.key = face;
  button.dataset.scanOrder = String(20 + at);
  button.setAttribute("aria-pressed", String(chosen));
  const label = document.createElement("b");
  label.textContent = words;
  button.append(drawing(`/static/img/pictos.svg#${face}`, "sign"), label);
  return button;
}

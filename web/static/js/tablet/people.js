/** (stand-in) Who is talking, and for staff the talks that were left. */
import { Pin } from "./pin.js";

export class People {
  constructor({ pack, store, onChosen, onResume }) {
    Object.assign(this, { pack, store, onChosen, onResume });
    this.element = document.querySelector('[data-view="people"]');
  }

  async open(kind) {
    this.element.replaceChildren(title(kind === "card" ? "Who is talking?" : "Talks that were left"));
    const list = document.createElement("div");
    list.className = "people-list";
    if (kind === "card") {
      for (const person of this.pack.people) list.append(choice(person.name, () => this.onChosen(person)));
    } else if (await Pin.ask()) {
      for (const talk of await this.store.locked()) {
        const name = this.pack.people.find((person) => person.id === talk.person_id)?.name ?? "Somebody";
        list.append(choice(name, () => this.onResume(talk.id)));
      }
    }
    this.element.append(list);
  }
}

function title(text) {
  return Object.assign(document.createElement("h1"), { textContent: text, tabIndex: -1 });
}

function choice(name, onClick) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "wide", textContent: name });
  button.addEventListener("click", onClick);
  return button;
}

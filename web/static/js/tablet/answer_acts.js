/** What the controls of answering, of checking an answer and of how the page looks do, by their name (`data-act`). */
import { agreeActs } from "./agree.js";
import { Helped } from "./helped.js";
import { words } from "./words.js";
import { words as choices } from "./words_doors.js";

/** @param {object} page as in tablet.js @returns {Record<string, (button: HTMLElement) => unknown>} */
export function answerActs(page) {
  const { flow, packs, parts, presses, screen } = page;
  const press = (...said) => presses.say(...said);
  return {
    ...agreeActs(page),
    "other-ways": () => flow.openDoor(null),
    "voice-only": (button) => press("affirm", button, words.kept, { voice_only: true, keep_voice: true }),

    pictures: () => flow.openDoor("pictures"),
    faces: () => flow.openDoor("faces"),
    writing: () => flow.openDoor("writing"),
    enough: (button) => press("deny", button),

    async choose(button) {
      await flow.sketch({ chosen: parts.toggled(flow.sketched.chosen, button.dataset.key) });
      const isOn = flow.sketched.chosen.includes(button.dataset.key);
      button.setAttribute("aria-pressed", String(isOn));
      screen.find('[data-act="chosen"]').setAttribute("aria-disabled", String(!flow.sketched.chosen.length));
    },
    async more() {
      await flow.sketch({ page: flow.sketched.page + 1 });
      page.changed("said");
    },
    async else() {
      if (!page.profile.doors.includes("writing")) return flow.openDoor(null);
      const chosen = parts.sentence(flow.sketched.chosen, packs.pack.pictures);
      await flow.sketch({ chosen: [], page: 0, words: flow.sketched.words || chosen });
      return flow.openDoor("writing");
    },
    none: () => flow.answer({ text: words.noneOfThese, mode: "pictures" }),
    chosen() {
      const { chosen } = flow.sketched;
      if (!chosen.length) return screen.tell(words.chooseFirst);
      const text = parts.sentence(chosen, packs.pack.pictures);
      return flow.answer({ text, mode: "pictures", pictures: chosen, how: { pictures: chosen } });
    },
    face(button) {
      const face = button.dataset.key;
      return flow.answer({ text: parts.faceWords(face, flow.question), mode: "faces", face, how: { face } });
    },

    async yes(button) {
      const { id, person_id, said } = flow.talk;
      if (Helped.current()) {
        const { askAgreement } = await import("./helper.js");
        presses.agreed = await askAgreement(packs.pack.people.find((each) => each.id === person_id) ?? null, said);
        if (!presses.agreed || flow.talk?.id !== id) return (presses.agreed = null);
      }
      await press("affirm", button, words.kept);
      presses.agreed = null;
    },
    // Its words are the choice: see actions/consent_words.py.
    unnamed: (button) => press("affirm", button, choices.keptUnnamed),
    async change(button) {
      const { how: ways, question_id, said } = flow.talk;
      const how = ways[question_id];
      await press("change_answer", button);
      if (flow.talk?.phase !== "correcting") return;
      if (how?.voice) await flow.sketch({ words: said, spoken: { recording: how.voice, heard: how.heard } });
      else if (how?.pictures) await flow.sketch({ chosen: how.pictures });
      else if (!how?.face) await flow.sketch({ words: said });
      await flow.openDoor(how?.pictures ? "pictures" : how?.face ? "faces" : "writing");
    },
    add: (button) => press("add_more", button),
    "pass-on": (button) => press("affirm", button, choices.passedOn),
    "keep-only": (button) => press("deny", button, choices.notPassedOn),
    remove: (button) => press("delete_my_answer", button),
    keep: (button) => press("deny", button),
    "take-out": (button) => press("affirm", button, words.takenOut),
    skip: (button) => press("skip", button, words.skipped),

    "kept-more": () => parts.kept.more(flow.talk),

    bigger: () => parts.comforts.bigger(),
    night: () => parts.comforts.night(),
    aloud: () => parts.comforts.aloud(),
  };
}

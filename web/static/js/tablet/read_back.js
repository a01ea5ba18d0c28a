/** What was said aloud is heard again: in the machine's voice, with each word lit, or in the person's own. */
import { wav } from "../voice/wav.js";
import { sayWords } from "./say.js";
import { words } from "./words_voice.js";

export class ReadBack {
  #page;
  #answering;

  /** @param {object} page as in voice.js @param {import("./answering.js").Answering} answering */
  constructor(page, answering) {
    this.#page = page;
    this.#answering = answering;
  }

  /** "Hear it back" @returns {Promise<boolean>} whether it was heard to its end */
  async words() {
    const { flow, screen, sender, speak } = this.#page;
    const { said, person_id } = flow.talk;
    if (!said) return speak().say(screen.find(".kept-voice"), words.keptVoice);
    return sayWords(speak(), sender, screen.find('[data-view="check"] blockquote'), said, person_id);
  }

  /** With free hands the screen is told from its beginning: what was heard, and what can be said to it. */
  async wholeScreen() {
    const { flow, profile, screen, speak } = this.#page;
    const { id, question_id } = flow.talk;
    const isThere = () => flow.talk?.id === id && flow.talk.question_id === question_id && screen.view === "check";
    if (flow.talk.said) await speak().say(screen.find('[data-view="check"] h2[data-for="voice"]'), "I heard");
    if (isThere()) await this.words();
    if (isThere() && profile().hands_free) await speak().say(null, flow.talk.said ? words.isThatRight : words.keepVoice);
  }

  /** "Hear your own voice" */
  async voice(recording) {
    const { flow, screen, speak } = this.#page;
    const { id } = flow.talk;
    const here = await this.#answering.ownVoice(recording);
    const sound = here.length ? wav(here) : await voiceThere(id, recording);
    if (flow.talk?.id !== id) return;
    if (!sound || !(await speak().play(sound))) screen.tell(sound ? "" : words.soundGone);
  }
}

async function voiceThere(talk, recording) {
  const answer = await fetch(`/tablet/conversations/${talk}/recordings/${recording}.wav`).catch(() => null);
  return answer?.ok ? answer.blob() : null;
}

/**
 * What the controls around every screen and those of the first pages do, by their name (`data-act`). Those of
 * answering are in answer_acts.js, those of talking in voice.js: they are fetched with the first press.
 */
import { words } from "./words.js";

/** @param {object} page as in tablet.js @returns {Record<string, (button: HTMLElement) => unknown>} */
export function actsOf(page) {
  const { flow, presses, reading, screen, visitor } = page;
  return {
    start: () => visitor.begin(null),
    card: () => visitor.open("card"),
    staff: () => visitor.open("staff"),
    readers: () => flow.turnTo("readers"),
    alone: () => flow.turnTo(null),
    whohelps: () => flow.turnTo("whohelps"),

    talk: () => page.withVoice((it) => it.talk(), () => screen.tell(words.cannotListen)),
    read: (button) => reading.toggle(button),

    async back(button) {
      const before = { readers: "about", whohelps: "readers" }[flow.view];
      if (before) await flow.turnTo(before);
      else if (visitor.asked) {
        visitor.closePeople();
        page.changed("said");
      } else if (flow.view === "pictures" && flow.sketched.page > 0) {
        await flow.sketch({ page: flow.sketched.page - 1 });
        page.changed("said");
      } else if (flow.talk.door) await flow.openDoor(null);
      else await flow.back(presses.label(button));
    },

    pause(button) {
      page.speak.hush();
      page.openPause();
      if (flow.isStarted) flow.pause(presses.label(button));
    },
    stop() {
      page.speak.hush();
      page.openOnTop("stop");
    },
    help() {
      page.speak.hush();
      page.openOnTop("help");
      page.help.call(flow.talk?.person_id ?? null, flow.isStarted ? flow.talk.id : null);
    },
    "carry-on"() {
      // Whoever only called somebody, or was still there, has not said that they want to go on with the talk.
      const { dialog } = screen;
      const stays = ["help", "idle"].includes(dialog) && !flow.isPaused;
      const rests = dialog === "pause" ? flow.isStarted : flow.talk?.resting; // a pause may just be being kept
      page.uncover();
      page.idle.touch();
      return rests && !stays && flow.carryOn();
    },
    async finish(button) {
      const { text, mode } = presses.how(button);
      screen.close();
      await page.voice?.keepUnfinished();
      if (flow.isStarted) await flow.stop(text, mode);
      else await flow.lock();
    },
    close: () => page.putAway(),
  };
}

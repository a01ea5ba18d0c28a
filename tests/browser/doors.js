() => {
  const dialog = document.querySelector("dialog");
  const acts = { pause: () => dialog.showModal(), "carry-on": () => dialog.close() };
  const happened = [];
  document.addEventListener("click", (event) => {
    const act = event.target.closest("[data-act]")?.dataset.act;
    if (!act) return;
    happened.push(act);
    acts[act]?.();
  });
  const element = document.querySelector('[data-view="door"]');
  const note = (what) => (value) => happened.push([what, value?.name ?? value ?? null]);

  window.doors = {
    /** What was pressed, and what the doors told. */
    happened,
    tiles(count) {
      const tiles = Array.from({ length: count }, (_, at) => {
        const tile = document.createElement("button");
        Object.assign(tile, { className: "tile", textContent: `Answer ${at + 1}` });
        Object.assign(tile.dataset, { act: `answer-${at + 1}`, scanOrder: 20 + at });
        return tile;
      });
      element.className = "view tiles";
      element.replaceChildren(...tiles);
    },
    async scan(profile) {
      const { Scan } = await import("/static/js/tablet/scan.js");
      const speak = { speakLabel: async (text) => happened.push(["cue", text]) };
      window.scan = new Scan({ scan_seconds: 1, ...profile }, { speak });
      window.scan.start();
    },
    async dwell(profile) {
      const { Dwell } = await import("/static/js/tablet/dwell.js");
      new Dwell({ access: "dwell", dwell_seconds: 1, ...profile }).start();
    },
    async write(pack, draft = "", said = []) {
      const { Writing } = await import("/static/js/tablet/doors/writing.js");
      window.writing = new Writing({ element, pack, onDraft: note("draft"), onDone: note("done") });
      window.writing.open(draft, said);
    },
    async people(pack, kind, left = [], code = "") {
      const { People } = await import("/static/js/tablet/people.js");
      const store = { locked: async () => left };
      document.querySelector(".question").hidden = true;
      const told = { onChosen: note("chosen"), onResume: note("resume"), onClose: note("close") };
      window.people = new People({ pack, store, element, ...told });
      window.people.open(kind, code);
    },
    async takeCard() {
      const { takeCard } = await import("/static/js/tablet/card_address.js");
      return takeCard();
    },
    async speak(pack, profile) {
      const { Speak } = await import("/static/js/tablet/speak.js");
      window.speak = new Speak({ pack, profile, onState: note("speaking") });
    },
    async help() {
      window.helper = await import("/static/js/tablet/helper.js");
      document.querySelector(".question").hidden = true;
      window.helper.Helper.open(() => happened.push("helper known"), element);
    },
    async idle(seconds) {
      const { Idle } = await import("/static/js/tablet/idle.js");
      window.busy = false;
      const told = { onNudge: note("nudge"), onLock: note("lock"), busy: () => window.busy };
      new Idle({ seconds, ...told }).start();
    },
    async kiosk() {
      (await import("/static/js/tablet/kiosk.js")).guardKiosk();
    },
  };
}

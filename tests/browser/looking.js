/* What can be measured on a page: one object of functions, each returning a list of what is not right. */
({
  /** All but the bars of charts: they are for the mouse, and a number beside each leads to the same. */
  controls() {
    const all = document.querySelectorAll(
      'a[href], button, input:not([type="hidden"]), select, textarea, summary, [tabindex="0"]',
    );
    const seen = [...all].filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled);
    return seen.filter((one) => !one.matches(".bars a"));
  },

  name(one) {
    const words = one.ariaLabel || one.innerText || one.labels?.[0]?.innerText || one.id || one.tagName;
    return words.trim().replace(/\s+/g, " ").slice(0, 30);
  },

  /** What shows the ring: of a choice with a surface, that surface. */
  target(one) {
    return one.closest(".pick") ?? one;
  },

  /** What is pressed: of a choice its whole label, not only its small circle or square. */
  pressed(one) {
    return (one.matches("[type=radio], [type=checkbox]") && one.closest("label")) || one;
  },

  /** Controls under 44 x 44 pixels. A link to skip is pressed with the keyboard only; the log is for reading; the
      bars of a chart are for the mouse, with a number beside each that leads to the same and is large enough. */
  small() {
    const pressed = this.controls().filter((one) => !one.matches(".skip, .log")).map((one) => this.pressed(one));
    return pressed.flatMap((one) => {
      const { width, height } = one.getBoundingClientRect();
      return width < 43.5 || height < 43.5 ? [`${this.name(one)}: ${Math.round(width)} x ${Math.round(height)}`] : [];
    });
  },

  /** Whatever is wider than the window, or than the part of the page that holds it. */
  sideways() {
    const holders = [...document.querySelectorAll("body, body *")].filter(
      (one) => one.checkVisibility() && !one.matches(".unseen, input, textarea, select") && one.clientWidth > 2,
    );
    const found = holders.filter(
      (one) => getComputedStyle(one).overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1,
    );
    const page = document.documentElement;
    const whole = page.scrollWidth > innerWidth ? [`the page: ${page.scrollWidth} of ${innerWidth}`] : [];
    return [...whole, ...found.map((one) => `${this.name(one)}: ${one.scrollWidth} of ${one.clientWidth}`)];
  },

  /** Words that do not fit into what holds them and cannot be scrolled to. A preview is meant to be cut. */
  cut() {
    const holders = [...document.querySelectorAll("body *")].filter(
      (one) => one.checkVisibility() && !one.closest(".unseen, .preview") && one.textContent.trim(),
    );
    return holders.flatMap((one) => {
      const { overflowX, overflowY } = getComputedStyle(one);
      const wide = ["hidden", "clip"].includes(overflowX) && one.scrollWidth > one.clientWidth + 1;
      const high = ["hidden", "clip"].includes(overflowY) && one.scrollHeight > one.clientHeight + 1;
      const held = one.parentElement.closest("button, summary, .button, .bubble, .pick, .tag, .problem, .status");
      const out = held && one.getBoundingClientRect().right > held.getBoundingClientRect().right + 1;
      return wide || high || out ? [this.name(one)] : [];
    });
  },

  /* Colours */

  channels(colour) {
    const [red, green, blue, alpha = 1] = colour.match(/[\d.]+/g).map(Number);
    return { rgb: [red, green, blue], alpha };
  },

  /** The colour behind an element. */
  behind(one) {
    for (let holder = one; holder; holder = holder.parentElement) {
      const { rgb, alpha } = this.channels(getComputedStyle(holder).backgroundColor);
      if (alpha > 0.99) return rgb;
    }
    return [255, 255, 255];
  },

  /** Relative luminance and contrast as WCAG 2.2 defines them. */
  luminance(rgb) {
    const [red, green, blue] = rgb.map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  },

  contrast(one, other) {
    const [light, dark] = [this.luminance(one), this.luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  },

  /** Fields and buttons whose edge or surface is under 3:1 against what is around them. */
  faint() {
    const bordered = "input:not([type=radio], [type=checkbox]), select, textarea, .button, .choice button, .send, .pick, .menu summary";
    return [...document.querySelectorAll(bordered)]
      .filter((one) => one.checkVisibility() && !one.matches("[type=hidden]"))
      .flatMap((one) => {
        const around = this.behind(one.parentElement);
        const { borderTopColor, borderTopWidth } = getComputedStyle(one);
        const edge = parseFloat(borderTopWidth) >= 2 ? this.contrast(this.channels(borderTopColor).rgb, around) : 1;
        const best = Math.max(edge, this.contrast(this.behind(one), around));
        return best < 3 ? [`${this.name(one)}: ${best.toFixed(1)}`] : [];
      });
  },

  /* The keyboard */

  /** Remember what Tab has to reach: every control, of radio buttons the chosen one. */
  expectTabs() {
    window.tabStops = this.controls().filter((one) => one.type !== "radio" || one.checked);
    for (const one of window.tabStops) one.wasReached = false;
    return window.tabStops.map((one) => this.name(one));
  },

  /** Whether the middle of a control, or its label, is what one would touch there. */
  inFront(one) {
    const { left, top, width, height } = one.getBoundingClientRect();
    const front = document.elementFromPoint(left + width / 2, top + Math.min(height / 2, height - 2));
    return front && (one.contains(front) || front.contains(one) || front.closest("label")?.contains(one));
  },

  /** Note which stop has the focus; returns what is wrong with how that looks, once it has come to rest. */
  async tabStop() {
    const one = document.activeElement;
    const faults = [];
    if (one === document.body) return faults;
    one.wasReached = true;
    const ring = getComputedStyle(this.target(one));
    if (ring.outlineStyle === "none" || parseFloat(ring.outlineWidth) < 4) faults.push(`${this.name(one)}: no ring`);
    let seen = this.inFront(one);
    for (let frame = 0; frame < 60 && !seen; frame += 1) {
      await new Promise(requestAnimationFrame); // the page scrolls to what has the focus, but not at once
      seen = this.inFront(one);
    }
    if (!seen) faults.push(`${this.name(one)}: covered or out of sight`);
    return faults;
  },

  /** The stops that Tab did not reach so far. One that went away meanwhile is not missed. */
  missed() {
    const there = new Set(this.controls());
    return window.tabStops.filter((one) => there.has(one) && !one.wasReached).map((one) => this.name(one));
  },

  /** After a press of Tab: what is wrong with where one is, and what was not reached so far. */
  async step() {
    return [await this.tabStop(), this.missed()];
  },

  /* Words */

  /** Every text of the page itself, also what is folded away or read aloud only; not what was said on it. */
  words() {
    for (const one of document.querySelectorAll("details")) one.open = true;
    for (const one of document.querySelectorAll("[hidden]")) one.hidden = false;
    for (const one of document.querySelectorAll(".turns")) one.remove();
    const spoken = ["aria-label", "title", "alt", "placeholder"].flatMap((attribute) =>
      [...document.querySelectorAll(`[${attribute}]`)].map((one) => one.getAttribute(attribute)),
    );
    const shown = document.body.innerText.split("\n");
    return [...shown, ...spoken, ...document.title.split(" – ")].map((text) => text.trim()).filter(Boolean);
  },

  /* Movement */

  /** Whatever moves by itself, or would when it changes. */
  moving() {
    const moved = [...document.querySelectorAll("*")].filter((one) => {
      const { animationName, transitionDuration } = getComputedStyle(one);
      return animationName !== "none" || parseFloat(transitionDuration) > 0;
    });
    return moved.map((one) => this.name(one));
  },
})

/** Builds the few elements that the scripts make themselves. Words go in as text, never as markup. */

/**
 * @param {string} tag
 * @param {object} [properties] properties of the element; `data` for its data attributes, `aria` for the ARIA ones
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function make(tag, { data = {}, aria = {}, ...properties } = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  Object.assign(element.dataset, data);
  for (const [name, value] of Object.entries(aria)) element.setAttribute(`aria-${name}`, value);
  element.append(...children);
  return element;
}

/**
 * Something to press.
 * @param {string} text
 * @param {{className?: string, order: number, onPress: () => void}} how `order`: its place in the scanning
 * @returns {HTMLButtonElement}
 */
export function press(text, { className = "wide", order, onPress, ...more }) {
  const button = make("button", { type: "button", className, data: { scanOrder: String(order) }, ...more });
  button.append(make("span", { textContent: text }));
  button.addEventListener("click", onPress);
  return button;
}

/** A large picture with words below, to press. `sign`: a drawing of pictos.svg. */
export function tile(text, sign, { order, onPress }) {
  const button = press(text, { className: "tile", order, onPress });
  const words = make("b", { textContent: text });
  button.replaceChildren(make("span", { className: "disc" }, drawing(sign)), words);
  return button;
}

/** A heading that can take the focus, so that a new screen is read from its beginning. */
export function heading(text, tag = "h1") {
  return make(tag, { textContent: text, tabIndex: -1 });
}

function drawing(sign) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS(svg.namespaceURI, "use");
  use.setAttribute("href", `/static/img/pictos.svg#${sign}`);
  svg.setAttribute("class", "sign");
  svg.setAttribute("viewBox", "0 0 96 96");
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

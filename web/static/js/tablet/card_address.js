/** A card that the tablet's own camera opened as an address: /tablet#card=CODE. */
const FRAGMENT = /^#card=(.+)$/;

/** Read a card out of the page's address, and take it out of there. @returns {string | null} its code */
export function takeCard() {
  const code = location.hash.match(FRAGMENT)?.[1];
  if (!code) return null;
  history.replaceState(history.state, "", location.pathname + location.search);
  return decode(code);
}

function decode(code) {
  try {
    return decodeURIComponent(code);
  } catch {
    return code;
  }
}

/** A card that the tablet's own camera opened as an address: /tablet#card=CODE. */
const FRAGMENT = /^#card=(.+)$/;

/**
 * Read a card out of the page's address, now and whenever it is opened again, and take it out of the address at once.
 * @param {(code: string) => void} onCode
 */
export function watchCards(onCode) {
  const read = () => {
    const code = location.hash.match(FRAGMENT)?.[1];
    if (!code) return;
    history.replaceState(history.state, "", location.pathname + location.search);
    onCode(decode(code));
  };
  addEventListener("hashchange", read);
  read();
}

function decode(code) {
  try {
    return decodeURIComponent(code);
  } catch {
    return code;
  }
}

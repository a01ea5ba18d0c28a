/** Small notes that outlive a reload; where the browser forbids them, they live as long as the page. */
const forNow = new Map();

/** @returns {any} what was noted under this name, else null */
export function recall(name) {
  try {
    return JSON.parse(localStorage.getItem(key(name)) ?? "null");
  } catch {
    return forNow.get(name) ?? null;
  }
}

/** Note a value; null forgets it. */
export function remember(name, value) {
  try {
    if (value === null) localStorage.removeItem(key(name));
    else localStorage.setItem(key(name), JSON.stringify(value));
  } catch {
    forNow.set(name, value);
  }
}

function key(name) {
  return `what-matters-tablet-${name}`;
}

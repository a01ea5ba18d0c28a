/**
 * What came back from the server.
 * @typedef {{status: number, body: object, retryAfter: number}} Answer
 *   status 0: nothing came back at all; body {}: it was not ours to read; retryAfter in milliseconds, 0 if not given.
 */

/**
 * Ask our server for JSON. Never throws: no network is an everyday thing here.
 * @param {string} url
 * @param {RequestInit} options
 * @param {number} patience milliseconds before giving up
 * @returns {Promise<Answer>}
 */
export async function ask(url, options, patience) {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), patience);
  try {
    const reply = await fetch(url, { ...options, cache: "no-store", signal: giveUp.signal });
    const body = await reply.json().catch(() => ({}));
    return { status: reply.status, body: body ?? {}, retryAfter: readRetryAfter(reply.headers.get("retry-after")) };
  } catch {
    return { status: 0, body: {}, retryAfter: 0 };
  } finally {
    clearTimeout(timer);
  }
}

/** The header is either a number of seconds or a date. */
function readRetryAfter(value) {
  if (!value) return 0;
  const seconds = Number(value);
  return Math.max(0, Number.isNaN(seconds) ? Date.parse(value) - Date.now() || 0 : seconds * 1000);
}

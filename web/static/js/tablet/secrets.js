/** Checks what somebody typed against what the pack holds, on the tablet itself, so that it works without a network. */

/** The letters of codes, as in storage/people.py: without I, O, 0 and 1, which are taken for each other. */
export const CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/** A code as it was given out, however somebody typed it. */
export function typedCode(code) {
  return [...code.toUpperCase()].filter((letter) => CODE_LETTERS.includes(letter)).join("");
}

/**
 * @param {string} code
 * @param {{card: string | null}[]} people as in the pack
 * @returns {Promise<object | undefined>} whose card it is
 */
export async function ownerOf(code, people) {
  const typed = typedCode(code);
  if (!typed) return undefined;
  const card = hex(await crypto.subtle.digest("SHA-256", bytesOf(typed)));
  return people.find((person) => person.card === card);
}

/**
 * @param {string} pin
 * @param {string} encoded pbkdf2-sha256$rounds$salt$hash, the last two as hex
 * @returns {Promise<boolean>}
 */
export async function isPin(pin, encoded) {
  const [, rounds, salt, expected] = encoded.split("$");
  const key = await crypto.subtle.importKey("raw", bytesOf(pin), "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", iterations: Number(rounds), salt: bytesOfHex(salt) };
  return hex(await crypto.subtle.deriveBits(how, key, 256)) === expected;
}

function bytesOf(text) {
  return new TextEncoder().encode(text);
}

function bytesOfHex(text) {
  return Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
}

function hex(buffer) {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

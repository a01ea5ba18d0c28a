/** Puts how somebody likes it on the page: colours, size of letters, way to press. */

/** What somebody may change about their own profile on the tablet; the rest staff talk over with them. */
const COMFORTS = ["text_size", "theme", "choices", "pictures", "read_aloud", "rate", "pause", "captions"];

const USUAL = { theme: "day", text_size: "normal", access: "touch", pictures: false };

/** @param {object} profile as in the pack; what is missing is as usual */
export function applyProfile(profile) {
  const { theme, text_size, access, pictures } = { ...USUAL, ...profile };
  const page = document.documentElement;
  Object.assign(page.dataset, { theme, size: text_size, access, pictures: pictures ? "yes" : "no" });
}

/**
 * @param {object} profile
 * @param {object} changes
 * @returns {object} the profile with those changes that somebody may make themselves
 */
export function withChanges(profile, changes) {
  const allowed = Object.entries(changes).filter(([name]) => COMFORTS.includes(name));
  return { ...profile, ...Object.fromEntries(allowed) };
}

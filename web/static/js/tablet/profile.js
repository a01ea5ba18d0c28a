/** (stand-in) Puts how somebody likes it on the page: colours, size of letters, way to press. */
export function applyProfile({ theme, text_size, access }) {
  const { dataset } = document.documentElement;
  dataset.theme = theme ?? "day";
  dataset.size = text_size ?? "normal";
  dataset.access = access ?? "touch";
}

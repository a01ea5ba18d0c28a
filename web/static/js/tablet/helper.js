/** (stand-in) Who helps, and how. */
export const Helper = {
  current: () => null,
  clear() {},
};

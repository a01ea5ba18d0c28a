/** Every sentence around what staff wrote back: at most 12 everyday words each. */
export const words = {
  answered: "You told us something. Here is our answer.",
  from: "{name} wrote this to you.",
  readIt: "Read it to me",
  carryOn: "Carry on",
  isItBetter: "Is it better now?",
  better: "It is better",
  same: "It is the same",
  worse: "It is worse",
  leaveIt: "I would rather not say",
  cannotRead: "I cannot read it out just now.",
  thanks: "Thank you. I have kept that.",
};

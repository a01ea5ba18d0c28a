/** Every sentence the tablet's scripts show: at most 12 everyday words each. {Names} are filled in by `fill`. */
export const words = {
  questionOf: "Question {number} of {all}",
  oneMoment: "One moment.",
  kept: "Thank you. I have kept your words.",
  takenOut: "I have taken it out.",
  skipped: "That is fine. We can leave that one.",
  notKept: "I could not keep that. Please press again.",
  chooseFirst: "Please choose a picture first.",
  noneOfThese: "None of these.",
  tellAgain: "You said: {said} Please tell me again in your own way.",
  addMore: "You said: {said} What would you like to add?",
  keptList: "What I have kept",
  keptNothing: "I have kept no words today.",
  yourVoice: "Your own voice",
  helpSending: "I am telling the staff.",
  helpTold: "I have told the staff.",
  helpUnreachable: "I cannot reach the staff from here. Please call someone near you.",
  helpComing: "{name} is coming.",
  helpSomebodyComing: "Somebody is coming.",
  helpLate: "Nobody has come yet. Please call someone near you, or ring {phone}.",
  helpLateNoPhone: "Nobody has come yet. Please call someone near you.",
  cannotListen: "I cannot listen just now. Please choose another way.",
  biggest: "Usual letters",
  bigger: "Bigger letters",
};

/** A sentence with its {names} filled in. */
export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

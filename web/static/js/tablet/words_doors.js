/** Every sentence of writing, helpers, cards, staff, scanning and choices: at most 12 everyday words each. */
export const words = {
  // Both are true as well while the words only wait here.
  keptUnnamed: "I have kept it. Your name will not be with it.",
  passedOn: "I will pass it on. Someone will answer you.",
  notPassedOn: "That is fine. I have only kept your words.",

  chosen: "Thank you. It is so from now on.",
  chosenHere: "I have kept what you chose. It counts once the network is back.",
  cannotChoose: "I cannot do that just now. Please tell a member of staff.",

  answers: "Answers",
  rest: "Everything else",
  backToAll: "Back to all",

  writeHere: "Write your answer here",
  mayWant: "Words you may want",
  bigKeys: "Big keys",
  finished: "I have finished",
  rubOut: "Rub out",
  space: "Space",
  abc: "A B C",
  asKeyboard: "Q W E",
  fullStop: "Full stop",
  comma: "Comma",
  questionMark: "Question mark",
  apostrophe: "Apostrophe",
  ownKeys: "Use the tablet’s keys",
  showKeys: "Show the big keys",

  whoHelps: "Is somebody helping you?",
  alone: "I am doing this alone",
  staff: "A member of staff",
  family: "Family or a friend",
  another: "Somebody else",
  howTheyHelp: "How do they help you?",
  reads: "They read to me",
  presses: "They press for me",
  writes: "They write for me",
  speaks: "They speak for me",
  theirName: "First name of the member of staff",
  yourWords: "Are these your words?",
  yourWordsNamed: "{name}, are these your words?",
  yesMine: "Yes, these are my words",
  notMine: "No, I would say it differently",

  typeCard: "Type the letters on your card",
  cardLetters: "Letters of the card",
  thisIsMyCard: "This is my card",
  unknownCard: "I do not know this card. Please look at it again.",
  waitACard: "Let us wait a little. Please ask someone to help you.",
  typePin: "Staff: please type the PIN",
  pin: "PIN",
  enter: "Enter",
  wrongPin: "This PIN is not right.",
  waitAPin: "That was not right. Please wait {minutes} minutes.",
  waitAMinute: "That was not right. Please wait one minute.",
  cannotCheck: "This tablet cannot check it here.",
  whoTalks: "Who is talking?",
  nobody: "Nobody in particular",
  moreNames: "More names",
  carryOnLast: "Carry on the last talk",
  leave: "Leave the tablet page",
  goBack: "Go back",
  whichTalk: "Which talk?",
  talkFrom: "{day} at {time}",
  today: "Today",
};

/** A sentence with its {names} filled in. */
export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** Every sentence the scripts show: at most 12 everyday words each. */
export const words = {
  sending: "Sending…",
  saved: "Saved",
  unsaved: "Not saved yet",
  keepingHere: "Not saved yet. I am keeping your words on this device and will try again.",
  keepThisOpen: "Not saved yet. Please keep this page open. I will try again.",
  writingBack: "One moment. I am writing back.",
  cannotReach: "I cannot reach the home just now. I will keep trying.",
  refused: "I could not save that. Your words are back in the box.",
  gone: "This link does not lead to a conversation. I am keeping your words on this device.",
  copied: "Copied.",
  voiceOnly: "My voice, for staff to listen to",
  insecure: "This address does not let me listen. Please write instead.",
  none: "This browser cannot listen. Please write instead.",
  notCopied: "Please copy the link yourself.",
};

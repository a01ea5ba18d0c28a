/** The page where nothing is asked: what happens next, with the names that only the home knows. Brought when it is needed. */
import { sayWords } from "./say.js";

/** A line for each sentence; the heading says thanks already. */
export function showCare(screen, says) {
  const thanks = screen.find("#care-title").textContent;
  const lines = sentencesOf(says).filter((each) => each !== thanks);
  const line = (textContent) => Object.assign(document.createElement("span"), { textContent });
  screen.find(".care-words").replaceChildren(...lines.flatMap((each, at) => [...(at ? [" "] : []), line(each)]));
}

/** The thanks, and then what happens next, aloud. */
export async function readCare({ flow, screen, sender, speak }, heading) {
  const said = screen.find(".care-words");
  if (speak.has(heading.textContent)) await speak.say(heading, heading.textContent);
  return screen.view === "care" && sayWords(speak, sender, said, said.textContent, flow.talk?.person_id ?? null);
}

const sentencesOf = (says) => says.join("\n").match(/[^.?!\n]+[.?!]+(?=\s|$)/g)?.map((each) => each.trim()) ?? says;

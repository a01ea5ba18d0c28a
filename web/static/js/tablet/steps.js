/**
 * How a talk goes on by itself: the steps of actions/flow.py in plain question order. Nothing here knows of
 * screens or networks; every step takes a talk and returns the talk after it.
 * What a talk holds: docs/tablet.md.
 */
const OPEN = ["asking", "probing", "correcting", "adding"];

export const questionOf = (talk, id = talk.question_id) => talk.questions.find((each) => each.id === id) ?? null;

export const keptTo = (talk, id) => talk.kept.find((each) => each.question_id === id)?.text ?? null;

/** Whether words are waited for. */
export const isOpen = (talk) => OPEN.includes(talk.phase);

/** Which screen shows it. */
export function viewOf(talk) {
  if (talk.intro) return talk.intro;
  if (talk.resting === "care") return "care";
  if (talk.asks && !talk.resting) return "agree";
  if (talk.resting === "stopped" || talk.phase === "done") return "finish";
  if (talk.phase === "complaint") return "complaint";
  if (talk.phase === "confirming") return "check";
  if (talk.phase === "deleting") return "remove";
  return talk.door ?? "ask";
}

export const steps = {
  /** The first question. */
  greet: (talk) => ask({ ...talk, intro: null }, firstLeft(talk)),

  answer(talk, { text, how = null }) {
    const goesOn = talk.phase === "adding" || talk.phase === "probing";
    const whole = goesOn ? [talk.said, text].filter(Boolean).join("\n") : text;
    const chosen = { ...talk.how, [talk.question_id]: how };
    return { ...keepWords(talk, whole), how: chosen, phase: "confirming", said: whole, door: null };
  },

  affirm(talk) {
    if (talk.phase === "deleting") return settle({ ...dropWords(talk), said: null });
    return ["confirming", "complaint"].includes(talk.phase) ? settle(talk) : talk;
  },

  deny(talk) {
    if (talk.phase === "complaint") return settle(talk);
    if (talk.phase === "confirming") return { ...talk, phase: "correcting" };
    return { ...talk, phase: "confirming", door: null };
  },

  change_answer: (talk) => ({ ...talk, phase: "correcting", door: null }),
  add_more: (talk) => ({ ...talk, phase: "adding", door: null }),
  delete_my_answer: (talk) => ({ ...talk, phase: "deleting", door: null }),
  skip: (talk) => settle(talk),

  back(talk) {
    const at = talk.phase === "done" ? talk.questions.length : talk.questions.indexOf(questionOf(talk));
    return at > 0 ? ask(talk, talk.questions[at - 1]) : talk;
  },

  pause: (talk) => ({ ...talk, resting: "paused" }),
  stop: (talk) => ({ ...steps.agreed({ ...talk, queue: [] }, talk.asks), resting: talk.phase === "done" ? null : "stopped" }),
  resume: (talk) => ({ ...talk, resting: null }),

  /** The next question about their words; one that was left as it is need not be asked again. */
  agreed: ({ queue = [], ...talk }, left) => ({ ...talk, asks: queue[0], queue: queue.slice(1), left: left?.question }),
};

/**
 * The talk where the server says that it is. Everything before the question it asks is done with.
 * @param {object} place PLACE
 */
export function meet(talk, place) {
  if (place.phase === "new") return talk;
  const resting = ["paused", "stopped", "care"].includes(place.phase) ? place.phase : null;
  const isLeft = resting && resting !== "care";
  const question = place.question_id ?? talk.question_id;
  const before = talk.questions.slice(0, Math.max(0, talk.questions.indexOf(questionOf(talk, question))));
  // Where nothing is asked, what was said is done with: after it comes the next question, if they want one.
  const phase = isLeft ? talk.phase : resting ? (place.question_id ? "asking" : "done") : place.phase;
  const stays = question === talk.question_id && phase === talk.phase;
  return {
    ...talk,
    resting,
    phase,
    question_id: question,
    said: isLeft ? talk.said : resting ? null : place.said,
    care: resting === "care" ? place.says : null,
    asks: (place.asks?.question !== talk.left && place.asks) || talk.asks,
    kept: place.kept,
    settled: [...new Set([...talk.settled, ...before.map((each) => each.id)])],
    door: stays ? talk.door : null,
  };
}

/** Whether the server is somewhere else. */
export function differs(talk, place) {
  const met = meet(talk, place);
  const moved = ["phase", "question_id", "resting", "said"].some((each) => (met[each] || null) !== (talk[each] || null));
  return moved || met.asks?.question !== talk.asks?.question;
}

function settle(talk) {
  const settled = [...new Set([...talk.settled, talk.question_id])];
  return ask({ ...talk, settled }, firstLeft({ ...talk, settled }));
}

/** A question, or what was already said to it; without one the talk is at its end. */
function ask(talk, question) {
  if (!question) return { ...talk, phase: "done", question_id: null, said: null, door: null };
  const said = keptTo(talk, question.id);
  return { ...talk, phase: said === null ? "asking" : "confirming", question_id: question.id, said, door: null };
}

const firstLeft = (talk) => talk.questions.find((each) => !talk.settled.includes(each.id)) ?? null;

function keepWords(talk, text) {
  const order = (each) => talk.questions.findIndex((question) => question.id === each.question_id) + 1 || Infinity;
  const kept = [...dropWords(talk).kept, { question_id: talk.question_id, text }];
  return { ...talk, kept: kept.sort((a, b) => order(a) - order(b)) };
}

function dropWords(talk) {
  const how = { ...talk.how };
  delete how[talk.question_id];
  return { ...talk, how, kept: talk.kept.filter((each) => each.question_id !== talk.question_id) };
}

"""Short answers for the classifier to learn from: `python -m bot.sample_answers > bot/data/nlu/short_answers.yml`.

Taken from sentences that the tagging of principles is trained on (nlu/data/answers/first). Those that steer the talk,
and those that a sentence or pattern of the training data takes for a command, are left out. The same answers each time.
"""

import sys
from hashlib import sha256
from pathlib import Path
from typing import Iterator, List

import yaml

from bot.decision import ANSWER, Rules
from bot.sentence import normalise

ROOT = Path(__file__).parent.parent
ANSWERS, EXAMPLES = ROOT / "nlu" / "data" / "answers" / "first", ROOT / "bot" / "data" / "nlu"
OWN = "short_answers.yml"
MOST_WORDS, MOST_ANSWERS = 14, 1500
STEERING = "steering"
HEADER = """version: "3.1"
# Made by bot/sample_answers.py: do not edit. Answers of the kind people give, for the classifier.
nlu:
- intent: answer
  examples: |"""


def answers(folder: Path) -> Iterator[str]:
    """The short answers of the files in `folder`, without the parts about steering."""
    for file in sorted(folder.glob("*.txt")):
        steering = False
        for line in file.read_text(encoding="utf-8").splitlines()[1:]:
            if line.startswith("#"):
                steering = STEERING in line
            elif line.count("|") == 2 and not steering:
                text = line.rpartition("|")[2].strip()
                if len(text.split()) <= MOST_WORDS:
                    yield text


def rules(folder: Path) -> Rules:
    """The training data in `folder` without the answers made here."""
    sentences, sources = {}, []
    for file in sorted(folder.glob("*.yml")):
        for entry in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"] if file.name != OWN else ():
            lines = [line.removeprefix("- ") for line in entry["examples"].splitlines()]
            if "intent" in entry:
                sentences.update({normalise(line): entry["intent"] for line in lines})
            else:
                sources.extend((entry["regex"], line) for line in lines)
    return Rules(sentences, sources)


def sample(texts: Iterator[str], known: Rules) -> List[str]:
    """At most `MOST_ANSWERS` of `texts`, in the order in which they come; which ones does not hang on that order."""
    fresh = {normalise(text): text for text in texts if (known.decide(text) or (ANSWER,))[0] == ANSWER}
    fresh = {sentence: text for sentence, text in fresh.items() if sentence not in known.sentences}
    kept = set(sorted(fresh, key=lambda sentence: sha256(sentence.encode()).hexdigest())[:MOST_ANSWERS])
    return [text for sentence, text in fresh.items() if sentence in kept]


def main() -> None:
    """Print the file."""
    texts = sample(answers(ANSWERS), rules(EXAMPLES))
    sys.stdout.write("\n".join([HEADER, *(f"    - {text}" for text in texts)]) + "\n")


if __name__ == "__main__":
    main()

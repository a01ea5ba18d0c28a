"""How well a trained model tells commands from answers: `python -m bot.tests.evaluate_guard --model PATH`.

Prints JSON, a report for each file of rows. Numbers only, unless --show is given: whoever improves the training data
must not see the rows.
- accuracy: share of all rows that are right
- precision, recall: of the commands, counted right only with the right intent
- swallowed: share of the answers that were taken for any command; `hard` are the answers that look like commands
- interval: where the share lies with a certainty of 95 % (Wilson)
- strict: how many answers were taken for each command that changes or ends something
"""

import argparse
import json
import math
import sys
from collections import Counter
from pathlib import Path
from typing import Any, Callable, Dict, Iterable, List, NamedTuple, Tuple

from bot import rasa_cli, stand_ins
from bot.understand import load

ROWS = tuple(Path(__file__).with_name(name) for name in ("intents_test.jsonl", "intents_test_2.jsonl"))
ANSWER = "answer"
STRICT = ("stop", "skip", "pause", "goodbye", "back", "delete_my_answer", "change_answer")
HARD = ("t0611", "t1094")
FAILED = 1
CERTAIN = 1.96
"""Standard deviations either side of the middle within which 95 % lie."""


class Row(NamedTuple):
    """A row of the test and what the model made of it."""

    id: str
    text: str
    intent: str
    found: str
    style: str

    @property
    def length(self) -> str:
        """A group of lengths in words."""
        words = len(self.text.split())
        return next((f"up to {most} words" for most in (2, 4, 6, 9, 12, 16) if words <= most), "longer")


def read(rows: Path, understand: Callable[[str], Tuple[str, float]]) -> List[Row]:
    """Every row, understood."""
    entries = [json.loads(line) for line in rows.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [Row(row["id"], row["text"], row["intent"], understand(row["text"])[0], row["style"]) for row in entries]


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _interval(part: int, whole: int) -> List[float]:
    if not whole:
        return [0.0, 1.0]
    share, spread = part / whole, CERTAIN**2 / whole
    middle = (share + spread / 2) / (1 + spread)
    half = CERTAIN * math.sqrt(share * (1 - share) / whole + spread / (4 * whole)) / (1 + spread)
    return [round(middle - half, 4), round(middle + half, 4)]


def _swallowed(answers: Iterable[Row]) -> Dict[str, Any]:
    answers = list(answers)
    taken = sum(row.found != ANSWER for row in answers)
    figures = {"share": _share(taken, len(answers)), "interval": _interval(taken, len(answers))}
    return {"answers": len(answers), "taken": taken, **figures}


def _recall_by(commands: List[Row], group: Callable[[Row], str]) -> Dict[str, Any]:
    all_rows, right = Counter(map(group, commands)), Counter(group(row) for row in commands if row.intent == row.found)
    return {name: {"rows": count, "recall": _share(right[name], count)} for name, count in all_rows.items()}


def report(rows: List[Row]) -> Dict[str, Any]:
    """The numbers, as the module's docstring names them."""
    answers = [row for row in rows if row.intent == ANSWER]
    commands = [row for row in rows if row.intent != ANSWER]
    given = [row for row in rows if row.found != ANSWER]
    right = Counter(row.intent for row in commands if row.intent == row.found)
    wanted, found = Counter(row.intent for row in commands), Counter(row.found for row in given)
    confused = Counter((row.intent, row.found) for row in rows if row.intent != row.found)
    return {
        "rows": len(rows),
        "accuracy": _share(sum(row.intent == row.found for row in rows), len(rows)),
        "precision": _share(sum(right.values()), len(given)),
        "recall": _share(sum(right.values()), len(commands)),
        "recall_interval": _interval(sum(right.values()), len(commands)),
        "recognised_as_any_command": _share(sum(row.found != ANSWER for row in commands), len(commands)),
        "swallowed": _swallowed(answers),
        "swallowed_hard": _swallowed(row for row in answers if HARD[0] <= row.id <= HARD[1]),
        "strict": {name: sum(row.found == name for row in answers) for name in STRICT},
        "recall_by_style": _recall_by(commands, lambda row: row.style),
        "recall_by_length": _recall_by(commands, lambda row: row.length),
        "intents": {
            name: {
                "rows": wanted[name],
                "recall": _share(right[name], wanted[name]),
                "precision": _share(right[name], found[name]),
            }
            for name in sorted(wanted | found)
        },
        "confusions": [f"{intent} taken for {other}: {count}" for (intent, other), count in confused.most_common()],
    }


def _below(numbers: Dict[str, Any], least: List[str], most: List[str]) -> List[str]:
    values = {**numbers, "swallowed": numbers["swallowed"]["share"], "strict": sum(numbers["strict"].values())}
    wanted = [(text.split("="), 1) for text in least] + [(text.split("="), -1) for text in most]
    return [f"{name} is {values[name]}" for (name, limit), sign in wanted if sign * (values[name] - float(limit)) < 0]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True, help="a trained model (.tar.gz)")
    parser.add_argument("--rows", type=Path, nargs="*", default=ROWS, help="files in the form of intents_test.jsonl")
    parser.add_argument("--min", nargs="*", default=[], metavar="NAME=VALUE", help="precision=.93 recall=.7")
    parser.add_argument("--max", nargs="*", default=[], metavar="NAME=VALUE", help="swallowed=.015 strict=0")
    parser.add_argument("--show", action="store_true", help="print the wrong rows too (never when tuning)")
    return parser.parse_args()


def main() -> int:
    """Print the reports; 1 when a limit is not kept."""
    arguments = _arguments()
    rasa_cli.set_environment()
    stand_ins.install()
    understand = load(arguments.model)
    reports, broken = {}, []
    for file in arguments.rows:
        rows = read(file, understand)
        reports[file.stem] = numbers = report(rows)
        broken += [f"{file.stem}: {text}" for text in _below(numbers, arguments.min, arguments.max)]
        if arguments.show:
            numbers["wrong"] = [row._asdict() for row in rows if row.intent != row.found]
    sys.stdout.write(json.dumps(reports, indent=1, ensure_ascii=False) + "\n")
    sys.stderr.writelines(f"Limit not kept: {text}\n" for text in broken)
    return FAILED if broken else 0


if __name__ == "__main__":
    sys.exit(main())

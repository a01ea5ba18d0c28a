"""How well are commands told from answers, and is an answer ever lost to one?

Runs bot/tests/evaluate_guard.py, in Rasa's own environment, on the test files that nobody trains on.
"""

import json
import subprocess
from typing import Any

from bench.figures import Findings, Goal
from bench.side import WrongError
from web.bot_model import train_if_changed
from web.rasa_process import bot_command
from web.settings import ROOT, read_settings


def run(*, quick: bool) -> Findings:  # noqa: ARG001 (it takes seconds either way)
    """Evaluate today's model."""
    model = train_if_changed(read_settings().data_folder / "models", print)
    command = bot_command("bot.tests.evaluate_guard", "--model", str(model))
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise WrongError(f"The guard cannot be evaluated: {done.stderr[-500:]}")
    reports: dict[str, Any] = json.loads(done.stdout)
    lines = [f"{name}, {line}" for name, report in reports.items() for line in _lines(report)]
    goals = [goal for name, report in reports.items() for goal in _goals(name, report)]
    return Findings(reports, lines, goals)


def _lines(report: dict[str, Any]) -> list[str]:
    taken = [
        f"{each['taken']} of {each['answers']} ({each['share']:.2%})"
        for each in (report["swallowed"], report["swallowed_hard"])
        if each["answers"]
    ]
    shares = {name: f"{name} {report[name]:.3f}" for name in ("accuracy", "precision", "recall")}
    return [
        f"all rows: {shares['accuracy']}; commands: {shares['precision']}, {shares['recall']}",
        f"answers taken for commands: {'; of the hard ones '.join(taken)}",
        f"answers lost to {', '.join(report['strict'])}: {sum(report['strict'].values())}",
    ]


def _goals(name: str, report: dict[str, Any]) -> list[Goal]:
    taken = report["swallowed"]["share"]
    return [
        Goal(f"{name}: answers lost to what changes or ends something", sum(report["strict"].values()), 0),
        Goal(f"{name}: share of answers taken for commands", taken, 0.015),
        Goal(f"{name}: precision of commands", report["precision"], 0.93, at_least=True),
        Goal(f"{name}: recall of commands", report["recall"], 0.75, at_least=True),
    ]

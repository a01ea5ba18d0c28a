"""How well are commands told from answers, and is an answer ever lost to one?

Runs bot/tests/evaluate_guard.py, in Rasa's own environment, on the test file that nobody trains on.
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
    report: dict[str, Any] = json.loads(done.stdout)
    return Findings(report, _lines(report), _goals(report))


def _lines(report: dict[str, Any]) -> list[str]:
    taken = [
        f"{each['taken']} of {each['answers']} ({each['share']:.2%})"
        for each in (report["swallowed"], report["swallowed_hard"])
    ]
    return [
        f"commands: precision {report['precision']:.3f}, recall {report['recall']:.3f}",
        f"answers taken for commands: {taken[0]}; of the hard ones {taken[1]}",
        f"answers lost to {', '.join(report['strict'])}: {sum(report['strict'].values())}",
    ]


def _goals(report: dict[str, Any]) -> list[Goal]:
    return [
        Goal("answers lost to a command that changes or ends something", sum(report["strict"].values()), 0),
        Goal("share of answers taken for commands", report["swallowed"]["share"], 0.015),
        Goal("precision of commands", report["precision"], 0.93, at_least=True),
        Goal("recall of commands", report["recall"], 0.7, at_least=True),
    ]

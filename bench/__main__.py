"""`python -m bench [NAME ...] [--quick]`: measure, print, and write JSON to bench/results/."""

import argparse
import sys
from importlib import import_module
from types import ModuleType

from bench.figures import RESULTS, Findings, machine, write
from bench.side import WrongError

NAMES = (
    "guard", "understanding", "comparison", "refit", "importing", "home", "staff", "at_rest",
    "chain", "start", "turns", "long", "speaking", "hearing", "pauses", "voice", "tablet", "kills",
)  # fmt: skip


def question(module: ModuleType) -> str:
    """What a measurement asks: the first line of its docstring."""
    return (module.__doc__ or "").partition("\n")[0]


def measure(name: str, *, quick: bool) -> Findings:
    """Run one measurement, print what it found and write it down. Raises WrongError."""
    module = import_module(f"bench.{name}")
    before = machine()
    print(f"\n{name}: {question(module)}", flush=True)
    findings: Findings = module.run(quick=quick)
    file = write(RESULTS, name, question(module), findings, before, quick=quick)
    for line in [*findings.lines, *(goal.line() for goal in findings.goals)]:
        print(f"  {line}")
    print(
        f"  load {before['load']} before, {machine()['load']} after, {before['cores']} cores; {file}",
        flush=True,
    )
    return findings


def main() -> int:
    """Run what was asked for, one after the other; 1 if something was wrong, but not for a missed goal."""
    parser = argparse.ArgumentParser(
        "python -m bench", description="Measure, and write JSON to bench/results/."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one or more of: {', '.join(NAMES)}")
    parser.add_argument("--quick", action="store_true", help="a short version, for a first look")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(NAMES):
        parser.error(f"there is no {', '.join(sorted(unknown))}; choose from {', '.join(NAMES)}")
    wrong = 0
    for name in asked.names or NAMES:
        try:
            measure(name, quick=asked.quick)
        except WrongError as error:
            print(f"  WRONG: {error}", file=sys.stderr)
            wrong = 1
    return wrong


if __name__ == "__main__":
    sys.exit(main())

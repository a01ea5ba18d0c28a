"""`make audit`: what is known to be vulnerable of all that is locked, and honestly what could not be asked.

The application has to have none. Rasa's environment has old parts that cannot be renewed, so there each
finding needs a judgement in docs/bot-vulnerabilities.md. Of an index that does not know its own packages,
pip-audit says "No known vulnerabilities found" and names them as skipped: that counts as not asked.
"""

import json
import re
import subprocess
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
JUDGED = ROOT / "docs" / "bot-vulnerabilities.md"
TOOL = "pip-audit==2.10.1"
SERVICES = ("pypi", "osv")
"""Who is asked; the second one if the first knows nothing."""
AN_ID = re.compile(r"\b(?:CVE-\d{4}-\d{4,7}|GHSA(?:-[0-9a-z]{4}){3}|PYSEC-\d{4}-\d+)\b")
NOTHING, FOUND, NOT_ASKED = 0, 1, 2
"""Exit codes."""


class AuditError(Exception):
    """Why nobody can be asked, with the remedy."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A vulnerability that somebody published."""

    package: str
    version: str
    ids: frozenset[str]
    """All names that it has."""
    fixed_in: tuple[str, ...]

    def __str__(self) -> str:
        fixed = f"mended in {', '.join(self.fixed_in)}" if self.fixed_in else "not mended yet"
        return f"{self.package} {self.version}: {', '.join(sorted(self.ids))} ({fixed})"


@dataclass(frozen=True, slots=True)
class Report:
    """What was found out about an environment."""

    asked: int
    """Packages that the service knew."""
    unasked: tuple[str, ...]
    """Those that it did not, so that nothing is known of them."""
    findings: tuple[Finding, ...]


def read_report(told: Mapping[str, Any]) -> Report:
    """What pip-audit wrote as JSON."""
    packages = told["dependencies"]
    unasked = tuple(each["name"] for each in packages if "skip_reason" in each)
    findings = tuple(
        Finding(
            each["name"], each["version"], frozenset({one["id"], *one["aliases"]}), tuple(one["fix_versions"])
        )
        for each in packages
        for one in each.get("vulns", ())
    )
    return Report(len(packages) - len(unasked), unasked, findings)


def judged(page: str) -> frozenset[str]:
    """The names of vulnerabilities that a page has a judgement of."""
    return frozenset(AN_ID.findall(page))


def told(name: str, report: Report, known: Collection[str] = ()) -> tuple[int, list[str]]:
    """The exit code for an environment, and what is said of it. known: names that were judged."""
    new = [each for each in report.findings if not each.ids & set(known)]
    lines = [f"{name}: {report.asked} packages asked about, {len(report.findings)} known vulnerabilities."]
    lines += [f"  {each}" for each in report.findings]
    if new and known:
        lines.append(f"  {len(new)} without a judgement: write it into docs/bot-vulnerabilities.md.")
    if report.unasked:
        lines.append(
            f"  NOTHING IS KNOWN of {len(report.unasked)}: the service does not know them or cannot be asked "
            "from here. Run `make audit` where it can be."
        )
    code = FOUND if new else NOT_ASKED if report.unasked else NOTHING
    return code, lines


def audit(uv: str, folder: Path, *more: str) -> Report:
    """Ask about all that is locked in a folder. Raises AuditError if that cannot even be read."""
    with TemporaryDirectory() as place:
        locked, answer = Path(place) / "locked.txt", Path(place) / "answer.json"
        _export(uv, folder, locked, *more)
        best = Report(0, tuple(_names(locked.read_text())), ())
        for service in SERVICES:
            report = _ask(uv, service, locked, answer)
            if report and report.asked:
                return report
            best = report or best
        return best


def _export(uv: str, folder: Path, locked: Path, *more: str) -> None:
    options = ["export", "--frozen", "--quiet", "--no-hashes", "--no-emit-project", *more]
    done = _run([uv, "--directory", str(folder), *options, "--output-file", str(locked)])
    if done.returncode or not locked.exists() or not _names(locked.read_text()):
        why = (done.stderr.strip().splitlines() or ["it is empty"])[-1]
        raise AuditError(f"{folder / 'uv.lock'} could not be read: {why} Run `make setup`, and try again.")


def _ask(uv: str, service: str, locked: Path, answer: Path) -> Report | None:
    """What a service says; None if it said nothing at all."""
    answer.unlink(missing_ok=True)
    options = ["--no-deps", "--disable-pip", "--progress-spinner", "off", "-f", "json", "-o", str(answer)]
    _run([uv, "tool", "run", TOOL, "-s", service, "-r", str(locked), *options])
    return read_report(json.loads(answer.read_text())) if answer.exists() else None


def _names(locked: str) -> list[str]:
    return re.findall(r"^([A-Za-z0-9._-]+)==", locked, re.MULTILINE)


def _run(command: list[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, check=False, capture_output=True, text=True)


def main() -> None:
    """Look at both environments; the exit code is that of the worse one."""
    uv = sys.argv[1]
    codes = []
    for name, folder, more, known in (
        ("The application", ROOT, ("--no-dev", "--all-extras"), frozenset[str]()),
        ("Rasa's environment (bot/)", ROOT / "bot", (), judged(JUDGED.read_text())),
    ):
        try:
            code, lines = told(name, audit(uv, folder, *more), known)
        except AuditError as error:
            code, lines = NOT_ASKED, [f"{name}: {error}"]
        print("\n".join(lines))
        codes.append(code)
    sys.exit(worst(codes))


def worst(codes: Collection[int]) -> int:
    """What is known comes before what is not known."""
    return FOUND if FOUND in codes else max(codes)


if __name__ == "__main__":
    main()

"""What `make audit` makes of an answer: found, judged, or not asked at all."""

from pathlib import Path
from typing import Any

import pytest

from scripts.audit import (
    FOUND,
    JUDGED,
    NOT_ASKED,
    NOTHING,
    AuditError,
    audit,
    judged,
    read_report,
    told,
    worst,
)

OLD = {
    "name": "setuptools", "version": "70.3.0",
    "vulns": [{"id": "PYSEC-2025-49", "aliases": ["CVE-2025-47273"], "fix_versions": ["78.1.1"]}],
}  # fmt: skip
FINE: dict[str, Any] = {"name": "jinja2", "version": "3.1.6", "vulns": []}
UNKNOWN = {
    "name": "rasa",
    "skip_reason": "Dependency not found on PyPI and could not be audited",
}


def of(*packages: dict[str, Any]) -> Any:
    return read_report({"dependencies": list(packages), "fixes": []})


def test_without_a_finding_all_is_well() -> None:
    code, lines = told("The application", of(FINE))
    assert code == NOTHING
    assert lines == ["The application: 1 packages asked about, 0 known vulnerabilities."]


def test_a_finding_is_told_with_all_its_names_and_where_it_is_mended() -> None:
    code, lines = told("The application", of(FINE, OLD))
    assert code == FOUND
    assert "setuptools 70.3.0: CVE-2025-47273, PYSEC-2025-49 (mended in 78.1.1)" in lines[1]


def test_a_finding_that_was_judged_under_any_of_its_names_is_no_news() -> None:
    code, lines = told("bot", of(OLD), judged("| setuptools | CVE-2025-47273 | never installs |"))
    assert code == NOTHING
    assert len(lines) == 2
    assert told("bot", of(OLD), {"CVE-2020-1"})[0] == FOUND


def test_what_the_service_does_not_know_is_never_called_clean() -> None:
    code, lines = told("bot", of(FINE, UNKNOWN))
    assert code == NOT_ASKED
    assert "NOTHING IS KNOWN of 1" in lines[-1]
    assert told("bot", of(OLD, UNKNOWN))[0] == FOUND


def test_what_is_known_comes_before_what_nobody_could_say() -> None:
    assert worst([NOTHING, NOTHING]) == NOTHING
    assert worst([NOTHING, NOT_ASKED]) == NOT_ASKED
    assert worst([FOUND, NOT_ASKED]) == FOUND


def program(folder: Path, text: str) -> str:
    """A stand-in for uv: it answers as the text of a shell script says."""
    file = folder / "uv"
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o700)
    return str(file)


def test_a_list_that_cannot_be_read_is_no_clean_one(tmp_path: Path) -> None:
    broken = program(tmp_path, "echo 'error: nothing is locked here.' >&2; exit 2")
    with pytest.raises(AuditError, match=r"nothing is locked here\. Run `make setup`"):
        audit(broken, tmp_path)
    with pytest.raises(AuditError, match="could not be read"):
        audit(program(tmp_path, "exit 0"), tmp_path)


def test_a_tool_that_cannot_be_fetched_or_ends_badly_leaves_everything_unknown(tmp_path: Path) -> None:
    lists = 'for last; do :; done\n[ "$3" = export ] || exit 1\n'
    lists += 'printf "jinja2==3.1.6\\nrasa==3.6.21\\n" > "$last"'
    report = audit(program(tmp_path, lists), tmp_path)
    assert report.unasked == ("jinja2", "rasa")
    assert told("The application", report)[0] == NOT_ASKED


def test_the_page_of_judgements_names_each_with_what_keeps_it_away() -> None:
    rows = [line for line in JUDGED.read_text().splitlines() if line.startswith("| ") and judged(line)]
    assert len(rows) >= 5
    assert all(len(row.strip("|").split("|")) == 5 and all(cell.strip() for cell in row.strip("|").split("|"))
               for row in rows)  # fmt: skip

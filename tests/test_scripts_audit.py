"""What `make audit` makes of an answer: found, judged, or not asked at all."""

from typing import Any

from scripts.audit import FOUND, JUDGED, NOT_ASKED, NOTHING, judged, read_report, told

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


def test_the_page_of_judgements_names_each_with_what_keeps_it_away() -> None:
    rows = [line for line in JUDGED.read_text().splitlines() if line.startswith("| ") and judged(line)]
    assert len(rows) >= 5
    assert all(len(row.strip("|").split("|")) == 5 and all(cell.strip() for cell in row.strip("|").split("|"))
               for row in rows)  # fmt: skip

"""What is wrong with the audit, in words, and what to do about it."""

from storage.audit_check import Fault, Found, Verdict

SAID = {
    Fault.BROKEN: "Line {seq} does not follow on the line before: one of them was changed, put in or moved.",
    Fault.MISSING: "Before line {seq} something is missing.",
    Fault.BEGINNING_GONE: "Everything before line {seq} is gone, and nothing says why.",
    Fault.WORDS_GONE: "What line {seq} was about was changed or taken out, and nothing says why.",
    Fault.END_GONE: "Line {seq}, which you have a proof of, is not there: the end was cut off.",
    Fault.REWRITTEN: "Line {seq} is not what your proof says: from some line on all was written anew.",
}
REMEDY = (
    "The program never does that. Either an older backup was put in its place, or somebody wrote to the "
    "database past the program. Keep a copy of the database as it is now, compare it with the last backup, "
    "and tell whoever is responsible for data protection at your home."
)


def verdict_words(verdict: Verdict) -> list[str]:
    """What came of looking at it, a sentence each."""
    if verdict.found:
        return [*map(_said, verdict.found), REMEDY]
    if not verdict.head.seq:
        return ["Nothing is written down yet."]
    looked = f"all {verdict.rows:,}" if verdict.rows == verdict.head.seq else f"{verdict.rows:,}"
    return [f"It is whole: {looked} lines follow on one another. Its proof is {verdict.head}"]


def _said(found: Found) -> str:
    return SAID[found.fault].format(seq=f"{found.seq:,}")

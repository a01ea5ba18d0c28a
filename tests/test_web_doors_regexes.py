"""No text makes a pattern of ours slow: each is tried with what makes such patterns slow."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from re import _constants as codes
from re import _parser as parser
from typing import Any

import pytest

from web.settings import ROOT

FOLDERS = ("actions", "bot", "demo", "nlu", "storage", "voice", "web")
VERBS = {"compile", "fullmatch", "match", "search", "sub", "split", "findall", "finditer", "subn"}
SECONDS = 20
"""For all of a pattern's texts. A pattern that grows with its text takes some milliseconds."""
LENGTH = 4_000
TRYING = """
import json, re, sys
pattern, verbs, texts = json.load(sys.stdin)
found = re.compile(pattern)
for text in texts:
    for verb in verbs:
        getattr(found, verb)(text)
"""


def patterns() -> Iterator[tuple[str, tuple[str, str]]]:
    """Every pattern that stands in our code as it is: where; what is done with it, and which."""
    for folder in FOLDERS:
        for file in sorted((ROOT / folder).rglob("*.py")):
            if ".venv" in file.parts or "tests" in file.parts:
                continue
            for node in ast.walk(ast.parse(file.read_text())):
                if _is_a_pattern(node):
                    assert isinstance(node, ast.Call)
                    text = _text(node.args[0])
                    if text is not None:
                        assert isinstance(node.func, ast.Attribute)
                        yield f"{file.relative_to(ROOT)}:{node.lineno}", (node.func.attr, text)


def _is_a_pattern(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in VERBS):
        return False
    return isinstance(node.func.value, ast.Name) and node.func.value.id == "re" and bool(node.args)


def _text(node: ast.expr) -> str | None:
    """A pattern without what is put into it while the program runs, which is looked at where it is made."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = [each.value if isinstance(each, ast.Constant) else "x" for each in node.values]
        return "".join(map(str, parts))
    return None


def characters(parsed: Any) -> set[str]:
    """One character for each thing that a pattern looks for."""
    found: set[str] = set()
    for code, value in parsed:
        if code in (codes.LITERAL, codes.NOT_LITERAL):
            found.add(chr(value))
        elif code is codes.IN:
            found |= _of_class(value)
        elif code is codes.ANY:
            found.add("a")
        else:
            for inner in _inside(value):
                found |= characters(inner)
    return found


def _of_class(members: Any) -> set[str]:
    found: set[str] = set()
    for code, value in members:
        if code is codes.LITERAL:
            found.add(chr(value))
        elif code is codes.RANGE:
            found.add(chr(value[0]))
        elif code is codes.CATEGORY:
            found |= {"a", " ", "1"}
    return found


def _inside(value: Any) -> Iterator[Any]:
    if isinstance(value, parser.SubPattern):
        yield value
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _inside(each)


def hard_texts(pattern: str) -> list[str]:
    """What such patterns get slow at: what they look for, again and again, and then something else."""
    each = sorted(characters(parser.parse(pattern)))[:12]
    pumps = [
        *each,
        *(one + other for one in each[:6] for other in each[:6] if one != other),
        "a ",
        "a1",
        "\n",
    ]
    return [(pump * (LENGTH // len(pump))) + end for pump in pumps for end in ("\x00", "")]


ALL = dict(patterns())


def test_the_patterns_are_found() -> None:
    assert len(ALL) > 60


@pytest.mark.slow
def test_no_pattern_gets_slow() -> None:
    slow = [where for where, (verb, pattern) in ALL.items() if not is_quick(pattern, verb)]
    assert slow == []


def test_a_slow_pattern_would_be_found() -> None:
    assert not is_quick(r"(a+)+b", seconds=3)


def is_quick(pattern: str, verb: str = "compile", seconds: float = SECONDS) -> bool:
    """Whether all of its hard texts are done in time; a compiled one by every verb."""
    verbs = [verb] if verb in ("fullmatch", "match") else ["search", "fullmatch"]

    given = json.dumps([pattern, verbs, hard_texts(pattern)])
    try:
        subprocess.run(
            [sys.executable, "-I", "-c", TRYING], input=given, text=True, check=True, timeout=seconds
        )
    except subprocess.TimeoutExpired:
        return False
    return True

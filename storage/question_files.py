"""Question sets as files (YAML): read with every mistake found at once, written readably, compared.

A file holds one set, or several divided by lines of `---`:

    audience: resident        # resident, carer or staff
    language: en
    questions:                # in the order they are asked
      - key: good_day         # joins the versions of a question; never said to anybody
        text: What makes a good day for you?
        simple: What is a good day like for you?
        follow_up: ...        # optional: asked once, if an answer is short
        hint: ...             # optional: said to "what do you mean?"
        choices: [..., ...]   # optional: 2 to 6 quick answers
        principles: [...]     # optional: keys of what it is about
"""

import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from dataclasses import fields as dataclass_fields
from difflib import get_close_matches
from functools import partial
from itertools import chain
from pathlib import Path
from re import fullmatch
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from storage.errors import StorageError
from storage.kinds import Audience
from storage.records import NewQuestion

FOLDER = Path(__file__).parent / "question_sets"
MOST_LETTERS = {"text": 300, "simple": 300, "follow_up": 300, "hint": 400, "choices": 80, "principles": 40}
SET_FIELDS = frozenset({"audience", "language", "questions"})
QUESTION_FIELDS = frozenset(field.name for field in dataclass_fields(NewQuestion))
NEEDED_FIELDS = frozenset({"key", "text", "simple"})
MOST_QUESTIONS = 40
MOST_FILE_LETTERS = 500_000


@dataclass(frozen=True, slots=True)
class ShippedSet:
    """The questions for one audience as they stand in a file."""

    audience: Audience
    language: str
    questions: tuple[NewQuestion, ...]


def shipped_sets() -> tuple[ShippedSet, ...]:
    """The sets that come with the program, in the order resident, carer, staff."""
    return tuple(
        chain.from_iterable(
            parse_sets((FOLDER / f"{audience}.yml").read_text(encoding="utf-8")) for audience in Audience
        )
    )


def parse_sets(text: str, principles: Collection[str] = ()) -> list[ShippedSet]:
    """The sets that a file holds. With `principles`, only these keys may stand under `principles:`.

    Raises StorageError("bad_set") naming every mistake with its line, its question and what to do.
    """
    reader = _Reader(frozenset(principles))
    sets = [reader.question_set(document) for document in _documents(text)]
    if not sets:
        raise _refused(["line 1: the file is empty. Begin with `whatmatters questions export`."])
    if reader.problems:
        raise _refused([problem for _, problem in sorted(reader.problems)])
    return sets


def dump_sets(sets: Iterable[ShippedSet]) -> str:
    """The sets as a file that `parse_sets` reads back exactly."""
    documents = [
        {
            "audience": str(each.audience),
            "language": each.language,
            "questions": list(map(_written, each.questions)),
        }
        for each in sets
    ]
    return yaml.dump_all(documents, Dumper=_Readable, allow_unicode=True, sort_keys=False, width=100)


class _Readable(yaml.SafeDumper):
    """Lists are indented under their name, as people write them by hand."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 (PyYAML calls it so)
        super().increase_indent(flow, False)  # noqa: FBT003


def _written(question: NewQuestion) -> dict[str, Any]:
    fields = {
        name: list(value) if isinstance(value, tuple) else value for name, value in asdict(question).items()
    }
    return {name: value for name, value in fields.items() if value not in (None, [])}


def _documents(text: str) -> list[Node]:
    """The file's YAML as nodes, which still know their lines (loaded values do not)."""
    if len(text) > MOST_FILE_LETTERS:
        raise _refused(["line 1: the file is far too long for questions. Is it the right file?"])
    try:
        return [node for node in yaml.compose_all(text, yaml.SafeLoader) if not _is_nothing(node)]
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        remedy = "Check the indents and colons there; put a text with a colon in quotation marks."
        raise _refused([f"line {line}: this is not readable YAML ({error.problem}). {remedy}"]) from None
    except yaml.reader.ReaderError as error:
        raise _refused([f"character {error.position + 1} cannot stand in YAML. Take it out."]) from None
    except RecursionError:
        raise _refused(["line 1: lists inside lists without end. Is it the right file?"]) from None


def _refused(problems: Sequence[str]) -> StorageError:
    count = "1 mistake" if len(problems) == 1 else f"{len(problems)} mistakes"
    return StorageError(
        "bad_set", "\n".join([f"These questions have {count}; nothing was changed.", *problems])
    )


def _is_nothing(node: Node | None) -> bool:
    return node is None or (isinstance(node, ScalarNode) and node.tag == "tag:yaml.org,2002:null")


class _Reader:
    """Reads sets out of YAML nodes and collects what is wrong with them."""

    def __init__(self, principles: frozenset[str]) -> None:
        self.problems: list[tuple[int, str]] = []
        """(line, the whole sentence)"""
        self._principles = principles
        self._seen: set[tuple[str, str]] = set()

    def question_set(self, node: Node) -> ShippedSet:
        """One set; parts that could not be read are left empty, with a problem for each."""
        fields = self._fields(node, "the set", SET_FIELDS, SET_FIELDS - {"language"})
        audience, language = self._audience(fields), self._language(fields.get("language"))
        self._refuse_twin(node, audience, language)
        nodes = self._list(fields["questions"], "questions") if "questions" in fields else []
        listed = isinstance(fields.get("questions"), SequenceNode)
        if listed and not 1 <= len(nodes) <= MOST_QUESTIONS:
            self._wrong(fields["questions"], f"questions: a set has 1 to {MOST_QUESTIONS} of them.")
        questions = tuple(self._question(each, at) for at, each in enumerate(nodes, 1))
        self._refuse_repeats(nodes, [question.key for question in questions], "key")
        self._refuse_repeats(nodes, [question.text for question in questions], "text")
        return ShippedSet(audience or Audience.RESIDENT, language, questions)

    def _refuse_twin(self, node: Node, audience: Audience | None, language: str) -> None:
        if audience is None:
            return
        if (audience, language) in self._seen:
            self._wrong(node, f"the set: {audience} ({language}) stands twice. Take out one of them.")
        self._seen.add((audience, language))

    def _question(self, node: Node, position: int) -> NewQuestion:
        fields = self._fields(node, f"question {position}", QUESTION_FIELDS, NEEDED_FIELDS)
        key = self._key(fields["key"], position) if "key" in fields else ""
        place = f"question {position} ({key})" if key else f"question {position}"
        read = partial(self._optional_text, fields, place)
        return NewQuestion(
            key=key,
            text=read("text") or "",
            simple=read("simple") or "",
            follow_up=read("follow_up"),
            hint=read("hint"),
            choices=self._texts(fields.get("choices"), f"{place}, choices", self._check_choices),
            principles=self._texts(fields.get("principles"), f"{place}, principles", self._check_principles),
        )

    def _fields(
        self, node: Node, place: str, allowed: Collection[str], needed: frozenset[str]
    ) -> dict[str, Node]:
        if not isinstance(node, MappingNode):
            self._wrong(node, f"{place}: should be lines such as `{min(needed)}: ...`.")
            return {}
        found: dict[str, Node] = {}
        for name_node, value in node.value:
            name = name_node.value if isinstance(name_node, ScalarNode) else ""
            if name not in allowed:
                self._wrong(name_node, f'{place}: there is no field "{name}". {_meant(name, allowed)}')
            elif name in found:
                self._wrong(name_node, f'{place}: "{name}" stands twice. Take one out.')
            else:
                found[name] = value
        for name in sorted(needed - found.keys()):
            self._wrong(node, f'{place}: "{name}" is missing. Add a line `{name}: ...`.')
        return found

    def _audience(self, fields: dict[str, Node]) -> Audience | None:
        name = self._text(fields["audience"], "audience", 200) if "audience" in fields else ""
        if name in set(Audience):
            return Audience(name)
        if name:
            self._wrong(fields["audience"], f'audience: "{name}" is not known. {_meant(name, set(Audience))}')
        return None

    def _language(self, node: Node | None) -> str:
        language = self._text(node, "language", 20) if node else "en"
        if node and language and not fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", language):
            self._wrong(node, f'language: "{language}" is no language code. Write one such as en, cy or pl.')
        return language

    def _key(self, node: Node, position: int) -> str:
        key = self._text(node, f"question {position}, key", 60)
        if key and not fullmatch(r"[a-z][a-z0-9_]*", key):
            self._wrong(
                node, f'question {position}, key: "{key}" may hold only a-z, 0-9 and _, such as good_day.'
            )
        return key

    def _optional_text(self, fields: dict[str, Node], place: str, name: str) -> str | None:
        node = fields.get(name)
        optional = name in ("follow_up", "hint")
        if node is None or (optional and _is_nothing(node)):
            return None
        return self._text(node, f"{place}, {name}", MOST_LETTERS[name])

    def _texts(
        self, node: Node | None, place: str, check: Callable[[Node, str, tuple[str, ...]], None]
    ) -> tuple[str, ...]:
        if node is None or _is_nothing(node):
            return ()
        nodes = self._list(node, place)
        most = MOST_LETTERS[place.rpartition(" ")[2]]
        found = tuple(self._text(each, place, most) for each in nodes)
        self._refuse_repeats(nodes, found, place)
        check(node, place, found)
        return found

    def _check_choices(self, node: Node, place: str, choices: tuple[str, ...]) -> None:
        if isinstance(node, SequenceNode) and not 2 <= len(choices) <= 6:
            self._wrong(node, f"{place}: there are {len(choices)}. Give 2 to 6, or leave `choices` out.")

    def _check_principles(self, node: Node, place: str, principles: tuple[str, ...]) -> None:
        for key in principles if self._principles else ():
            if key and key not in self._principles:
                self._wrong(node, f'{place}: "{key}" is not known. {_meant(key, self._principles)}')

    def _list(self, node: Node, place: str) -> list[Node]:
        if isinstance(node, SequenceNode):
            return list(node.value)
        self._wrong(node, f"{place}: should be a list, each entry on a line that begins with `- `.")
        return []

    def _text(self, node: Node, place: str, most: int) -> str:
        if not isinstance(node, ScalarNode):
            self._wrong(node, f"{place}: should be words. Put them in quotation marks if they hold a colon.")
            return ""
        text: str = node.value.strip()
        if not text or _is_nothing(node):
            self._wrong(node, f"{place}: is empty. Write the words there.")
        elif len(text) > most:
            self._wrong(node, f"{place}: is {len(text)} letters long. Say it in at most {most}.")
        elif any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text.replace("\n", "")):
            self._wrong(node, f"{place}: holds a character that cannot be shown. Take it out.")
        return text

    def _refuse_repeats(self, nodes: Sequence[Node], values: Sequence[str], what: str) -> None:
        for at, (node, value) in enumerate(zip(nodes, values, strict=True)):
            if value and value in values[:at]:
                self._wrong(node, f'{what}: "{value}" stands twice. Change or take out one of them.')

    def _wrong(self, node: Node, problem: str) -> None:
        line = node.start_mark.line + 1
        self.problems.append((line, f"line {line}, {problem}"))


def _meant(name: str, known: Collection[str]) -> str:
    close = get_close_matches(name, sorted(known), n=1)
    return f'Did you mean "{close[0]}"?' if close else f"Use one of: {', '.join(sorted(known))}."

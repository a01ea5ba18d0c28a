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
        picture: today        # optional: the picture beside the question
        pictures: [..., ...]  # optional: 2 to 24 pictures to answer with
        closed: ...           # optional: the same as a closed question, for the three faces
        faces: [..., ..., ...]  # with `closed`: what each face says: going well, so-so, not going well
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from dataclasses import fields as dataclass_fields
from functools import partial
from itertools import chain
from pathlib import Path
from re import fullmatch
from typing import Any

import yaml
from yaml.nodes import Node, SequenceNode

from storage.errors import StorageError
from storage.kinds import Audience
from storage.question_fields import MOST_LETTERS, FieldReader, is_nothing, meant
from storage.records import NewQuestion

FOLDER = Path(__file__).parent / "question_sets"
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


def parse_sets(
    text: str, principles: Collection[str] = (), pictures: Collection[str] = ()
) -> list[ShippedSet]:
    """The sets that a file holds. With `principles` or `pictures`, only these keys may be named there.

    Raises StorageError("bad_set") naming every mistake with its line, its question and what to do.
    """
    reader = _Reader(frozenset(principles), frozenset(pictures))
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
        return [node for node in yaml.compose_all(text, yaml.SafeLoader) if not is_nothing(node)]
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


class _Reader(FieldReader):
    """Reads sets out of YAML nodes and collects what is wrong with them."""

    def __init__(self, principles: frozenset[str], pictures: frozenset[str]) -> None:
        super().__init__()
        self._principles = principles
        self._pictures = pictures
        self._seen: set[tuple[str, str]] = set()

    def question_set(self, node: Node) -> ShippedSet:
        """One set; parts that could not be read are left empty, with a problem for each."""
        fields = self.fields(node, "the set", SET_FIELDS, SET_FIELDS - {"language"})
        audience, language = self._audience(fields), self._language(fields.get("language"))
        self._refuse_twin(node, audience, language)
        nodes = self.listed(fields["questions"], "questions") if "questions" in fields else []
        listed = isinstance(fields.get("questions"), SequenceNode)
        if listed and not 1 <= len(nodes) <= MOST_QUESTIONS:
            self.wrong(fields["questions"], f"questions: a set has 1 to {MOST_QUESTIONS} of them.")
        questions = tuple(self._question(each, at) for at, each in enumerate(nodes, 1))
        self.refuse_repeats(nodes, [question.key for question in questions], "key")
        self.refuse_repeats(nodes, [question.text for question in questions], "text")
        return ShippedSet(audience or Audience.RESIDENT, language, questions)

    def _refuse_twin(self, node: Node, audience: Audience | None, language: str) -> None:
        if audience is None:
            return
        if (audience, language) in self._seen:
            self.wrong(node, f"the set: {audience} ({language}) stands twice. Take out one of them.")
        self._seen.add((audience, language))

    def _audience(self, fields: dict[str, Node]) -> Audience | None:
        name = self.text(fields["audience"], "audience", 200) if "audience" in fields else ""
        if name in set(Audience):
            return Audience(name)
        if name:
            self.wrong(fields["audience"], f'audience: "{name}" is not known. {meant(name, set(Audience))}')
        return None

    def _language(self, node: Node | None) -> str:
        language = self.text(node, "language", 20) if node else "en"
        if node and language and not fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", language):
            self.wrong(node, f'language: "{language}" is no language code. Write one such as en, cy or pl.')
        return language

    def _question(self, node: Node, position: int) -> NewQuestion:
        fields = self.fields(node, f"question {position}", QUESTION_FIELDS, NEEDED_FIELDS)
        key = self._key(fields, f"question {position}, key")
        place = f"question {position} ({key})" if key else f"question {position}"
        needed, optional = partial(self._needed, fields, place), partial(self.optional_text, fields, place)
        texts = partial(self.texts, fields, place)
        question = NewQuestion(
            key=key,
            text=needed("text"),
            simple=needed("simple"),
            follow_up=optional("follow_up"),
            hint=optional("hint"),
            choices=texts("choices", partial(self.count, fewest=2, most=6)),
            principles=texts("principles", partial(self.one_of, known=self._principles)),
            picture=optional("picture"),
            pictures=texts("pictures", self._check_pictures),
            closed=optional("closed"),
            faces=texts("faces", partial(self.count, fewest=3, most=3)),
        )
        if question.picture:
            self._check_picture(fields["picture"], f"{place}, picture", question.picture)
        if question.faces and not question.closed:
            self.wrong(fields["faces"], f"{place}, faces: they answer `closed`. Add it, or take `faces` out.")
        return question

    def _key(self, fields: dict[str, Node], place: str) -> str:
        if "key" not in fields:
            return ""
        key = self.text(fields["key"], place, MOST_LETTERS["key"])
        self.key(fields["key"], place, key)
        return key

    def _needed(self, fields: dict[str, Node], place: str, name: str) -> str:
        return self.text(fields[name], f"{place}, {name}", MOST_LETTERS[name]) if name in fields else ""

    def _check_pictures(self, node: Node, place: str, keys: tuple[str, ...]) -> None:
        self.count(node, place, keys, fewest=2, most=24)
        for key in keys:
            self._check_picture(node, place, key)

    def _check_picture(self, node: Node, place: str, key: str) -> None:
        self.key(node, place, key)
        self.one_of(node, place, (key,), self._pictures)

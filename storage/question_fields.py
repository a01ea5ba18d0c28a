"""Fields of a question file, read out of YAML nodes, which still know their lines; mistakes are collected."""

import unicodedata
from collections.abc import Callable, Collection, Sequence
from difflib import get_close_matches
from re import fullmatch

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

MOST_LETTERS = {
    "key": 60,
    "text": 300,
    "simple": 300,
    "follow_up": 300,
    "hint": 400,
    "choices": 80,
    "principles": 40,
    "picture": 40,
    "pictures": 40,
    "closed": 300,
    "faces": 120,
}
KEY = r"[a-z][a-z0-9_]*"


class FieldReader:
    """Reads fields and collects what is wrong with them; what could not be read comes back empty."""

    def __init__(self) -> None:
        self.problems: list[tuple[int, str]] = []
        """(line, the whole sentence)"""

    def fields(
        self, node: Node, place: str, allowed: Collection[str], needed: frozenset[str]
    ) -> dict[str, Node]:
        """The fields of a mapping by their names."""
        if not isinstance(node, MappingNode):
            self.wrong(node, f"{place}: should be lines such as `{min(needed)}: ...`.")
            return {}
        found: dict[str, Node] = {}
        for name_node, value in node.value:
            name = name_node.value if isinstance(name_node, ScalarNode) else ""
            if name not in allowed:
                self.wrong(name_node, f'{place}: there is no field "{name}". {meant(name, allowed)}')
            elif name in found:
                self.wrong(name_node, f'{place}: "{name}" stands twice. Take one out.')
            else:
                found[name] = value
        for name in sorted(needed - found.keys()):
            self.wrong(node, f'{place}: "{name}" is missing. Add a line `{name}: ...`.')
        return found

    def text(self, node: Node, place: str, most: int) -> str:
        """Words of at most so many letters."""
        if not isinstance(node, ScalarNode):
            self.wrong(node, f"{place}: should be words. Put them in quotation marks if they hold a colon.")
            return ""
        text: str = node.value.strip()
        if not text or is_nothing(node):
            self.wrong(node, f"{place}: is empty. Write the words there.")
        elif len(text) > most:
            self.wrong(node, f"{place}: is {len(text)} letters long. Say it in at most {most}.")
        elif any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text.replace("\n", "")):
            self.wrong(node, f"{place}: holds a character that cannot be shown. Take it out.")
        return text

    def optional_text(self, fields: dict[str, Node], place: str, name: str) -> str | None:
        """A text that may be left out or stand empty."""
        node = fields.get(name)
        if node is None or is_nothing(node):
            return None
        return self.text(node, f"{place}, {name}", MOST_LETTERS[name])

    def texts(
        self,
        fields: dict[str, Node],
        place: str,
        name: str,
        check: Callable[[Node, str, tuple[str, ...]], None],
    ) -> tuple[str, ...]:
        """A list of different texts that may be left out or stand empty; `check` looks at it as a whole."""
        node = fields.get(name)
        if node is None or is_nothing(node):
            return ()
        nodes = self.listed(node, f"{place}, {name}")
        found = tuple(self.text(each, f"{place}, {name}", MOST_LETTERS[name]) for each in nodes)
        self.refuse_repeats(nodes, found, f"{place}, {name}")
        check(node, f"{place}, {name}", found)
        return found

    def listed(self, node: Node, place: str) -> list[Node]:
        """The entries of a list."""
        if isinstance(node, SequenceNode):
            return list(node.value)
        self.wrong(node, f"{place}: should be a list, each entry on a line that begins with `- `.")
        return []

    def count(self, node: Node, place: str, found: tuple[str, ...], fewest: int, most: int) -> None:
        """Refuse a list that is too short or too long."""
        if isinstance(node, SequenceNode) and not fewest <= len(found) <= most:
            name = place.rpartition(" ")[2]
            wanted = f"{fewest} to {most}" if most > fewest else f"{fewest}"
            self.wrong(node, f"{place}: there are {len(found)}. Give {wanted}, or leave `{name}` out.")

    def one_of(self, node: Node, place: str, found: tuple[str, ...], known: Collection[str]) -> None:
        """Refuse what is not known; nothing known means that anything goes."""
        for key in found if known else ():
            if key and key not in known:
                self.wrong(node, f'{place}: "{key}" is not known. {meant(key, known)}')

    def key(self, node: Node, place: str, key: str) -> None:
        """Refuse a key that is not written as keys are."""
        if key and not fullmatch(KEY, key):
            self.wrong(node, f'{place}: "{key}" may hold only a-z, 0-9 and _, such as good_day.')

    def refuse_repeats(self, nodes: Sequence[Node], values: Sequence[str], what: str) -> None:
        """Refuse a value that stands there before."""
        for at, (node, value) in enumerate(zip(nodes, values, strict=True)):
            if value and value in values[:at]:
                self.wrong(node, f'{what}: "{value}" stands twice. Change or take out one of them.')

    def wrong(self, node: Node, problem: str) -> None:
        """Note a mistake with its line."""
        line = node.start_mark.line + 1
        self.problems.append((line, f"line {line}, {problem}"))


def is_nothing(node: Node | None) -> bool:
    """Whether nothing stands there: `hint:` or `hint: ~`."""
    return node is None or (isinstance(node, ScalarNode) and node.tag == "tag:yaml.org,2002:null")


def meant(name: str, known: Collection[str]) -> str:
    """What somebody may have meant, or all there is."""
    close = get_close_matches(name, sorted(known), n=1)
    return f'Did you mean "{close[0]}"?' if close else f"Use one of: {', '.join(sorted(known))}."

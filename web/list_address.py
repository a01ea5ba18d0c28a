"""The filter of the list as it stands in an address: read, put together again, changed in one place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from storage.search import Filter
from storage.search_index import END
from web.days import day_start

FIELDS = (
    "service",
    "tab",
    "q",
    "principle",
    "stance",
    "state",
    "question",
    "topic",
    "door",
    "channel",
    "kind",
    "place",
    "language",
    "assigned",
    "from",
    "to",
)
"""What may stand in an address, in this order. `service` belongs to every staff page."""
LONGEST = {"q": 200}
"""Characters of a field that are read; of all others `_USUAL`."""
_USUAL = 80
TABS = ("new", "listen", "concerns", "mine", "reviewed")
KEPT_APART = ("service", "tab")
"""What is not a filter of the form."""
UNREADABLE_DAY = "A date could not be read. Write it as 2026-11-22."
NO_WORD = "There is no word to search for in that. Write letters or figures."


@dataclass(frozen=True, slots=True)
class Address:
    """What stands in an address of the list, without what makes no sense."""

    fields: Mapping[str, str]
    before: int | None = None
    after: int | None = None

    @property
    def query(self) -> str:
        """What stands after the question mark, always in the same order; without the place in the list."""
        return urlencode({name: self.fields[name] for name in FIELDS if name in self.fields})

    @property
    def url(self) -> str:
        """The whole address, of the first page."""
        return f"/review?{self.query}" if self.query else "/review"

    def with_(self, **fields: str) -> "Address":
        """The same with some fields set, or left out if they are empty; from the first page on."""
        changed = {name: value for name, value in {**self.fields, **fields}.items() if value}
        return Address(changed)

    @property
    def filters(self) -> dict[str, str]:
        """The fields that the form has."""
        return {name: value for name, value in self.fields.items() if name not in KEPT_APART}


def read_address(asked: Mapping[str, str]) -> Address:
    """What stands in an address. Anything may stand there; unknown fields are left out."""
    fields = {name: _plain(asked.get(name, ""), LONGEST.get(name, _USUAL)) for name in FIELDS}
    if asked.get("listen") == "yes":
        fields["tab"] = "listen"
    if fields["tab"] not in TABS:
        fields["tab"] = ""
    known = {name: value for name, value in fields.items() if value}
    return Address(known, place(asked.get("before", "")), place(asked.get("after", "")))


def parse_address(query: str) -> Address:
    """The same from what stands after a question mark."""
    return read_address(dict(parse_qsl(query[:2_000])))


def place(text: str) -> int | None:
    """A place in the list; none if it makes no sense."""
    if not (text.isascii() and text.isdecimal() and len(text) < 20):
        return None
    return min(int(text), END - 1)


def filter_of(address: Address, me: UUID) -> Filter:
    """What is sought. me: who looks."""
    given, tab = address.fields, address.fields.get("tab")
    assigned = me if tab == "mine" or given.get("assigned") == "me" else _uuid(given.get("assigned", ""))
    return Filter(
        principle=given.get("principle"),
        audience=given.get("kind"),
        since=day_start(given.get("from", "")),
        until=day_start(given.get("to", ""), 1),
        listen=tab == "listen",
        words=given.get("q", ""),
        stance=given.get("stance"),
        state=given.get("state"),
        question="" if given.get("question") == "-" else given.get("question"),
        topic=given.get("topic"),
        door=given.get("door"),
        channel=given.get("channel"),
        place=_uuid(given.get("place", "")),
        language=given.get("language"),
        assigned=assigned,
        nobodys=given.get("assigned") == "nobody" and tab != "mine",
        reviewed={"new": False, "reviewed": True}.get(tab or ""),
        concern=tab == "concerns",
        reader=me,
    )


def trouble(address: Address, has_words: Callable[[str], bool]) -> str | None:
    """What could not be read, in words."""
    days = (address.fields.get(name) for name in ("from", "to"))
    if any(text and day_start(text) is None for text in days):
        return UNREADABLE_DAY
    typed = address.fields.get("q")
    return NO_WORD if typed and not has_words(typed) else None


def _plain(text: str, longest: int) -> str:
    """What a field says, in characters that an address can carry."""
    return " ".join(text.encode("utf-8", "replace").decode().replace("\x00", " ").split())[:longest]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return UUID(int=0) if text not in ("me", "nobody") else None

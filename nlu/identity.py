"""A stretch of what was said by which somebody could be found."""

from dataclasses import dataclass
from enum import StrEnum

from nlu.understanding import Json


class Kind(StrEnum):
    """What kind of identifier it is."""

    PERSON = "person"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    ROOM = "room"
    BIRTH = "birth"
    NHS_NUMBER = "nhs_number"

    @property
    def placeholder(self) -> str:
        """What is put in its place, such as `[name]`."""
        return f"[{_WORDS[self]}]"


_WORDS = {
    Kind.PERSON: "name",
    Kind.PHONE: "phone",
    Kind.EMAIL: "email",
    Kind.ADDRESS: "address",
    Kind.ROOM: "room",
    Kind.BIRTH: "birthdate",
    Kind.NHS_NUMBER: "number",
}


@dataclass(frozen=True, order=True)
class Identifier:
    """Where one stands."""

    start: int
    """In characters (code points) of the text as given."""
    end: int
    """Exclusive."""
    kind: Kind

    def as_json(self) -> Json:
        return {"start": self.start, "end": self.end, "kind": self.kind.value}

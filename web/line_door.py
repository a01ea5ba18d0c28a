"""Who holds a line open to us: a paired tablet, or somebody with a private link."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from web.pages import Parts


class Caller(Protocol):
    """At the other end of a line."""

    @property
    def key(self) -> str:
        """By which their lines are counted."""
        ...

    def is_known(self) -> bool:
        """Whether they still are who they were: a tablet may have been let go meanwhile."""
        ...

    def conversation(self, wanted: UUID | None) -> UUID | None:
        """The conversation that they may go on with; None if there is none."""
        ...


@dataclass(frozen=True, slots=True)
class TabletCaller:
    """A tablet; `secret` is what its cookie holds."""

    parts: Parts
    device_id: UUID
    secret: str

    @property
    def key(self) -> str:
        """The tablet."""
        return str(self.device_id)

    def is_known(self) -> bool:
        """Whether it is still paired as the same one."""
        found = self.parts.store.devices.by_secret(self.secret)
        return found is not None and found.id == self.device_id

    def conversation(self, wanted: UUID | None) -> UUID | None:
        """One that was begun on it."""
        found = self.parts.store.tablet_talks.get(self.device_id, wanted) if wanted else None
        return found.id if found else None


@dataclass(frozen=True, slots=True)
class ChatCaller:
    """Somebody with a private link."""

    conversation_id: UUID

    @property
    def key(self) -> str:
        """The conversation."""
        return str(self.conversation_id)

    def is_known(self) -> bool:
        """A private link stays good."""
        return True

    def conversation(self, wanted: UUID | None) -> UUID | None:
        """Theirs, and no other."""
        return self.conversation_id if wanted in (None, self.conversation_id) else None


def find_tablet(parts: Parts, secret: str | None) -> TabletCaller | None:
    """The tablet with this cookie, if it was paired and not let go since."""
    device = parts.store.devices.by_secret(secret) if secret else None
    return TabletCaller(parts, device.id, secret) if device and secret else None


def find_visitor(parts: Parts, token: str) -> ChatCaller | None:
    """Whoever has this private link, if it leads anywhere."""
    found = parts.store.conversations.by_secret(token)
    return ChatCaller(found.id) if found else None

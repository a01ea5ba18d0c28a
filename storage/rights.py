"""Who staff are, what their roles let them do, and at which services."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self
from uuid import UUID


class Role(StrEnum):
    """What somebody is at a service, or at all services of a group."""

    READER = "reader"
    REVIEWER = "reviewer"
    SAFEGUARDING = "safeguarding"  # the safeguarding lead
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"  # of accounts and connections; reads no words by that


class Power(StrEnum):
    """What a role may do at a service. Every staff page asks for one of these."""

    READ = "read"  # read what people said
    REVIEW = "review"  # decide on tags, put words right, assign, reply, begin changes
    SAFEGUARD = "safeguard"  # see to concerns
    MANAGE = "manage"  # people, tablets, voices, what is taken out, who read what
    ADMINISTER = "administer"  # accounts, roles, tokens, webhooks


POWERS_OF: dict[Role, frozenset[Power]] = {
    Role.READER: frozenset({Power.READ}),
    Role.REVIEWER: frozenset({Power.READ, Power.REVIEW}),
    Role.SAFEGUARDING: frozenset({Power.READ, Power.REVIEW, Power.SAFEGUARD}),
    Role.MANAGER: frozenset({Power.READ, Power.REVIEW, Power.SAFEGUARD, Power.MANAGE}),
    Role.ADMINISTRATOR: frozenset({Power.ADMINISTER}),
}


@dataclass(frozen=True, slots=True)
class StaffRecord:
    """Somebody who may read. The password hash stays inside the auth verbs."""

    id: UUID
    username: str
    name: str
    rights: Mapping[Power, frozenset[UUID]] = field(default_factory=dict, compare=False)
    """What they may do, and at which services. Filled in when they are signed in."""

    def services(self, power: Power) -> frozenset[UUID]:
        """The services at which they may do this: what every verb for staff is kept within."""
        return self.rights.get(power, frozenset())

    def everywhere(self) -> frozenset[UUID]:
        """The services at which they may do anything."""
        return frozenset[UUID]().union(*self.rights.values())

    def at(self, service_id: UUID) -> frozenset[Power]:
        """What they may do at one service: what the page of one thing offers."""
        return frozenset(power for power, where in self.rights.items() if service_id in where)

    def only_at(self, service_id: UUID) -> Self:
        """The same person, looking at one of their services alone."""
        here = frozenset([service_id])
        return replace(self, rights={power: where & here for power, where in self.rights.items()})

    def may(self, power: Power) -> bool:
        """Whether they may do this anywhere."""
        return bool(self.services(power))

"""What a tablet has to trust before it can be used in the home's network, and where it finds us then."""

from dataclasses import dataclass

from web.certificates import Certificates
from web.machine import ITSELF, as_in_a_link


@dataclass(frozen=True, slots=True)
class Trust:
    """The certificates, and the ports that they are about."""

    certificates: Certificates
    port: int
    """Where the pages are, over https."""
    plain_port: int = 0
    """Where the help is, over plain http; 0: nowhere but among the pages."""

    @property
    def addresses(self) -> list[str]:
        """Where tablets find the pages, the best first; of a machine in no network, where it does itself."""
        return [self.address(each) for each in self._names]

    @property
    def help_addresses(self) -> list[str]:
        """Where tablets find the help, the best first."""
        if not self.plain_port:
            return [f"{each}/trust" for each in self.addresses]
        return [f"http://{as_in_a_link(each)}:{self.plain_port}/trust" for each in self._names]

    def address(self, name: str | None) -> str:
        """The pages under a name that somebody used, or under our best one if it is none of ours."""
        known = name if name in self.certificates.names else self._names[0]
        return f"https://{as_in_a_link(known or 'localhost')}:{self.port}"

    @property
    def fingerprint(self) -> list[str]:
        """That of the authority, in eight groups of four pairs, to be compared by eye."""
        pairs = self.certificates.fingerprint.split()
        return [" ".join(pairs[start : start + 4]) for start in range(0, len(pairs), 4)]

    @property
    def _names(self) -> list[str]:
        return [each for each in self.certificates.names if each not in ITSELF] or ["localhost"]

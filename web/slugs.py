"""Short names of services in addresses, never taken for the secret of a private link."""

from starlette.convertors import Convertor, register_url_convertor

from storage.services import MOST_LETTERS_OF_A_SLUG


class SlugConvertor(Convertor[str]):
    """Small letters, figures and dashes; a secret is longer than any slug."""

    regex = f"[a-z0-9](?:[a-z0-9-]{{0,{MOST_LETTERS_OF_A_SLUG - 2}}}[a-z0-9])?"

    def convert(self, value: str) -> str:
        """As it stands."""
        return value

    def to_string(self, value: str) -> str:
        """As it stands."""
        return value


def know_slugs() -> None:
    """Let routes say `{slug:slug}`. Again, it is the same."""
    register_url_convertor("slug", SlugConvertor())

"""Where the key of a home is, as its settings say; and the one that recordings had before."""

import logging
from typing import Any

from storage.errors import StorageError
from storage.keys import FilePlace, GivenPlace, Keys, Place
from web.errors import WebError
from web.settings import Settings

log = logging.getLogger(__name__)

VAULT, ENTRY = "What Matters", "key"
"""What the machine's vault calls us, and the one thing of ours in it."""


class VaultPlace:
    """The machine's own vault: of the desktop, of macOS, of Windows."""

    name = "The key in the machine's vault"

    def read(self) -> str | None:
        """What stands there. Raises WebError("bad_setting") if it cannot be asked."""
        found: str | None = _asked(lambda vault: vault.get_password(VAULT, ENTRY))
        return found

    def write(self, written: str, *, first: bool) -> None:
        """Put it there. Raises WebError("bad_setting")."""
        if not (first and self.read()):
            _asked(lambda vault: vault.set_password(VAULT, ENTRY, written))


def place_of(settings: Settings) -> Place:
    """WM_KEY before the vault before the file. Raises WebError("bad_setting")."""
    if settings.key:
        return GivenPlace(settings.key)
    return VaultPlace() if settings.keyring else FilePlace(settings.key_place)


def open_keys(settings: Settings) -> Keys:
    """The keys of this home. Nothing is read yet."""
    tell = None if settings.invented else log.warning  # nobody has to keep the key of invented words
    return Keys(place_of(settings), FilePlace(settings.earlier_key), tell)


def retire_earlier_key(settings: Settings) -> None:
    """Take the key of recordings out of the data folder, into the key file; it stays if that cannot be."""
    earlier = settings.earlier_key
    if not earlier.exists() or earlier.resolve() == settings.key_place.resolve():
        return
    try:
        open_keys(settings).keep_older()
    except StorageError as error:  # WM_KEY: only its owner can add to it
        log.warning("The key of earlier recordings still lies in %s. %s", earlier, error)
        return
    earlier.unlink()
    if not any(earlier.parent.iterdir()):
        earlier.parent.rmdir()
    log.warning("The key of earlier recordings was moved from %s to the other key.", earlier)


def _asked(do: Any) -> Any:
    try:
        import keyring  # noqa: PLC0415 (only for who asks for it)
        from keyring.errors import KeyringError  # noqa: PLC0415
    except ImportError:
        raise WebError(
            "bad_setting", "WM_KEYRING needs the package keyring: `uv pip install keyring`. Or unset it."
        ) from None
    try:
        return do(keyring)
    except (KeyringError, RuntimeError) as error:
        raise WebError(
            "bad_setting", f"The machine's vault cannot be used ({error}). Unlock it, or use WM_KEY_FILE."
        ) from error

"""Where the settings of an account lie, outside of the data."""

import os
from pathlib import Path

from web.errors import WebError


def own_folder() -> Path:
    """Where programs keep the settings of the person, or account, that they run as.

    Raises WebError("bad_setting") if nobody knows.
    """
    if given := os.environ.get("APPDATA" if os.name == "nt" else "XDG_CONFIG_HOME"):
        return Path(given)
    try:
        return Path.home() / ".config"
    except RuntimeError:
        raise WebError(
            "bad_setting", "This account has no home folder. Say where the key is to be in WM_KEY_FILE."
        ) from None

"""What an account is called: the name to sign in with, and the name that colleagues know."""

import re

from web.errors import WebError

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,78}[a-z0-9]")
LONGEST_NAME = 80


def new_names(username: str, name: str) -> tuple[str, str]:
    """Both as they are kept; without a name the other one stands in. Raises WebError("bad_name")."""
    short, shown = username.strip().lower(), " ".join(name.split())
    if not _USERNAME.fullmatch(short):
        raise WebError(
            "bad_name", "A user name has 2 to 80 small letters, figures, dots or dashes, such as priya.shah."
        )
    if len(shown) > LONGEST_NAME or not shown.isprintable():
        raise WebError("bad_name", f"Write the name in at most {LONGEST_NAME} letters.")
    return short, shown or short

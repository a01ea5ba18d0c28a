"""Where Chromium is, and how it is started."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = "There is no Chromium. Install Debian's chromium to run the tests in a browser."
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A name as a home's own network gives it: no https there, so the browser allows less.
    "--host-resolver-rules=MAP home.test 127.0.0.1",
)
"""A browser that asks nobody on the internet for anything."""


def find() -> str | None:
    """The path that CHROMIUM in the environment holds, else the first of its names that can be run."""
    names = (os.environ.get("CHROMIUM", ""), *NAMES)
    return next(filter(None, map(shutil.which, filter(None, names))), None)


def arguments() -> list[str]:
    """How it is started; its sandbox refuses to work for root."""
    return [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]

"""Whether a browser gives a page what a tablet needs: only over https, or from the machine itself."""

from fastapi import Request

from web.settings import Settings

LOOPBACK = ("127.0.0.1", "localhost", "::1", "testserver")


def is_secure(request: Request, settings: Settings) -> bool:
    """Whether the page that is asked for will be a secure context."""
    return (
        request.url.scheme == "https"
        or settings.public_url.startswith("https:")
        or request.url.hostname in LOOPBACK
    )

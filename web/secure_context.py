"""Whether a browser lets the tablet work at the address that it came by, and what staff read if it does not.

Over plain http from another machine a browser gives no service worker, no locks and no microphone, so nothing
can be kept while the network is away (docs/decisions/0010-a-secure-context-for-the-tablet.md).
"""

from ipaddress import ip_address

from fastapi import Request
from fastapi.responses import HTMLResponse

from web.pages import page


def is_secure(request: Request) -> bool:
    """Whether the browser that asks takes this address for secure: https, or the machine that it runs on.

    A proxy that speaks https for us may not say so; `WM_PUBLIC_URL` does.
    """
    if request.url.scheme == "https" or is_loopback(request.url.hostname or ""):
        return True
    return bool(request.app.state.parts.settings.public_url.startswith("https:"))


def is_loopback(host: str) -> bool:
    """Whether a host name always leads back to the machine that uses it."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def insecure_page(request: Request) -> HTMLResponse:
    """Tells staff why the tablet cannot be used at this address, and what to do. A 403: nobody keeps it."""
    trust = request.app.state.parts.trust
    return page(
        request,
        "tablet_insecure.html",
        {
            "here": f"{request.url.scheme}://{request.url.netloc}",
            "address": trust.address(request.url.hostname) if trust else None,
            "port": request.app.state.parts.settings.port,
        },
        403,
    )

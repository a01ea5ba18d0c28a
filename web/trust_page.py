"""`/trust`: helps whoever sets up tablets to let them trust us, and hands out the certificate."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from web.pages import page
from web.security import POLICY
from web.trust import Trust

PAGE, FILE = "/trust", "/trust/what-matters-ca.crt"
NOT_ON = "There is no certificate, because https is not on. The page /trust says how to turn it on."


def trust_router(trust: Trust | None) -> APIRouter:
    """The routes about `trust`; without it, how to turn it on."""
    router = APIRouter(include_in_schema=False)

    @router.get(PAGE)
    def show(request: Request) -> Response:
        address = trust.address(request.url.hostname) if trust else None
        shown = page(request, "trust.html", {"trust": trust, "address": address, "file": FILE})
        if address and request.url.scheme == "http":
            # Over plain http the page asks our https address whether this tablet trusts it.
            shown.headers["content-security-policy"] = f"{POLICY} {address}"
        return shown

    @router.get(FILE)
    def certificate() -> Response:
        if trust is None:
            raise HTTPException(404, NOT_ON)
        return Response(trust.certificates.der, media_type="application/x-x509-ca-cert")

    return router

"""A small OpenID Connect provider on a port of this machine: real keys, real tokens, and lies if told to."""

import asyncio
import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import Any
from urllib.parse import unquote, urlencode

import uvicorn
from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import RedirectResponse
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from web.listening import listen

CLIENT_ID = "what matters"
SECRET = "a secret: with % and +"
KEY = RSAKey.generate_key(2048, {"kid": "first"})
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "first"})
"""Somebody else's, under the same name."""
OUR_SECRET = OctKey.import_key(SECRET, {"kid": "first"})


@dataclass
class Provider:
    """Who is signed in there, and what it says of them."""

    issuer: str = ""
    claims: dict[str, Any] = field(
        default_factory=lambda: {"sub": "u-17", "name": "Priya Shah", "preferred_username": "priya.shah"}
    )
    groups: list[str] | None = field(default_factory=lambda: ["care-staff"])
    in_userinfo: bool = False
    """Groups are told only when somebody asks for more."""
    lies: dict[str, Any] = field(default_factory=dict)
    """Claims that are not as they ought to be."""
    key: RSAKey | OctKey = field(default_factory=lambda: KEY)
    algorithm: str = "RS256"
    about: dict[str, Any] = field(default_factory=dict)
    denies: bool = False
    unsigned: bool = False
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    """What came to the token endpoint."""

    def token(self, nonce: str) -> str:
        """The signed token that says who is there."""
        now = int(time.time())
        times = {"iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": nonce}
        groups = {} if self.in_userinfo or self.groups is None else {"groups": self.groups}
        claims = times | self.claims | groups | self.lies
        header = {"alg": self.algorithm, "kid": self.key.kid}
        signed = jwt.encode(
            header, {name: claim for name, claim in claims.items() if claim is not None}, self.key
        )
        if self.unsigned:
            nobody = base64.urlsafe_b64encode(json.dumps({"alg": "none"}).encode()).rstrip(b"=").decode()
            return f"{nobody}.{signed.split('.')[1]}."
        return signed


def make_provider_app(provider: Provider) -> FastAPI:
    """Its addresses."""
    app = FastAPI(openapi_url=None)

    @app.get("/.well-known/openid-configuration")
    def about() -> dict[str, Any]:
        ends = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        found = {f"{name}_endpoint": f"{provider.issuer}/{end}" for name, end in ends.items()}
        return {"issuer": provider.issuer, "jwks_uri": f"{provider.issuer}/keys", **found, **provider.about}

    @app.get("/keys")
    def keys() -> dict[str, Any]:
        public = (KEY if provider.key in (OTHER_KEY, OUR_SECRET) else provider.key).as_dict(private=False)
        return {"keys": [public | {"use": "sig"}, {"kty": "OKP", "crv": "X25519", "x": "AA", "use": "enc"}]}

    @app.get("/authorize")
    def authorize(request: Request) -> RedirectResponse:
        asked = dict(request.query_params)
        if asked["client_id"] != CLIENT_ID or asked["code_challenge_method"] != "S256":
            raise HTTPException(400)
        said = {"state": asked["state"]}
        if provider.denies:
            said["error"] = "access_denied"
        else:
            said["code"] = token_urlsafe()
            provider.codes[said["code"]] = asked
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(said)}")

    @app.post("/token")
    async def token(request: Request) -> dict[str, str]:
        form = {name: str(value) for name, value in (await request.form()).items()}
        provider.asked.append(form)
        asked = provider.codes.pop(form["code"], None)  # a code is good once
        challenge = hashlib.sha256(form["code_verifier"].encode()).digest()
        proof = base64.urlsafe_b64encode(challenge).rstrip(b"=").decode()
        known = _who(request.headers.get("authorization", "")) or (
            form["client_id"],
            form.get("client_secret"),
        )
        if asked is None or asked["code_challenge"] != proof or known != (CLIENT_ID, SECRET):
            raise HTTPException(400)
        return {"access_token": "more", "token_type": "Bearer", "id_token": provider.token(asked["nonce"])}

    @app.get("/userinfo")
    def userinfo(request: Request) -> dict[str, Any]:
        assert request.headers["authorization"] == "Bearer more"
        return {"sub": provider.claims["sub"], "groups": provider.groups}

    return app


def _who(basic: str) -> tuple[str, str] | None:
    if not basic.startswith("Basic "):
        return None
    name, _, secret = base64.b64decode(basic.removeprefix("Basic ")).decode().partition(":")
    return unquote(name), unquote(secret)


@contextmanager
def providing() -> Iterator[Provider]:
    """A provider that runs."""
    provider, door = Provider(), listen("127.0.0.1", 0)
    provider.issuer = f"http://127.0.0.1:{door.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(make_provider_app(provider), log_level="error"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[door])))
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    yield provider
    server.should_exit = True
    thread.join()

"""Signing in at the sign-in of a group: OpenID Connect, the way by a code, with state, nonce and PKCE."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any
from urllib.parse import quote, urlsplit

import httpx2
from authlib.common.security import generate_token
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from web.errors import WebError

KEPT_SECONDS = 3600
"""How long what the provider says of itself is believed before it is asked again."""
ANSWERS_IN = 10.0
"""Seconds that the provider may take."""
LEEWAY_SECONDS = 60
"""Clocks may differ by so much."""
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Signed by a key of the provider alone: never by our own secret, never by nobody."""
NOT_REACHED = "Your organisation's sign-in cannot be reached just now. Try again, or use your password."
NOT_BELIEVED = "What your organisation's sign-in said could not be believed. Please start again."


@dataclass(frozen=True, slots=True)
class Begun:
    """What a browser keeps while somebody is away to sign in."""

    state: str
    nonce: str
    verifier: str
    wanted: str = "/review"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who came back."""

    issuer: str
    subject: str
    username: str
    name: str
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class Client:
    """What we are called at the provider, and what we ask for."""

    issuer: str
    client_id: str
    secret: str
    scopes: str = "openid profile email"
    groups_claim: str = "groups"


class OpenId:
    """The sign-in of one group. Everything raises WebError("openid") with what to do."""

    def __init__(self, client: Client, name: str) -> None:
        """Nothing is asked yet. `name`: what staff call it."""
        self.name = name
        self._client = client
        self._lock = Lock()
        self._kept: dict[str, tuple[float, dict[str, Any]]] = {}

    def begin(self, back: str, wanted: str) -> tuple[str, Begun]:
        """Where to send somebody who is to come back to `back`, and what their browser has to keep."""
        begun = Begun(generate_token(40), generate_token(40), generate_token(64), wanted)
        address = prepare_grant_uri(
            self._endpoint("authorization_endpoint"),
            client_id=self._client.client_id,
            response_type="code",
            redirect_uri=back,
            scope=self._client.scopes,
            state=begun.state,
            nonce=begun.nonce,
            code_challenge=create_s256_code_challenge(begun.verifier),
            code_challenge_method="S256",
        )
        return str(address), begun

    def finish(self, begun: Begun, back: str, query: Mapping[str, str]) -> Visitor:
        """Who came back with this in the address."""
        if query.get("state") != begun.state or query.get("iss", self._client.issuer) != self._client.issuer:
            raise _refused()
        if "error" in query or not query.get("code"):
            raise WebError("openid", "You were not signed in there. Start again, or use your password.")
        tokens = self._tokens(query["code"], back, begun.verifier)
        claims = self._claims(tokens, begun.nonce)
        if _found(claims, self._client.groups_claim) is None:
            claims = self._more(str(tokens.get("access_token", "")), claims) | claims
        return self._visitor(claims)

    def _tokens(self, code: str, back: str, verifier: str) -> dict[str, Any]:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back}
        form |= {"code_verifier": verifier, "client_id": self._client.client_id}
        methods = self._about().get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        auth = None
        if self._client.secret and "client_secret_basic" in methods:
            # RFC 6749, 2.3.1: both are written as in a form before they are joined.
            auth = (quote(self._client.client_id, safe=""), quote(self._client.secret, safe=""))
        elif self._client.secret:
            form["client_secret"] = self._client.secret
        return self._asked("POST", self._endpoint("token_endpoint"), data=form, auth=auth)

    def _claims(self, tokens: Mapping[str, Any], nonce: str) -> dict[str, Any]:
        try:
            token = self._decoded(str(tokens.get("id_token", "")))
            options = {
                "iss": {"essential": True, "value": self._client.issuer},
                "aud": {"essential": True, "value": self._client.client_id},
                "sub": {"essential": True},
            }
            params = {"nonce": nonce, "client_id": self._client.client_id}
            claims = CodeIDToken(token.claims, token.header, options, params)
            claims.params["access_token"] = tokens.get("access_token")
            claims.validate(leeway=LEEWAY_SECONDS)
        except (JoseError, ValueError, TypeError) as error:
            raise _refused() from error
        return dict(claims)

    def _decoded(self, token: str) -> jwt.Token:
        try:
            return jwt.decode(token, self._keys(), algorithms=ALGORITHMS)
        except InvalidKeyIdError:  # the provider has new keys
            return jwt.decode(token, self._keys(fresh=True), algorithms=ALGORITHMS)

    def _keys(self, *, fresh: bool = False) -> KeySet:
        found = self._remembered(self._endpoint("jwks_uri"), fresh=fresh).get("keys", [])
        usable = [key for key in found if key.get("kty") in ("RSA", "EC") and key.get("use", "sig") == "sig"]
        return KeySet.import_key_set({"keys": usable})

    def _more(self, access_token: str, claims: Mapping[str, Any]) -> dict[str, Any]:
        """What else the provider says of them, if it has more to say; of the same person only."""
        if "userinfo_endpoint" not in self._about() or not access_token:
            return {}
        headers = {"authorization": f"Bearer {access_token}"}
        more = self._asked("GET", self._endpoint("userinfo_endpoint"), headers=headers)
        if more.get("sub") != claims["sub"]:
            raise _refused()
        return more

    def _visitor(self, claims: Mapping[str, Any]) -> Visitor:
        groups = _found(claims, self._client.groups_claim)
        listed = [groups] if isinstance(groups, str) else groups if isinstance(groups, list) else []
        username = claims.get("preferred_username") or claims.get("email") or claims["sub"]
        return Visitor(
            issuer=self._client.issuer,
            subject=str(claims["sub"]),
            username=str(username),
            name=str(claims.get("name") or username),
            groups=frozenset(map(str, listed)),
        )

    def _about(self) -> dict[str, Any]:
        """What the provider says of itself."""
        about = self._remembered(f"{self._client.issuer.rstrip('/')}/.well-known/openid-configuration")
        if about.get("issuer") != self._client.issuer:
            raise WebError("openid", f"{NOT_REACHED} (It calls itself otherwise than WM_OIDC_ISSUER.)")
        return about

    def _endpoint(self, name: str) -> str:
        address = str(self._about().get(name, ""))
        if not is_safe(address):
            raise WebError("openid", NOT_REACHED)
        return address

    def _remembered(self, address: str, *, fresh: bool = False) -> dict[str, Any]:
        with self._lock:
            until, kept = self._kept.get(address, (0.0, {}))
            if fresh or time.monotonic() > until:
                kept = self._asked("GET", address)
                self._kept[address] = (time.monotonic() + KEPT_SECONDS, kept)
            return kept

    def _asked(self, method: str, address: str, **more: Any) -> dict[str, Any]:
        try:
            answer = httpx2.request(method, address, timeout=ANSWERS_IN, **more)
            answer.raise_for_status()
            found = answer.json()
        except (httpx2.HTTPError, json.JSONDecodeError, UnicodeDecodeError) as error:
            raise WebError("openid", NOT_REACHED) from error
        if not isinstance(found, dict):
            raise WebError("openid", NOT_REACHED)
        return found


def is_safe(address: str) -> bool:
    """Whether nobody on the way can listen: https, or this very machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or parts.hostname in ("127.0.0.1", "localhost", "::1")


def _refused() -> WebError:
    return WebError("openid", NOT_BELIEVED)


def _found(claims: Mapping[str, Any], claim: str) -> Any:
    """What stands under a name, or under a way of names: "realm_access.roles"."""
    if claim in claims:
        return claims[claim]
    found: Any = claims
    for name in claim.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found

"""The door for other programs: a token, what it may read, and how often."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.exceptions import HTTPException

from storage.tokens import Scope, TokenRecord
from web.api_problems import DETAILS
from web.clean_words import CleanWords
from web.guessing import network
from web.pages import Parts, parts_of

_BEARER = HTTPBearer(auto_error=False, scheme_name="token", description="A token from /review/connections.")
TheParts = Annotated[Parts, Depends(parts_of)]
Sent = Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]


@dataclass(frozen=True, slots=True)
class Caller:
    """Another program, let in."""

    within: frozenset[UUID]
    """The services that it may read at."""
    reader: UUID | None
    """Who made its token: what is not theirs to read is not its either."""
    clean: CleanWords
    """How words go out to it."""


def token(request: Request, parts: TheParts, sent: Sent) -> TokenRecord:
    """The token that was sent, if it is good. HTTPException(401), TooOftenError."""
    found = parts.store.tokens.holder(sent.credentials) if sent else None
    if found is None:
        parts.limits.miss(network(request))
        raise HTTPException(401, DETAILS[401], {"www-authenticate": "Bearer"})
    parts.limits.request(str(found.id))
    return found


Token = Annotated[TokenRecord, Depends(token)]


def who_may(scope: Scope) -> Callable[[Parts, TokenRecord], Caller]:
    """A dependency: who holds a token that may read this. HTTPException(403) if it may not."""

    def caller(parts: TheParts, token: Token) -> Caller:
        if scope not in token.scopes:
            raise HTTPException(403, f'This token may not read "{scope}". Ask for one that may.')
        clean = CleanWords(parts.store, as_said=Scope.WORDS in token.scopes)
        return Caller(frozenset({token.service_id}), token.by_id, clean)

    return caller


AnswersCaller = Annotated[Caller, Depends(who_may(Scope.ANSWERS))]
ChangesCaller = Annotated[Caller, Depends(who_may(Scope.CHANGES))]

"""One kept connection pool for calls of actions; Rasa opens a new connection for each."""

from types import TracebackType
from typing import Dict, Optional, Type

import aiohttp
from rasa.utils.endpoints import DEFAULT_REQUEST_TIMEOUT, EndpointConfig

KEPT_SECONDS = 2
"""Idle connections are given up before the application gives them up (5 s), so that no call meets a closing one."""


class _Kept:
    """A session that Rasa may enter and leave for each call, and that stays open."""

    def __init__(self, headers: Dict[str, str]) -> None:
        self._session = aiohttp.ClientSession(
            headers=headers,
            timeout=aiohttp.ClientTimeout(total=DEFAULT_REQUEST_TIMEOUT),
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=KEPT_SECONDS),
        )

    async def __aenter__(self) -> aiohttp.ClientSession:
        return self._session

    async def __aexit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        """Nothing is closed."""


def install() -> None:
    """Give every endpoint a session that it keeps."""
    made: Dict[int, _Kept] = {}

    def session(self: EndpointConfig) -> _Kept:
        if id(self) not in made:
            made[id(self)] = _Kept(self.headers)
        return made[id(self)]

    EndpointConfig.session = session

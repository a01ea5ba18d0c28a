"""How often is too often: counted in memory, for one process."""

import time

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from voice.sound import BYTES_A_SECOND
from web.errors import WebError
from web.settings import Settings

BUSY, BUSY_TIMES = 600, 10
"""Most requests a minute of one tablet, or of one of the staff: ten a second, and ten times as many as one
conversation may have messages. No hand is as quick; a program with somebody's cookie is."""


class TooOftenError(WebError):
    """Somebody has to wait `seconds` before the next try."""

    def __init__(self, seconds: int) -> None:
        super().__init__("too_often", f"Too often; wait {seconds} s.")
        self.seconds = seconds


class Limits:
    """One counter for each thing that is limited."""

    def __init__(self, settings: Settings) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._messages = RateLimitItemPerMinute(settings.messages_per_minute)
        busy = max(BUSY, BUSY_TIMES * settings.messages_per_minute)
        self._visits = RateLimitItemPerMinute(busy)
        self._misses = RateLimitItemPerMinute(settings.messages_per_minute)
        self._conversations = RateLimitItemPerHour(settings.conversations_per_hour)
        self._sound = RateLimitItemPerHour(60 * settings.sound_minutes_per_hour)
        self._requests = RateLimitItemPerMinute(settings.api_requests_per_minute)
        self._sign_ins = RateLimitItemPerMinute(settings.sign_ins_per_quarter_hour, 15)

    def message(self, conversation: str) -> None:
        """Count a message of one conversation. Raises TooOftenError."""
        self._count(self._messages, "message", conversation)

    def visit(self, who: str) -> None:
        """Count a request of one tablet, or of one of the staff. Raises TooOftenError."""
        self._count(self._visits, "visit", who)

    def miss(self, address: str) -> None:
        """Count a link, cookie or token that opens nothing, from one address. Raises TooOftenError."""
        self._count(self._misses, "miss", address)

    def conversation(self, address: str) -> None:
        """Count a new conversation from one address. Raises TooOftenError."""
        self._count(self._conversations, "conversation", address)

    def sound(self, conversation: str, size: int) -> None:
        """Count so many bytes of sound of one conversation, by its seconds. Raises TooOftenError."""
        self._count(self._sound, "sound", conversation, -(-size // BYTES_A_SECOND))

    def request(self, token: str) -> None:
        """Count a request of another program. Raises TooOftenError."""
        self._count(self._requests, "request", token)

    def sign_in(self, *who: str) -> None:
        """Refuse a pairing code after too many wrong ones from an address. Raises TooOftenError."""
        for one in who:
            if not self._limiter.test(self._sign_ins, "sign_in", one):
                raise TooOftenError(self._wait(self._sign_ins, "sign_in", one))

    def failed_sign_in(self, *who: str) -> None:
        """Count a wrong pairing code."""
        for one in who:
            self._limiter.hit(self._sign_ins, "sign_in", one)

    def _count(self, item: RateLimitItem, what: str, who: str, cost: int = 1) -> None:
        if not self._limiter.hit(item, what, who, cost=cost):
            raise TooOftenError(self._wait(item, what, who))

    def _wait(self, item: RateLimitItem, what: str, who: str) -> int:
        return max(1, round(self._limiter.get_window_stats(item, what, who).reset_time - time.time()))

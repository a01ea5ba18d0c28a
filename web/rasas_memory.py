"""Rasa remembers the last two turns of a conversation; of what was erased it has to forget them."""

from datetime import UTC, datetime, timedelta

import httpx2

from storage.erasures import NOTHING
from storage.store import Store
from web.rasa import RasaAddress

LOOK_BACK = timedelta(days=1)
"""At the start: a Rasa that somebody else runs may have been there before us."""
SECONDS = 5.0


class RasasMemory:
    """Tells Rasa whom to forget. If it does not answer it is asked again."""

    def __init__(self, store: Store, address: RasaAddress) -> None:
        self._store, self._address = store, address
        self._at, self._after = datetime.now(UTC) - LOOK_BACK, NOTHING

    def keep_up(self) -> None:
        """Have forgotten what was erased since the last time. A chore."""
        while some := self._store.erasures.since(self._at, self._after):
            talks = {each.conversation_id for each in some if each.conversation_id}
            if not self._forget([str(each) for each in talks]):
                return
            self._at, self._after = some[-1].at, some[-1].subject_id

    def _forget(self, conversations: list[str]) -> bool:
        """Whether Rasa has forgotten them now."""
        try:
            answer = httpx2.post(
                f"{self._address.url}/webhooks/app/forget",
                json={"senders": conversations},
                headers={"x-app-secret": self._address.secret},
                timeout=SECONDS,
            )
        except httpx2.HTTPError:
            return False
        return answer.is_success

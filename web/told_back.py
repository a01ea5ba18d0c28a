"""What staff say back in a chat, as the person sees it."""

from typing import Any
from uuid import UUID

from storage.kinds import ReplyState, Speaker
from storage.store import Store
from web.change_words import VERDICTS


def with_replies(store: Store, conversation_id: UUID, views: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Turns as a page shows them, with who of the staff speaks and what they ask. Shown is told."""
    if not any(view["speaker"] == Speaker.STAFF for view in views):
        return views
    replies = store.replies.to(conversation_id)
    asks, by_id = store.replies.asks(replies), {str(reply.id): reply for reply in replies}
    for view in views:
        if reply := by_id.get(view["id"]):
            view["reply"] = {
                "by": reply.by,
                "asks": reply.id in asks,
                "verdict": VERDICTS.get(reply.verdict or ""),
            }
    if any(reply.state == ReplyState.QUEUED for reply in replies):
        store.replies.seen(conversation_id)
    return views
